"""The taxonomy browser: search and trees over waste codes, material classes, operations and industries."""

from __future__ import annotations

from web.classification import quality, uses
from web.classification.routes import blueprint

__all__ = ["blueprint", "quality", "uses"]
