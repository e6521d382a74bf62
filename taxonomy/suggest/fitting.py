"""Fits the weights of the ranking: ``python -m taxonomy.suggest.fitting TEXTS.csv OUTPUT.csv``.

It learns from two things: texts that experts gave a code (columns `text`, `lang`, `waste_code`, `industry_code`), and
the vocabulary itself, each of many terms in turn ranked as if it were not in the list. The loss is the usual one of a
softmax, `-log p(right code)`, with a pull of every weight to nought; L-BFGS finds its least value.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from taxonomy.codes import LANGUAGES, Language
from taxonomy.suggest.certainty import SURE_FEATURES, facts
from taxonomy.suggest.classes import CLASS_FEATURES, class_evidence
from taxonomy.suggest.ranking import (
    CODE_FEATURES,
    PAIR_FEATURES,
    TERM_FEATURES,
    Evidence,
    Ranker,
    Weights,
    context_of,
    log_sums,
    probabilities,
    ranker,
    scores,
)
from taxonomy.suggest.vocabulary import Term
from taxonomy.suggest.words import Word, words_of

Floats = NDArray[np.float64]

NAMES = ("scale", *TERM_FEATURES, *PAIR_FEATURES, *CODE_FEATURES)
EVERY = 15
"""Each so many-th term of the vocabulary is an example."""
WEIGHT_OF_TERM = 0.25
"""What a term counts as an example, beside 1 for a text."""
PULL = 0.002
PARTS = 3
LEAST = 1e-12


@dataclass(frozen=True, slots=True)
class Example:
    """A text with the place of its right code among the candidates, and what it counts."""

    evidence: Evidence
    right: int
    weight: float


def of_texts(rows: Sequence[Mapping[str, str]], by: Ranker) -> Iterator[Example]:
    """Examples of texts; one whose right code is no candidate teaches nothing."""
    for row in rows:
        words = words_of(row["text"])
        context = context_of(words, industry=row["industry_code"] or None, process=None, language=_language(row))
        example = _example(by.evidence(words, context), row["waste_code"], by, 1.0)
        if example is not None:
            yield example


def of_vocabulary(vocabulary: Sequence[Term], by: Ranker) -> Iterator[Example]:
    """Examples of trade terms, each without what is written just like it."""
    for number, term in enumerate(vocabulary):
        if term.kind == "term" and number % EVERY == 0:
            words = words_of(term.text)
            context = context_of(words, industry=None, process=None, language=None)
            example = _example(_without_itself(by.evidence(words, context)), term.codes[0], by, WEIGHT_OF_TERM)
            if example is not None:
                yield example


def _without_itself(evidence: Evidence) -> Evidence:
    """The evidence without the terms of the same words."""
    others = evidence.term_features[:, TERM_FEATURES.index("exact")] == 0  # nor is the row of no term
    kept = others[evidence.pair_term]
    return replace(
        evidence,
        pair_term=evidence.pair_term[kept],
        pair_code=evidence.pair_code[kept],
        pair_features=evidence.pair_features[kept],
    )


def _example(evidence: Evidence, code: str, by: Ranker, weight: float) -> Example | None:
    places = [place for place, number in enumerate(evidence.codes) if by.codes[number] == code]
    return Example(evidence, places[0], weight) if places else None


def loss(values: Floats, examples: Sequence[Example]) -> tuple[float, Floats]:
    """The mean loss and its gradient."""
    by = weights_of(values)
    total, slope, mass = 0.0, np.zeros_like(values), 0.0
    for example in examples:
        one, gradient = _loss_of(example, by)
        total += example.weight * one
        slope += example.weight * gradient
        mass += example.weight
    at = np.concatenate(([0.0], values[1:]))
    return total / mass + PULL * float(at @ at), slope / mass + 2 * PULL * at


def _loss_of(example: Example, by: Weights) -> tuple[float, Floats]:
    evidence = example.evidence
    pairs = (evidence.term_features @ by.term)[evidence.pair_term] + evidence.pair_features @ by.pair
    sums = log_sums(pairs, evidence.pair_code, len(evidence.codes))
    chances = probabilities(by.scale * sums + evidence.code_features @ by.code)
    wrong = chances.copy()
    wrong[example.right] -= 1.0
    within = np.exp(pairs - sums[evidence.pair_code]) * wrong[evidence.pair_code] * by.scale
    terms = np.bincount(evidence.pair_term, weights=within, minlength=len(evidence.near) + 1)
    gradient = np.concatenate(
        (
            [wrong @ sums],
            terms @ evidence.term_features,
            within @ evidence.pair_features,
            wrong @ evidence.code_features,
        )
    )
    return -float(np.log(chances[example.right] + LEAST)), gradient


def weights_of(values: Floats) -> Weights:
    """Weights from one row of numbers in the order of NAMES."""
    return Weights.of(dict(zip(NAMES, map(float, values), strict=True)))


def fitted(examples: Sequence[Example]) -> dict[str, float]:
    """The weights of the codes that fit the examples best."""
    start = np.array([1.0 if name == "scale" else 0.5 if name.startswith("cosine") else 0.0 for name in NAMES])
    return _least(loss, start, NAMES, examples)


def _least(
    of: Callable[..., tuple[float, Floats]], start: Floats, names: Sequence[str], examples: object
) -> dict[str, float]:
    """The weights with the least loss, by name."""
    found = minimize(of, start, args=(examples,), jac=True, method="L-BFGS-B", options={"maxiter": 150})
    return {name: round(float(value), 4) for name, value in zip(names, found.x, strict=True)}


def fitted_classes(rows: Sequence[Mapping[str, str]], by: Ranker, weights: Weights) -> dict[str, float]:
    """The weights of the classes, with those of the codes given."""
    examples = []
    for row in rows:
        evidence, chances, _ = _ranked(row, by, weights)
        names, features = class_evidence(evidence, chances, by, weights)
        if row["material_class"] in names:
            examples.append((features, names.index(row["material_class"])))
    return _least(_class_loss, np.array([1.0, *[0.0] * (len(CLASS_FEATURES) - 1)]), CLASS_FEATURES, examples)


def _class_loss(values: Floats, examples: Sequence[tuple[Floats, int]]) -> tuple[float, Floats]:
    total, slope = PULL * float(values @ values), 2 * PULL * values
    for features, right in examples:
        chances = probabilities(features @ values)
        total -= float(np.log(chances[right] + LEAST)) / len(examples)
        slope = slope + (chances @ features - features[right]) / len(examples)
    return total, slope


def fitted_certainty(rows: Sequence[Mapping[str, str]], by: Ranker) -> dict[str, float]:
    """The weights of the certainty of the first suggestion.

    Each part of the texts is ranked by weights that were fitted to the others: a ranking is too sure of the very
    texts it was fitted to.
    """
    known, right = [], []
    for part in range(PARTS):
        others = [row for number, row in enumerate(rows) if number % PARTS != part]
        weights = Weights.of(fitted([*of_texts(others, by), *of_vocabulary(by.index.terms, by)]))
        for row in rows[part::PARTS]:
            evidence, chances, words = _ranked(row, by, weights)
            known.append(facts(evidence, chances, by, words))
            right.append(float(by.codes[evidence.codes[int(np.argmax(chances))]] == row["waste_code"]))
    start = np.array([0.0, 1.0, *[0.0] * (len(SURE_FEATURES) - 2)])
    return _least(_logistic_loss, start, SURE_FEATURES, (np.array(known), np.array(right)))


def _logistic_loss(values: Floats, examples: tuple[Floats, Floats]) -> tuple[float, Floats]:
    known, right = examples
    chances = 1 / (1 + np.exp(-known @ values))
    told = np.where(right > 0, chances, 1 - chances)
    slope = (chances - right) @ known / len(right)
    return -float(np.log(told + LEAST).mean()) + PULL * float(values @ values), slope + 2 * PULL * values


def _language(row: Mapping[str, str]) -> Language:
    return next(one for one in LANGUAGES if one == row["lang"])


def _ranked(row: Mapping[str, str], by: Ranker, weights: Weights) -> tuple[Evidence, Floats, tuple[Word, ...]]:
    words = words_of(row["text"])
    context = context_of(words, industry=row["industry_code"] or None, process=None, language=_language(row))
    evidence = by.evidence(words, context)
    return evidence, probabilities(scores(evidence, weights)), words


def main(texts: Path, output: Path) -> None:
    """Fit and write the weights."""
    by = ranker()
    with texts.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    found = fitted([*of_texts(rows, by), *of_vocabulary(by.index.terms, by)])
    found |= fitted_classes(rows, by, Weights.of(found))
    found |= fitted_certainty(rows, by)
    with output.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("feature", "weight"))
        writer.writerows(found.items())


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
