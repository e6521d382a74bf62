"""The order of boxes in each column: few and thin crossings, fixed by the amounts alone, never by chance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from flows.layout.arrangement import Arrangement, Chain, Matrix, Problem
from flows.layout.routing import rerouted

SWEEPS = 8
EMPHASIS = 0.6  # thin ribbons count too: a crossing costs (w1 * w2) ** EMPHASIS
EFFORT, MOST_SEARCHED = 1500, 150  # vertices that the search by chance looks at, and pictures it is worth while for
REACH = 2  # columns that are sifted on both sides of a shaken one
MOST_SHAKEN = 4
SEED = 7
NEGLIGIBLE = 1e-9

Order = list[list[str]]


@dataclass(frozen=True, slots=True)
class Strip:
    """The part of a ribbon between two neighbouring columns."""

    tail: str
    head: str
    width: float


def arrange(
    columns: Sequence[Sequence[str]],
    strips: Sequence[Sequence[Strip]],
    pins: Mapping[str, int],
    *,
    chains: Sequence[Sequence[str]] = (),
    emphasis: float = EMPHASIS,
) -> Order:
    """Order every column.

    Parameters
    ----------
    columns : sequence of sequences
        Vertices of each column in their order of reading, from which the search starts.
    strips : sequence of sequences
        Ribbon parts between column i and i + 1.
    pins : Mapping
        Negative keeps a vertex at the top, positive at the bottom, the larger the nearer to the edge.
    chains : sequence of sequences
        The vertices of each ribbon that passes columns, from its source to its target.
    emphasis : float
        A crossing costs the product of both widths to this power, 0..1: the smaller, the more thin ribbons count.
    """
    found = _arranged(
        tuple(map(tuple, columns)),
        tuple(map(tuple, strips)),
        tuple(sorted(pins.items())),
        tuple(sorted(set(map(tuple, chains)))),
        emphasis,
    )
    return [list(column) for column in found]


def led(order: Order, strips: Sequence[Sequence[Strip]], chains: Sequence[Sequence[str]]) -> Order:
    """The same order of boxes with every long ribbon led where it crosses least."""
    columns = tuple(map(tuple, order))
    ways = tuple(sorted(set(map(tuple, chains))))
    problem = _problem(columns, tuple(map(tuple, strips)), {}, ways, 1.0)
    found = Arrangement(problem, [list(range(len(column))) for column in columns])
    for _ in range(SWEEPS):
        moved = False
        for chain in problem.chains:
            moved |= rerouted(found, chain)
        if not moved:
            break
    return [[column[i] for i in places] for column, places in zip(columns, found.orders, strict=True)]


@lru_cache(maxsize=64)  # the search is the dearest step of a picture, and the same picture is asked for again and again
def _arranged(
    columns: tuple[tuple[str, ...], ...],
    strips: tuple[tuple[Strip, ...], ...],
    fixed: tuple[tuple[str, int], ...],
    chains: tuple[tuple[str, ...], ...],
    emphasis: float,
) -> tuple[tuple[str, ...], ...]:
    problem = _problem(columns, strips, dict(fixed), chains, emphasis)
    start = [sorted(range(len(pins)), key=pins.__getitem__) for pins in problem.pins]
    starts = [Arrangement(problem, start), Arrangement(problem, _barycentred(problem, start))]
    for one in starts:
        _sifted(one)
    best = min(starts, key=Arrangement.cost)
    _improve(best)
    best = _searched(best)
    return tuple(tuple(column[i] for i in order) for column, order in zip(columns, best.orders, strict=True))


def _problem(
    columns: tuple[tuple[str, ...], ...],
    strips: tuple[tuple[Strip, ...], ...],
    fixed: Mapping[str, int],
    chains: tuple[tuple[str, ...], ...],
    emphasis: float,
) -> Problem:
    number = {vertex: (c, i) for c, column in enumerate(columns) for i, vertex in enumerate(column)}
    weights = [_matrix(columns[gap], columns[gap + 1], strips[gap]) ** emphasis for gap in range(len(columns) - 1)]
    pins = [[fixed.get(vertex, 0) for vertex in column] for column in columns]
    return Problem(
        weights=weights,
        pins=pins,
        rooms=[(sum(pin < 0 for pin in column), len(column) - sum(pin > 0 for pin in column)) for column in pins],
        chains=[Chain(number[chain[0]][0], tuple(number[vertex][1] for vertex in chain)) for chain in chains],
        noise=NEGLIGIBLE * max((float(matrix.sum()) ** 2 for matrix in weights), default=0.0),
    )


def _matrix(tails: Sequence[str], heads: Sequence[str], strips: Sequence[Strip]) -> Matrix:
    row = {vertex: i for i, vertex in enumerate(tails)}
    column = {vertex: i for i, vertex in enumerate(heads)}
    matrix = np.zeros((len(tails), len(heads)))
    for strip in strips:
        matrix[row[strip.tail], column[strip.head]] += strip.width
    return matrix


def _sifted(found: Arrangement) -> None:
    """Sift the columns from left to right and back until nothing moves."""
    for sweep in range(SWEEPS):
        turn = range(len(found.orders)) if sweep % 2 == 0 else range(len(found.orders) - 1, -1, -1)
        moved = False
        for column in turn:
            moved |= _sift(found, column)
        if not moved:
            return


def _improve(found: Arrangement) -> None:
    """Sift every vertex to its best place and lead every long ribbon its best way, until nothing moves."""
    for _ in range(SWEEPS):
        moved = False
        for chain in found.problem.chains:
            moved |= rerouted(found, chain)
        if not moved:
            return
        _sifted(found)


def _sift(found: Arrangement, column: int) -> bool:
    """Move each free vertex of a column to where it costs least; ties keep it where it is."""
    stamp = tuple(found.stamps[max(column - 1, 0) : column + 2])
    if found.tried.get(column) == stamp:
        return False
    problem, order = found.problem, found.orders[column]
    cost = _costs(found, column)
    passing = cost - cost.T  # [u, v]: what it costs that v goes from before u to after it
    pins, (first, last) = problem.pins[column], problem.rooms[column]
    moved = False
    for vertex in [vertex for vertex in order if not pins[vertex]]:
        place = order.index(vertex)
        # the cost of every place between two of the order; v does not pass itself, so those around it cost the same
        running = np.concatenate(([0.0], passing[order, vertex].cumsum()))
        best = first + int(running[first : last + 1].argmin())
        if running[best] < running[place] - problem.noise:
            order = [*order[:best], vertex, *order[best:]]
            del order[place + (best <= place)]
            moved = True
    if moved:
        found.put(column, order)
    else:
        found.tried[column] = stamp
    return moved


def _costs(found: Arrangement, column: int) -> Matrix:
    """The cost of u before v in one column, both neighbouring columns standing still."""
    weights, orders = found.problem.weights, found.orders
    size = len(orders[column])
    cost = np.zeros((size, size))
    if column > 0:
        cost += _before(weights[column - 1].T[:, orders[column - 1]])
    if column < len(weights):
        cost += _before(weights[column][:, orders[column + 1]])
    return cost


def _before(ordered: Matrix) -> Matrix:
    """Cell [u, v]: the cost of crossings between u and v when u stands before v."""
    earlier = np.cumsum(ordered, axis=1) - ordered
    return np.asarray(ordered @ earlier.T, dtype=np.float64)


def _searched(start: Arrangement) -> Arrangement:
    """Shake a few vertices of one column, mend around them, keep what crosses less: a fixed sequence of chances."""
    chance = np.random.default_rng(SEED)
    best = start
    columns = [number for number, pins in enumerate(start.problem.pins) if pins.count(0) > 1]
    # in a large picture the effort would be spent after a few tries
    is_small = sum(map(len, start.orders)) <= MOST_SEARCHED
    effort = EFFORT if is_small and start.cost() > start.problem.noise else 0
    while effort > 0 and columns:
        column = columns[int(chance.integers(len(columns)))]
        near = range(max(column - REACH, 0), min(column + REACH + 1, len(start.orders)))
        rival = best.copy()
        _shake(rival, column, chance)
        effort -= _mend(rival, column, near)
        if rival.cost() < best.cost() - start.problem.noise:
            best = rival
    return best


def _shake(found: Arrangement, column: int, chance: np.random.Generator) -> None:
    """Some free vertices of the column change places."""
    order = found.orders[column]
    free = [place for place, vertex in enumerate(order) if not found.problem.pins[column][vertex]]
    count = min(int(chance.integers(2, MOST_SHAKEN + 1)), len(free))
    places = chance.permutation(len(free))[:count]
    shaken = list(order)
    for place, other in zip(places, np.roll(places, 1), strict=True):
        shaken[free[place]] = order[free[other]]
    found.put(column, shaken)


def _mend(found: Arrangement, column: int, near: Sequence[int]) -> int:
    """Sift around a shaken column, it itself last; give how many vertices were looked at."""
    outward = sorted(near, key=lambda number: (number == column, abs(number - column)))
    chains = [chain for chain in found.problem.chains if chain.first < column < chain.gaps[-1] + 1]
    for number in outward:
        _sift(found, number)
    for chain in chains:
        rerouted(found, chain)
    for number in reversed(outward):
        _sift(found, number)
    return 2 * sum(len(found.orders[number]) for number in near) + sum(len(chain.vertices) for chain in chains)


def _barycentred(problem: Problem, start: Sequence[Sequence[int]]) -> list[list[int]]:
    """Order each column by the mean place of its neighbours to the left."""
    orders = [list(order) for order in start]
    for number in range(1, len(orders)):
        place = np.empty(len(orders[number - 1]))
        place[orders[number - 1]] = np.arange(len(place))
        weight = problem.weights[number - 1]
        total = weight.sum(axis=0)
        mean = (place @ weight) / np.where(total > 0, total, 1.0)
        centre = np.where(total > 0, mean, len(place) / 2).round(9).tolist()
        pins = problem.pins[number]
        orders[number].sort(key=lambda i, c=centre, p=pins: (p[i], c[i]))  # type: ignore[misc]
    return orders
