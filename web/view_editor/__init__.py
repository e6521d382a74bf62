"""The view editor: staff make a view of flows in a form, look at it, and publish it."""

from __future__ import annotations

from web.view_editor import listing, pages
from web.view_editor.blueprint import blueprint

__all__ = ["blueprint", "listing", "pages"]
