"""What happens to a row after its cells were read: fixes, helping columns, years, cells that say several things."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from databank.errors import N_, RowError, Sentence
from databank.imports.reading.cells import ABOUT, WORDS, Told
from databank.imports.reading.compiling import DIRECT, Plan, Year
from databank.imports.reading.contents import written
from databank.imports.reading.lists import ABOUT_PEOPLE, MOST_TEXTS
from databank.imports.reading.register import finish
from databank.imports.values import SourceRow
from databank.sheets import Cell
from taxonomy.units import UNITS
from taxonomy.waste_list import EDITIONS, display_code, edition

TOO_MANY_CELLS = N_("This line has %(count)s cells and the heading %(columns)s: check commas and quotation marks.")
LONGEST_NAME = 200
TARGETS = {"business_id": "organisation_id", "recovery_code": "treatment_code", "disposal_code": "treatment_code"}
"""Which column of the kind an aid ends up in."""


def apply(row: SourceRow, told: Sequence[tuple[str, Told]]) -> str:
    """Put what cells say beyond one text into a row; the label of a total, if there is one."""
    total = ""
    for name, one in told:
        total = total or one.total
        for column, text in one.cells.items():
            if column == WORDS:
                row.cells.setdefault("name", text)
                row.original.setdefault("name", row.original.get(name, text))
            elif column == ABOUT:
                if "method" not in row.original:
                    row.cells["method"] = "estimate"
            else:
                row.cells[column or name] = text
        if one.wrong is not None:
            row.errors.append(RowError(row.number, name, row.original.get(name, ""), one.wrong))
    return total


def fix(row: SourceRow, fixes: Mapping[str, str], plan: Plan) -> None:
    """Put what people wrote in the place of cells; amounts by year are fixed where they are read."""
    for name, text in fixes.items():
        if plan.years and name.split(" ", maxsplit=1)[0] == plan.amount:
            continue
        target = DIRECT.get(name, name)
        read = plan.readers.get(name)
        result = read(text) if read else text
        row.errors = [error for error in row.errors if error.field != target]
        row.cells.pop(target, None)
        row.original.setdefault(target, "")
        if isinstance(result, str):
            row.cells[target] = result
        elif result is not None:
            apply(row, [(target, result)])


def help_row(row: SourceRow, values: Sequence[Cell], plan: Plan, layout: str | None) -> None:
    """Read the helping columns of a row; the words of those about people are not even kept as wording."""
    aids: dict[str, str] = {}
    for index, name, memo in plan.helpers:
        value = values[index]
        result = memo[value] if value is not None and value != "" else None
        text = result.cells.get("", "") if isinstance(result, Told) else result
        if text:
            aids[name] = text
            if name not in ABOUT_PEOPLE:
                row.original.setdefault(TARGETS.get(name, name), written(value))
    finish(row, aids, layout)


def by_year(row: SourceRow, columns: Sequence[Year], values: Sequence[Cell], plan: Plan) -> Iterator[SourceRow]:
    """One record a year; a year without an amount is none."""
    for column in columns:
        one = SourceRow(
            sheet=row.sheet,
            number=row.number,
            cells=dict(row.cells),
            original=dict(row.original),
            letters=column.letters,
            errors=list(row.errors),
        )
        one.cells["year"] = one.original["year"] = column.year
        if column.unit:
            one.cells["unit"] = column.unit
        one.cells.update({name: text for name, text in column.says.items() if name not in one.original})
        _put_amount(one, column, values[column.place], plan)
        yield one


def _put_amount(row: SourceRow, column: Year, value: Cell, plan: Plan) -> None:
    """The amount of one year; a fix of "amount 2023" is for that year, one of "amount" for cells that are wrong."""
    fixes = plan.fixes.get(row.number, {})
    result = column.memo[value]
    is_wrong = isinstance(result, Told) and result.wrong is not None
    text = fixes.get(f"{plan.amount} {column.year}") or (fixes.get(plan.amount) if is_wrong else None)
    row.original[plan.amount] = written(value)
    if text:
        result = column.memo[text]
    if isinstance(result, str):
        row.cells[plan.amount] = result
    elif result is not None:
        apply(row, [(plan.amount, result)])


def overflow(row: SourceRow, values: Sequence[Cell], plan: Plan) -> None:
    """Refuse a line with more cells than the heading: a delimiter in a text moved the others aside."""
    if any(value is not None and value != "" for value in values[plan.width :]):
        counts = {"count": len(values), "columns": plan.width}
        row.errors = [RowError(row.number, plan.last, written(values[-1]), Sentence(TOO_MANY_CELLS, **counts))]


@lru_cache(MOST_TEXTS)
def code_title(code: str, language: str) -> str:
    """The title of an entry of the List of Waste; the empty text for what is none."""
    for name in EDITIONS:
        entry = edition(name).entries.get(code)
        if entry is not None:
            title = entry.titles.in_language(language)
            return title if len(title) <= LONGEST_NAME else display_code(code)
    return ""


def is_volume(unit: str) -> bool:
    """Whether a unit measures volume."""
    return unit in UNITS and UNITS[unit].quantity == "volume"
