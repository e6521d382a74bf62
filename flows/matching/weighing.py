"""From an offer and a receiver to a match: the gates, the criteria, and their weighted geometric mean.

The score is the product of value ** weight over the criteria that are known; the weights of the others are shared out
among them. So every part of a score can be read off, and the parts multiply back to it: a criterion near nought
cannot be bought back by the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import exp, fsum, log

from databank.errors import Sentence
from flows.economics.values import Economics
from flows.matching.criteria import values_of
from flows.matching.distances import distance_km
from flows.matching.gates import gates_of
from flows.matching.steps import Stepped
from flows.matching.terms import Terms
from flows.matching.values import Criterion, CriterionId, Match, Offer, Receiver


def weigh(offer: Offer, receiver: Receiver, terms: Terms, step: Stepped | None = None) -> Match:
    """Everything that can be told of one pair on these terms; `offer` is what has left `step`, if there is one."""
    distance = distance_km(offer, receiver)
    economics = _economics(offer, receiver, terms, distance, step)
    criteria = weighed(values_of(offer, receiver, terms, distance), terms.weights.of, terms.weights.constants.floor)
    return Match(
        offer=offer,
        receiver=receiver,
        gates=gates_of(offer, receiver, terms, economics, distance),
        criteria=criteria,
        score=score_of(criteria),
        distance_km=distance,
        economics=economics,
        step=step,
    )


def _economics(
    offer: Offer, receiver: Receiver, terms: Terms, distance: float | None, step: Stepped | None
) -> Economics | None:
    """Both ways where a treatment stands between; the way from it alone would be half of the truth."""
    if step is not None:
        return terms.stepped_economics(offer, step, receiver, distance) if terms.stepped_economics else None
    return terms.economics(offer, receiver, distance) if terms.economics else None


def weighed(
    values: Iterable[tuple[CriterionId, float | None, Sentence]], weights: Mapping[CriterionId, float], floor: float
) -> tuple[Criterion, ...]:
    """The criteria with the weight that each has among those that are known; no value is below `floor`."""
    found = tuple(values)
    total = fsum(weights[name] for name, value, _told in found if value is not None)
    return tuple(
        Criterion(
            id=name,
            value=None if value is None else min(1.0, max(floor, value)),
            weight=0.0 if value is None or not total else weights[name] / total,
            told=told,
        )
        for name, value, told in found
    )


def score_of(criteria: Sequence[Criterion]) -> float:
    """The weighted geometric mean of what is known; 0 where nothing is."""
    known = [(one.weight, one.value) for one in criteria if one.value is not None and one.weight > 0]
    return exp(fsum(weight * log(value) for weight, value in known)) if known else 0.0


def parts_of(criteria: Sequence[Criterion]) -> Mapping[CriterionId, float]:
    """What each criterion multiplies the score by: 1 costs nothing, 0.5 halves it. Their product is the score."""
    return {one.id: one.value**one.weight for one in criteria if one.value is not None}
