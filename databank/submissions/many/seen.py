"""Which rows a file has had already: a million of them in some ten megabytes."""

from __future__ import annotations

from array import array

BUCKETS = 1 << 16


class SeenRows:
    """Rows by what identifies them, each with its line; only 8 bytes of a hash are kept of a row.

    >>> seen = SeenRows()
    >>> seen.first(("S-1", 2024), 2), seen.first(("S-1", 2024), 7), seen.first(("S-1", 2025), 8)
    (2, 2, 8)
    """

    def __init__(self) -> None:
        self._buckets: list[array[int] | None] = [None] * BUCKETS

    def first(self, key: tuple[object, ...], line: int) -> int:
        """The line on which the row stood first: `line` itself when it is new."""
        mark = hash(key)
        bucket = self._buckets[mark % BUCKETS]
        if bucket is None:
            self._buckets[mark % BUCKETS] = array("q", (mark, line))
            return line
        for place in range(0, len(bucket), 2):
            if bucket[place] == mark:
                return bucket[place + 1]
        bucket.extend((mark, line))
        return line
