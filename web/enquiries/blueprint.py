"""The blueprint of the pages of enquiries."""

from __future__ import annotations

from web.addresses import LocalisedBlueprint

blueprint = LocalisedBlueprint("enquiries", __name__)
