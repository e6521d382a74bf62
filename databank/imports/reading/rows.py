"""The rows of a table as canonical text by column of the kind, one after another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from databank.imports.reading.aside import Aside
from databank.imports.reading.cells import Told
from databank.imports.reading.compiling import Plan, compile_reading, is_plain
from databank.imports.reading.contents import written
from databank.imports.reading.finishing import apply, by_year, code_title, fix, help_row, is_volume, overflow
from databank.imports.reading.totals import Sums
from databank.imports.values import SKIP, ImportMapping, SourceRow, TableReading
from databank.schemas import COLUMNS
from databank.sheets import Book, Cell

WIDE = 3
"""In a table of fewer columns a row of one cell is a record like any other."""
NAMED = frozenset({"organisations", "sites"})
"""Kinds of which a name alone is a record."""
IDENTIFYING = frozenset(
    {
        *("id", "record_id", "name", "waste_code", "waste_codes", "material", "material_class", "material_classes"),
        *("receiver", "site_id", "organisation_id", "treatment_code", "source", "target"),
    }
)


def source_rows(
    book: Book, reading: TableReading, mapping: ImportMapping | None = None, *, aside: Aside | None = None
) -> Iterator[SourceRow]:
    """Read the rows of one table; a row with the amounts of several years becomes one a year.

    Totals are handed on, marked as such. What cannot be read stays as it is written, with an error that says what
    would be right. Titles and notes within the table are put into `aside`.
    """
    sheet = book.sheet(reading.sheet)
    plan = compile_reading(sheet, reading, mapping or ImportMapping())
    table = _Table(plan, reading, Aside() if aside is None else aside, is_text=book.form == "csv")
    width, first = plan.width, reading.first_row
    marks = frozenset(heading[0] for heading in plan.headings)
    places = tuple({place for place, _ in marks})
    for number, cells in sheet.rows():
        if number < first:
            continue
        if len(cells) < width:
            cells = cells + [None] * (width - len(cells))  # noqa: PLW2901 - a list that ends early goes on with nothing
        for place in places:
            if (place, cells[place]) in marks and table.is_heading(number, cells):
                break
        else:
            row = table.take(number, cells)
            if isinstance(row, SourceRow):
                yield row
            else:
                yield from row


class _Table:
    """Reads row after row and remembers what they add up to."""

    def __init__(self, plan: Plan, reading: TableReading, aside: Aside, *, is_text: bool) -> None:
        self.plan, self.reading, self.aside = plan, reading, aside
        self.sums = Sums(plan.amount, is_yearly=bool(plan.years))
        self.is_plain = is_plain(reading)
        self.is_after_total = False
        self.is_text = is_text
        self.is_odd = bool(plan.years or plan.helpers or plan.fixes or plan.density)
        self.named_by_code = {"name", "waste_code"} <= set(COLUMNS[reading.kind]) and not self.is_plain
        self.may_be_title = not self.is_plain and len(plan.steps) + len(plan.years) >= WIDE

    def is_heading(self, number: int, cells: Sequence[Cell]) -> bool:
        """Whether the heading stands here once more."""
        for heading in self.plan.headings:
            if all(isinstance(cell := cells[index], str) and cell.strip() == text for index, text in heading):
                self.aside.put(number, "heading", heading[0][1])
                return True
        return False

    def take(self, number: int, values: Sequence[Cell]) -> SourceRow | Iterable[SourceRow]:
        """The record of one row; several of a row of several years; none of what is no record."""
        plan = self.plan
        cells = plan.constants.copy()
        original: dict[str, str] = {}
        told: list[tuple[str, Told]] | None = None
        for index, name, memo in plan.steps:
            value = values[index]
            if not value and (value is None or value == ""):
                continue
            result = memo[value]
            if isinstance(result, str):
                cells[name] = result
                original[name] = value if isinstance(value, str) else written(value)
            elif result is not None:
                original[name] = written(value)
                told = [*(told or ()), (name, result)]
        row = SourceRow(sheet=self.reading.sheet, number=number, cells=cells, original=original, letters=plan.letters)
        if told or self.is_odd or "name" not in cells or plan.amount not in cells or len(values) > plan.width:
            return self._unusual(row, values, told or ())
        self.sums.add(row)
        return row

    def _unusual(self, row: SourceRow, values: Sequence[Cell], told: Sequence[tuple[str, Told]]) -> Iterable[SourceRow]:
        """What a row is that has more or less in it than a name and an amount."""
        total = apply(row, told) if told else ""
        fixes = self.plan.fixes.get(row.number)
        if fixes is not None:
            if fixes.get("") == SKIP:
                return self._aside(row, "decided")
            fix(row, fixes, self.plan)
        amounts = [one for one in self.plan.years if self._has(values[one.place], one.memo[values[one.place]])]
        if not row.original and not amounts:
            return self._other(row.number, values)
        if not total and "name" not in row.cells:
            total = self._label(values)
        if total and not self.is_plain and (total != "maybe" or "waste_code" not in row.cells):
            return self._total([*by_year(row, amounts, values, self.plan)] if amounts else [row])
        if self._is_no_record(row, has_amount=bool(amounts)):
            return self._aside(row, "note" if self.is_after_total else "title")
        if not self.is_plain and not IDENTIFYING & row.original.keys():
            sums = [*by_year(row, amounts, values, self.plan)] if amounts else [row]
            if all(self.sums.adds_up(one) for one in sums):
                return self._total(sums)
        return self._records(row, values)

    @staticmethod
    def _has(value: Cell, result: object) -> bool:
        return value is not None and value != "" and result is not None

    def _records(self, row: SourceRow, values: Sequence[Cell]) -> Iterator[SourceRow]:
        plan, cells = self.plan, row.cells
        if plan.helpers:
            help_row(row, values, plan, self.reading.layout)
        if self.named_by_code and "name" not in cells and "waste_code" in cells:
            title = code_title(cells["waste_code"], cells.get("language", "fi"))
            if title:
                cells["name"], row.original["name"] = title, row.original.get("waste_code", "")
        if self.is_text and len(values) > plan.width:
            overflow(row, values, plan)
        amounts = [one for one in plan.years if self._has(values[one.place], one.memo[values[one.place]])]
        for one in by_year(row, amounts, values, plan) if amounts else (row,):
            if plan.density and is_volume(one.cells.get("unit", "")):
                one.cells.setdefault("density_t_m3", plan.density)
            self.sums.add(one) if amounts or not plan.years else None
            yield one

    # --- what is no record ---

    def _label(self, values: Sequence[Cell]) -> str:
        """The label of a total in a column that is not read."""
        for index, _, memo in self.plan.watched:
            value = values[index]
            result = memo[value] if isinstance(value, str) and value else None
            if isinstance(result, Told):
                return result.total
        return ""

    def _total(self, rows: Sequence[SourceRow]) -> Sequence[SourceRow]:
        for row in rows:
            row.errors.clear()
            self.sums.close(row)
        self.sums.end_group()
        self.is_after_total = True
        return rows

    def _is_no_record(self, row: SourceRow, *, has_amount: bool) -> bool:
        """Titles between rows, and notes and signatures below them."""
        if not self.may_be_title or has_amount or self.plan.amount in row.original:
            return False
        if len(row.original) == 1 and (self.reading.kind not in NAMED or "name" not in row.original):
            return True
        return self.is_after_total and not row.cells.get("waste_code", "").isdigit()

    def _aside(self, row: SourceRow, reason: str) -> Iterable[SourceRow]:
        self.aside.put(row.number, reason, next(iter(row.original.values()), ""))
        return ()

    def _other(self, number: int, values: Sequence[Cell]) -> Iterable[SourceRow]:
        """A row with nothing in a column that is read."""
        text = next((written(value).strip() for value in values if value is not None and written(value).strip()), "")
        if text:
            self.aside.put(number, "note", text)
        return ()
