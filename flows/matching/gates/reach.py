"""How far it is: against what the receiver wishes, and against how far the material can pay for its own way."""

from __future__ import annotations

from collections.abc import Iterator

from databank.errors import N_, Sentence
from flows.matching.gates.pair import Pair
from flows.matching.saying import figure
from flows.matching.values import Gate, Verdict
from flows.spans import Span


def gates(pair: Pair) -> Iterator[Gate]:
    """The wish of the receiver and the break-even distance, where they are known."""
    wish, reach = pair.receiver.distance_km, pair.economics.break_even_km if pair.economics else None
    if wish is None and reach is None:
        return
    if pair.distance_km is None:
        yield _gate("unknown", _no_place(pair), Sentence(N_("Give the place, by address or on the map.")))
        return
    if wish is not None:
        yield _wish_gate(pair.distance_km, wish)
    if reach is not None:
        yield _reach_gate(pair, pair.distance_km, reach)


def _no_place(pair: Pair) -> Sentence:
    if pair.offer.lat is None or pair.offer.lon is None:
        if pair.receiver.lat is None or pair.receiver.lon is None:
            return Sentence(N_("How far it is cannot be told: neither place is known."))
        return Sentence(N_("How far it is cannot be told: the place of the offer is not known."))
    if pair.receiver.lat is None or pair.receiver.lon is None:
        return Sentence(N_("How far it is cannot be told: the place of the receiver is not known."))
    return Sentence(N_("How far it is cannot be told: coordinates of one place lie nowhere on land."))


def _wish_gate(distance_km: float, wish_km: float) -> Gate:
    values = {"distance": figure(round(distance_km)), "wish": figure(wish_km)}
    if distance_km <= wish_km:
        return _gate("pass", Sentence(N_("%(distance)s km: the receiver takes it from up to %(wish)s km."), **values))
    told = Sentence(N_("%(distance)s km: the receiver takes it from no more than %(wish)s km."), **values)
    return _gate("fail", told, Sentence(N_("Ask the receiver whether it would take it from farther.")))


def _reach_gate(pair: Pair, distance_km: float, reach: Span) -> Gate:
    distance = figure(round(distance_km))
    if reach.low is not None and distance_km <= reach.low:
        told = Sentence(
            N_("%(distance)s km: it pays for its way to %(reach)s km."), distance=distance, reach=_km(reach.low)
        )
        return _gate("pass", told)
    if reach.high is not None and distance_km > reach.high:
        told = Sentence(
            N_("%(distance)s km: it pays for its way to no more than %(reach)s km."),
            distance=distance,
            reach=_km(reach.high),
        )
        return _gate("fail", told, Sentence(N_("A higher value, a fee that is spared, or a cheaper way of transport.")))
    told = Sentence(N_("%(distance)s km: whether it pays for its way so far is not known."), distance=distance)
    return _gate("unknown", told, _open_numbers(pair))


def _open_numbers(pair: Pair) -> Sentence:
    if pair.economics is not None and any(not line.per_t.is_known for line in pair.economics.money):
        return Sentence(N_("Give the prices and costs that are not known yet."))
    return Sentence(N_("Ask both for an offer: the numbers known are too wide to tell."))


def _km(value: float) -> object:
    return figure(round(value))


def _gate(verdict: Verdict, told: Sentence, remedy: Sentence | None = None) -> Gate:
    return Gate(id="distance", verdict=verdict, told=told, remedy=remedy)
