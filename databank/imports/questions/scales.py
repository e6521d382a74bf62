"""Amounts that are a thousand times too large or too small, or whose decimal mark was lost: against the past."""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median

from databank.errors import N_, Sentence
from databank.imports.questions.asking import figure, keep, question, review, scaled
from databank.imports.questions.history import History
from databank.imports.questions.seen import SeenRow
from databank.imports.questions.spans import Spans
from databank.imports.values import FileQuestion
from databank.plausibility.amounts import FEWEST, JUMP, MUCH

THOUSAND = 3
NEAR = 0.35
"""How far the decimal logarithm of a ratio may lie from a whole number: amounts change from year to year."""
EXACT = 0.0005
"""The same for a lost decimal mark, which leaves the digits as they were."""
SHARE = 0.5
"""Share of the rows of a sheet that makes it the doubt of a whole column."""
HISTORY_MANY = N_(
    "%(count)s amounts of %(sheet)s are about %(factor)s times as large as those that the bank has of the same "
    "materials. Row %(row)s says %(amount)s t; in other years it was %(usual)s t."
)
HISTORY_FEW = N_(
    "%(count)s amounts of %(sheet)s are about %(factor)s times as small as those that the bank has of the same "
    "materials. Row %(row)s says %(amount)s t; in other years it was %(usual)s t."
)
CLASS_MANY = N_(
    "%(count)s amounts of %(sheet)s are a thousand times as large as is usual of their materials. Row %(row)s says "
    "%(amount)s t. Were kilograms read as tonnes?"
)
CLASS_FEW = N_(
    "The amounts of %(sheet)s are a thousandth of what is usual of their materials. Row %(row)s says %(amount)s t. "
    "Were tonnes read as kilograms?"
)


@dataclass(slots=True)
class _Found:
    """Rows of one sheet that lie aside by the same power of ten."""

    spans: Spans = field(default_factory=Spans)
    row: int = 0
    mass: float = 0.0
    usual: float = 0.0

    def add(self, row: SeenRow, usual: float) -> None:
        if not self.spans.count:
            self.row, self.mass, self.usual = row.number, row.mass_t or 0.0, usual
        self.spans.add(row.sheet, row.number, row.year)


class Scales:
    """Compares amounts with their own past, else with what is usual of their material class."""

    def __init__(self, history: History) -> None:
        self._history = history
        self._found: dict[tuple[str, int], _Found] = {}
        self._large: dict[str, _Found] = {}
        self._small: dict[str, _Found] = {}
        self._logs: dict[str, array[float]] = {}

    def see(self, row: SeenRow) -> None:
        """Compare one row."""
        mass = row.mass_t
        if not mass or mass < 0:
            return
        past = self._history.own(row)
        if past:
            usual = median(past)
            power = power_of(mass, usual, past)
            if power:
                self._found.setdefault((row.sheet, power), _Found()).add(row, usual)
            return
        self._see_class(row, mass)

    def _see_class(self, row: SeenRow, mass: float) -> None:
        usual = self._history.usual(row)
        if usual is None or not usual.median:
            return
        self._logs.setdefault(row.sheet, array("d")).append(math.log10(mass / usual.median))
        if mass >= JUMP * usual.median and mass >= MUCH * usual.greatest:
            self._large.setdefault(row.sheet, _Found()).add(row, usual.median)
        elif mass * JUMP <= usual.median:
            self._small.setdefault(row.sheet, _Found()).add(row, usual.median)

    def questions(self) -> Iterator[FileQuestion]:
        """One for each sheet and power of ten, and one for each sheet whose amounts are unusual of their classes."""
        for (sheet, power), found in self._found.items():
            yield _history_question(sheet, power, found)
        for sheet, found in self._large.items():
            yield _class_question(CLASS_MANY, sheet, found, THOUSAND)
        for sheet, found in self._small.items():
            logs = self._logs[sheet]
            if found.spans.count >= max(FEWEST, SHARE * len(logs)) and median(logs) <= -THOUSAND + NEAR:
                yield _class_question(CLASS_FEW, sheet, found, -THOUSAND)


def power_of(mass: float, usual: float, past: Sequence[float]) -> int:
    """By which power of ten an amount lies aside of its past: a thousand, or a lost decimal mark."""
    distance = math.log10(mass / usual)
    whole = round(distance)
    if abs(whole) >= THOUSAND and (abs(distance - whole) <= NEAR or abs(distance) >= THOUSAND):
        return whole
    for other in past:
        shift = math.log10(mass / other)
        if round(shift) and abs(shift - round(shift)) <= EXACT and abs(round(shift)) < THOUSAND:
            return round(shift)
    return 0


def _history_question(sheet: str, power: int, found: _Found) -> FileQuestion:
    message = Sentence(
        HISTORY_MANY if power > 0 else HISTORY_FEW,
        count=found.spans.count,
        sheet=named(sheet),
        factor=10 ** abs(power),
        row=found.row,
        amount=figure(found.mass),
        usual=figure(found.usual),
    )
    return question("history", message, "amount", found.spans, (scaled(power), keep(), review()))


def _class_question(key: str, sheet: str, found: _Found, power: int) -> FileQuestion:
    message = Sentence(key, count=found.spans.count, sheet=named(sheet), row=found.row, amount=figure(found.mass))
    return question("class", message, "amount", found.spans, (scaled(power), keep(), review()))


def named(sheet: str) -> str:
    """The name of a sheet; a text file has none."""
    return sheet or Sentence(N_("the file"))
