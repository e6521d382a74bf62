"""The best way of one long ribbon through the columns it passes, all others standing still."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from flows.layout.arrangement import Arrangement, Chain, Matrix

BETTER = 1e-9


def rerouted(found: Arrangement, chain: Chain) -> bool:
    """Put every piece of a chain where the whole ribbon crosses least; tell whether that moved it.

    The shortest path over the places of the columns is exact: what a part of the ribbon crosses depends on the
    places of its two ends alone.
    """
    stamp = tuple(found.stamps[chain.first : chain.first + len(chain.vertices)])
    if found.tried.get(chain) == stamp:
        return False
    columns = range(chain.first, chain.first + len(chain.vertices))
    now = [found.orders[column].index(vertex) for column, vertex in zip(columns, chain.vertices, strict=True)]
    steps = [_crossed(found, chain, gap, (now[gap - chain.first], now[gap - chain.first + 1])) for gap in chain.gaps]
    places = _shortest(steps, [found.problem.rooms[column] for column in columns[1:-1]], now[1:-1])
    if places is None:
        found.tried[chain] = stamp
        return False
    for column, vertex, old, new in zip(columns[1:-1], chain.vertices[1:-1], now[1:-1], places, strict=True):
        if new not in (old, old + 1):
            order = list(found.orders[column])
            order.insert(new, vertex)
            del order[old + (new < old)]
            found.put(column, order)
    return True


def _crossed(found: Arrangement, chain: Chain, gap: int, now: tuple[int, int]) -> Matrix:
    """Cell [i, j]: the weight that a part crosses from before the i-th tail to before the j-th head.

    Where the part starts or ends at a box there is one row or column: that of the box.
    """
    tail, head = now
    ends = chain.vertices[gap - chain.first], chain.vertices[gap - chain.first + 1]
    sums = found.sums(gap).copy()
    sums[tail + 1 :, head + 1 :] -= found.problem.weights[gap][ends]  # the ribbon does not cross itself
    rows = below = slice(None)
    columns = right = slice(None)
    if gap == chain.first:
        rows, below = slice(tail, tail + 1), slice(tail + 1, tail + 2)
    if gap == chain.gaps[-1]:
        columns, right = slice(head, head + 1), slice(head + 1, head + 2)
    # tails above that go to heads below, and tails below that go to heads above
    return np.asarray(sums[rows, -1:] - sums[rows, right] + sums[-1:, columns] - sums[below, columns], dtype=np.float64)


def _shortest(steps: Sequence[Matrix], rooms: Sequence[tuple[int, int]], now: Sequence[int]) -> list[int] | None:
    """The place in every passed column, or None where the present ones are as good."""
    best, came = steps[0][0], []
    for step, (first, last) in zip(steps[1:], rooms, strict=True):
        allowed = best.copy()
        allowed[:first] = np.inf
        allowed[last + 1 :] = np.inf
        whole = allowed[:, None] + step
        came.append(whole.argmin(axis=0))
        best = whole.min(axis=0)
    ends = [0, *now, 0]
    present = sum(float(step[i, j]) for step, i, j in zip(steps, ends[:-1], ends[1:], strict=True))
    if best[0] >= present - BETTER * present:
        return None
    places = [0]
    for back in reversed(came):
        places.append(int(back[places[-1]]))
    return places[:0:-1]
