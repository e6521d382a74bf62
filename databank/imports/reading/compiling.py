"""A reading made ready for many rows: what reads each column, and what every row has anyway."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

from databank.imports.reading.cells import DAYS, NUMERIC, Memo, Read, Told, reader_for, text_of, total_span
from databank.imports.reading.headings import AMOUNTS, is_dry, is_estimate
from databank.imports.reading.lists import aids
from databank.imports.reading.marks import Evidence
from databank.imports.values import Column, ImportMapping, TableReading
from databank.records import Basis, Method
from databank.schemas import COLUMNS
from databank.sheets import Cell, Sheet

DIRECT = {"load_date": "year", "dry_share": "moisture_share"}
"""Aids that fill a column of the kind by themselves, unless the table has that column too."""
WATCHED = 3
"""How many columns of no meaning are looked at for the label of a total."""


class Step(NamedTuple):
    """One column of the table: what it fills, and what its cells said so far."""

    place: int
    field: str
    memo: Memo


class Year(NamedTuple):
    """A column that holds the amounts of one year, the letters of a row of that year, and what its heading says."""

    place: int
    year: str
    unit: str | None
    memo: Memo
    letters: dict[str, str]
    says: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Everything that is the same for all rows of a reading.

    Attributes
    ----------
    steps, helpers, watched : tuple of Step
        Columns that fill a column of the kind, those that help to read others, and those that may only name a total.
    years : tuple of Year
        Columns of amounts by year; empty when the amount is one column.
    amount : str
        The column of amounts of the kind.
    constants : mapping
        Text by column of the kind that holds for rows which say nothing else.
    width, last : int, str
        How many cells a line has, and the last column that is read.
    headings : tuple of tuple of (int, str)
        Cells of each row of the heading, by which it is known again further down.
    """

    steps: tuple[Step, ...]
    helpers: tuple[Step, ...]
    watched: tuple[Step, ...]
    years: tuple[Year, ...]
    amount: str
    constants: dict[str, str]
    letters: dict[str, str]
    density: str | None
    width: int
    last: str
    fixes: Mapping[int, Mapping[str, str]]
    readers: Mapping[str, Read]
    headings: tuple[tuple[tuple[int, str], ...], ...]


def compile_reading(sheet: Sheet, reading: TableReading, mapping: ImportMapping) -> Plan:
    """Make a reading ready."""
    amount = AMOUNTS.get(reading.kind, "amount")
    amounts = [column for column in reading.columns if column.field == amount]
    years = [column for column in amounts if column.year is not None] if len(amounts) > 1 else []
    is_text = is_plain(reading)
    evidence = _evidence(sheet, reading, mapping, is_text=is_text)
    read = {column.letter: _reader(column, evidence, reading) for column in reading.columns if column.field}
    columns = [column for column in reading.columns if column.field and column not in years]
    targets = _targets(columns)
    letters = {target: column.letter for column, target in targets}
    helping = aids(reading.kind) - set(COLUMNS[reading.kind])
    steps = [Step(column.index, target, Memo(read[column.letter])) for column, target in targets]
    constants = _constants(reading, mapping)
    if amounts and amounts[0].unit and "unit" in COLUMNS[reading.kind]:
        constants["unit"] = amounts[0].unit
    if amounts and not years:
        constants |= {name: text for name, text in said_of(amounts[0]).items() if name in COLUMNS[reading.kind]}
    return Plan(
        steps=tuple(step for step in steps if step.field not in helping),
        helpers=tuple(step for step in steps if step.field in helping),
        watched=() if is_text else _watched(reading),
        years=tuple(_year(column, amount, letters, read[column.letter]) for column in years),
        amount=amount,
        density=constants.pop("density_t_m3", None),
        constants=constants,
        letters=letters,
        width=max((column.index + 1 for column in reading.columns), default=0),
        last=next((column.field for column in reversed(reading.columns) if column.field), ""),
        fixes=_fixes(reading.sheet, mapping),
        readers={column.field: read[column.letter] for column in reading.columns if column.field},
        headings=_headings(sheet, reading),
    )


def _targets(columns: Sequence[Column]) -> list[tuple[Column, str]]:
    """The column of the kind, or the aid, that each column fills: of two that fill the same the plainer one."""
    fields = {column.field for column in columns}
    named = [(column, DIRECT.get(column.field or "", column.field or "")) for column in columns]
    return [(column, target) for column, target in named if target == column.field or target not in fields]


def _reader(column: Column, evidence: Evidence, reading: TableReading) -> Read:
    return reader_for(column, evidence, reading.kind, is_text=is_plain(reading))


def _constants(reading: TableReading, mapping: ImportMapping) -> dict[str, str]:
    options = {**reading.options, **mapping.options}
    return {name: text for name, text in options.items() if name in COLUMNS[reading.kind] and text}


def is_plain(reading: TableReading) -> bool:
    """Whether every column is named as we export it: then words are taken as they are."""
    return all(column.reason == "exact" and column.heading in COLUMNS[reading.kind] for column in reading.columns)


def _evidence(sheet: Sheet, reading: TableReading, mapping: ImportMapping, *, is_text: bool) -> Evidence:
    numbers = [column.index for column in reading.columns if column.field in NUMERIC]
    days = [column.index for column in reading.columns if column.field in DAYS]
    options = {**reading.options, **mapping.options}
    return Evidence(sheet, reading.first_row, (numbers, days), options, is_plain=is_text)


def _year(column: Column, amount: str, letters: Mapping[str, str], read: Read) -> Year:
    own = {**letters, amount: column.letter, "year": column.letter}
    return Year(column.index, str(column.year), column.unit, Memo(read), own, said_of(column))


def said_of(column: Column) -> dict[str, str]:
    """What the heading of an amount says about its numbers: that they are estimates, or of dry matter."""
    said = {"method": Method.ESTIMATE.value} if is_estimate(column.heading) else {}
    return said | ({"basis": Basis.DRY.value} if is_dry(column.heading) else {})


def _watched(reading: TableReading) -> tuple[Step, ...]:
    """The first columns that were taken for nothing: the word for a total may stand in one of them."""
    unused = [column for column in reading.columns if column.field is None][:WATCHED]
    return tuple(Step(column.index, "", Memo(_total_only)) for column in unused)


def _total_only(value: Cell) -> Told | None:
    text = text_of(value)
    total = total_span(text) if text else ""
    return Told(total=total) if total else None


def _fixes(sheet: str, mapping: ImportMapping) -> dict[int, Mapping[str, str]]:
    """What people wrote instead of cells of this sheet, by row."""
    fixes: dict[int, Mapping[str, str]] = {}
    for place, texts in mapping.rows.items():
        name, _, number = place.rpartition("!")
        if name == sheet and number.isascii() and number.isdigit():
            fixes[int(number)] = texts
    return fixes


def _headings(sheet: Sheet, reading: TableReading) -> tuple[tuple[tuple[int, str], ...], ...]:
    """The texts of the rows down to the heading; one text alone is a mark only where it is all of the heading."""
    wanted, last = {*reading.title_rows, *reading.heading_rows}, max(reading.heading_rows, default=0)
    width = max((column.index + 1 for column in reading.columns), default=0)
    found = []
    for number, cells in sheet.rows():
        if number > last:
            break
        texts = ((index, cell.strip()) for index, cell in enumerate(cells[:width]) if isinstance(cell, str))
        row = tuple((index, text) for index, text in texts if text)
        if number in wanted and (len(row) > 1 or (row and reading.heading_rows == (number,))):
            found.append(row)
    return tuple(found)
