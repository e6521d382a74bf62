"""The waste hierarchy: what would be done with the material against what is done with it today.

A move down is never hidden, however cheap it is. It fails only where the law forbids it outright: tyres, liquids and
organic waste do not go to a landfill. Where nobody says what would be done the gate is not asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from databank.errors import N_, Sentence
from databank.records import Fate
from flows.matching.gates.measured import found_for
from flows.matching.gates.pair import Pair
from flows.matching.saying import operation_word, rule_word
from flows.matching.values import Gate, Offer, Receiver, ReceiverLimit
from taxonomy.limits import meets
from taxonomy.rules import rule

DIRECTIVE = "https://eur-lex.europa.eu/eli/dir/2008/98/oj"
LANDFILLS = "vna_331_2013"
LANDFILLED_BY = frozenset({"D1", "D5"})
MATERIAL, ENERGY, DISPOSAL = 3, 2, 1
_BY_FATE = {Fate.USED: MATERIAL, Fate.ENERGY: ENERGY, Fate.DISPOSAL: DISPOSAL, Fate.UNUSED: 0, Fate.STOCK: 0}
_ONLY_PREPARES = frozenset({"R12", "R13", "R", "D"})
ORGANIC = tuple(
    ReceiverLimit(parameter=name, operator="<=", value=10.0, unit="%", binds=True, rule=LANDFILLS)
    for name in ("TOC", "LOI")
)


def gates(pair: Pair) -> Iterator[Gate]:
    """The one gate of the hierarchy."""
    if rank_of(pair.receiver.operation) is None:
        return
    forbidden = _forbidden(pair)
    if forbidden is not None:
        found = rule(LANDFILLS)
        remedy = Sentence(N_("A use or a treatment of the material instead of the landfill."))
        yield Gate(
            id="hierarchy", verdict="fail", told=forbidden, remedy=remedy, source=found.source, dated=found.valid_from
        )
    elif moves_down(pair.offer, pair.receiver):
        yield _down(pair)
    else:
        told = Sentence(N_("It does not move down the waste hierarchy."))
        yield Gate(id="hierarchy", verdict="pass", told=told, source=DIRECTIVE)


def moves_down(offer: Offer, receiver: Receiver) -> bool:
    """Whether the material would be used less well than today; false where one of the two is not known."""
    today, then = fate_rank(offer), rank_of(receiver.operation)
    return today is not None and then is not None and then < today


def fate_rank(offer: Offer) -> int | None:
    """How well the material is used today, by its operation or else by its fate."""
    rank = rank_of(offer.treatment_code)
    return rank if rank is not None else _BY_FATE.get(offer.fate)


def rank_of(operation: str | None) -> int | None:
    """The rung of an operation: material, energy, disposal; None for what only prepares another one."""
    if not operation or operation in _ONLY_PREPARES:
        return None
    if operation == "R1":
        return ENERGY
    return MATERIAL if operation.startswith("R") else DISPOSAL


def _down(pair: Pair) -> Gate:
    told = Sentence(
        N_("It would move down the waste hierarchy, to %(operation)s: today it is used better."),
        operation=operation_word(str(pair.receiver.operation)),
    )
    remedy = Sentence(N_("A use that keeps the material in use, even where it costs more."))
    return Gate(id="hierarchy", verdict="pass", told=told, remedy=remedy, source=DIRECTIVE)


def _forbidden(pair: Pair) -> Sentence | None:
    """Why a landfill may not take it, if it may not."""
    offer = pair.offer
    if pair.receiver.operation not in LANDFILLED_BY or not pair.is_under_waste_law:
        return None
    if offer.code == "160103" or offer.material_class == "tyres":
        return Sentence(N_("%(rule)s: tyres do not go to a landfill."), rule=rule_word(LANDFILLS))
    if offer.physical_form == "liquid":
        return Sentence(N_("%(rule)s: liquids do not go to a landfill."), rule=rule_word(LANDFILLS))
    if any(_is_missed(offer, limit) for limit in ORGANIC):
        return Sentence(
            N_("%(rule)s: what is more than 10 %% organic does not go to a landfill."), rule=rule_word(LANDFILLS)
        )
    return None


def _is_missed(offer: Offer, limit: ReceiverLimit) -> bool:
    found = found_for(offer, limit)
    if found is None or found.problem is not None:
        return False
    return meets(limit.operator, Decimal(str(limit.value)), found.low, found.high) == "fail"
