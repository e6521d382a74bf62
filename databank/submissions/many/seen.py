"""Which rows a file has had already: a million of them in some twenty megabytes."""

from __future__ import annotations

from array import array

BUCKETS = 1 << 16
LINES = 1 << 32


class SeenRows:
    """Rows by what stands once in a file, each with its place; of the row itself only 8 bytes of a hash are kept.

    >>> seen = SeenRows()
    >>> seen.first(("S-1", 2024), "A", 2), seen.first(("S-1", 2024), "A", 7), seen.first(("S-1", 2024), "B", 2)
    (None, '2', 'A!2')
    """

    def __init__(self) -> None:
        self._buckets: list[array[int] | None] = [None] * BUCKETS
        self._sheets: dict[str, int] = {}

    def first(self, key: tuple[object, ...], sheet: str, line: int) -> str | None:
        """Where the row stood first; None when that is here."""
        mark = hash(key)
        here = self._sheets.setdefault(sheet, len(self._sheets)) * LINES + line
        bucket = self._buckets[mark % BUCKETS]
        if bucket is None:
            bucket = self._buckets[mark % BUCKETS] = array("q")
        for place in range(0, len(bucket), 2):
            if bucket[place] == mark:
                return self._told(bucket[place + 1], sheet) if bucket[place + 1] != here else None
        bucket.extend((mark, here))
        return None

    def _told(self, place: int, sheet: str) -> str:
        number, line = divmod(place, LINES)
        name = list(self._sheets)[number]
        return str(line) if name == sheet else f"{name}!{line}"
