"""How sure the first suggestion is: its calibrated score, and the scores of the others beside it.

The softmax alone is a little too sure of itself where a text has words that no term knows. A logistic of four facts of
the ranking, fitted to texts with known codes, gives the share of first suggestions that are right.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from taxonomy.codes import read_rows
from taxonomy.suggest.ranking import TERM_FEATURES, Evidence, Ranker
from taxonomy.suggest.words import Word

Floats = NDArray[np.float64]

SURE_FEATURES = ("sure_always", "sure_chance", "sure_lead", "sure_known", "sure_alike")
LEAST = 1e-4


def certainty(evidence: Evidence, chances: Floats, by: Ranker, words: Sequence[Word], *, is_known: bool) -> float:
    """The chance that the first suggestion is right, 0 to 1.

    Where nothing is known, any word resembles some term a little: then the likeness itself is the measure.
    """
    sure = logistic(float(facts(evidence, chances, by, words) @ _weights()))
    if is_known:
        return sure
    return sure * float(evidence.term_features[:-1, TERM_FEATURES.index("cosine_grams")].max(initial=0.0))


def facts(evidence: Evidence, chances: Floats, by: Ranker, words: Sequence[Word]) -> Floats:
    """One, the log odds of the first chance, its lead over the second, the share of known words, the best likeness."""
    if not len(chances):
        return np.zeros(len(SURE_FEATURES))
    ordered = np.sort(chances)[::-1]
    first, second = float(ordered[0]), float(ordered[1]) if len(ordered) > 1 else 0.0
    known = sum(by.index.knows(word) for word in words) / max(1, len(words))
    alike = float(evidence.term_features[:, :3].max(initial=0.0))
    return np.array(
        (1.0, np.log((first + LEAST) / (1 - first + LEAST)), np.log((first + LEAST) / (second + LEAST)), known, alike)
    )


def logistic(value: float) -> float:
    """1 / (1 + exp(-value))."""
    return float(1 / (1 + np.exp(-value)))


def shares(chances: Sequence[float], sure: float) -> list[float]:
    """Scores in the order of the chances: the first is `sure`, the others share the rest, none above the one before."""
    if not chances:
        return []
    rest = max(1 - chances[0], LEAST)
    others = [chance * min(1.0, (1 - sure) / rest) for chance in chances[1:]]
    return [round(score, 3) for score in (sure, *(min(sure, other) for other in others))]


@cache
def _weights() -> Floats:
    known: Mapping[str, float] = {row["feature"]: float(row["weight"]) for _, row in read_rows("suggest_weights")}
    return np.array([known.get(name, 1.0 if name == "sure_chance" else 0.0) for name in SURE_FEATURES])
