"""The rows of a table as canonical text by column of the kind, one after another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from databank.errors import RowError, Sentence
from databank.imports.reading.aside import Aside
from databank.imports.reading.cells import Told
from databank.imports.reading.compiling import Plan, Year, compile_reading, is_plain
from databank.imports.reading.contents import written
from databank.imports.reading.finishing import apply, by_year, code_title, fix, help_row, is_volume, overflow
from databank.imports.reading.periods import in_parts
from databank.imports.reading.points import check_point
from databank.imports.reading.sections import (
    OTHER_TABLE,
    Spans,
    is_heading,
    reading_below,
    year_of_title,
    years_together,
)
from databank.imports.reading.totals import Sums, number_of
from databank.imports.values import SKIP, ImportMapping, SourceRow, TableReading
from databank.schemas import COLUMNS
from databank.sheets import Book, Cell, Sheet

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


SPANNING = (IDENTIFYING | {"year", "load_date", "unit", "business_id"}) - {"id", "record_id"}
"""Columns of which one merged cell holds for all of its rows."""


def source_rows(
    book: Book, reading: TableReading, mapping: ImportMapping | None = None, *, aside: Aside | None = None
) -> Iterator[SourceRow]:
    """Read the rows of one table; a row with the amounts of several years becomes one a year.

    Totals are handed on, marked as such. What cannot be read stays as it is written, with an error that says what
    would be right. Titles and notes within the table are put into `aside`.
    """
    sheet = book.sheet(reading.sheet)
    table = _Table(sheet, reading, mapping or ImportMapping(), Aside() if aside is None else aside, form=book.form)
    plan, first = table.plan, reading.first_row
    width, marks, places = _marks(plan)
    spans = Spans(sheet.merged, [column.index for column in reading.columns if column.field in SPANNING], first)
    for number, cells in sheet.rows():
        if number < first:
            continue
        if len(cells) < width:
            cells = cells + [None] * (width - len(cells))  # noqa: PLW2901 - a list that ends early goes on with nothing
        if sheet.merged:
            spans.fill(number, cells)
        for place in places:
            if (place, cells[place]) in marks and table.is_heading(number, cells):
                break
        else:
            row = table.take(number, cells)
            if isinstance(row, SourceRow):
                yield row
            else:
                yield from row
                if plan is not table.plan:
                    plan = table.plan
                    width, marks, places = _marks(plan)


def _marks(plan: Plan) -> tuple[int, frozenset[tuple[int, str]], tuple[int, ...]]:
    """How wide a row is, and the cells by which a repeated heading is known."""
    marks = frozenset(heading[0] for heading in plan.headings)
    return plan.width, marks, tuple({place for place, _ in marks})


class _Table:
    """Reads row after row and remembers what they add up to."""

    def __init__(self, sheet: Sheet, reading: TableReading, mapping: ImportMapping, aside: Aside, *, form: str) -> None:
        self.sheet, self.mapping, self.aside = sheet, mapping, aside
        self.is_after_total = False
        self.is_text = form == "csv"
        self.other_table = 0
        self._read_as(reading)
        self.sums = Sums(self.plan.amount, is_yearly=bool(self.plan.years))

    def _read_as(self, reading: TableReading) -> None:
        """Read the rows from here on in this way."""
        plan = self.plan = compile_reading(self.sheet, reading, self.mapping)
        self.reading = reading
        self.is_plain = is_plain(reading)
        self.has_points = reading.kind == "sites"
        self.in_parts = in_parts(reading.columns, plan.amount)
        self.is_odd = bool(plan.years or plan.helpers or plan.fixes or plan.density or self.has_points)
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
        if (
            told
            or self.is_odd
            or self.other_table
            or "name" not in cells
            or plan.amount not in cells
            or len(values) > plan.width
        ):
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
            return self._total(self._by_year(row, amounts, values))
        aside = self._why_aside(row, values, has_amount=bool(amounts))
        if aside:
            return self._aside(row, aside)
        if not self.is_plain and not IDENTIFYING & row.original.keys():
            sums = self._by_year(row, amounts, values)
            if all(self.sums.adds_up(one) for one in sums):
                return self._total(sums)
        return self._records(row, values)

    def _by_year(self, row: SourceRow, amounts: Sequence[Year], values: Sequence[Cell]) -> Sequence[SourceRow]:
        """What the row of a total says of each year."""
        if not amounts:
            return [row]
        rows = [*by_year(row, amounts, values, self.plan)]
        return years_together(rows, self.plan.amount) if self.in_parts else rows

    def _why_aside(self, row: SourceRow, values: Sequence[Cell], *, has_amount: bool) -> str:
        """Why a row is no record: it is a heading, a title or a note; the empty text for a record."""
        if not self.is_plain and self._begins_anew(row, values):
            return "heading"
        if self._is_no_record(row, has_amount=has_amount):
            return "note" if self.is_after_total else "title"
        return ""

    def _begins_anew(self, row: SourceRow, values: Sequence[Cell]) -> bool:
        """Whether a second heading stands here: the rows below it are read as it says, or refused."""
        if number_of(row.cells.get(self.plan.amount)) is not None or not is_heading(values, self.reading.kind):
            return False
        below = reading_below(row.number, values, self.reading, self.mapping.columns)
        self.other_table = row.number if below is None else 0
        if below is not None:
            year = self.plan.constants.get("year")
            self._read_as(below)
            if year:
                self.plan.constants["year"] = year
        return True

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
        if self.has_points:
            check_point(row)
        if self.is_text and len(values) > plan.width:
            overflow(row, values, plan)
        amounts = [one for one in plan.years if self._has(values[one.place], one.memo[values[one.place]])]
        for one in by_year(row, amounts, values, plan) if amounts else (row,):
            if self.other_table:
                one.errors = [RowError(row.number, plan.amount, "", Sentence(OTHER_TABLE, heading=self.other_table))]
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
        text = next(iter(row.original.values()), "")
        self.aside.put(row.number, reason, text)
        self._title(text)
        return ()

    def _title(self, text: str) -> None:
        """A title between the rows that names a year names it for those below, unless a person said the year."""
        if "year" in self.plan.constants and not self.mapping.options.get("year"):
            self.plan.constants["year"] = year_of_title(text) or self.plan.constants["year"]

    def _other(self, number: int, values: Sequence[Cell]) -> Iterable[SourceRow]:
        """A row with nothing in a column that is read."""
        text = next((written(value).strip() for value in values if value is not None and written(value).strip()), "")
        if text:
            self.aside.put(number, "note", text)
            self._title(text)
        return ()
