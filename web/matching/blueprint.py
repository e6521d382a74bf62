"""The blueprint of possible exchanges."""

from __future__ import annotations

from web.addresses import LocalisedBlueprint

blueprint = LocalisedBlueprint("matching", __name__)
