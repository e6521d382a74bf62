"""Colours handed to renderers: family to a light and a dark value, as the taxonomy states them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from taxonomy.materials import families

Palette = Mapping[str, tuple[str, str]]

HUED = ("side_stream", "unspecified", "energy")


@cache
def palette() -> Palette:
    """The families that are drawn in a colour of their own; raw materials and products are a wash."""
    return {family.id: (family.colour_light, family.colour_dark) for family in families() if family.kind in HUED}
