"""The blueprint that every page of the catalogue belongs to."""

from __future__ import annotations

from web.addresses import LocalisedBlueprint

blueprint = LocalisedBlueprint("catalogue", __name__)
