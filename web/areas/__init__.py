"""Areas: where industry stands, with one card per area."""

from __future__ import annotations

from web.areas.routes import blueprint

__all__ = ["blueprint"]
