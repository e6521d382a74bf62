"""Rows of a table that are no records, kept so that nothing is left out in silence."""

from __future__ import annotations

from dataclasses import dataclass, field

MOST_ROWS = 500
LONGEST_TEXT = 100


@dataclass(slots=True)
class Aside:
    """Why rows are no records, and what stands in them; a row that people left out is one of them.

    Attributes
    ----------
    rows : list of (int, str, str)
        Number, one of heading, title, note, decided, and the first text; not more than `MOST_ROWS`.
    """

    count: int = 0
    rows: list[tuple[int, str, str]] = field(default_factory=list)

    def put(self, number: int, reason: str, text: str) -> None:
        """Count one more."""
        self.count += 1
        if len(self.rows) < MOST_ROWS:
            self.rows.append((number, reason, text[:LONGEST_TEXT]))
