"""Two lists against each other, with no bank behind them: the best targets of each offer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from flows.matching.bulk import every_pair, scores
from flows.matching.columns import offer_columns, receiver_columns
from flows.matching.joining import Floats
from flows.matching.likeness import joined
from flows.matching.terms import Precedents, Terms
from flows.matching.values import CriterionId, Match, Offer, Receiver
from flows.matching.weighing import weigh
from flows.matching.weights import Weights, shipped
from flows.matching.wordings import Wordings
from taxonomy.codes import LANGUAGES, Language
from taxonomy.uses import Use, uses_of

AT_ONCE = 500
"""Offers that are compared in one step: bounds the memory."""
SPARE = 4
"""So many more than are asked for are weighed whole: a condition that fails moves one down the list."""
STANDING = {"pass": 0, "unknown": 1, "fail": 2}
DIVISION_DIGITS = 2
Ranked = tuple[Offer, tuple[Match, ...]]


@dataclass(frozen=True, slots=True)
class KnownLikeness:
    """Likeness that was worked out for all pairs at once; None where a text says nothing."""

    table: Floats
    offers: Mapping[str, int]
    receivers: Mapping[str, int]

    def __call__(self, offer: Offer, receiver: Receiver, /) -> float | None:
        """The likeness of a pair."""
        value = float(self.table[self.offers[offer.id], self.receivers[receiver.id]])
        return None if np.isnan(value) else value


def matched_needs(
    offers: Sequence[Offer], needs: Sequence[Receiver], day: date, most: int, weights: Weights | None = None
) -> Iterator[Ranked]:
    """For each offer the needs that it fits best, by codes, words, amounts and distance."""
    terms = Terms(day=day, weights=weights or shipped())
    read = Wordings.of([one.name for one in needs], _languages(needs))
    places = {one.id: place for place, one in enumerate(needs)}
    for start in range(0, len(offers), AT_ONCE):
        part = offers[start : start + AT_ONCE]
        table = _likeness(Wordings.of([one.name for one in part], _languages(part)), read)
        likeness = KnownLikeness(table, {one.id: place for place, one in enumerate(part)}, places)
        yield from _best(part, needs, replace(terms, likeness=likeness), {"text": table}, most)


def matched_receivers(
    offers: Sequence[Offer],
    receivers: Sequence[Receiver],
    day: date,
    most: int,
    *,
    precedents: Precedents,
    weights: Weights | None = None,
) -> Iterator[Ranked]:
    """For each offer the receivers whose industry most likely takes it, the nearest first among equals."""
    terms = Terms(day=day, weights=weights or shipped(), precedents=precedents)
    divisions = [(one.industry or "")[:DIVISION_DIGITS] for one in receivers]
    for start in range(0, len(offers), AT_ONCE):
        part = offers[start : start + AT_ONCE]
        table = np.array([_chances(precedents.of(one), divisions) for one in part]).reshape(len(part), len(receivers))
        yield from _best(part, receivers, terms, {"precedent": table}, most)


def use_in(offer: Offer, receiver: Receiver) -> Use | None:
    """The best documented use of what is offered in the industry of a receiver."""
    division = (receiver.industry or "")[:DIVISION_DIGITS]
    if offer.material_class is None or not division:
        return None
    found = (
        one
        for one in uses_of(offer.material_class)
        if any(code[:DIVISION_DIGITS] == division for code in one.industries)
    )
    return next(found, None)


def _best(
    offers: Sequence[Offer],
    receivers: Sequence[Receiver],
    terms: Terms,
    given: Mapping[CriterionId, Floats],
    most: int,
) -> Iterator[Ranked]:
    here, there = offer_columns(offers, terms), receiver_columns(receivers, terms)
    found = scores(here, there, every_pair(here, there), terms, given).best(most + SPARE)
    bounds = np.searchsorted(found.pairs.offers, np.arange(len(offers) + 1))
    for place, offer in enumerate(offers):
        places = found.pairs.receivers[bounds[place] : bounds[place + 1]].tolist()
        matches = [weigh(offer, receivers[one], terms) for one in places]
        # Sorting is stable: what scores the same stays in the order of the file.
        yield offer, tuple(sorted(matches, key=lambda one: (STANDING[one.verdict], -one.score))[:most])


def _likeness(offers: Wordings, needs: Wordings) -> Floats:
    table = joined(offers, needs)
    table[offers.is_silent, :] = np.nan
    table[:, needs.is_silent] = np.nan
    return table


def _chances(known: Mapping[str, float], divisions: Sequence[str]) -> list[float]:
    return [known.get(one, 0.0) if known and one else np.nan for one in divisions]


def _languages(records: Sequence[Offer] | Sequence[Receiver]) -> list[Language | None]:
    return [next((one for one in LANGUAGES if one == record.language), None) for record in records]
