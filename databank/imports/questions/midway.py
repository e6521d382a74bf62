"""A block of rows from which on the unit seems to be another one."""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterator, Sequence
from statistics import median

from databank.errors import N_, Sentence
from databank.imports.questions.asking import keep, question, review, scaled
from databank.imports.questions.scales import named
from databank.imports.questions.seen import SeenRow
from databank.imports.questions.spans import Spans
from databank.imports.values import FileQuestion

FEWEST = 6
"""Rows on either side of the change."""
LEAST, MOST = 2.4, 3.6
"""Decimal logarithm of the ratio of both sides: around a thousand."""
APART = 0.97
"""Share of rows that lie on the right side of the middle between both."""
WINDOW = 4
MOST_ROWS = 2_000_000
LARGER = N_(
    "From row %(row)s of %(sheet)s on the amounts are about a thousand times as large as above it. Did the unit "
    "change from tonnes to kilograms?"
)
SMALLER = N_(
    "From row %(row)s of %(sheet)s on the amounts are about a thousandth of those above it. Did the unit change from "
    "kilograms to tonnes?"
)
SHOULD_BE = 3


class Midway:
    """Remembers how large the amounts of each sheet are, four bytes a row, and looks for the one place of a change."""

    def __init__(self) -> None:
        self._logs: dict[str, array[float]] = {}
        self._numbers: dict[str, array[int]] = {}

    def see(self, row: SeenRow) -> None:
        """Take an amount in."""
        if not row.mass_t or row.mass_t < 0:
            return
        logs = self._logs.setdefault(row.sheet, array("f"))
        if len(logs) < MOST_ROWS:
            logs.append(math.log10(row.mass_t))
            self._numbers.setdefault(row.sheet, array("q")).append(row.number)

    def questions(self) -> Iterator[FileQuestion]:
        """One for each sheet in which the amounts jump."""
        for sheet, logs in self._logs.items():
            place = change_in(logs)
            if place is not None:
                yield _question(sheet, self._numbers[sheet], place, is_larger=logs[place] > logs[place - 1])


def change_in(logs: Sequence[float]) -> int | None:
    """Where a series jumps by about a thousand and stays there: the first place of the second part."""
    count = len(logs)
    if count < 2 * FEWEST:
        return None
    total, before, best, place = math.fsum(logs), 0.0, 0.0, 0
    for index in range(1, count):
        before += logs[index - 1]
        gap = before / index - (total - before) / (count - index)
        weight = gap * gap * index * (count - index)
        if weight > best and FEWEST <= index <= count - FEWEST:
            best, place = weight, index
    return place if place and _is_jump(logs, place) else None


def _is_jump(logs: Sequence[float], place: int) -> bool:
    left, right = median(logs[:place]), median(logs[place:])
    if not LEAST <= abs(right - left) <= MOST:
        return False
    around = abs(median(logs[place : place + WINDOW]) - median(logs[max(0, place - WINDOW) : place]))
    middle, sign = (left + right) / 2, 1 if right > left else -1
    aside = sum(sign * (one - middle) < 0 for one in logs[:place]) + sum(
        sign * (one - middle) > 0 for one in logs[place:]
    )
    return around >= LEAST - 1 and aside >= APART * len(logs)


def _question(sheet: str, numbers: Sequence[int], place: int, *, is_larger: bool) -> FileQuestion:
    """The rows with the larger amounts are those that may be in kilograms."""
    spans = Spans()
    for number in numbers[place:] if is_larger else numbers[:place]:
        spans.add(sheet, number)
    message = Sentence(LARGER if is_larger else SMALLER, row=numbers[place], sheet=named(sheet))
    return question("unit", message, "unit", spans, (scaled(SHOULD_BE), keep(), review()))
