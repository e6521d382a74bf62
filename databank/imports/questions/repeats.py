"""The same tonnes twice: in two rows or two sheets of the file, or in a record of somebody else."""

from __future__ import annotations

from array import array
from collections.abc import Iterator

from databank.errors import N_, Sentence
from databank.imports.questions.asking import keep, leave_out, question, review
from databank.imports.questions.history import History
from databank.imports.questions.scales import named
from databank.imports.questions.seen import SeenRow
from databank.imports.questions.spans import Spans
from databank.imports.values import Answer, FileQuestion
from databank.records import AmountStatus

BUCKETS = 1 << 14
LINES = 1 << 40
DOUBLE_COUNT = AmountStatus.DOUBLE_COUNT.value
TWICE = N_(
    "%(count)s rows of %(sheet)s say the same of %(year)s as earlier rows of the file: the same material, year and "
    "amount. Row %(row)s repeats row %(first)s of %(first_sheet)s. Were they copied twice?"
)
DOUBLE = N_(
    "Another record in the bank states the same amount of the same waste code in the same year as %(count)s rows of "
    "%(sheet)s, such as row %(row)s. Producer and treatment plant often report the same tonnes."
)
SECOND_OUT = N_("Yes: leave the repeated rows out.")
DIFFERENT = N_("No: these are different tonnes.")
COUNT_ONCE = N_("Yes: import them, and count them as told already.")


class Places:
    """Where something stood first. Of what it is only 8 bytes of a hash are kept, and 8 of its place."""

    def __init__(self) -> None:
        self._buckets: list[array[int] | None] = [None] * BUCKETS
        self._sheets: dict[str, int] = {}

    def first(self, key: tuple[object, ...], sheet: str, line: int) -> tuple[str, int] | None:
        """The sheet and the line of the first one, None when that is this one."""
        mark = hash(key)
        here = self._sheets.setdefault(sheet, len(self._sheets)) * LINES + line
        bucket = self._buckets[mark % BUCKETS]
        if bucket is None:
            bucket = self._buckets[mark % BUCKETS] = array("q")
        for place in range(0, len(bucket), 2):
            if bucket[place] == mark:
                number, before = divmod(bucket[place + 1], LINES)
                return tuple(self._sheets)[number], before
        bucket.extend((mark, here))
        return None


class Repeats:
    """Remembers what every row said of which year, in sixteen bytes a row."""

    def __init__(self) -> None:
        self._places = Places()
        self._found: dict[tuple[str, str, str], tuple[Spans, int]] = {}

    def see(self, row: SeenRow) -> None:
        """Look whether the row stood there before."""
        if row.value is None or not any(row.key):
            return
        said = (*row.key, row.organisation_id, row.year, row.value, row.unit)
        first = self._places.first(said, row.sheet, row.number)
        if first is not None:
            spans, _ = self._found.setdefault((row.sheet, first[0], row.year), (Spans(), first[1]))
            spans.add(row.sheet, row.number, row.year)

    def questions(self) -> Iterator[FileQuestion]:
        """One for each pair of sheets and year."""
        for (sheet, first_sheet, year), (spans, first) in self._found.items():
            message = Sentence(
                TWICE,
                count=spans.count,
                sheet=named(sheet),
                year=year or Sentence(N_("the same year")),
                row=spans.shown[0][1],
                first=first,
                first_sheet=named(first_sheet),
            )
            yield question("duplicate", message, "amount", spans, (leave_out(SECOND_OUT), keep(DIFFERENT), review()))


class Doubles:
    """Rows whose tonnes somebody else has told already."""

    def __init__(self, history: History) -> None:
        self._history = history
        self._found: dict[str, Spans] = {}

    def see(self, row: SeenRow) -> None:
        """Look whether another record says the same."""
        if self._history.is_told_by_another(row):
            self._found.setdefault(row.sheet, Spans()).add(row.sheet, row.number, row.year)

    def questions(self) -> Iterator[FileQuestion]:
        """One for each sheet. It tells neither whose the other records are nor what they say more."""
        for sheet, spans in self._found.items():
            message = Sentence(DOUBLE, count=spans.count, sheet=named(sheet), row=spans.shown[0][1])
            once = Answer(id="count_once", label=Sentence(COUNT_ONCE), effect=f"status:{DOUBLE_COUNT}")
            yield question("double", message, "amount", spans, (once, keep(DIFFERENT), review()))
