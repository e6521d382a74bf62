"""What the checks see of a row: where it stands, what it is about, and its tonnes."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from databank import amounts
from databank.imports.values import PreparedRow
from databank.records import Basis
from databank.submissions.many.identity import IDENTITIES
from databank.vocabulary import fold
from taxonomy.units import UnitError

YES = frozenset({"1", "true", "yes"})
KEYS = {"side-streams": "id", "needs": "id", "flows": "record_id"}


@dataclass(frozen=True, slots=True)
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
    written: dict[str, str]
    cells: dict[str, object]

    @property
    def place(self) -> tuple[str, int]:
        """Sheet and first row."""
        return self.sheet, self.number


def seen_row(row: PreparedRow, kind: str, owner_id: str | None) -> SeenRow:
    """What the checks see of a prepared row."""
    cells = row.cells
    said = {name: str(value) for name, value in cells.items() if value is not None}
    record_id = said.get(KEYS.get(kind, "id"), "")
    columns = row.identity or IDENTITIES.get(kind, ())
    key = (record_id,) if record_id else tuple(_folded(said.get(name, "")) for name in columns)
    value = _number(said)
    return SeenRow(
        sheet=row.sheet,
        number=row.number,
        last=max(row.numbers, default=row.number),
        year=said.get("year", ""),
        key=key,
        record_id=record_id,
        organisation_id=said.get("organisation_id", "") or owner_id or "",
        name_key=_folded(said.get("name", "")),
        code=said.get("waste_code") or said.get("code_if_waste", ""),
        material_class=said.get("material_class") or said.get("material", ""),
        value=value,
        mass_t=_tonnes(value, said),
        unit=said.get("unit", "t"),
        is_example=said.get("is_example", "").lower() in YES,
        written=row.wording,
        cells=cells,
    )


def _number(said: dict[str, str]) -> float | None:
    """The amount, or the middle of its range."""
    for name in ("amount", "mass_t"):
        if name in said:
            return _float(said[name])
    low, high = _float(said.get("amount_min", "")), _float(said.get("amount_max", ""))
    return None if low is None or high is None else (low + high) / 2


def _float(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _tonnes(value: float | None, said: dict[str, str]) -> float | None:
    if value is None or said.get("basis", Basis.AS_SHIPPED.value) != Basis.AS_SHIPPED.value:
        return None
    factor = _factor(said.get("unit", "t").removesuffix("/a"), said.get("density_t_m3", ""))
    return None if factor is None else value * factor


@lru_cache(maxsize=1000)
def _factor(unit: str, density: str) -> float | None:
    """The tonnes of one unit."""
    try:
        mass = amounts.tonnes(Decimal(1), unit or "t", Decimal(density) if density else None)
    except (UnitError, InvalidOperation):
        return None
    return None if mass is None else float(mass)


@lru_cache(maxsize=20_000)
def _folded(text: str) -> str:
    return fold(text)
