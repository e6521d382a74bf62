"""Whether there is anything to hand over, and enough of it for one lot."""

from __future__ import annotations

from collections.abc import Iterator

from databank.errors import N_, Sentence
from flows.matching.gates.pair import Pair
from flows.matching.saying import figure
from flows.matching.values import Gate, Verdict


def gates(pair: Pair) -> Iterator[Gate]:
    """A nought on either side is told as what it is; the least lot is asked where there is one."""
    given, wanted = pair.offer.mass_t_per_year, pair.receiver.mass_t_per_year
    committed = pair.offer.committed_until
    if given.high == 0 and (committed is None or committed < pair.terms.day):
        told = Sentence(N_("Nothing is left of the offer: 0 t are free."))
        yield _gate("fail", told, Sentence(N_("Correct the amount of the offer if it is not used up.")))
    elif wanted.high == 0:
        told = Sentence(N_("The receiver takes 0 t."))
        yield _gate("fail", told, Sentence(N_("Ask the receiver whether it takes more.")))
    elif pair.receiver.least_lot_t is not None:
        yield _lot_gate(pair, pair.receiver.least_lot_t)


def _lot_gate(pair: Pair, lot_t: float) -> Gate:
    given, lot = pair.offer.mass_t_per_year, figure(lot_t)
    if given.low is not None and given.low >= lot_t:
        return _gate("pass", Sentence(N_("There is enough for the least lot of %(lot)s t."), lot=lot))
    if given.high is not None and given.high < lot_t:
        told = Sentence(N_("At most %(mass)s t, and the least lot is %(lot)s t."), mass=figure(given.high), lot=lot)
        return _gate("fail", told, Sentence(N_("Put it together with the same material of others.")))
    told = Sentence(N_("Whether there is enough for the least lot of %(lot)s t is not known."), lot=lot)
    return _gate("unknown", told, Sentence(N_("Give the amount that is free.")))


def _gate(verdict: Verdict, told: Sentence, remedy: Sentence | None = None) -> Gate:
    return Gate(id="least_lot", verdict=verdict, told=told, remedy=remedy)
