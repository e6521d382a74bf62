"""Pure transport: donors, takers and arcs in columns, solved as a flow of least cost in whole numbers.

OR-tools counts in whole numbers. Whole tonnes and whole cents stay exact. Other masses are counted, rounded down, in
steps of a kilogram or of a thousand-millionth of the largest one, whichever is finer, and other gains in steps of a
ten-millionth of the largest one. What rounding costs is in the gap of the certificate, which compares with the numbers
as they were given.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from flows.allocation.components import labels_of
from flows.allocation.wholes import Whole, solved

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


def route(network: Network, workers: int = 1) -> Routing:
    """The routing of the largest gain, component by component.

    Parameters
    ----------
    workers : int
        How many processes may share the components of a large network, where the system can fork.
    """
    mass_step, gain_step = steps_of(network)
    useful = np.flatnonzero(network.gain_per_t > 0)
    order, whole = _in_whole_numbers(network, useful, mass_step, gain_step)
    flow, donor, taker = solved(whole, workers)
    mass = np.zeros(len(network.tail))
    mass[order] = flow * mass_step
    donor_price, taker_price = donor.astype(np.float64) * gain_step, taker.astype(np.float64) * gain_step
    return _priced(network, mass, donor_price, taker_price)


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


def _in_whole_numbers(network: Network, useful: Ints, mass_step: float, gain_step: float) -> tuple[Ints, Whole]:
    """The useful arcs in whole numbers, sorted by component and donor, and the order that sorts them."""
    donors = len(network.supply_t)
    tail, head = network.tail[useful], network.head[useful]
    label = labels_of(tail, head + np.int32(donors), donors + len(network.demand_t))
    if len(tail) > 1 and bool((tail[1:] < tail[:-1]).any()):
        by_donor = np.argsort(tail, kind="stable")
        useful, tail = useful[by_donor], tail[by_donor]
    # A stable sort of small unsigned numbers is a radix sort: it reads the arcs twice and compares none.
    kind = np.uint16 if label.max(initial=0) < np.iinfo(np.uint16).max else np.int32
    order = useful[np.argsort(label[tail].astype(kind), kind="stable")]
    most = np.full(len(order), np.iinfo(np.int64).max, np.int64)
    if network.most_t is not None:
        tied = np.isfinite(network.most_t[order])
        most[tied] = _floored(network.most_t[order][tied], mass_step)
    return order, Whole(
        supply=_floored(network.supply_t, mass_step),
        demand=_floored(network.demand_t, mass_step),
        tail=network.tail[order],
        head=network.head[order],
        gain=np.rint(network.gain_per_t[order] / gain_step).astype(np.int64),
        most=most,
        label=label,
    )


def _floored(masses: Floats, step: float) -> Ints:
    # A mass of 0.3 t is 299.99999999999994 steps of a kilogram to a float.
    counted = masses / step
    return np.floor(counted * (1 + 1e-12) + 1e-9).astype(np.int64)


def _priced(network: Network, mass_t: Floats, donor: Floats, taker: Floats) -> Routing:
    """Prices of takers are raised by what rounding took, so that they hold exactly."""
    free = slice(None) if network.most_t is None else np.flatnonzero(~np.isfinite(network.most_t))
    lacking = _reduced(network, donor, taker)[free]
    short = np.flatnonzero(lacking > 0)
    np.maximum.at(taker, network.head[free][short], taker[network.head[free][short]] + lacking[short])
    return Routing(mass_t=mass_t, donor_price_per_t=donor, taker_price_per_t=taker)


def _reduced(network: Network, donor: Floats, taker: Floats) -> Floats:
    gain: Floats = network.gain_per_t - donor[network.tail] - taker[network.head]
    return gain
