"""Finds the weights of precedents from exchanges that happened, and says how well they do where they were not found.

Four numbers are searched, one after the other, on fixed grids: no gradient, no chance, the same file gives the same
weights. A set of weights is judged by leaving out each case in turn. How good they are is told from the outside: each
case is ranked with weights that were found without it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from flows.matching.chances import Array, Told, chances
from flows.matching.precedent_weights import NAMES, PrecedentWeights

GRIDS: Mapping[str, Sequence[float]] = {
    "uses": (0.0, 0.05, 0.1, 0.2, 0.4, 0.8),
    "own": (0.0, 0.25, 0.5, 0.75),
    "knowledge": (0.5, 1.0, 2.0, 4.0, 6.0, 9.0),
    "sharpness": (1.0, 2.0, 3.0, 4.0, 6.0, 8.0),
}
START = PrecedentWeights(uses=0.2, own=0.0, knowledge=4.0, sharpness=4.0)
MOST_ROUNDS = 4


@dataclass(frozen=True, slots=True)
class Known:
    """Exchanges with all that weights are found from, worked out once: rows are exchanges.

    `alike` is square: each exchange as a stream against each as a precedent. `cases` holds their cases as numbers.
    """

    told: Told
    alike: Array
    receivers: Array
    cases: NDArray[np.int64]

    def without(self, case: int) -> Known:
        """The exchanges of the other cases."""
        kept = self.cases != case
        return Known(self.told.rows(kept), self.alike[np.ix_(kept, kept)], self.receivers[kept], self.cases[kept])


def left_out(known: Known, weights: PrecedentWeights) -> Array:
    """Chances of each division for each exchange, from the exchanges of the other cases alone."""
    found = np.zeros_like(known.receivers)
    for case in np.unique(known.cases):
        asked = known.cases == case
        found[asked] = _asked(known, asked, weights)
    return found


def calibrate(known: Known) -> PrecedentWeights:
    """The weights under which what happened was the likeliest, each case judged by the others."""
    best, worth = START, judged(known, START)
    for _round in range(MOST_ROUNDS):
        before = worth
        for name in NAMES:
            for value in GRIDS[name]:
                tried = replace(best, **{name: value})
                if (found := judged(known, tried)) > worth:
                    best, worth = tried, found
        if worth == before:
            break
    return best


def judged(known: Known, weights: PrecedentWeights) -> float:
    """The mean logarithm of the chance that was given to what happened."""
    given = (left_out(known, weights) * known.receivers).sum(axis=1)
    return float(np.log(given).mean())


def calibrated_from_outside(known: Known) -> Array:
    """Chances as `left_out`, but each case is ranked with weights that were found without it."""
    found = np.zeros_like(known.receivers)
    for case in np.unique(known.cases):
        asked = known.cases == case
        found[asked] = _asked(known, asked, calibrate(known.without(int(case))))
    return found


def _asked(known: Known, asked: NDArray[np.bool_], weights: PrecedentWeights) -> Array:
    others = ~asked
    return chances(known.told.rows(asked), known.alike[np.ix_(asked, others)], known.receivers[others], weights)
