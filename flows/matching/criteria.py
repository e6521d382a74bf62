"""Soft criteria: each one number between 0 and 1 with the sentence that tells how it came about.

A criterion that cannot be asked, because one side does not say, has no value and takes no part in the score. Nothing
here refuses a match: that is for the gates.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from math import sqrt

from databank.errors import N_, Sentence
from databank.records import Method
from flows.matching.gates.windows import Window, shared, window_of
from flows.matching.saying import figure
from flows.matching.similarity import class_fit
from flows.matching.terms import Terms
from flows.matching.values import CriterionId, Offer, Receiver
from taxonomy.codes import UnknownCodeError
from taxonomy.uses import use

Value = tuple[float | None, Sentence]
HUNDRED = 100


@dataclass(frozen=True, slots=True)
class Asked:
    """What the criteria are asked about."""

    offer: Offer
    receiver: Receiver
    terms: Terms
    distance_km: float | None


def values_of(
    offer: Offer, receiver: Receiver, terms: Terms, distance_km: float | None
) -> tuple[tuple[CriterionId, float | None, Sentence], ...]:
    """Every criterion with its value, in the order of the file of weights."""
    asked = Asked(offer, receiver, terms, distance_km)
    return tuple((name, *_CRITERIA[name](asked)) for name in terms.weights.of)


def _class_fit(asked: Asked) -> Value:
    return class_fit(asked.offer, asked.receiver, asked.terms.weights.constants.statistics_share)


def _text(asked: Asked) -> Value:
    likeness = asked.terms.likeness(asked.offer, asked.receiver) if asked.terms.likeness else None
    if likeness is None:
        return None, Sentence(N_("The words of the two were not compared."))
    return likeness, Sentence(N_("The words of the two are alike by %(share)s %%."), share=_per_cent(likeness))


def _precedent(asked: Asked) -> Value:
    """The chance of the receiver's industry by that of the likeliest: who is likeliest of all is not held back."""
    if asked.receiver.source == "need":
        return None, Sentence(N_("They ask for it themselves: what others of their industry did plays no part."))
    precedents = asked.terms.precedents
    if precedents is None:
        return None, Sentence(N_("No earlier cases were looked up."))
    chance, told = precedents.score(asked.offer, asked.receiver)
    most = max(precedents.of(asked.offer).values(), default=0.0)
    if chance is None or most <= 0:
        return None, told
    both = Sentence(N_("%(told)s The likeliest industry has %(share)s %%."), told=told, share=_per_cent(most))
    return min(1.0, chance / most), both


def _amount(asked: Asked) -> Value:
    given, wanted = asked.offer.mass_t_per_year.typical, asked.receiver.mass_t_per_year.typical
    if given is None:
        return None, Sentence(N_("How much is offered is not known."))
    if wanted is None:
        return None, Sentence(N_("How much the receiver takes is not known."))
    if asked.offer.is_lasting != asked.receiver.is_lasting:
        return None, Sentence(N_("The one goes on year by year and the other is one batch: the tonnes do not compare."))
    most = max(given, wanted)
    if most <= 0:
        return None, Sentence(N_("Both amounts are 0 t."))
    told = Sentence(N_("%(given)s t offered, %(wanted)s t wanted."), given=figure(given), wanted=figure(wanted))
    return max(min(given, wanted), 0.0) / most, told


def _time(asked: Asked) -> Value:
    given, wanted, day = window_of(asked.offer), window_of(asked.receiver), asked.terms.day
    if not any((*given, *wanted)):
        return None, Sentence(N_("Neither side names a day."))
    share = overlap_share(given, wanted, day)
    if share is None:
        return None, Sentence(N_("The first day of one side is after its last."))
    return share, Sentence(N_("They share %(share)s %% of the shorter time."), share=_per_cent(share))


