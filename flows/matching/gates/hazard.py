"""Hazardous or not: what is offered against what the receiver's codes, permit or use are for.

The list decides for absolute entries; for a mirror entry only a test does, and until then the hazard is unknown.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from databank.errors import N_, Sentence
from databank.records import Hazard
from flows.matching.gates.coverage import permits_in_force
from flows.matching.gates.pair import Pair
from flows.matching.saying import code_word, is_wildcard, known_code
from flows.matching.values import Gate, Offer, Verdict
from taxonomy.codes import UnknownCodeError
from taxonomy.uses import use
from taxonomy.waste_list import EDITIONS, WasteEntry, edition

LIST_OF_WASTE = "https://eur-lex.europa.eu/eli/dec/2000/532/oj"
_BY_LIST = {"AH": Hazard.HAZARDOUS, "AN": Hazard.NON_HAZARDOUS}


def gates(pair: Pair) -> Iterator[Gate]:
    """The one gate of hazard, or the contradiction that keeps it from being answered."""
    hazard, offer = hazard_of(pair.offer), pair.offer
    if _contradicts(offer):
        yield _gate("unknown", _contradiction(offer), Sentence(N_("Correct the code or the hazard of the record.")))
    elif hazard is Hazard.NON_HAZARDOUS:
        yield _gate("pass", Sentence(N_("It is not hazardous.")))
    elif hazard is Hazard.HAZARDOUS:
        yield _of_hazardous(pair)
    else:
        yield _of_unknown(pair)


def hazard_of(offer: Offer) -> Hazard:
    """The hazard as the record says it, else as the list does for an absolute entry."""
    if offer.hazard is not Hazard.UNKNOWN:
        return offer.hazard
    entry = entry_of(offer.code)
    return Hazard.UNKNOWN if entry is None else _BY_LIST.get(entry.entry_type, Hazard.UNKNOWN)


@lru_cache(maxsize=4096)
def entry_of(code: str | None) -> WasteEntry | None:
    """The entry of a code in the newest edition that has it."""
    known = known_code(code)
    if known is None:
        return None
    return next((edition(name).entries[known] for name in reversed(EDITIONS) if known in edition(name).entries), None)


def _contradicts(offer: Offer) -> bool:
    """Whether the record says the opposite of what its own code says."""
    entry = entry_of(offer.waste_code)
    if entry is None or offer.hazard is Hazard.UNKNOWN or entry.hazardous_fi is None:
        return False
    return entry.hazardous_fi is not (offer.hazard is Hazard.HAZARDOUS)


def _contradiction(offer: Offer) -> Sentence:
    code = code_word(str(offer.waste_code))
    if offer.hazard is Hazard.HAZARDOUS:
        return Sentence(N_("The record says hazardous, but its code %(code)s is an entry without a star."), code=code)
    return Sentence(N_("The record says not hazardous, but its code %(code)s is an entry with a star."), code=code)


def _of_hazardous(pair: Pair) -> Gate:
    taken = _hazards_taken(pair)
    if pair.offer.code in accepted_codes(pair):
        return _gate("pass", Sentence(N_("It is hazardous, and the receiver takes exactly this code.")))
    if taken == {False}:
        told = Sentence(N_("It is hazardous, and the receiver's codes are of waste that is not."))
        return _gate("fail", told, Sentence(N_("A receiver with a permit for hazardous waste, or a treatment first.")))
    told = Sentence(N_("It is hazardous; whether the receiver may take hazardous waste is not known."))
    return _gate("unknown", told, Sentence(N_("Ask the receiver for its permit for hazardous waste.")))


def _of_unknown(pair: Pair) -> Gate:
    entry, remedy = entry_of(pair.offer.code), Sentence(N_("Test its hazardous properties (HP 1 to HP 15)."))
    if entry is not None and {entry.code, *entry.mirror_codes} <= accepted_codes(pair) and entry.mirror_codes:
        return _gate("pass", Sentence(N_("Nobody tested whether it is hazardous; the receiver takes either.")))
    if entry is not None and entry.entry_type.startswith("M"):
        told = Sentence(
            N_("%(code)s is one of a pair: whether it is hazardous is known only after a test."),
            code=code_word(entry.code),
        )
        return _gate("unknown", told, remedy)
    return _gate("unknown", Sentence(N_("Whether it is hazardous is not known.")), remedy)


def accepted_codes(pair: Pair) -> frozenset[str]:
    """Every code by which somebody says what the receiver takes: its own, those of its use, of its permits in force."""
    receiver = pair.receiver
    permits = [code for permit in permits_in_force(pair) for code in permit.waste_codes]
    return frozenset((*receiver.waste_codes, *_codes_of_use(receiver.use), *permits))


@lru_cache(maxsize=1024)
def _codes_of_use(use_id: str | None) -> tuple[str, ...]:
    try:
        return use(use_id).codes if use_id else ()
    except UnknownCodeError:
        return ()


def _hazards_taken(pair: Pair) -> set[bool | None]:
    """Whether the accepted codes are of hazardous waste; None for a code that stands for a whole sub-chapter."""
    return {_is_hazardous(code) for code in accepted_codes(pair)}


def _is_hazardous(code: str) -> bool | None:
    entry = None if is_wildcard(code) else entry_of(code)
    return None if entry is None else entry.hazardous_fi if entry.hazardous_fi is not None else entry.hazardous


def _gate(verdict: Verdict, told: Sentence, remedy: Sentence | None = None) -> Gate:
    return Gate(id="hazard", verdict=verdict, told=told, remedy=remedy, source=LIST_OF_WASTE)
