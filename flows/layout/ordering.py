"""The order of boxes in each column: few and thin crossings, fixed by the amounts alone, never by chance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

SWEEPS = 8
EMPHASIS = 0.6  # thin ribbons count too: a crossing costs (w1 * w2) ** EMPHASIS

Order = list[list[str]]


@dataclass(frozen=True, slots=True)
class Strip:
    """The part of a ribbon between two neighbouring columns."""

    tail: str
    head: str
    width: float


def arrange(columns: Sequence[Sequence[str]], strips: Sequence[Sequence[Strip]], pins: Mapping[str, int]) -> Order:
    """Order every column.

    Parameters
    ----------
    columns : sequence of sequences
        Vertices of each column in their order of reading, from which the search starts.
    strips : sequence of sequences
        Ribbon parts between column i and i + 1.
    pins : Mapping
        Negative keeps a vertex at the top, positive at the bottom, the larger the nearer to the edge.
    """
    fixed = tuple(sorted(pins.items()))
    found = _arranged(tuple(map(tuple, columns)), tuple(map(tuple, strips)), fixed)
    return [list(column) for column in found]


@lru_cache(maxsize=64)  # the search is the dearest step of a picture, and the same picture is asked for again and again
def _arranged(
    columns: tuple[tuple[str, ...], ...], strips: tuple[tuple[Strip, ...], ...], fixed: tuple[tuple[str, int], ...]
) -> tuple[tuple[str, ...], ...]:
    pins = dict(fixed)
    weights = [_matrix(columns[gap], columns[gap + 1], strips[gap]) for gap in range(len(columns) - 1)]
    start = [sorted(range(len(column)), key=lambda i: pins.get(column[i], 0)) for column in columns]
    best = _improved(columns, weights, start, pins)
    rival = _improved(columns, weights, _barycentred(columns, weights, start, pins), pins)
    if crossing_cost(weights, rival) < crossing_cost(weights, best):
        best = rival
    return tuple(tuple(column[i] for i in order) for column, order in zip(columns, best, strict=True))


def crossing_cost(weights: Sequence[NDArray[np.float64]], orders: Sequence[Sequence[int]]) -> float:
    """Sum over all crossings of the product of both weights."""
    cost = 0.0
    for gap, matrix in enumerate(weights):
        ordered = matrix[np.ix_(list(orders[gap]), list(orders[gap + 1]))]
        cost += float(np.triu(_before(ordered), 1).sum())
    return cost


def _matrix(tails: Sequence[str], heads: Sequence[str], strips: Sequence[Strip]) -> NDArray[np.float64]:
    row = {vertex: i for i, vertex in enumerate(tails)}
    column = {vertex: i for i, vertex in enumerate(heads)}
    matrix = np.zeros((len(tails), len(heads)))
    for strip in strips:
        matrix[row[strip.tail], column[strip.head]] += strip.width
    return np.asarray(matrix**EMPHASIS, dtype=np.float64)


def _before(ordered: NDArray[np.float64]) -> NDArray[np.float64]:
    """Cell [u, v]: the cost of crossings between u and v when u stands before v."""
    earlier = np.cumsum(ordered, axis=1) - ordered
    return np.asarray(ordered @ earlier.T, dtype=np.float64)


def _costs(column: int, weights: Sequence[NDArray[np.float64]], orders: Sequence[Sequence[int]]) -> NDArray[np.float64]:
    """The cost of u before v in one column, both neighbouring columns standing still."""
    size = len(orders[column])
    cost = np.zeros((size, size))
    if column > 0:
        cost += _before(weights[column - 1].T[:, list(orders[column - 1])])
    if column < len(weights):
        cost += _before(weights[column][:, list(orders[column + 1])])
    return cost


def _improved(
    columns: Sequence[Sequence[str]],
    weights: Sequence[NDArray[np.float64]],
    start: Sequence[Sequence[int]],
    pins: Mapping[str, int],
) -> list[list[int]]:
    """Sift every vertex to its best place, column by column, until nothing moves."""
    orders = [list(order) for order in start]
    for sweep in range(SWEEPS):
        moved = False
        turn = range(len(columns)) if sweep % 2 == 0 else range(len(columns) - 1, -1, -1)
        for number in turn:
            fixed = [pins.get(vertex, 0) for vertex in columns[number]]
            moved |= _sift(orders[number], _costs(number, weights, orders).tolist(), fixed)
        if not moved:
            break
    return orders


def _sift(order: list[int], cost: list[list[float]], pins: Sequence[int]) -> bool:
    """Move each free vertex to where it costs least; ties keep it where it is."""
    moved = False
    for vertex in [v for v in order if not pins[v]]:
        place = order.index(vertex)
        others = order[:place] + order[place + 1 :]
        lowest = sum(1 for v in others if pins[v] < 0)
        highest = len(others) - sum(1 for v in others if pins[v] > 0)
        running = 0.0
        best, best_place, at_place = float("inf"), place, 0.0
        for position in range(len(others) + 1):
            if lowest <= position <= highest and running < best - 1e-9:
                best, best_place = running, position
            if position == place:
                at_place = running
            if position < len(others):
                other = others[position]
                running += cost[other][vertex] - cost[vertex][other]
        if best < at_place - 1e-9:
            order[:] = [*others[:best_place], vertex, *others[best_place:]]
            moved = True
    return moved


def _barycentred(
    columns: Sequence[Sequence[str]],
    weights: Sequence[NDArray[np.float64]],
    start: Sequence[Sequence[int]],
    pins: Mapping[str, int],
) -> list[list[int]]:
    """Order each column by the mean place of its neighbours to the left."""
    orders = [list(order) for order in start]
    for number in range(1, len(columns)):
        place = np.empty(len(orders[number - 1]))
        place[orders[number - 1]] = np.arange(len(place))
        weight = weights[number - 1]
        total = weight.sum(axis=0)
        mean = (place @ weight) / np.where(total > 0, total, 1.0)
        centre = np.where(total > 0, mean, len(place) / 2)
        orders[number].sort(key=lambda i, c=centre, n=number: (pins.get(columns[n][i], 0), float(c[i])))  # type: ignore[misc]
    return orders
