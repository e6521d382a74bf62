"""The measures of bench/layout.py, the same for every drawing: curves from source to target, and bars."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from plotly_layout import Placed

STEPS = 64
TOUCH = 1e-6


def weighted_crossings(links: Sequence[Placed], weights: Sequence[float]) -> float:
    """Sum of w1 * w2 over all pairs of forward links whose middle lines cross.

    Each link is one cubic curve with level ends from the right of its source to the left of its target, whatever
    way it is drawn; two links that meet at a bar do not cross there.
    """
    forward = [(link, weight) for link, weight in zip(links, weights, strict=True) if not link.is_return]
    x0, y0, x1, y1 = np.array([(*link.start, *link.end) for link, _ in forward]).reshape(-1, 4).T
    weight = np.array([weight for _, weight in forward])
    total = 0.0
    for one in range(len(forward) - 1):
        others = np.arange(one + 1, len(forward))
        left, right = np.maximum(x0[one], x0[others]), np.minimum(x1[one], x1[others])
        x = left[:, None] + (right - left)[:, None] * np.linspace(0, 1, STEPS + 1)
        mine = y0[one] + (y1[one] - y0[one]) * _level((x - x0[one]) / (x1[one] - x0[one]))
        span = (x1[others] - x0[others])[:, None]
        theirs = y0[others, None] + (y1 - y0)[others, None] * _level((x - x0[others, None]) / span)
        apart = mine - theirs
        crosses = (apart.max(axis=1) > TOUCH) & (apart.min(axis=1) < -TOUCH) & (right > left)
        total += float((weight[one] * weight[others] * crosses).sum())
    return total


def overlaps(bars: Sequence[tuple[float, float, float, float]]) -> int:
    """How many pairs of bars cover the same place; a bar is left, right, top and bottom."""
    return sum(
        one[0] < other[1] - TOUCH
        and other[0] < one[1] - TOUCH
        and one[2] < other[3] - TOUCH
        and other[2] < one[3] - TOUCH
        for one, other in itertools.combinations(bars, 2)
    )


def _level(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Height of the curve at a share of its way: both handles stand half way."""
    at = np.interp(x, _X, _Y)
    return np.asarray(at, dtype=np.float64)


_T = np.linspace(0, 1, 401)
_X = 1.5 * _T * (1 - _T) + _T**3
_Y = 3 * _T**2 - 2 * _T**3
