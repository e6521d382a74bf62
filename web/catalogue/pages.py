"""The addresses of the catalogue."""

from __future__ import annotations

from web.addresses import LocalisedBlueprint

blueprint = LocalisedBlueprint("catalogue", __name__)
