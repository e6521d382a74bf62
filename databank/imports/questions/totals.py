"""The file's own totals against the sums of its rows."""

from __future__ import annotations

import math
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from databank.errors import N_, Sentence
from databank.imports.questions.asking import figure, keep, question, review, scaled
from databank.imports.questions.scales import named
from databank.imports.questions.seen import SeenRow, number_of
from databank.imports.questions.spans import WHOLE, Spans
from databank.imports.values import FileQuestion, SourceRow

CLOSE = 0.002
"""Share of a total by which it may differ from the sum: rounded rows."""
NEAR_POWER = 0.01
MOST_POWER = 6
MOST_TOTALS = 200
MOST_YEARS = 60_000
DIFFERS = N_("Row %(row)s of %(sheet)s says that the total is %(total)s, and the rows above it add up to %(sum)s.")
SCALED = N_(
    "The rows of %(sheet)s add up to %(sum)s, and row %(row)s says that the total is %(total)s: they differ by a "
    "factor of %(factor)s. Were kilograms read as tonnes, or was a decimal mark lost?"
)
ROWS_RIGHT = N_("The rows are right, and the total is not.")


class _Column:
    """The amounts of one sheet in the order of its rows, in thirty bytes each."""

    def __init__(self) -> None:
        self.numbers, self.lasts = array("q"), array("q")
        self.values, self.years = array("d"), array("H")
        self.units: set[str] = set()
        self.known_years: dict[str, int] = {}

    def add(self, row: SeenRow, value: float) -> None:
        self.numbers.append(row.number)
        self.lasts.append(row.last)
        self.values.append(value)
        self.years.append(self.known_years.setdefault(row.year, len(self.known_years)) % MOST_YEARS)
        self.units.add(row.unit)

    def between(self, first: int, last: int, year: str) -> float | None:
        """The sum of the rows from `first` to `last`; None when there is none, or one rests on rows outside too."""
        low, high = bisect_left(self.numbers, first), bisect_right(self.numbers, last)
        wanted = self.known_years.get(year) if year else None
        if low >= high or max(self.lasts[low:high]) > last or (year and wanted is None):
            return None
        if not year:
            return math.fsum(self.values[low:high])
        return math.fsum(self.values[place] for place in range(low, high) if self.years[place] == wanted)


class Totals:
    """Adds up the rows of each sheet, all and by year, and compares them with its totals."""

    def __init__(self) -> None:
        self._columns: dict[str, _Column] = {}
        self._unread: dict[str, array[int]] = {}
        self._totals: list[SourceRow] = []

    def see(self, row: SeenRow, *, is_unread: bool) -> None:
        """Take a row into the sums; one whose amount cannot be read makes the sums around it worthless."""
        if is_unread:
            self._unread.setdefault(row.sheet, array("q")).append(row.number)
        elif row.value is not None:
            column = self._columns.get(row.sheet)
            if column is None:
                column = self._columns[row.sheet] = _Column()
            column.add(row, row.value)

    def see_total(self, row: SourceRow) -> None:
        """Remember a total until all rows are seen."""
        if len(self._totals) < MOST_TOTALS:
            self._totals.append(row)

    def questions(self) -> Iterator[FileQuestion]:
        """One for each total that is not the sum; of those that differ by the same factor only the widest."""
        scaled_sheets: set[tuple[str, str, int]] = set()
        for total in sorted(self._totals, key=lambda one: -_width(one)):
            found = self._compared(total)
            if found is None:
                continue
            said, summed, year = found
            power = power_between(summed, said)
            if power and (total.sheet, year, power) not in scaled_sheets:
                scaled_sheets.add((total.sheet, year, power))
                yield _scaled(total, said, summed, year, power)
            elif not power:
                yield _differs(total, said, summed, year)

    def _compared(self, total: SourceRow) -> tuple[float, float, str] | None:
        """What the total says and what the rows add up to, when they are not the same."""
        said = _number(total)
        year = str(total.cells.get("year") or "")
        column = self._columns.get(total.sheet)
        if said is None or column is None or len(column.units) > 1:
            return None
        first, last = total.span or (WHOLE[0], total.number - 1)
        if any(first <= number <= last for number in self._unread.get(total.sheet, ())):
            return None
        summed = column.between(first, last, year)
        if summed is None or abs(summed - said) <= max(CLOSE * abs(said), _step(total) / 2):
            return None
        return said, summed, year


def power_between(summed: float, said: float) -> int:
    """The power of ten by which a sum is too great (or too small, negative); 0 when it is none."""
    if summed <= 0 or said <= 0:
        return 0
    power = math.log10(summed / said)
    whole = round(power)
    is_near = abs(10 ** (power - whole) - 1) <= NEAR_POWER
    return whole if is_near and 1 <= abs(whole) <= MOST_POWER else 0


def _width(total: SourceRow) -> int:
    return total.span[1] - total.span[0] if total.span else WHOLE[1]


def _number(total: SourceRow) -> float | None:
    return number_of(total.cells.get("amount") or total.cells.get("mass_t"))


def _step(total: SourceRow) -> float:
    """The last decimal that the total is written with."""
    text = str(total.cells.get("amount") or total.cells.get("mass_t") or "")
    return 10.0 ** -len(text.partition(".")[2])


def _spans(total: SourceRow, year: str) -> Spans:
    first, last = total.span or (WHOLE[0], max(1, total.number - 1))
    spans = Spans(count=last - first + 1, shown=[(total.sheet, total.number)])
    spans.set_run(total.sheet, year, first, last)
    return spans


def _scaled(total: SourceRow, said: float, summed: float, year: str, power: int) -> FileQuestion:
    message = Sentence(
        SCALED,
        sheet=named(total.sheet),
        row=total.number,
        sum=figure(summed),
        total=figure(said),
        factor=10 ** abs(power),
    )
    answers = (scaled(power), keep(ROWS_RIGHT), review())
    return question("total", message, "amount", _spans(total, year), answers)


def _differs(total: SourceRow, said: float, summed: float, year: str) -> FileQuestion:
    message = Sentence(DIFFERS, sheet=named(total.sheet), row=total.number, sum=figure(summed), total=figure(said))
    return question("total", message, "amount", _spans(total, year), (keep(ROWS_RIGHT), review()))
