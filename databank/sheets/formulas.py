"""Cells that a spreadsheet would take for a formula are written with an apostrophe, and read without it."""

from __future__ import annotations

import re

_RISKY = re.compile(r"'*[=+\-@\t\r]")
_GUARDED = re.compile(r"'+[=+\-@\t\r]")


def is_risky(text: str) -> bool:
    """Whether a spreadsheet would take the text for a formula."""
    return _RISKY.match(text) is not None


def guarded(text: str) -> str:
    """Text that no spreadsheet runs.

    >>> guarded("=1+1"), guarded("plain"), unguarded(guarded("'=1"))
    ("'=1+1", 'plain', "'=1")
    """
    return f"'{text}" if is_risky(text) else text


def as_typed(text: str) -> str:
    """Text for a cell whose type says that it is text: `unguarded` gives back what it was.

    >>> as_typed("=1+1"), as_typed("'=1"), unguarded(as_typed("'=1"))
    ('=1+1', "''=1", "'=1")
    """
    return f"'{text}" if _GUARDED.match(text) else text


def unguarded(text: str) -> str:
    """What `guarded` was given."""
    return text[1:] if _GUARDED.match(text) else text
