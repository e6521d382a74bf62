"""A problem falls apart where nothing connects; each part knows its arcs and whether pure transport will do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from flows.allocation.components import labels_of
from flows.allocation.rows import blends_anything
from flows.allocation.values import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Arcs that compete for something with each other, by place."""

    free: tuple[int, ...]
    fixed: tuple[int, ...]
    is_transport: bool

    @property
    def arcs(self) -> tuple[int, ...]:
        """All of them."""
        return (*self.free, *self.fixed)


def parts_of(problem: Problem, free: Sequence[int], fixed: Sequence[int]) -> list[Part]:
    """The parts, in the order of their first donors."""
    places = {("d", one.id): place for place, one in enumerate(problem.donors)}
    places |= {("t", one.id): place + len(places) for place, one in enumerate(problem.takers)}
    places |= {("f", one.id): place + len(places) for place, one in enumerate(problem.facilities)}
    links = []
    for place in (*free, *fixed):
        arc = problem.arcs[place]
        links.append((places["d", arc.donor], places["t", arc.taker]))
        if arc.via is not None:
            links.append((places["d", arc.donor], places["f", arc.via]))
    links += [(places["d", one.id], places["f", one.residue_of]) for one in problem.donors if one.residue_of]
    ends = np.array(links, np.int32).reshape(-1, 2)
    labels = labels_of(ends[:, 0], ends[:, 1], len(places)).tolist()
    special = _special(problem)
    grouped: dict[int, tuple[list[int], list[int], list[bool]]] = {}
    for is_fixed, chosen in ((False, free), (True, fixed)):
        for place in chosen:
            group = grouped.setdefault(labels[places["d", problem.arcs[place].donor]], ([], [], []))
            (group[1] if is_fixed else group[0]).append(place)
            group[2].append(special[place])
    return [
        Part(free=tuple(free), fixed=tuple(fixed), is_transport=not any(marks))
        for _, (free, fixed, marks) in sorted(grouped.items())
    ]


def _special(problem: Problem) -> list[bool]:
    """Of each arc, whether it asks for more than transport: treatment, a yield, a residue, a blend, a lot."""
    asking = {one.id for one in problem.takers if one.least_lot_t or blends_anything(one)}
    residues = {one.id for one in problem.donors if one.residue_of is not None}
    return [
        arc.via is not None or arc.yield_share != 1 or arc.taker in asking or arc.donor in residues
        for arc in problem.arcs
    ]
