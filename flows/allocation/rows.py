"""The limits of a part of a problem as rows of a linear programme: what stands on the left may not exceed the right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from flows.allocation.admitting import is_blended
from flows.allocation.values import Arc, Donor, Limit, Problem, Taker


class RowKey(NamedTuple):
    """Whose limit a row is; `parameter` and `is_most` where it is a limit on a blend."""

    kind: Literal["donor", "taker", "facility", "limit"]
    id: str
    parameter: str | None = None
    is_most: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    """The factors of a row by the place of their arc, and its right side; None is no limit at all."""

    factors: dict[int, float]
    most: float | None


def rows_of(problem: Problem, arcs: Sequence[int]) -> dict[RowKey, Row]:
    """Every limit that one of these arcs touches, in the order in which they are met."""
    index = _Index(problem)
    rows: dict[RowKey, Row] = {}
    for place in arcs:
        for key, factor in index.touched(place):
            row = rows.get(key)
            if row is None:
                row = rows[key] = Row({}, index.most(key))
            row.factors[place] = row.factors.get(place, 0.0) + factor
    return rows


class _Index:
    def __init__(self, problem: Problem) -> None:
        self.arcs = problem.arcs
        self.donors = {one.id: one for one in problem.donors}
        self.takers = {one.id: one for one in problem.takers}
        self.facilities = {one.id: one for one in problem.facilities}
        self.residues: dict[str, list[str]] = {}
        for one in problem.donors:
            if one.residue_of is not None:
                self.residues.setdefault(one.residue_of, []).append(one.id)

    def touched(self, place: int) -> Iterator[tuple[RowKey, float]]:
        """The rows in which an arc stands, with its factor."""
        arc = self.arcs[place]
        yield RowKey("donor", arc.donor), 1.0
        yield RowKey("taker", arc.taker), arc.yield_share
        if arc.via is not None:
            yield RowKey("facility", arc.via), 1.0
            for residue in self.residues.get(arc.via, ()):
                if makes_residue(arc, self.donors[residue]):
                    yield RowKey("donor", residue), -self.donors[residue].residue_share
        yield from self._limits(place)

    def _limits(self, place: int) -> Iterator[tuple[RowKey, float]]:
        arc = self.arcs[place]
        donor, taker = self.donors[arc.donor], self.takers[arc.taker]
        for limit in taker.limits:
            quality = donor.qualities.get(limit.parameter)
            if quality is None or not is_blended(donor, taker, limit):
                continue  # it meets the limit by itself, or it runs already
            if limit.most is not None:
                key = RowKey("limit", taker.id, limit.parameter)
                yield key, arc.yield_share * (quality - limit.most)
            if limit.least is not None:
                key = RowKey("limit", taker.id, limit.parameter, is_most=False)
                yield key, arc.yield_share * (limit.least - quality)

    def most(self, key: RowKey) -> float | None:
        """The right side of a row."""
        if key.kind == "donor":
            donor = self.donors[key.id]
            return donor.mass_t_per_year if donor.residue_of is None else donor.mass_t_per_year or 0.0
        if key.kind == "taker":
            return self.takers[key.id].mass_t_per_year
        if key.kind == "facility":
            return self.facilities[key.id].capacity_t_per_year
        return 0.0


def makes_residue(arc: Arc, donor: Donor) -> bool:
    """Whether what goes this way leaves something for a donor of residues."""
    return arc.via is not None and arc.via == donor.residue_of and donor.residue_from in {None, arc.donor}


def blends_anything(taker: Taker) -> bool:
    """Whether one of its limits may be met together."""
    return taker.blends and any(limit.is_functional for limit in taker.limits)


def limit_of(taker: Taker, parameter: str) -> Limit | None:
    """Its limit on a parameter."""
    return next((limit for limit in taker.limits if limit.parameter == parameter), None)
