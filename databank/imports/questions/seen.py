"""What the checks see of a row: where it stands, what it is about, and its tonnes."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from databank import amounts
from databank.imports.values import PreparedRow
from databank.records import Basis
from databank.submissions.many.identity import IDENTITIES
from databank.vocabulary import fold
from taxonomy.units import UnitError

YES = frozenset({"1", "true", "yes", 1})
AS_SHIPPED = Basis.AS_SHIPPED.value
KEYS = {"side-streams": "id", "needs": "id", "flows": "record_id"}


@dataclass(slots=True, eq=False)
class SeenRow:
    """One row as the checks look at it.

    Attributes
    ----------
    key : tuple of str
        What tells its record from others.
    value : float, optional
        The number as it stands there; `mass_t` the same in tonnes, None for what is no mass.
    """

    sheet: str
    number: int
    last: int
    year: str
    key: tuple[str, ...]
    record_id: str
    organisation_id: str
    name_key: str
    code: str
    material_class: str
    value: float | None
    mass_t: float | None
    unit: str
    is_example: bool
    written: Mapping[str, str]
    cells: Mapping[str, Any]

    @property
    def place(self) -> tuple[str, int]:
        """Sheet and first row."""
        return self.sheet, self.number


def seen_row(row: PreparedRow, kind: str, owner_id: str | None) -> SeenRow:
    """What the checks see of a prepared row."""
    get, numbers = row.cells.get, row.numbers
    record_id = get(KEYS.get(kind, "id")) or ""
    columns = row.identity or IDENTITIES.get(kind, ())
    value, unit = _number(row.cells), get("unit") or "t"
    return SeenRow(
        row.sheet,
        row.number,
        numbers[-1] if numbers else row.number,
        str(get("year") or ""),
        (record_id,) if record_id else tuple([_folded(get(name)) for name in columns]),
        record_id,
        get("organisation_id") or owner_id or "",
        _folded(get("name")),
        get("waste_code") or get("code_if_waste") or "",
        get("material_class") or get("material") or "",
        value,
        None if value is None else _tonnes(value, unit, get("basis"), get("density_t_m3")),
        unit,
        get("is_example") in YES,
        row.wording,
        row.cells,
    )


def _number(cells: Mapping[str, Any]) -> float | None:
    """The amount, or the middle of its range."""
    text = cells.get("amount") or cells.get("mass_t")
    if text:
        return number_of(text)
    low, high = number_of(cells.get("amount_min")), number_of(cells.get("amount_max"))
    return None if low is None or high is None else (low + high) / 2


def number_of(text: Any) -> float | None:
    """A number that can be reckoned with."""
    try:
        number = float(text)
    except (TypeError, ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def _tonnes(value: float, unit: str, basis: str | None, density: Any) -> float | None:
    if basis and basis != AS_SHIPPED:
        return None
    factor = _factor(unit, density)
    return None if factor is None else value * factor


@lru_cache(maxsize=1000)
def _factor(unit: str, density: Any) -> float | None:
    """The tonnes of one unit."""
    try:
        mass = amounts.tonnes(Decimal(1), unit.removesuffix("/a"), Decimal(str(density)) if density else None)
    except (UnitError, InvalidOperation):
        return None
    return None if mass is None else float(mass)


@lru_cache(maxsize=20_000)
def _folded(text: Any) -> str:
    return "" if text is None else fold(str(text)).replace("\0", "")
