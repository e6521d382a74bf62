"""A network in whole numbers, solved component by component, in one process or in several."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from flows.allocation.potentials import Potentials, potentials_of

Ints = NDArray[np.int64]
Places = NDArray[np.int32]

SHARED_FROM = 200_000
"""Arcs for which it pays to start processes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """Masses and gains in whole steps, arcs sorted by component and donor; `label` is the component of each node."""

    supply: Ints
    demand: Ints
    tail: Places
    head: Places
    gain: Ints
    most: Ints
    label: Places


@dataclass(frozen=True, slots=True)
class _Component:
    """A part that nothing connects with the others; places are its own."""

    supply: Ints
    demand: Ints
    tail: Places
    head: Places
    gain: Ints
    most: Ints


def solved(whole: Whole, workers: int = 1) -> tuple[Ints, Ints, Ints]:
    """The flow on each arc and the prices of donors and takers."""
    donors, takers = len(whole.supply), len(whole.demand)
    donor_order, donor_place = _grouped(whole.label[:donors])
    taker_order, taker_place = _grouped(whole.label[donors:])
    labels = np.arange(whole.label.max(initial=-1) + 2)
    donor_cut = np.searchsorted(whole.label[:donors][donor_order], labels)
    taker_cut = np.searchsorted(whole.label[donors:][taker_order], labels)
    arc_cut = np.searchsorted(whole.label[whole.tail], labels)
    tail, head = donor_place[whole.tail], taker_place[whole.head]
    supply, demand = whole.supply[donor_order], whole.demand[taker_order]
    cuts = [pairwise(cut.tolist()) for cut in (donor_cut, taker_cut, arc_cut)]
    parts = [
        (slice(*one), slice(*two), slice(*three)) for one, two, three in zip(*cuts, strict=True) if three[1] > three[0]
    ]
    found = _all(
        [
            _Component(
                supply[one],
                demand[two],
                tail[arcs] - one.start,
                head[arcs] - two.start,
                whole.gain[arcs],
                whole.most[arcs],
            )
            for one, two, arcs in parts
        ],
        workers,
    )
    flow, donor, taker = np.zeros(len(tail), np.int64), np.zeros(donors, np.int64), np.zeros(takers, np.int64)
    for (one, two, arcs), (part_flow, prices) in zip(parts, found, strict=True):
        flow[arcs] = part_flow
        donor[donor_order[one]], taker[taker_order[two]] = prices.donor, prices.taker
    return flow, donor, taker


def _grouped(label: Places) -> tuple[Ints, Places]:
    """Nodes in the order of their components, and where each of them stands in it."""
    order = np.argsort(label, kind="stable")
    place = np.empty(len(label), np.int32)
    place[order] = np.arange(len(label), dtype=np.int32)
    return order, place


def _all(components: list[_Component], workers: int) -> list[tuple[Ints, Potentials]]:
    arcs = sum(len(one.tail) for one in components)
    # A forked process has all modules at hand; one that must load them first takes longer than it saves.
    if workers < 2 or arcs < SHARED_FROM or "fork" not in multiprocessing.get_all_start_methods():  # noqa: PLR2004
        return [_solved(one) for one in components]
    chunk = max(1, len(components) // (4 * workers))
    with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("fork")) as pool:
        return list(pool.map(_solved, components, chunksize=chunk))


def _solved(one: _Component) -> tuple[Ints, Potentials]:
    flow = _flow(one)
    return flow, potentials_of(one.supply, one.demand, one.tail, one.head, one.gain, flow, one.most)


def _flow(one: _Component) -> Ints:
    """What a donor keeps and what a taker lacks run over one node between them, at no cost."""
    donors, nodes = len(one.supply), len(one.supply) + len(one.demand)
    keeping, lacking = np.arange(donors), np.arange(donors, nodes)
    room = np.minimum(np.minimum(one.supply[one.tail], one.demand[one.head]), one.most)
    solver = SimpleMinCostFlow()
    solver.add_arcs_with_capacity_and_unit_cost(
        np.concatenate([one.tail, keeping, np.full(nodes - donors, nodes)]).astype(np.int32),
        np.concatenate([one.head + donors, np.full(donors, nodes), lacking]).astype(np.int32),
        np.concatenate([room, one.supply, one.demand]),
        np.concatenate([-one.gain, np.zeros(nodes, np.int64)]),
    )
    balance = np.concatenate([one.supply, -one.demand, [one.demand.sum() - one.supply.sum()]])
    solver.set_nodes_supplies(np.arange(nodes + 1, dtype=np.int32), balance)
    status = solver.solve()
    if status != SimpleMinCostFlow.Status.OPTIMAL:
        raise ArithmeticError(f"The flow of a component ended as {status.name}.")
    return np.asarray(solver.flows(np.arange(len(one.tail), dtype=np.int32)), np.int64)
