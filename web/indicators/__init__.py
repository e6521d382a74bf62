"""Indicators of circularity: one page, its files, and what the JSON interface answers of them."""

from __future__ import annotations

from web.indicators.routes import blueprint

__all__ = ["blueprint"]
