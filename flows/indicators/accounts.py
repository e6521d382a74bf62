"""The rows that indicators are made of: what enters, what arises, what comes back, and how uncertain each row is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from databank.records import Layer, Origin
from flows.boundary import Boundary, Side, Way, ways
from flows.indicators.outcomes import Outcome, outcomes
from flows.materials import Materials
from flows.partition import Rows
from flows.selection import Selection, select
from flows.table import FlowTable

USUAL_SHARE = 0.1
"""Standard uncertainty of a row that states none, as a share of its amount."""
SIDE_STREAMS = ("side_stream", "unspecified")

Mask = NDArray[np.bool_]
Numbers = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Accounts:
    """The rows of one year, layer and boundary, and what each of them is. Every mask is as long as `amounts`."""

    table: FlowTable
    selection: Selection
    rows: Rows

    @classmethod
    def of(
        cls, table: FlowTable, line: Boundary, materials: Materials, year: int | None, layer: str = Layer.MASS
    ) -> Accounts:
        """Choose the rows; year None takes each stream's latest known year."""
        selection = select(table, layer=layer, year=year)
        way = ways(table, selection.rows, line)
        return cls(table, selection, Rows(table, selection.rows, way, line, materials))

    @cached_property
    def amounts(self) -> Numbers:
        """Tonnes."""
        return self.table.amount[self.selection.rows]

    @cached_property
    def uncertainties(self) -> Numbers:
        """Standard uncertainty of every row, t: as stated, else a tenth of the amount."""
        stated = self.table.standard_uncertainty[self.selection.rows]
        return np.where(np.isnan(stated), USUAL_SHARE * np.abs(self.amounts), stated)

    def _way(self, *found: Way) -> Mask:
        return np.isin(self.rows.way, found)

    def _kind(self, *kinds: str) -> Mask:
        return self.rows.materials.of_kind(*kinds)[self.rows.family_codes]

    def _ends_at(self, which: str, *kinds: str) -> Mask:
        column = self.table.source if which == "source" else self.table.target
        of_kind = np.array([self.table.process(name).kind in kinds for name in column.labels], dtype=bool)
        return of_kind[column.codes[self.selection.rows]]

    @cached_property
    def from_stock(self) -> Mask:
        return self._ends_at("source", "stock")

    @cached_property
    def to_market(self) -> Mask:
        """What is sold: on which side of the boundary is not told."""
        return self._ends_at("target", "market") & self._way(Way.OUTPUT)

    @cached_property
    def side_streams(self) -> Mask:
        """Side streams and waste, whoever gives them."""
        return self._kind(*SIDE_STREAMS)

    @cached_property
    def given(self) -> Mask:
        """Side streams that processes inside give out."""
        return self.side_streams & self._way(Way.OUTPUT, Way.RETURN) & ~self.from_stock

    @cached_property
    def arising(self) -> Mask:
        """Side streams that arise inside; outputs of treatment plants are no new side streams."""
        return self.given & ~self.table.origin.where([Origin.SECONDARY])[self.selection.rows]

    @cached_property
    def entering(self) -> Mask:
        """What processes inside take from outside or from nature; what comes out of stock was taken in before."""
        return self._way(Way.INPUT) & ~self.from_stock

    @cached_property
    def leaving(self) -> Mask:
        """What leaves the boundary for certain."""
        return self._way(Way.OUTPUT) & self._ends_at("target", "outside", "site")

    @cached_property
    def outcome(self) -> NDArray[np.int64]:
        return outcomes(self.rows)

    def ends_as(self, *found: Outcome) -> Mask:
        """The rows with one of these outcomes."""
        return np.isin(self.outcome, found)

    @cached_property
    def returning(self) -> Mask:
        """Side streams that one process inside gives and another takes as material."""
        return self.side_streams & self._way(Way.RETURN) & self.ends_as(Outcome.MATERIAL_USE)

    @cached_property
    def inside(self) -> Mask:
        """Whatever touches a process inside."""
        return self._way(Way.INPUT, Way.OUTPUT, Way.RETURN)

    def coded(self, codes: frozenset[str]) -> Mask:
        """The rows with one of these operations."""
        return self.table.treatment_code.where(codes)[self.selection.rows]

    @cached_property
    def states_treatment(self) -> Mask:
        """The rows that state an operation."""
        return ~self.table.treatment_code.where([""])[self.selection.rows]

    @property
    def unknown_words_share(self) -> float:
        """Mass of side streams under a word that the classification does not know, of all of them."""
        materials, whole = self.rows.materials, self.sum_of(self.given)
        labels = self.table.material.labels
        foreign = [label for label in labels if label not in materials.family_of and label not in materials.kind_of]
        unknown = self.given & self.table.material.where(foreign)[self.selection.rows]
        return self.sum_of(unknown) / whole if whole else 0.0

    def by_method(self, *methods: str) -> Mask:
        """The rows whose amount was found in one of these ways."""
        return self.table.method.where(methods)[self.selection.rows]

    def sum_of(self, mask: Mask) -> float:
        """Tonnes of the rows of a mask."""
        return float(self.amounts[mask].sum())

    @cached_property
    def _numbered(self) -> tuple[NDArray[np.int64], NDArray[np.int64], int]:
        """Number of the process inside at each end of every row, -1 for any other end; how many there are."""
        table, chosen = self.table, self.selection.rows
        names = dict.fromkeys([*table.source.labels, *table.target.labels])
        within = [name for name in names if self.rows.line.side(table.process(name)) == Side.INSIDE]
        number = {name: place for place, name in enumerate(within)}
        source, target = (
            np.array([number.get(label, -1) for label in column.labels], dtype=np.int64)[column.codes[chosen]]
            for column in (table.source, table.target)
        )
        return source, target, len(within)

    def ends(self) -> tuple[NDArray[np.int64], NDArray[np.int64], Numbers, int]:
        """The rows that touch a process inside as a network: both ends by number, tonnes, number of processes."""
        source, target, count = self._numbered
        return source[self.inside], target[self.inside], self.amounts[self.inside], count

    @cached_property
    def throughput(self) -> tuple[Numbers, Numbers]:
        """Tonnes in and out of every process inside; its flows to itself do not count."""
        source, target, amounts, count = self.ends()
        takes, gives = target >= 0, source >= 0
        taken = np.bincount(target[takes], amounts[takes], count)
        given = np.bincount(source[gives], amounts[gives], count)
        return taken.astype(np.float64), given.astype(np.float64)

    @cached_property
    def unknown_input_t(self) -> float:
        """By how much the processes inside give out more than they are known to take in, t."""
        taken, given = self.throughput
        return float(np.maximum(given - taken, 0).sum())

    @property
    def known_input_share(self) -> float | None:
        """How much of what the processes give out stands against a known input; None where they give nothing."""
        whole = float(self.throughput[1].sum())
        return 1 - self.unknown_input_t / whole if whole else None

    @property
    def known_fate_share(self) -> float | None:
        """Of how much of the side streams the source tells where they go; None where there are none."""
        whole = self.sum_of(self.given)
        return 1 - self.sum_of(self.given & self.ends_as(Outcome.NOT_TOLD)) / whole if whole else None
