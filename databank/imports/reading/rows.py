"""The rows of a table as canonical text by column of the kind, one after another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from databank.errors import N_, RowError, Sentence
from databank.imports.reading.cells import Told
from databank.imports.reading.compiling import DIRECT, Plan, Year, compile_reading, is_plain
from databank.imports.reading.contents import written
from databank.imports.reading.lists import MOST_TEXTS
from databank.imports.reading.register import PRIVATE_AIDS, finish
from databank.imports.reading.totals import Sums
from databank.imports.values import SKIP, ImportMapping, SourceRow, TableReading
from databank.schemas import COLUMNS
from databank.sheets import Book, Cell
from taxonomy.units import UNITS
from taxonomy.waste_list import EDITIONS, display_code, edition

TOO_MANY_CELLS = N_("This line has %(count)s cells and the heading %(columns)s: check commas and quotation marks.")
WIDE = 3
"""In a table of fewer columns a row of one cell is a record like any other."""
MOST_ASIDE = 500
NAMED = frozenset({"organisations", "sites"})
"""Kinds of which a name alone is a record."""
IDENTIFYING = frozenset(
    {
        *("id", "record_id", "name", "waste_code", "waste_codes", "material", "material_class", "material_classes"),
        *("receiver", "site_id", "organisation_id", "treatment_code", "source", "target"),
    }
)


@dataclass(slots=True)
class Aside:
    """Rows that are no records: why, and what stands in them. A row that was decided to be left out is one of them.

    Attributes
    ----------
    rows : list of (int, str, str)
        Number, one of heading, title, note, decided, and the first text; not more than `MOST_ASIDE`.
    """

    count: int = 0
    rows: list[tuple[int, str, str]] = field(default_factory=list)

    def put(self, number: int, reason: str, text: str) -> None:
        """Count one more."""
        self.count += 1
        if len(self.rows) < MOST_ASIDE:
            self.rows.append((number, reason, text[:100]))


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
    heading, width, first = plan.heading[:1], plan.width, reading.first_row
    for number, cells in sheet.rows():
        if number < first:
            continue
        if len(cells) < width:
            cells = cells + [None] * (width - len(cells))  # noqa: PLW2901 - a list that ends early goes on with nothing
        if heading and cells[heading[0][0]] == heading[0][1] and table.is_heading(number, cells):
            continue
        yield from table.read(number, cells)


class _Table:
    """Reads row after row and remembers what they add up to."""

    def __init__(self, plan: Plan, reading: TableReading, aside: Aside, *, is_text: bool) -> None:
        self.plan, self.reading, self.aside = plan, reading, aside
        self.sums = Sums(plan.amount)
        self.is_plain = is_plain(reading)
        self.is_after_total = False
        self.is_text = is_text
        self.layout = reading.layout
        self.has_names = "name" in COLUMNS[reading.kind] and "waste_code" in COLUMNS[reading.kind]
        self.may_be_title = not self.is_plain and len(plan.steps) + len(plan.years) >= WIDE

    def is_heading(self, number: int, cells: Sequence[Cell]) -> bool:
        """Whether the heading stands here once more."""
        again = all(
            index < len(cells) and isinstance(cell := cells[index], str) and cell.strip() == text
            for index, text in self.plan.heading
        )
        if again:
            self.aside.put(number, "heading", self.plan.heading[0][1])
        return again

    def read(self, number: int, values: Sequence[Cell]) -> Iterator[SourceRow]:
        """The records of one row."""
        plan = self.plan
        cells = dict(plan.constants)
        original: dict[str, str] = {}
        told: list[tuple[str, Told]] = []
        for index, name, memo in plan.steps:
            value = values[index]
            if value is None or value == "":
                continue
            result = memo[value]
            if isinstance(result, str):
                cells[name] = result
                original[name] = value if isinstance(value, str) else written(value)
            elif result is not None:
                original[name] = written(value)
                told.append((name, result))
        row = SourceRow(sheet=self.reading.sheet, number=number, cells=cells, original=original, letters=plan.letters)
        total = _apply(row, told) if told else ""
        fixes = plan.fixes.get(number) if plan.fixes else None
        if fixes is not None and not self._fixed(row, fixes):
            return
        amounts = self._years(values) if plan.years else []
        if not original and not amounts:
            self._other(number, values)
            return
        if plan.watched and not total:
            total = self._label(values)
        if total and not self.is_plain and (total != "maybe" or "waste_code" not in cells):
            yield from self._total(row, amounts)
            return
        if self._is_no_record(row, amounts):
            return
        yield from self._records(row, values, amounts)

    # --- records ---

    def _overflow(self, row: SourceRow, values: Sequence[Cell]) -> None:
        """Refuse a line with more cells than the heading: a delimiter in a text moved the others aside."""
        if any(value not in {None, ""} for value in values[self.plan.width :]):
            counts = {"count": len(values), "columns": self.plan.width}
            last = str(values[-1] or "")
            row.errors = [RowError(row.number, self.plan.last, last, Sentence(TOO_MANY_CELLS, **counts))]

    def _records(
        self, row: SourceRow, values: Sequence[Cell], amounts: Sequence[tuple[Year, Cell]]
    ) -> Iterator[SourceRow]:
        if not self.is_plain and not amounts and self._is_bare_sum(row):
            self.sums.close(row)
            yield row
            return
        if self.plan.helpers:
            self._help(row, values)
        self._complete(row)
        if self.is_text and len(values) > self.plan.width:
            self._overflow(row, values)
        for one in self._by_year(row, amounts) if amounts else (row,):
            if self.plan.density and one.cells.get("unit") in UNITS and _is_volume(one.cells["unit"]):
                one.cells.setdefault("density_t_m3", self.plan.density)
            self.sums.add(one)
            yield one

    def _help(self, row: SourceRow, values: Sequence[Cell]) -> None:
        aids: dict[str, str] = {}
        for index, name, memo in self.plan.helpers:
            value = values[index]
            result = memo[value] if value is not None and value != "" else None
            if isinstance(result, str):
                aids[name] = result
                if name not in PRIVATE_AIDS:
                    row.original.setdefault(_TARGETS.get(name, name), written(value))
        finish(row, aids, self.layout)

    def _complete(self, row: SourceRow) -> None:
        """Name a waste by its code when nothing else names it."""
        cells = row.cells
        if self.has_names and not self.is_plain and "name" not in cells and "waste_code" in cells:
            title = code_title(cells["waste_code"], cells.get("language", "fi"))
            if title:
                cells["name"] = title
                row.original["name"] = row.original.get("waste_code", "")

    def _by_year(self, row: SourceRow, amounts: Sequence[tuple[Year, Cell]]) -> Iterator[SourceRow]:
        """One record a year; a year without an amount is none."""
        for column, value in amounts:
            one = SourceRow(
                sheet=row.sheet,
                number=row.number,
                cells=dict(row.cells),
                original=dict(row.original),
                letters=dict(column.letters),
                errors=list(row.errors),
            )
            one.cells["year"] = one.original["year"] = column.year
            if column.unit:
                one.cells["unit"] = column.unit
            self._put_amount(one, column, value)
            yield one

    def _put_amount(self, row: SourceRow, column: Year, value: Cell) -> None:
        name = self.plan.amount
        fixes = self.plan.fixes.get(row.number, {})
        result = column.memo[value]
        is_wrong = isinstance(result, Told) and result.wrong is not None
        fix = fixes.get(f"{name} {column.year}") or (fixes.get(name) if is_wrong else None)
        row.original[name] = written(value)
        if fix:
            result = column.memo[fix]
        if isinstance(result, str):
            row.cells[name] = result
        elif result is not None:
            _apply(row, [(name, result)])

    def _years(self, values: Sequence[Cell]) -> list[tuple[Year, Cell]]:
        found = [(column, values[column.place]) for column in self.plan.years]
        return [
            (column, value) for column, value in found if value not in {None, ""} and column.memo[value] is not None
        ]

    def _fixed(self, row: SourceRow, fixes: object) -> bool:
        """Put what people wrote in the place of cells; False when they left the row out."""
        texts = dict(fixes) if isinstance(fixes, dict) else dict(fixes.items())  # type: ignore[attr-defined]
        if texts.get("") == SKIP:
            self.aside.put(row.number, "decided", next(iter(row.original.values()), ""))
            return False
        for name, text in texts.items():
            target = DIRECT.get(name, name)
            if self.plan.years and name.split(" ")[0] == self.plan.amount:
                continue
            read = self.plan.readers.get(name)
            result = read(text) if read else text
            row.errors = [error for error in row.errors if error.field != target]
            row.cells.pop(target, None)
            row.original.setdefault(target, "")
            if isinstance(result, str):
                row.cells[target] = result
            elif result is not None:
                _apply(row, [(target, result)])
        return True

    # --- what is no record ---

    def _label(self, values: Sequence[Cell]) -> str:
        for index, _, memo in self.plan.watched:
            value = values[index]
            result = memo[value] if isinstance(value, str) and value else None
            if isinstance(result, Told):
                return result.total
        return ""

    def _total(self, row: SourceRow, amounts: Sequence[tuple[Year, Cell]]) -> Iterator[SourceRow]:
        row.errors.clear()
        totals = list(self._by_year(row, amounts)) if amounts else [row]
        for one in totals:
            self.sums.close(one)
            yield one
        self.sums.end_group()
        self.is_after_total = True

    def _is_bare_sum(self, row: SourceRow) -> bool:
        return not (IDENTIFYING & row.original.keys()) and self.sums.adds_up(row)

    def _is_no_record(self, row: SourceRow, amounts: Sequence[object]) -> bool:
        """Titles between rows, and notes and signatures below them."""
        if not self.may_be_title or amounts or self.plan.amount in row.original:
            return False
        if len(row.original) == 1 and (self.reading.kind not in NAMED or "name" not in row.original):
            reason = "note" if self.is_after_total else "title"
        elif self.is_after_total and "waste_code" not in row.original:
            reason = "note"
        else:
            return False
        self.aside.put(row.number, reason, next(iter(row.original.values())))
        return True

    def _other(self, number: int, values: Sequence[Cell]) -> None:
        """A row with nothing in a column that is read."""
        text = next((written(value).strip() for value in values if value is not None and written(value).strip()), "")
        if text:
            self.aside.put(number, "note", text)


_TARGETS = {"business_id": "organisation_id", "recovery_code": "treatment_code", "disposal_code": "treatment_code"}


def _apply(row: SourceRow, told: Sequence[tuple[str, Told]]) -> str:
    """Put what cells say beyond one text into a row; the label of a total, if there is one."""
    total = ""
    for name, one in told:
        total = total or one.total
        for column, text in one.cells.items():
            if column == "+words":
                row.cells.setdefault("name", text)
                row.original.setdefault("name", row.original.get(name, text))
            elif column == "+about":
                if "method" not in row.original:
                    row.cells["method"] = "estimate"
            else:
                row.cells[column or name] = text
        if one.wrong is not None:
            row.errors.append(RowError(row.number, name, row.original.get(name, ""), one.wrong))
    return total


@lru_cache(MOST_TEXTS)
def code_title(code: str, language: str) -> str:
    """The title of an entry of the List of Waste; the empty text for what is none."""
    for name in EDITIONS:
        entry = edition(name).entries.get(code)
        if entry is not None:
            title = entry.titles.in_language(language)
            return title if len(title) <= 200 else display_code(code)  # noqa: PLR2004 - the length of a name
    return ""


def _is_volume(unit: str) -> bool:
    return UNITS[unit].quantity == "volume"
