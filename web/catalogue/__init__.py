"""The catalogue: home, materials, needs and organisations."""

from __future__ import annotations

from web.catalogue.pages import blueprint

__all__ = ["blueprint"]
