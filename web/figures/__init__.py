"""The numbers that calculations use: which they are, and which of them the city has set."""

from __future__ import annotations

from web.figures import setting, used
from web.figures.blueprint import blueprint
from web.figures.in_use import in_use

__all__ = ["blueprint", "in_use", "setting", "used"]
