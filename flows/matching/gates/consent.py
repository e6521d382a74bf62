"""Whether the two want it at all: only who offers is matched, and only who posted a need has asked."""

from __future__ import annotations

from collections.abc import Iterator

from databank.errors import N_, Sentence
from databank.records import RecordKind
from flows.matching.gates.pair import Pair
from flows.matching.values import Gate, Receiver, Verdict

OFFERED = frozenset({RecordKind.OFFER, RecordKind.REGISTER})
"""What its owner offers, and what its owner claimed of a register: nothing else is given away in anybody's name."""


def gates(pair: Pair) -> Iterator[Gate]:
    """The one gate of consent: of the owner first, then of the receiver."""
    if pair.offer.kind not in OFFERED:
        told = Sentence(N_("Its owner has not offered it: the record is of a public source or of a plan."))
        yield _gate("fail", told, Sentence(N_("Ask the owner to offer it.")))
    else:
        yield _of_receiver(pair.receiver)


def _of_receiver(receiver: Receiver) -> Gate:
    if receiver.is_planned:
        told = Sentence(N_("The receiver is only planned."))
        return _gate("unknown", told, Sentence(N_("Ask whether the plan still holds, and from when.")))
    if receiver.source == "need":
        return _gate("pass", Sentence(N_("The one offers it and the other has asked for it.")))
    if receiver.source == "intake":
        told = Sentence(N_("The receiver took such material before; whether it wants more is not known."))
    else:
        told = Sentence(N_("The use is documented in this industry; nobody there has asked for the material."))
    return _gate("unknown", told, Sentence(N_("Say that you are interested: it is passed on to the receiver.")))


def _gate(verdict: Verdict, told: Sentence, remedy: Sentence | None = None) -> Gate:
    return Gate(id="consent", verdict=verdict, told=told, remedy=remedy)
