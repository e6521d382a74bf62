"""Rows as records: loads of one year are added up, and what follows from a treatment code is filled in."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache

from databank.amounts import tonnes
from databank.errors import N_, RowError, Sentence
from databank.imports.reading.lists import LONGEST_TEXT, MOST_TEXTS
from databank.imports.values import ImportMapping, PreparedRow, SourceRow, TableReading
from databank.records import AmountStatus, Fate
from databank.schemas import codes
from databank.schemas.cells import bounded
from databank.vocabulary import fold

ENERGY_CODE = "R1"
INTERIM_CODES = frozenset({"R", "R12", "R13"})
"""Codes that do not tell what a waste becomes."""
Names = tuple[tuple[str, bool], ...]
"""The columns of an identity, and whether each counts by the words of the file."""
SUMMED = frozenset({"amount", "unit", "year", "density_t_m3"})
"""What a sum says of its own: the words of its first load are not those of the sum."""
_AMOUNT = bounded()
BY_WORDING = frozenset({"organisation_id", "site_id", "name", "receiver", "source", "target", "material"})
"""What identifies a row by the words of the file, which stay the same whatever they are matched with."""
NOT_ADDED = N_("The loads of %(year)s are in units that cannot be added up: give the density, or use one unit.")
NO_AMOUNT = N_("This load has no amount. Write how much it was.")
ONE_AMOUNT = N_("A load has one amount, not a range: write how much it was.")
NO_YEAR = N_("Write the day of this load, or the year.")


def prepare(
    rows: Iterable[SourceRow], reading: TableReading, mapping: ImportMapping | None = None
) -> Iterator[PreparedRow]:
    """The rows of a table as records; of a log one for each record and year, in the order of their first rows.

    A load that cannot be read is handed on by itself, with its errors, and the year that it belongs to is put under
    review, because its sum is not whole.
    """
    del mapping  # what it says is in the rows by now
    names = tuple((name, name in BY_WORDING) for name in reading.identity)
    prepared = _added_up(rows, names) if reading.is_log else _one_by_one(rows, names)
    return _with_fate(prepared) if fills_fate(reading) else prepared


def _with_fate(rows: Iterable[PreparedRow]) -> Iterator[PreparedRow]:
    for row in rows:
        cells = row.cells
        if "treatment_code" in cells and "fate" not in cells:
            fate = fate_of(cells["treatment_code"][:LONGEST_TEXT])
            if fate:
                cells["fate"] = fate
        yield row


def fills_fate(reading: TableReading) -> bool:
    """Whether the fate follows from the treatment: in known layouts, and where no record is named by its id."""
    fields = {column.field for column in reading.columns}
    return (
        reading.kind == "side-streams" and "fate" not in fields and (reading.layout is not None or "id" not in fields)
    )


@lru_cache(MOST_TEXTS)
def fate_of(code: str) -> str:
    """Where a waste goes by its recovery or disposal code; the empty text for what is no code.

    >>> fate_of("R1"), fate_of("R5"), fate_of("R13"), fate_of("D10")
    ('energy', 'used', 'recovery_unspecified', 'disposal')
    """
    bare = code.strip().upper()
    if bare == ENERGY_CODE:
        return Fate.ENERGY.value
    if bare in INTERIM_CODES:
        return Fate.RECOVERY_UNSPECIFIED.value
    if not bare[1:].isdigit() and bare != "D":
        return ""
    return {"R": Fate.USED.value, "D": Fate.DISPOSAL.value}.get(bare[0], "")


def _one_by_one(rows: Iterable[SourceRow], names: Names) -> Iterator[PreparedRow]:
    return (_single(row, names) for row in rows if not row.is_total)


def _single(row: SourceRow, names: Names) -> PreparedRow:
    cells, original, number = row.cells, row.original, row.number
    wording = {}
    for name, text in original.items():
        if name in cells and cells[name] != text:
            wording[name] = text  # noqa: PERF403 - a loop needs no call, and this is done for every row
    return PreparedRow(
        sheet=row.sheet,
        number=number,
        cells=cells,
        numbers=(number,),
        wording=wording,
        errors=row.errors,
        identity=_identity(cells, original, names),
    )


def _identity(cells: Mapping[str, str], original: Mapping[str, str], names: Names) -> tuple[str, ...]:
    found = []
    for name, is_wording in names:
        if is_wording and name in original:
            found.append(folded(original[name][:LONGEST_TEXT]))
        elif name in cells:
            found.append(folded(cells[name][:LONGEST_TEXT]) if is_wording else cells[name])
        else:
            found.append("")
    return tuple(found)


@lru_cache(MOST_TEXTS)
def folded(text: str) -> str:
    """Text as identities compare it."""
    return fold(text)


# --- logs --------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Group:
    """The loads of one record in one year."""

    first: SourceRow
    identity: tuple[str, ...]
    numbers: array[int] = field(default_factory=lambda: array("q"))
    sums: dict[tuple[str, str], Decimal] = field(default_factory=dict)
    refused: int = 0

    def take(self, row: SourceRow, amount: Decimal) -> None:
        """Add one load."""
        if not self.numbers or self.numbers[-1] != row.number:
            self.numbers.append(row.number)
        unit = row.cells.get("unit") or "t"
        pair = (unit, str(row.cells.get("density_t_m3") or ""))
        self.sums[pair] = self.sums.get(pair, Decimal(0)) + amount


def _added_up(rows: Iterable[SourceRow], names: Names) -> Iterator[PreparedRow]:
    groups: dict[tuple[tuple[str, ...], str], _Group] = {}
    refused: list[PreparedRow] = []
    for row in rows:
        if row.is_total:
            continue
        identity = _identity(row.cells, row.original, names)
        key = (identity, str(row.cells.get("year") or ""))
        amount = _amount_of(row)
        if amount is None:
            refused.append(_single(row, names))
            if key in groups or key[1]:
                group = groups.get(key) or groups.setdefault(key, _Group(row, identity))
                group.refused += 1
            continue
        found = groups.get(key)
        if found is None:
            found = groups[key] = _Group(row, identity)
        elif not found.numbers:
            found.first = row
        found.take(row, amount)
    sums = (_summed(group) for group in groups.values() if group.numbers)
    yield from sorted((*sums, *refused), key=lambda row: row.number)


def _amount_of(row: SourceRow) -> Decimal | None:
    """The amount of a load that can be added; else the row says why not."""
    if row.errors:
        return None
    cells = row.cells
    if not cells.get("year"):
        return _refuse(row, "year", Sentence(NO_YEAR))
    text = cells.get("amount")
    if text is None:
        return _refuse(row, "amount", Sentence(ONE_AMOUNT if "amount_min" in cells else NO_AMOUNT))
    for name, parse in (("unit", codes.parse_unit), ("amount", _AMOUNT)):
        try:
            parse(cells.get(name) or "t")
        except ValueError as error:
            return _refuse(row, name, error.args[0])
    return Decimal(text)


def _refuse(row: SourceRow, name: str, sentence: Sentence) -> Decimal | None:
    """Say why a load cannot be added; there is no amount then."""
    row.errors.append(RowError(row.number, name, row.original.get(name, ""), sentence))
    return None


def _summed(group: _Group) -> PreparedRow:
    """One record of one year from its loads."""
    row = group.first
    cells, errors = dict(row.cells), []
    if len(group.sums) == 1:
        ((unit, _),) = group.sums
        total: Decimal | None = next(iter(group.sums.values()))
    else:
        unit, total = "t", _tonnes(group.sums)
        cells.pop("density_t_m3", None)
    if total is None:
        message = Sentence(NOT_ADDED, year=cells["year"])
        errors.append(RowError(row.number, "unit", row.original.get("unit", ""), message))
    else:
        cells |= {"amount": format(total.normalize(), "f"), "unit": unit}
    if group.refused:
        cells["amount_status"] = AmountStatus.UNDER_REVIEW.value
    told = {name: text for name, text in row.original.items() if name not in SUMMED and cells.get(name, text) != text}
    return PreparedRow(
        sheet=row.sheet,
        number=row.number,
        cells=cells,
        numbers=tuple(group.numbers),
        wording=told,
        errors=errors,
        identity=group.identity,
    )


def _tonnes(sums: Mapping[tuple[str, str], Decimal]) -> Decimal | None:
    """Sums in several units as tonnes; None when one of them cannot become tonnes."""
    total = Decimal(0)
    for (symbol, density), amount in sums.items():
        part = tonnes(amount, codes.parse_unit(symbol), Decimal(density) if density else None)
        if part is None:
            return None
        total += part
    return total
