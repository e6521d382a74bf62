"""The ranking of material classes: from the chances of the codes that belong to each, and from its own names."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from taxonomy.codes import read_rows
from taxonomy.materials import material_class, material_classes
from taxonomy.suggest.ranking import EXACT, TERM_FEATURES, Evidence, Ranker, Weights, probabilities
from taxonomy.suggest.vocabulary import NAMED_KINDS, class_of, entries

Floats = NDArray[np.float64]

CLASS_FEATURES = ("class_codes", "class_named", "class_exact", "class_unspecified")
LEAST = 1e-3
WHOLE_NAME = 5.0
"""What a whole name adds to the score of a class without any code; no text with a known code can teach it."""


@cache
def suggested_classes() -> tuple[str, ...]:
    """The classes that may be suggested."""
    return tuple(one.id for one in material_classes() if one.kind in NAMED_KINDS)


def class_evidence(evidence: Evidence, chances: Floats, by: Ranker, weights: Weights) -> tuple[tuple[str, ...], Floats]:
    """The classes that anything speaks for, and their features: an array of shape (classes, features)."""
    places = _class_places(by)[evidence.codes]
    of_codes = np.bincount(places, weights=chances, minlength=len(suggested_classes()))
    named = _named(evidence, by, weights)
    listed = tuple(dict.fromkeys((*(suggested_classes()[place] for place in dict.fromkeys(places)), *named)))
    number = [suggested_classes().index(name) for name in listed]
    alike = np.array([named.get(name, (0.0, 0.0)) for name in listed]).reshape(len(listed), 2)
    unspecified = [float(material_class(name).kind == "unspecified") for name in listed]
    return listed, np.column_stack((np.log(of_codes[number] + LEAST), alike, unspecified))


@cache
def _class_places(by: Ranker) -> NDArray[np.int64]:
    """The place of the class of each code among those that may be suggested."""
    return np.array([suggested_classes().index(class_of(code)) for code in by.codes])


def _named(evidence: Evidence, by: Ranker, weights: Weights) -> dict[str, tuple[float, float]]:
    """The best likeness of a name of each class, and whether the text is that name."""
    likeness = evidence.term_features[:-1] @ weights.term
    exact = evidence.term_features[:-1, -1]
    found: dict[str, tuple[float, float]] = {}
    for place, number in enumerate(evidence.near):
        term = by.index.terms[number]
        if term.kind == "class_name":
            best = found.get(term.material_class, (0.0, 0.0))
            found[term.material_class] = (max(best[0], float(likeness[place])), max(best[1], float(exact[place])))
    return found


@cache
def class_weights() -> Floats:
    """The weights in use, in the order of the features."""
    known: Mapping[str, float] = {row["feature"]: float(row["weight"]) for _, row in read_rows("suggest_weights")}
    return np.array([known.get(name, 0.0) for name in CLASS_FEATURES])


def class_chances(names: Sequence[str], features: Floats, by: Floats, whole: Collection[str] = ()) -> Floats:
    """The chance of each class; `whole` are those without any code of which the text has a whole name."""
    if not len(features):
        return np.zeros(0)
    return probabilities(features @ by + WHOLE_NAME * np.array([name in whole for name in names], float))


@cache
def codeless() -> frozenset[str]:
    """The classes that no entry of the List of Waste belongs to: no code can speak for them, only their names."""
    return frozenset(suggested_classes()) - {class_of(code) for code in entries()}


def wholly_named(evidence: Evidence, by: Ranker) -> frozenset[str]:
    """The classes without any code of which the text has all words of a name."""
    has_all = evidence.term_features[:-1, TERM_FEATURES.index("of_term_words")] > EXACT
    terms = (by.index.terms[number] for number in evidence.near[has_all])
    return frozenset(term.material_class for term in terms if term.kind == "class_name") & codeless()


def ranked(names: Sequence[str], chances: Floats) -> list[tuple[str, float]]:
    """Classes with their chances, best first; equal ones by name."""
    pairs = zip(names, map(float, chances), strict=True)
    return sorted(pairs, key=lambda pair: (-pair[1], pair[0]))
