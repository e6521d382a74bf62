"""Where one company stands: what it takes and gives beside the whole region, and what is recovered of what it gives.

Everything is counted from the rows of one table, which is what its reader sees: sums that are protected have no owner
and no material and are in no figure here, so that nothing about them can be made out.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import median

import numpy as np
from numpy.typing import NDArray

from databank.records import Layer, Process
from flows.boundary import EVERYTHING, ORGANISATION, Side, boundary, sides, ways
from flows.materials import Materials, shipped_materials
from flows.partition import FATES, Rows, fates
from flows.partition.fate import NO_CODE, PUT_AWAY, coded
from flows.sankey.summary import RECOVERED, SIDE_STREAMS
from flows.selection import select
from flows.table import FlowTable

BANDS = (0.01, 0.05, 0.20, 0.50)
"""Where one band of shares ends and the next begins: under 1 %, 1-5, 5-20, 20-50 and over 50 %."""
REGIONS = ("satakunta", "finland", EVERYTHING)
MOST_FAMILIES = 8

Mask = NDArray[np.bool_]
Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class FamilyPlace:
    """An amount of one family, or of the smallest ones together.

    `band` is the number of the band that its share of the region's total lies in, from 0 to 4; None without a total.
    """

    families: tuple[str, ...]
    amount: float
    band: int | None


@dataclass(frozen=True, slots=True)
class Recovery:
    """What somebody gives away of side streams, in the unit of the layer, and which share of it is recovered."""

    organisation: str
    given: float
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """The place of one company or site in its region.

    `taken` and `given` begin with the largest amount; `taken_total` and `given_total` are all families together.
    `others` are the other organisations of the same sector and region: whether their median may be shown is not
    decided here.
    """

    region: str
    taken: tuple[FamilyPlace, ...]
    given: tuple[FamilyPlace, ...]
    taken_total: FamilyPlace
    given_total: FamilyPlace
    own: Recovery | None
    sector: str
    others: tuple[Recovery, ...]

    @property
    def median(self) -> float | None:
        """The median share of the others, 0..1."""
        return median(other.share for other in self.others) if self.others else None


def band_of(share: float) -> int:
    """The number of the band of a share.

    >>> [band_of(share) for share in (0.0, 0.009, 0.01, 0.2, 0.5, 0.51, 1.0)]
    [0, 0, 1, 3, 3, 4, 4]
    """
    return len(BANDS) if share > BANDS[-1] else min(bisect_right(BANDS, share), len(BANDS) - 1)


def position(
    table: FlowTable,
    around: str,
    *,
    layer: str = Layer.MASS,
    year: int | None = None,
    but_for: Sequence[str] = (),
    materials: Materials | None = None,
) -> Position:
    """Find the place of a company.

    Parameters
    ----------
    around : str
        ``organisation:<name>`` or ``site:<process id>``.
    year : int, optional
        None takes each stream's latest known year.
    but_for : sequence of str
        Organisations that are not among the others, such as the reader's own.

    Raises
    ------
    UnknownBoundaryError
        When these flows do not have this company or site.
    """
    boundary(around, table.processes)
    ledger = _Ledger(table, around, layer, year, materials or shipped_materials())
    taken, given = ledger.taken, ledger.given
    others = tuple(ledger.others(frozenset(but_for)))
    return Position(
        region=ledger.region,
        taken=tuple(_places(taken.own, taken.region, ledger.materials.families)),
        given=tuple(_places(given.own, given.region, ledger.materials.families)),
        taken_total=_place((), float(taken.own.sum()), float(taken.region.sum())),
        given_total=_place((), float(given.own.sum()), float(given.region.sum())),
        own=ledger.recovery(ledger.name, ledger.leaves & ledger.is_own_giver),
        sector=ledger.sector,
        others=others,
    )


@dataclass(frozen=True, slots=True)
class _Sums:
    """Amounts by family: of the company itself, and of everybody in its region."""

    own: NDArray[np.float64]
    region: NDArray[np.float64]


class _Ledger:
    """The rows with who gives and who takes, where a company's deliveries to itself are none."""

    def __init__(self, table: FlowTable, around: str, layer: str, year: int | None, materials: Materials) -> None:
        self.table, self.materials = table, materials
        rows = select(table, layer=layer, year=year).rows
        every = boundary(None)
        self.rows = Rows(table, rows, ways(table, rows, every), every, materials)
        kind, _, self.name = around.partition(":")
        self._of_owner = kind == ORGANISATION
        self._number = {"": 0}
        self.own = self._numbered(self.name)
        self.giver, self.taker = self._ends(by_owner=self._of_owner)
        self.is_own_giver, self.is_own_taker = self.giver == self.own, self.taker == self.own
        self.crosses: Mask = self.giver != self.taker

    def _numbered(self, name: str) -> int:
        return self._number.setdefault(name, len(self._number))

    def _ends(self, *, by_owner: bool) -> tuple[Numbers, Numbers]:
        """Who gives and who takes, by number; 0 is no site."""

        def unit(process: Process) -> str:
            if process.kind != "site":
                return ""
            return (process.organisation or process.id) if by_owner else process.id

        def ends(labels: Sequence[str], codes: NDArray[np.int32]) -> Numbers:
            found = [self._numbered(unit(self.table.process(label))) for label in labels]
            return np.array(found, dtype=np.int64)[codes]

        table, rows = self.table, self.rows
        return ends(table.source.labels, rows.source_codes), ends(table.target.labels, rows.target_codes)

    @cached_property
    def region(self) -> str:
        """The narrowest region that all sites of the company lie in."""
        codes = ((self.rows.source_codes[self.is_own_giver], True), (self.rows.target_codes[self.is_own_taker], False))
        for name in REGIONS[:-1]:
            if all(self._side(name, giving=giving)[at].all() for at, giving in codes):
                return name
        return REGIONS[-1]

    def _side(self, region: str, *, giving: bool) -> Mask:
        """Which of the givers or takers stand inside a region."""
        column = self.table.source if giving else self.table.target
        return np.asarray(sides(self.table, boundary(region), column.labels) == int(Side.INSIDE), dtype=np.bool_)

    @cached_property
    def gives_here(self) -> Mask:
        return np.asarray(self._side(self.region, giving=True)[self.rows.source_codes], dtype=bool)

    @property
    def taken(self) -> _Sums:
        inside = self._side(self.region, giving=False)[self.rows.target_codes]
        return self._sums(self.is_own_taker & self.crosses, inside & self.crosses)

    @property
    def given(self) -> _Sums:
        return self._sums(self.is_own_giver & self.crosses, self.gives_here & self.crosses)

    def _sums(self, own: Mask, region: Mask) -> _Sums:
        families = len(self.materials.families)
        codes, amounts = self.rows.family_codes, self.rows.amounts
        sums = [np.bincount(codes[mask], amounts[mask], families).astype(np.float64) for mask in (own, region)]
        return _Sums(own=sums[0], region=sums[1])

    @cached_property
    def is_stream(self) -> Mask:
        return self.materials.of_kind(*SIDE_STREAMS)[self.rows.family_codes]

    @cached_property
    def leaves(self) -> Mask:
        """Side streams that their giver does not take itself."""
        return self.is_stream & self.crosses

    @cached_property
    def is_recovered(self) -> Mask:
        """What another plant takes is recovered unless it puts it away; what leaves the data, by its treatment."""
        fate, code = fates(self.rows).codes, coded(self.rows)
        named = np.isin(fate, [FATES.index(name) for name in RECOVERED])
        gone = (fate == FATES.index("elsewhere")) & (code != NO_CODE) & (code != PUT_AWAY)
        return np.asarray(named | gone, dtype=bool)

    def recovery(self, name: str, mask: Mask) -> Recovery | None:
        """What the rows of the mask give and how much of it is recovered; None where they give nothing."""
        given = float(self.rows.amounts[mask].sum())
        if given <= 0:
            return None
        return Recovery(name, given, float(self.rows.amounts[mask & self.is_recovered].sum()) / given)

    @cached_property
    def _sector_of_giver(self) -> tuple[str, ...]:
        return tuple(self.table.process(name).sector for name in self.table.source.labels)

    @cached_property
    def sector(self) -> str:
        """The sector in which the company gives most away."""
        return self._main_sector(self.leaves & self.is_own_giver)

    def _main_sector(self, mask: Mask) -> str:
        sums: dict[str, float] = {}
        for code, amount in zip(self.rows.source_codes[mask].tolist(), self.rows.amounts[mask].tolist(), strict=True):
            sector = self._sector_of_giver[code]
            sums[sector] = sums.get(sector, 0.0) + amount
        return max(sums, key=lambda sector: (sums[sector], sector), default="")

    def others(self, but_for: frozenset[str]) -> Iterator[Recovery]:
        """The other organisations of the sector that give side streams away in the region."""
        if not self.sector:
            return
        giver, taker = self._ends(by_owner=True)
        leaving = self.is_stream & (giver != taker) & self.gives_here
        left_out = {"", *but_for, *self._owners()}
        for name, number in self._number.items():
            mask = leaving & (giver == number)
            if name in left_out or not mask.any() or self._main_sector(mask) != self.sector:
                continue
            found = self.recovery(name, mask)
            if found is not None:
                yield found

    def _owners(self) -> set[str]:
        """The company itself: the organisation, or the one that a site belongs to."""
        if self._of_owner:
            return {self.name}
        process = self.table.process(self.name)
        return {process.organisation or process.id}


def _place(families: tuple[str, ...], own: float, region: float) -> FamilyPlace:
    return FamilyPlace(families, own, band_of(own / region) if own > 0 and region > 0 else None)


def _places(own: NDArray[np.float64], region: NDArray[np.float64], families: Sequence[str]) -> Iterator[FamilyPlace]:
    """The largest families one by one, the smallest together."""
    order = [int(number) for number in np.lexsort((np.arange(len(own)), -own)) if own[number] > 0]
    shown = order if len(order) <= MOST_FAMILIES else order[: MOST_FAMILIES - 1]
    for number in shown:
        yield _place((families[number],), float(own[number]), float(region[number]))
    rest = order[len(shown) :]
    if rest:
        yield _place(tuple(families[number] for number in rest), float(own[rest].sum()), float(region[rest].sum()))