def overlap_share(given: Window, wanted: Window, day: date) -> float | None:
    """The shared days by those of the shorter window, both from `day` on; None where a window is upside down."""
    if any(first is not None and last is not None and first > last for first, last in (given, wanted)):
        return None
    first, last = shared(given, wanted, day)
    if last is None:
        return 1.0
    lengths = [_days(max(start or day, day), end) for start, end in (given, wanted) if end is not None]
    shortest = min(lengths)
    return min(1.0, _days(first, last) / shortest) if shortest > 0 else 0.0


def _days(first: date, last: date) -> int:
    return max(0, (last - first).days + 1)


def _distance(asked: Asked) -> Value:
    distance, half_life = asked.distance_km, asked.terms.weights.constants.half_life_km
    if distance is None:
        return None, Sentence(N_("The distance is not known: a place has no coordinates."))
    told = Sentence(
        N_("%(distance)s km as the crow flies; every %(half)s km halve it."),
        distance=figure(round(distance, 1)),
        half=figure(half_life),
    )
    return 0.5 ** (distance / half_life), told


def _freshness(asked: Asked) -> Value:
    known = [one for one in (asked.offer.confirmed_on, asked.receiver.confirmed_on) if one is not None]
    if not known:
        return None, Sentence(N_("When somebody last confirmed the records is not known."))
    oldest = min(known)
    age = max(0, (asked.terms.day - oldest).days)
    value = 0.5 ** (age / asked.terms.weights.constants.freshness_half_life_d)
    return value, Sentence(N_("Last confirmed on %(day)s."), day=oldest)


def _evidence(asked: Asked) -> Value:
    grades = asked.terms.weights.evidence
    of_receiver, told = receiver_grade(asked.receiver, asked.terms)
    method = asked.offer.amount_method
    if method is None:
        return of_receiver, told
    both = Sentence(N_("%(receiver)s %(amount)s"), receiver=told, amount=_METHODS[method]())
    return sqrt(of_receiver * grades[method.value]), both


def receiver_grade(receiver: Receiver, terms: Terms) -> tuple[float, Sentence]:
    """How well it is known that a receiver takes such material at all."""
    grades = terms.weights.evidence
    if receiver.source == "need":
        return grades["need"], Sentence(N_("The receiver posted the need."))
    if receiver.source == "intake":
        return grades["intake"], Sentence(N_("The receiver took such material before."))
    return _use_grade(receiver.use, terms)


def _use_grade(use_id: str | None, terms: Terms) -> tuple[float, Sentence]:
    grades = terms.weights.evidence
    try:
        found = use(use_id or "")
    except UnknownCodeError:
        return grades["research"] * grades["weak"], Sentence(N_("The use is not one of the documented ones."))
    told = _LEVELS[found.level]()
    if not found.is_weak:
        return grades[found.level], told
    weak = Sentence(N_("%(level)s Its source is weak."), level=told)
    return grades[found.level] * grades["weak"], weak


def _per_cent(share: float) -> object:
    return figure(round(share * HUNDRED, 1))


_METHODS: dict[Method, Callable[[], Sentence]] = {
    Method.WEIGHED: lambda: Sentence(N_("The amount was weighed.")),
    Method.RECORDS: lambda: Sentence(N_("The amount is from records.")),
    Method.ESTIMATE: lambda: Sentence(N_("The amount is an estimate.")),
    Method.REGISTER: lambda: Sentence(N_("The amount is from a register.")),
}
_LEVELS: dict[str, Callable[[], Sentence]] = {
    "standard": lambda: Sentence(N_("The use has a standard or a rule.")),
    "documented_practice": lambda: Sentence(N_("The use is documented practice.")),
    "field_test": lambda: Sentence(N_("The use was tested in the field.")),
    "research": lambda: Sentence(N_("The use is known from research.")),
}
_CRITERIA: dict[CriterionId, Callable[[Asked], Value]] = {
    "class_fit": _class_fit,
    "text": _text,
    "precedent": _precedent,
    "amount": _amount,
    "time": _time,
    "distance": _distance,
    "freshness": _freshness,
    "evidence": _evidence,
}
