"""A drawing for wide and one for narrow pages: letters that are scaled down with their drawing cannot be read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from flows.drawing.sheet import Sheet


def of_both_widths(draw: Callable[[Sheet, bool], str], sheet: Sheet) -> str:
    """Both, each with ids of its own; the style sheet shows the one that fits and hides the other from everybody."""
    wide = draw(sheet, False)  # noqa: FBT003 - wide, then narrow
    narrow = draw(replace(sheet, name=f"{sheet.name}-narrow"), True)  # noqa: FBT003
    return f'<div class="when-wide">{wide}</div><div class="when-narrow">{narrow}</div>'
