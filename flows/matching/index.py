"""Who could take one new offer, among very many receivers, in a moment and with the reasons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan

from flows.matching.bulk import scores
from flows.matching.columns import offer_columns, receiver_columns
from flows.matching.criteria import values_of
from flows.matching.joining import Join
from flows.matching.terms import Terms
from flows.matching.values import Criterion, Match, Offer, Receiver
from flows.matching.weighing import score_of, weigh, weighed

MOST = 10


@dataclass(frozen=True, slots=True)
class Proposal:
    """One receiver of an offer: its place among those of the index, the score, and the parts that it multiplies of."""

    place: int
    receiver: Receiver
    score: float
    distance_km: float | None
    criteria: tuple[Criterion, ...]


class Index:
    """Receivers, ordered once and asked often.

    Parameters
    ----------
    radius_km : float, optional
        Receivers farther away are not looked at.
    """

    def __init__(self, receivers: Sequence[Receiver], terms: Terms, *, radius_km: float | None = None) -> None:
        self._receivers = tuple(receivers)
        self._terms = terms
        self._columns = receiver_columns(self._receivers, terms)
        self._join = Join(self._columns.side, radius_km)

    def best(self, offer: Offer, most: int = MOST) -> tuple[Proposal, ...]:
        """The receivers with the best scores, the best first, each with the sentences of its criteria."""
        columns = offer_columns([offer], self._terms)
        found = scores(columns, self._columns, self._join.pairs(columns.side), self._terms).leading(most).best(most)
        told = [
            self._told(offer, int(place), None if isnan(distance) else float(distance))
            for place, distance in zip(found.pairs.receivers, found.distance_km, strict=True)
        ]
        # Words and precedents, if the terms have them, are asked of the best only and may change their order.
        return tuple(sorted(told, key=lambda one: -one.score))

    def matches(self, offer: Offer, most: int = MOST) -> tuple[Match, ...]:
        """The same receivers with their gates as well."""
        return tuple(weigh(offer, one.receiver, self._terms) for one in self.best(offer, most))

    def _told(self, offer: Offer, place: int, distance_km: float | None) -> Proposal:
        receiver = self._receivers[place]
        told = values_of(offer, receiver, self._terms, distance_km)
        criteria = weighed(told, self._terms.weights.of, self._terms.weights.constants.floor)
        return Proposal(place, receiver, score_of(criteria), distance_km, criteria)
