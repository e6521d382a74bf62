"""Flow pictures: a gallery, one page per view, and the records behind every number."""

from __future__ import annotations

from web.diagrams.routes import blueprint

__all__ = ["blueprint"]
