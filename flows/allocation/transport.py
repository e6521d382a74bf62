"""Pure transport: donors, takers and arcs in columns, solved as a flow of least cost in whole numbers.

OR-tools counts in whole numbers. Whole tonnes and whole cents stay exact. Other masses are counted, rounded down, in
steps of a kilogram or of a thousand-millionth of the largest one, whichever is finer, and other gains in steps of a
ten-millionth of the largest one. What rounding costs is in the gap of the certificate, which compares with the numbers
as they were given.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from flows.allocation.components import labels_of
from flows.allocation.potentials import Potentials, potentials_of

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Places = NDArray[np.int32]

CENT, KG, WHOLE = 0.01, 0.001, 1.0
MASS_STEPS, GAIN_STEPS = 1e9, 1e7


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """Supplies and demands in tonnes; of each arc its ends by place, its gain per tonne and its own limit.

    `most_t` is infinite where an arc has none.
    """

    supply_t: Floats
    demand_t: Floats
    tail: Places
    head: Places
    gain_per_t: Floats
    most_t: Floats | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Routing:
    """Tonnes on each arc of a network, and the prices at both ends that prove them."""

    mass_t: Floats
    donor_price_per_t: Floats
    taker_price_per_t: Floats

    def total(self, network: Network) -> float:
        """What it gains."""
        return float(self.mass_t @ network.gain_per_t)

    def bound(self, network: Network) -> float:
        """What no routing can exceed, given the prices."""
        bound = self.donor_price_per_t @ network.supply_t + self.taker_price_per_t @ network.demand_t
        if network.most_t is not None:
            tied = np.isfinite(network.most_t)
            over = np.maximum(0.0, _reduced(network, self.donor_price_per_t, self.taker_price_per_t)[tied])
            bound += over @ network.most_t[tied]
        return float(bound)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Whole:
    """The same network in whole numbers, its arcs sorted by component and donor."""

    supply: Ints
    demand: Ints
    tail: Places
    head: Places
    gain: Ints
    most: Ints
    room: Ints


def route(network: Network) -> Routing:
    """The routing of the largest gain, component by component."""
    mass_step, gain_step = steps_of(network)
    useful = np.flatnonzero(network.gain_per_t > 0)
    label = labels_of(network.tail[useful], network.head[useful] + np.int32(len(network.supply_t)), _nodes(network))
    order = _sorted_by_component(network, useful, label)
    whole = _in_whole_numbers(network, order, mass_step, gain_step)
    flow = _flow_by_component(whole, label)
    found = potentials_of(whole.supply, whole.demand, whole.tail, whole.head, whole.gain, flow, whole.most)
    mass = np.zeros(len(network.tail))
    mass[order] = flow * mass_step
    return _priced(network, mass, found, gain_step)


def _nodes(network: Network) -> int:
    return len(network.supply_t) + len(network.demand_t)


def steps_of(network: Network) -> tuple[float, float]:
    """The steps in which tonnes and gains are counted."""
    masses = np.concatenate([network.supply_t, network.demand_t])
    if network.most_t is not None:
        masses = np.concatenate([masses, network.most_t[np.isfinite(network.most_t)]])
    return _step(masses, WHOLE, min(KG, _largest(masses) / MASS_STEPS)), _step(
        network.gain_per_t, CENT, _largest(network.gain_per_t) / GAIN_STEPS
    )


def _largest(numbers: Floats) -> float:
    return float(np.abs(numbers).max(initial=0.0))


def _step(numbers: Floats, whole: float, otherwise: float) -> float:
    """`whole` if every number is a multiple of it, as far as a float can say."""
    counted = numbers / whole
    exact = np.abs(counted - np.rint(counted)) <= 1e-9 * np.maximum(1.0, np.abs(counted))
    return whole if bool(exact.all()) or not otherwise else otherwise


def _sorted_by_component(network: Network, useful: Ints, label: Places) -> Ints:
    tail = network.tail[useful]
    if len(tail) > 1 and bool((tail[1:] < tail[:-1]).any()):
        useful = useful[np.argsort(tail, kind="stable")]
        tail = network.tail[useful]
    # A stable sort of small unsigned numbers is a radix sort: it reads the arcs twice and compares none.
    component = label[tail]
    kind = np.uint16 if component.max(initial=0) < np.iinfo(np.uint16).max else np.int32
    return useful[np.argsort(component.astype(kind), kind="stable")]


def _in_whole_numbers(network: Network, order: Ints, mass_step: float, gain_step: float) -> _Whole:
    supply, demand = _floored(network.supply_t, mass_step), _floored(network.demand_t, mass_step)
    tail, head = network.tail[order], network.head[order]
    room = np.minimum(supply[tail], demand[head])
    most = np.full(len(order), np.iinfo(np.int64).max, np.int64)
    if network.most_t is not None:
        tied = np.isfinite(network.most_t[order])
        most[tied] = _floored(network.most_t[order][tied], mass_step)
    return _Whole(
        supply=supply,
        demand=demand,
        tail=tail,
        head=head,
        gain=np.rint(network.gain_per_t[order] / gain_step).astype(np.int64),
        most=most,
        room=np.minimum(room, most),
    )


def _floored(masses: Floats, step: float) -> Ints:
    # A mass of 0.3 t is 299.99999999999994 steps of a kilogram to a float.
    counted = masses / step
    return np.floor(counted * (1 + 1e-12) + 1e-9).astype(np.int64)


def _flow_by_component(whole: _Whole, label: Places) -> Ints:
    component = label[whole.tail]
    cuts = np.flatnonzero(np.diff(component)) + 1
    bounds = [0, *cuts.tolist(), len(component)]
    flow = np.zeros(len(component), np.int64)
    for first, last in pairwise(bounds):
        if last > first:
            flow[first:last] = _component_flow(whole, slice(first, last))
    return flow


def _component_flow(whole: _Whole, part: slice) -> Ints:
    """One component: what a donor keeps and what a taker lacks run over one node between them, at no cost."""
    donors, tail = np.unique(whole.tail[part], return_inverse=True)
    takers, head = np.unique(whole.head[part], return_inverse=True)
    supply, demand, count = whole.supply[donors], whole.demand[takers], len(donors)
    nodes = count + len(takers)
    keeping, lacking = np.arange(count), np.arange(count, nodes)
    solver = SimpleMinCostFlow()
    solver.add_arcs_with_capacity_and_unit_cost(
        np.concatenate([tail, keeping, np.full(len(takers), nodes)]).astype(np.int32),
        np.concatenate([head + count, np.full(count, nodes), lacking]).astype(np.int32),
        np.concatenate([whole.room[part], supply, demand]),
        np.concatenate([-whole.gain[part], np.zeros(nodes, np.int64)]),
    )
    balance = np.concatenate([supply, -demand, [demand.sum() - supply.sum()]])
    solver.set_nodes_supplies(np.arange(nodes + 1, dtype=np.int32), balance)
    status = solver.solve()
    if status != SimpleMinCostFlow.Status.OPTIMAL:
        raise ArithmeticError(f"The flow of a component ended as {status.name}.")
    return np.asarray(solver.flows(np.arange(len(tail), dtype=np.int32)), np.int64)


def _priced(network: Network, mass_t: Floats, found: Potentials, gain_step: float) -> Routing:
    """Prices in units of the gain; those of takers are raised by what rounding took, so that they hold exactly."""
    donor = np.maximum(0.0, found.donor * gain_step)
    taker = np.maximum(0.0, found.taker * gain_step)
    free = slice(None) if network.most_t is None else np.flatnonzero(~np.isfinite(network.most_t))
    lacking = _reduced(network, donor, taker)[free]
    short = np.flatnonzero(lacking > 0)
    np.maximum.at(taker, network.head[free][short], taker[network.head[free][short]] + lacking[short])
    return Routing(mass_t=mass_t, donor_price_per_t=donor, taker_price_per_t=taker)


def _reduced(network: Network, donor: Floats, taker: Floats) -> Floats:
    gain: Floats = network.gain_per_t - donor[network.tail] - taker[network.head]
    return gain
