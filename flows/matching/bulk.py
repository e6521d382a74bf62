"""Scores of many pairs at once: the same numbers as `weigh` gives each pair, a column for each criterion.

What is not known is NaN in its column and takes no part in the score. Pairs are worked through in steps that fit the
cache of a processor, so that a million of them cost about a second and no more memory than their columns.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from flows.matching.columns import Columns, Small
from flows.matching.distances import EARTH_RADIUS_KM
from flows.matching.fit_tables import class_fits, class_numbers, code_fits, code_numbers
from flows.matching.joining import OPEN_LAST, Floats, Join, Numbers, Pairs
from flows.matching.terms import Terms
from flows.matching.values import CriterionId

AT_ONCE = 32_768
Given = Mapping[CriterionId, Floats]
"""Criteria that are worked out elsewhere, such as that of the words: a table of shape (offers, receivers) each."""


@dataclass(frozen=True, slots=True)
class Scores:
    """Pairs with their score and its parts; `values` has a column for each criterion, NaN where it is not known."""

    pairs: Pairs
    score: Floats
    distance_km: Floats
    values: Mapping[CriterionId, Floats]

    def best(self, most: int) -> Scores:
        """The `most` best pairs of each offer, the best first; of equal ones the first receivers."""
        order = np.lexsort((self.pairs.receivers, -self.score, self.pairs.offers))
        offers = self.pairs.offers[order]
        starts = np.flatnonzero(np.concatenate(([True], offers[1:] != offers[:-1]))) if len(offers) else offers
        rank = np.arange(len(offers)) - np.repeat(starts, np.diff(np.append(starts, len(offers))))
        return self.at(order[rank < most])

    def leading(self, most: int) -> Scores:
        """Those that may be among the `most` best of all: none below the last of them."""
        if len(self.score) <= most:
            return self
        return self.at(np.flatnonzero(self.score >= np.partition(self.score, -most)[-most]))

    def at(self, places: Numbers) -> Scores:
        """Only the pairs at these places."""
        pairs = Pairs(self.pairs.offers[places], self.pairs.receivers[places])
        values = {name: column[places] for name, column in self.values.items()}
        return Scores(pairs, self.score[places], self.distance_km[places], values)


def candidates(offers: Columns, receivers: Columns, radius_km: float | None) -> Pairs:
    """The pairs that name something in common, are near enough and have time in common."""
    return Join(receivers.side, radius_km).pairs(offers.side)


def every_pair(offers: Columns, receivers: Columns) -> Pairs:
    """All pairs, whatever they have in common."""
    places = np.arange(len(offers) * len(receivers))
    return Pairs(places // max(len(receivers), 1), places % max(len(receivers), 1))


def scores(offers: Columns, receivers: Columns, pairs: Pairs, terms: Terms, given: Given | None = None) -> Scores:
    """The score of each pair with its parts.

    Parameters
    ----------
    given : mapping, optional
        Tables of further criteria; without them these are not known.
    """
    known = given or {}
    weights = {name: weight for name, weight in terms.weights.of.items() if name in _COLUMNS or name in known}
    values: dict[CriterionId, Floats] = {name: np.empty(len(pairs)) for name in weights}
    score, distance = np.empty(len(pairs)), np.empty(len(pairs))
    for start in range(0, len(pairs), AT_ONCE):
        part = slice(start, start + AT_ONCE)
        asked = _Asked(offers, receivers, pairs.offers[part], pairs.receivers[part], terms)
        distance[part] = _distance_km(asked)
        for name, column in values.items():
            if name in known:
                column[part] = known[name][asked.offer, asked.receiver]
            elif name == "distance":
                column[part] = np.exp2(-distance[part] / terms.weights.constants.half_life_km)
            else:
                column[part] = _COLUMNS[name](asked)
        score[part] = _joined(values, part, weights, terms.weights.constants.floor)
    return Scores(pairs, score, distance, values)


@dataclass(frozen=True, slots=True)
class _Asked:
    """Some pairs: the places of both sides."""

    offers: Columns
    receivers: Columns
    offer: Numbers
    receiver: Numbers
    terms: Terms


def _joined(
    values: dict[CriterionId, Floats], part: slice, weights: Mapping[CriterionId, float], floor: float
) -> Floats:
    """The weighted geometric mean of what is known; 0 where nothing is. Each value is held within its bounds."""
    length = len(range(*part.indices(len(next(iter(values.values()))))))
    logs, mass = np.zeros(length), np.zeros(length)
    for name, weight in weights.items():
        column = values[name][part]
        np.clip(column, floor, 1.0, out=column)
        log = np.log(column)
        is_known = ~np.isnan(log)
        if not is_known.all():
            log[~is_known] = 0.0
        logs += weight * log
        mass += weight * is_known
    has_any = mass > 0
    return np.where(has_any, np.exp(np.divide(logs, mass, out=logs, where=has_any)), 0.0)


def _class_fit(asked: _Asked) -> Floats:
    """The best of codes and classes: the same one is the best there can be, so only the rest is looked up."""
    is_same = _shares(asked.offers.codes, asked.receivers.codes, asked, len(code_numbers()))
    rest = np.flatnonzero(~is_same)
    if len(rest):
        left = _Asked(asked.offers, asked.receivers, asked.offer[rest], asked.receiver[rest], asked.terms)
        is_same[rest] = _shares(asked.offers.classes, asked.receivers.classes, left, len(class_numbers()))
        rest = rest[~is_same[rest]]
    found: Floats = is_same.astype(float)
    if len(rest):
        found[rest] = _nearest(asked, rest)
    return found


def _shares(own: Small, wanted: Small, asked: _Asked, none: int) -> NDArray[np.bool_]:
    """Whether the one thing that an offer is stands among those that a receiver takes."""
    mine = own[asked.offer, 0]
    found = np.zeros(len(mine), bool)
    for slot in range(wanted.shape[1]):
        found |= wanted[asked.receiver, slot] == mine
    found &= mine != none
    return found


def _nearest(asked: _Asked, places: Numbers) -> Floats:
    """The fit of pairs that do not name the same code; NaN where one side names nothing."""
    offer, receiver = asked.offer[places], asked.receiver[places]
    tables = (
        (class_fits(), asked.offers.classes, asked.receivers.classes),
        (code_fits(asked.terms.weights.constants.statistics_share), asked.offers.codes, asked.receivers.codes),
    )
    best = np.full(len(places), -1.0)
    for table, own, wanted in tables:
        row = own[offer, 0]
        for slot in range(wanted.shape[1]):
            np.maximum(best, table[row, wanted[receiver, slot]], out=best)
    _take_wildcards(asked, offer, receiver, best)
    return np.where(best < 0, np.nan, best)


def _take_wildcards(asked: _Asked, offer: Numbers, receiver: Numbers, best: Floats) -> None:
    """Who takes all of a sub-chapter takes each of its codes."""
    having = np.flatnonzero(asked.receivers.has_wildcard[receiver])
    for place in np.unique(receiver[having]):
        here = having[receiver[having] == place]
        numbers = asked.offers.codes[offer[here], 0]
        best[here[_starting(asked.receivers.wildcards[place])[numbers]]] = 1.0


def _starting(starts: tuple[str, ...]) -> NDArray[np.bool_]:
    """Whether each code begins so; the last place stands for no code."""
    return np.array([*(code.startswith(starts) for code in code_numbers()), False], bool)


def _amount(asked: _Asked) -> Floats:
    given, wanted = asked.offers.amount[asked.offer], asked.receivers.amount[asked.receiver]
    most = np.maximum(given, wanted)
    compares = (asked.offers.is_lasting[asked.offer] == asked.receivers.is_lasting[asked.receiver]) & (most > 0)
    unknown = np.full(len(most), np.nan)
    return np.asarray(np.divide(np.maximum(np.minimum(given, wanted), 0.0), most, out=unknown, where=compares))


def _time(asked: _Asked) -> Floats:
    here, there = asked.offers, asked.receivers
    first = np.maximum(here.side.first[asked.offer], there.side.first[asked.receiver]).astype(np.int64)
    last = np.minimum(here.side.last[asked.offer], there.side.last[asked.receiver]).astype(np.int64)
    shortest = np.minimum(here.length[asked.offer], there.length[asked.receiver])
    days = np.maximum(last - first + 1, 0).astype(float)
    share = np.divide(days, shortest, out=np.zeros(len(days)), where=(shortest > 0) & np.isfinite(shortest))
    found = np.where(last == OPEN_LAST, 1.0, np.minimum(share, 1.0))
    is_told = here.has_day[asked.offer] | there.has_day[asked.receiver]
    is_told &= ~(here.is_upside_down[asked.offer] | there.is_upside_down[asked.receiver])
    return np.where(is_told, found, np.nan)


def _distance_km(asked: _Asked) -> Floats:
    chord = np.zeros(len(asked.offer))
    for one, other in zip(asked.offers.points, asked.receivers.points, strict=True):
        across = one[asked.offer]
        across -= other[asked.receiver]
        across *= across
        chord += across
    np.sqrt(chord, out=chord)
    return np.asarray(2 * EARTH_RADIUS_KM * np.arcsin(np.minimum(chord / 2, 1.0)))


def _freshness(asked: _Asked) -> Floats:
    """The older of the two counts; one that nobody dated does not."""
    found = np.minimum(asked.offers.freshness[asked.offer], asked.receivers.freshness[asked.receiver])
    found[np.isinf(found)] = np.nan
    return found


def _evidence(asked: _Asked) -> Floats:
    of_receiver, of_amount = asked.receivers.grade[asked.receiver], asked.offers.grade[asked.offer]
    return np.where(np.isnan(of_amount), of_receiver, np.sqrt(of_receiver * of_amount))


_COLUMNS: Mapping[CriterionId, Callable[[_Asked], Floats]] = {
    "class_fit": _class_fit,
    "amount": _amount,
    "time": _time,
    "distance": _distance_km,
    "freshness": _freshness,
    "evidence": _evidence,
}
