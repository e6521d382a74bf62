"""What the bank knows beside the rows of a file: their own past, what is usual of their material, what others tell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import isclose
from statistics import median
from typing import Any, Protocol

from sqlalchemy import case, false, or_, select, true
from sqlalchemy.orm import Session

from databank.access import Viewer, exact, is_city, of_class, readable, shown_mass, shows
from databank.imports.questions.seen import SeenRow
from databank.models import SideStream, StreamAmount
from databank.records import AmountStatus, FieldGroup, Layer, RecordStatus

SAME = 0.01
"""Amounts that differ by less are taken for the same tonnes."""
EQUAL = 1e-9
LEAST_T = 0.1
"""Smaller amounts are the same by chance."""
FEWEST = 5
"""From so many others on, they say what is usual."""
MOST_MASSES = 2_000
MOST_KEYS = 400
MOST_TOLD = 100_000


@dataclass(frozen=True, slots=True)
class Usual:
    """What is usual of a material class: tonnes a year of the records that the viewer sees, as they see them."""

    median: float
    greatest: float


class History(Protocol):
    """What rows are compared with. `read` is told the rows of a batch before anything is asked about them."""

    def read(self, rows: Sequence[SeenRow]) -> None:
        """Look up what is needed for these rows."""

    def own(self, row: SeenRow) -> Sequence[float]:
        """Tonnes of other years of the same record."""

    def states(self, row: SeenRow) -> bool:
        """Whether the same record says the same of the year already, as a confirmed amount."""

    def usual(self, row: SeenRow) -> Usual | None:
        """What is usual of its class."""

    def is_told_by_another(self, row: SeenRow) -> bool:
        """Whether a record of another organisation that the viewer sees states the same tonnes of the year."""


class NoHistory:
    """Nothing is known."""

    def read(self, rows: Sequence[SeenRow]) -> None:
        """Nothing is looked up."""

    def own(self, _row: SeenRow) -> Sequence[float]:
        """No other years."""
        return ()

    def states(self, _row: SeenRow) -> bool:
        """Nothing is known."""
        return False

    def usual(self, _row: SeenRow) -> Usual | None:
        """Nothing is usual."""
        return None

    def is_told_by_another(self, _row: SeenRow) -> bool:
        """Nobody tells."""
        return False


class BankHistory:
    """The history that a bank holds, as far as its viewer sees it: a few queries for each batch of rows.

    Others are compared with what the viewer may see of them only: an amount that is hidden from them would be told by
    a question that is asked or not.
    """

    def __init__(self, session: Session, viewer: Viewer) -> None:
        self.session = session
        self._viewer = viewer
        self._own: dict[tuple[str, ...], list[tuple[str, float]]] = {}
        self._usual: dict[tuple[str, bool], Usual | None] = {}
        self._told: dict[tuple[str, str], list[tuple[str, bool, float]]] = {}
        self._has_streams: dict[str, bool] = {}

    def read(self, rows: Sequence[SeenRow]) -> None:
        """Look up what is needed for these rows and was not looked up for earlier ones."""
        self._own.clear()
        known = [row for row in rows if row.mass_t]
        if known:
            self._read_own(known)
            self._read_usual(known)
            self._read_told(known)

    # --- the same record in other years ------------------------------------------------------------------------------

    def own(self, row: SeenRow) -> Sequence[float]:
        """Tonnes of other years of the same record."""
        return [mass for year, mass in self._of_record(row) if year != row.year]

    def states(self, row: SeenRow) -> bool:
        """Whether the same record says the same of the year already, as a confirmed amount."""
        mass = row.mass_t
        if mass is None:
            return False
        return any(year == row.year and isclose(told, mass, rel_tol=EQUAL) for year, told in self._of_record(row))

    def _of_record(self, row: SeenRow) -> Sequence[tuple[str, float]]:
        key = (row.record_id,) if row.record_id else (row.organisation_id, row.name_key, row.code)
        return self._own.get(key, [])

    def _read_own(self, rows: Sequence[SeenRow]) -> None:
        owners = self._owners_with_streams({row.organisation_id for row in rows if row.organisation_id})
        ids = {row.record_id for row in rows if row.record_id}
        names = {row.name_key for row in rows if row.organisation_id in owners and row.name_key and not row.record_id}
        for part in _parts(ids):
            self._take_own(SideStream.id.in_(part))
        for part in _parts(names):
            self._take_own(SideStream.name_key.in_(part), SideStream.organisation_id.in_(sorted(owners)))

    def _owners_with_streams(self, owners: set[str]) -> set[str]:
        """Those of the organisations that the bank holds anything of: whoever brings a first file has no past."""
        for part in _parts(owners - self._has_streams.keys()):
            query = select(SideStream.organisation_id).where(SideStream.organisation_id.in_(part)).distinct()
            found = set(self.session.scalars(query))
            self._has_streams |= {owner: owner in found for owner in part}
        return {owner for owner in owners if self._has_streams[owner]}

    def _take_own(self, *wanted: Any) -> None:
        code = case((SideStream.waste_code.is_not(None), SideStream.waste_code), else_=SideStream.code_if_waste)
        columns = (SideStream.id, SideStream.organisation_id, SideStream.name_key, code)
        query = (
            select(*columns, StreamAmount.year, StreamAmount.layer_amount)
            .join(StreamAmount, StreamAmount.side_stream_id == SideStream.id)
            .where(*wanted, self._is_own(), *_sound())
        )
        for stream_id, owner, name, waste_code, year, mass in self.session.execute(query):
            pair = (str(year or ""), float(mass))
            for key in ((stream_id,), (owner, name, waste_code or "")):
                self._own.setdefault(key, []).append(pair)

    def _is_own(self) -> Any:
        if is_city(self._viewer):
            return true()
        owners = sorted(self._viewer.organisation_ids)
        return SideStream.organisation_id.in_(owners) if owners else false()

    # --- what is usual of a class ------------------------------------------------------------------------------------

    def usual(self, row: SeenRow) -> Usual | None:
        """What is usual of its class."""
        return self._usual.get((row.material_class, row.is_example))

    def _read_usual(self, rows: Sequence[SeenRow]) -> None:
        wanted = {(row.material_class, row.is_example) for row in rows if row.material_class} - self._usual.keys()
        for class_id, is_example in sorted(wanted):
            mass = shown_mass(self._viewer)
            query = (
                select(mass)
                .where(readable(self._viewer), of_class(self._viewer, [class_id]), SideStream.is_example == is_example)
                .where(SideStream.status.not_in([RecordStatus.DRAFT, RecordStatus.WITHDRAWN]), mass > 0)
                .order_by(mass.desc())
                .limit(MOST_MASSES)
            )
            masses = [float(one) for one in self.session.scalars(query)]
            enough = len(masses) >= FEWEST
            self._usual[class_id, is_example] = Usual(median(masses), masses[0]) if enough else None

    # --- the same tonnes told by another -----------------------------------------------------------------------------

    def is_told_by_another(self, row: SeenRow) -> bool:
        """Whether a record of another organisation that the viewer sees states the same tonnes of the year."""
        if row.mass_t is None or row.mass_t < LEAST_T or not row.organisation_id:
            return False
        mass, owner = row.mass_t, row.organisation_id
        return any(
            other != owner and is_example == row.is_example and abs(told - mass) <= SAME * max(told, mass)
            for other, is_example, told in self._told.get((row.code, row.year), ())
        )

    def _read_told(self, rows: Sequence[SeenRow]) -> None:
        wanted = {(row.code, row.year) for row in rows if row.code and is_year(row.year)} - self._told.keys()
        if not wanted:
            return
        if sum(map(len, self._told.values())) > MOST_TOLD:
            self._told.clear()
            wanted = {(row.code, row.year) for row in rows if row.code and is_year(row.year)}
        self._told |= {key: [] for key in wanted}
        for part in _parts({code for code, _year in wanted}):
            for owner, is_example, code, other_code, year, mass in self.session.execute(self._others(part, wanted)):
                key = (code or other_code or "", str(year))
                if key in wanted:
                    self._told[key].append((owner, is_example, float(mass or 0)))

    def _others(self, codes: list[str], wanted: Iterable[tuple[str, str]]) -> Any:
        """The amounts of these codes that the viewer sees."""
        columns = (SideStream.organisation_id, SideStream.is_example, SideStream.waste_code, SideStream.code_if_waste)
        return (
            select(*columns, StreamAmount.year, StreamAmount.layer_amount)
            .join(StreamAmount, StreamAmount.side_stream_id == SideStream.id)
            .where(or_(SideStream.waste_code.in_(codes), SideStream.code_if_waste.in_(codes)))
            .where(StreamAmount.year.in_(sorted({int(year) for _code, year in wanted})), *_sound())
            .where(readable(self._viewer), exact(self._viewer), shows(self._viewer, FieldGroup.MATERIAL))
            .where(SideStream.status.not_in([RecordStatus.DRAFT, RecordStatus.WITHDRAWN]))
        )


def is_year(text: str) -> bool:
    """Whether a text is a year that a database can hold."""
    return len(text) == len("2024") and text.isascii() and text.isdigit()


def _sound() -> Iterator[Any]:
    """Amounts that are masses and that count."""
    yield StreamAmount.layer == Layer.MASS
    yield StreamAmount.layer_amount > 0
    yield StreamAmount.amount_status == AmountStatus.CONFIRMED


def _parts(keys: Iterable[str]) -> Iterator[list[str]]:
    ordered = sorted(keys)
    return (ordered[start : start + MOST_KEYS] for start in range(0, len(ordered), MOST_KEYS))
