"""Why there is no plan at all: a smallest set of demands that cannot hold together, told in sentences.

Only what is fixed can make a part impossible: without it, nothing at all is a plan. The set is found by taking one
demand away after the other; what can go without making a plan possible has no part in the conflict.
"""

from __future__ import annotations

from collections.abc import Collection

from databank.errors import N_, Sentence
from flows.allocation.admitting import limit_word
from flows.allocation.parts import Part
from flows.allocation.programme import Programme, is_possible
from flows.allocation.rows import Row, RowKey, limit_of, rows_of
from flows.allocation.values import Conflict, ConstraintKind, Problem
from flows.matching.saying import figure

Member = tuple[ConstraintKind, str]

TOLERANCE = 1e-9


def conflict_of(problem: Problem, part: Part) -> Conflict | None:
    """What cannot hold together in one part; None if it has a plan."""
    if not part.fixed:
        return None
    rows = rows_of(problem, part.fixed)
    if _holds_alone(problem, part, rows):
        return None
    demands = _Demands(problem, part)
    members: list[Member] = list(demands.all())
    if demands.allow(members):
        return None
    for member in tuple(members):
        fewer = [one for one in members if one != member]
        if not demands.allow(fewer):
            members = fewer
    told = tuple(demands.told(member) for member in members)
    return Conflict(told=told, members=tuple(members), arcs=part.arcs)


def _holds_alone(problem: Problem, part: Part, rows: dict[RowKey, Row]) -> bool:
    """Whether the fixed arcs keep every row and lot with nothing else on the way: the usual case, and quick."""
    masses = {place: problem.arcs[place].fixed_t_per_year or 0.0 for place in part.fixed}
    sums = {key: sum(factor * masses[place] for place, factor in row.factors.items()) for key, row in rows.items()}
    lots = {one.id: one.least_lot_t or 0.0 for one in problem.takers}
    return all(
        row.most is None or sums[key] <= row.most + TOLERANCE * max(1.0, abs(row.most)) for key, row in rows.items()
    ) and all(
        not mass or mass * problem.arcs[place].yield_share >= lots[problem.arcs[place].taker] - TOLERANCE
        for place, mass in masses.items()
    )


class _Demands:
    """The demands of one part by name, and whether some of them can hold together."""

    def __init__(self, problem: Problem, part: Part) -> None:
        self.problem, self.part = problem, part
        self.rows = {key: row for key, row in rows_of(problem, part.arcs).items() if row.most is not None}
        self.keys = {_member(key): key for key in self.rows}
        self.takers = {one.id: one for one in problem.takers}

    def all(self) -> list[Member]:
        """Rows, lots and fixed arcs, those first that a reader would rather not be told."""
        used = dict.fromkeys(self.problem.arcs[place].taker for place in self.part.arcs)
        lots: list[Member] = [("lot", name) for name in used if self.takers[name].least_lot_t]
        fixed: list[Member] = [("fixed", str(place)) for place in self.part.fixed]
        return [*self.keys, *lots, *fixed]

    def allow(self, members: Collection[Member]) -> bool:
        """Whether there are masses that keep these demands."""
        kept = frozenset(members)
        fixed = {
            place: self.problem.arcs[place].fixed_t_per_year or 0.0
            for place in self.part.fixed
            if ("fixed", str(place)) in kept
        }
        lots = {place: lot for place in self.part.arcs if (lot := self._lot(place, kept))}
        return all(mass == 0 or mass >= lots.get(place, 0.0) - TOLERANCE for place, mass in fixed.items()) and (
            is_possible(self._programme(kept, fixed, {place: lot for place, lot in lots.items() if place not in fixed}))
        )

    def _lot(self, place: int, kept: Collection[Member]) -> float:
        arc = self.problem.arcs[place]
        return (self.takers[arc.taker].least_lot_t or 0.0) / arc.yield_share if ("lot", arc.taker) in kept else 0.0

    def _programme(self, kept: Collection[Member], fixed: dict[int, float], lots: dict[int, float]) -> Programme:
        # A lot must be compared with something finite; no one arc carries more than everything there is.
        largest = sum(row.most or 0.0 for row in self.rows.values()) + sum(fixed.values()) + sum(lots.values()) + 1.0
        return Programme(
            arcs=self.part.arcs,
            gain=dict.fromkeys(self.part.arcs, 0.0),
            least=fixed,
            most=dict.fromkeys(self.part.arcs, largest) | fixed,
            tied=fixed,
            rows={key: row for key, row in self.rows.items() if _member(key) in kept},
            lots=lots,
        )

    def told(self, member: Member) -> Sentence:
        """A demand as a sentence."""
        kind, name = member
        if kind == "fixed":
            return self._told_fixed(int(name))
        if kind == "lot":
            taker = self.takers[name]
            lot = figure(taker.least_lot_t or 0.0)
            return Sentence(N_("%(name)s takes no less than %(mass)s t from one donor."), name=taker.name, mass=lot)
        key = self.keys[member]
        return self._told_limit(key) if key.kind == "limit" else self._told_room(key)

    def _told_fixed(self, place: int) -> Sentence:
        arc = self.problem.arcs[place]
        donor = next(one.name for one in self.problem.donors if one.id == arc.donor)
        return Sentence(
            N_("%(donor)s sends %(mass)s t a year to %(taker)s: that is fixed."),
            donor=donor,
            mass=figure(arc.fixed_t_per_year or 0.0),
            taker=self.takers[arc.taker].name,
        )

    def _told_limit(self, key: RowKey) -> Sentence:
        taker = self.takers[key.id]
        limit = limit_of(taker, key.parameter or "")
        bound = None if limit is None else limit.most if key.is_most else limit.least
        name = limit_word(key.parameter or "")
        parts = {"name": taker.name, "parameter": name, "limit": figure(bound or 0.0)}
        if key.is_most:
            return Sentence(N_("What %(name)s receives has %(parameter)s of at most %(limit)s."), **parts)
        return Sentence(N_("What %(name)s receives has %(parameter)s of at least %(limit)s."), **parts)

    def _told_room(self, key: RowKey) -> Sentence:
        problem = self.problem
        donors = {("donor", one.id): one.name for one in problem.donors}
        takers = {("taker", one.id): one.name for one in problem.takers}
        facilities = {("facility", one.id): one.name for one in problem.facilities}
        name = (donors | takers | facilities)[key.kind, key.id]
        parts = {"name": name, "mass": figure(self.rows[key].most or 0.0)}
        if key.kind == "donor":
            return Sentence(N_("%(name)s has %(mass)s t a year to give."), **parts)
        if key.kind == "taker":
            return Sentence(N_("%(name)s takes no more than %(mass)s t a year."), **parts)
        return Sentence(N_("%(name)s treats no more than %(mass)s t a year."), **parts)


def _member(key: RowKey) -> Member:
    if key.kind != "limit":
        return key.kind, key.id
    return "limit", f"{key.id} {key.parameter} {'most' if key.is_most else 'least'}"
