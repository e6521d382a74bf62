"""Prices that prove a flow: found from the flow alone, not from whoever found it.

The price of a taker is the least that keeps every other donor away, that of a donor is what its worst used arc leaves.
Prices rise from zero along arcs that would pay more, until none does. Only nodes whose price moved are looked at again.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Places = NDArray[np.int32]

_FAR = np.iinfo(np.int64).max // 4


@dataclass(frozen=True, slots=True)
class Potentials:
    """Prices per unit of mass; they prove the flow if it is the best one, and else only bound it."""

    donor: Ints
    taker: Ints


@dataclass(frozen=True, slots=True)
class _Used:
    """Arcs that carry something, by donor and by taker."""

    tail: Places
    head: Places
    gain: Ints
    donor_start: Ints
    taker_start: Ints
    donors_by_taker: Places


def potentials_of(
    supply: Ints, demand: Ints, tail: Places, head: Places, gain: Ints, flow: Ints, most: Ints
) -> Potentials:
    """Prices for a flow over arcs in any order; a flow that is not the best gets prices that prove nothing."""
    order = _by(tail, len(supply))
    used = _used(tail, head, gain, flow, len(supply), len(demand))
    gives_all = np.bincount(tail, flow, len(supply)).astype(np.int64) >= supply
    donor = np.where(gives_all, _FAR, 0)
    np.minimum.at(donor, used.tail, used.gain)
    donor[~gives_all] = 0
    donor[donor == _FAR] = 0  # one that has nothing to give
    taker = np.zeros(len(demand), np.int64)
    open_arcs = order[flow[order] < most[order]]  # an arc that is full may be worth more than it pays
    start = np.searchsorted(tail[open_arcs], np.arange(len(supply) + 1))
    arcs = open_arcs
    for _ in range(2 * (len(supply) + len(demand)) + 2):
        pays = gain[arcs] - donor[tail[arcs]]
        more = pays > taker[head[arcs]]
        if not more.any():
            break
        np.maximum.at(taker, head[arcs[more]], pays[more])
        moved = _lowered(used, donor, taker, np.unique(head[arcs[more]]), gives_all)
        arcs = open_arcs[_ranges(start, moved)]
    return Potentials(donor, taker)


def _by(place: Places, count: int) -> Ints:
    if len(place) < 2 or not (place[1:] < place[:-1]).any():  # noqa: PLR2004 - one arc is sorted
        return np.arange(len(place))
    return np.argsort(place.astype(np.uint16) if count < np.iinfo(np.uint16).max else place, kind="stable")


def _used(tail: Places, head: Places, gain: Ints, flow: Ints, donors: int, takers: int) -> _Used:
    carrying = np.flatnonzero(flow > 0)
    carrying = carrying[np.argsort(tail[carrying], kind="stable")]
    by_taker = np.argsort(head[carrying], kind="stable")
    return _Used(
        tail=tail[carrying],
        head=head[carrying],
        gain=gain[carrying],
        donor_start=np.searchsorted(tail[carrying], np.arange(donors + 1)),
        taker_start=np.searchsorted(head[carrying][by_taker], np.arange(takers + 1)),
        donors_by_taker=tail[carrying][by_taker],
    )


def _lowered(used: _Used, donor: Ints, taker: Ints, raised: Ints, gives_all: NDArray[np.bool_]) -> Ints:
    """Donors whose price falls because one of their takers costs more; `donor` is changed in place."""
    nearby = np.unique(used.donors_by_taker[_ranges(used.taker_start, raised)])
    nearby = nearby[gives_all[nearby]]
    if not len(nearby):
        return nearby.astype(np.int64)
    arcs = _ranges(used.donor_start, nearby)
    first = np.concatenate([[0], np.cumsum(np.diff(used.donor_start)[nearby])[:-1]])
    left = np.maximum(0, np.minimum.reduceat(used.gain[arcs] - taker[used.head[arcs]], first))
    falls = left < donor[nearby]
    donor[nearby[falls]] = left[falls]
    return nearby[falls].astype(np.int64)


def _ranges(start: Ints, nodes: Ints | Places) -> Ints:
    """The places start[n]..start[n + 1] of several nodes, one after the other."""
    counts = start[nodes + 1] - start[nodes]
    if not counts.sum():
        return np.empty(0, np.int64)
    before = np.concatenate([[0], np.cumsum(counts)[:-1]])
    places: Ints = np.arange(counts.sum()) + np.repeat(start[nodes] - before, counts)
    return places
