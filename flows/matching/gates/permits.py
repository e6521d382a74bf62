"""Whether the receiver's permits cover the code and the operation, and how much room they leave.

A permit opens a gate and says nothing of wishes. One that names no codes is not known to cover any; a code of four
digits covers its sub-chapter. Authority and end stand in the sentence, source and date beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from databank.errors import N_, Sentence
from databank.records import Permit
from flows.matching.gates.coverage import covers, covers_code, permits_in_force
from flows.matching.gates.legal import notified_under, way_out
from flows.matching.gates.pair import Pair
from flows.matching.saying import code_word, figure, operation_word, rule_word
from flows.matching.values import Gate, GateId, Verdict
from flows.spans import Span
from taxonomy.rules import rule


def gates(pair: Pair) -> Iterator[Gate]:
    """The permit that covers best, and its room; nothing for what is not waste."""
    if not pair.is_under_waste_law:
        return
    rule_id = notified_under(pair)
    if rule_id is not None:
        name = rule_word(rule_id)
        told = Sentence(N_("No permit is needed: %(rule)s lets it be used after a notification."), rule=name)
        found = rule(rule_id)
        yield Gate(id="permit", verdict="pass", told=told, source=found.source, dated=found.valid_from)
        return
    permits = permits_in_force(pair)
    best = _best(pair, permits)
    yield _permit_gate(pair, best)
    covering = [
        permit for permit in permits if covers(permit, pair) != "fail" and permit.capacity_t_per_year is not None
    ]
    if covering:
        yield _capacity_gate(pair, covering)


def _best(pair: Pair, permits: Sequence[Permit]) -> Permit | None:
    standing = {"pass": 0, "unknown": 1, "fail": 2}
    return min(permits, key=lambda one: (standing[covers(one, pair)], one.id), default=None)


def _permit_gate(pair: Pair, permit: Permit | None) -> Gate:
    if permit is None and pair.receiver.permits:
        return _expired(pair)
    if permit is None:
        told = Sentence(N_("No permit of the receiver is known."))
        return Gate(id="permit", verdict="unknown", told=told, remedy=_ask_for_decision())
    verdict = covers(permit, pair)
    if verdict == "pass":
        return _from("permit", verdict, permit, _covered(pair, permit))
    if verdict == "unknown":
        return _from("permit", verdict, permit, _not_known(pair, permit), _remedy_of_unknown(pair))
    return _from("permit", verdict, permit, _not_covered(pair, permit), way_out(pair))


def _covered(pair: Pair, permit: Permit) -> Sentence:
    return Sentence(
        N_("The permit of %(authority)s covers %(code)s, in force %(until)s."),
        authority=_authority(permit),
        code=code_word(str(pair.offer.code)),
        until=_until(permit),
    )


def _not_known(pair: Pair, permit: Permit) -> Sentence:
    if pair.offer.code is None:
        return Sentence(N_("The waste code of the material is not known, so no permit can be asked about it."))
    if not permit.waste_codes:
        return Sentence(
            N_("The permit of %(authority)s is known, but not which waste codes it covers."),
            authority=_authority(permit),
        )
    return Sentence(
        N_("The permit of %(authority)s covers %(code)s; which operations it allows is not known."),
        authority=_authority(permit),
        code=code_word(pair.offer.code),
    )


def _remedy_of_unknown(pair: Pair) -> Sentence:
    if pair.offer.code is None:
        return Sentence(N_("Give the waste code of the material."))
    return _ask_for_decision()


def _not_covered(pair: Pair, permit: Permit) -> Sentence:
    if covers_code(permit, pair.offer.code) == "fail":
        return Sentence(
            N_("The permit of %(authority)s does not cover %(code)s."),
            authority=_authority(permit),
            code=code_word(str(pair.offer.code)),
        )
    return Sentence(
        N_("The permit of %(authority)s does not allow the operation %(operation)s."),
        authority=_authority(permit),
        operation=operation_word(str(pair.receiver.operation)),
    )


def _expired(pair: Pair) -> Gate:
    last = max(pair.receiver.permits, key=lambda one: (str(one.valid_until), one.id))
    told = Sentence(
        N_("The permit of %(authority)s ended on %(day)s."), authority=_authority(last), day=last.valid_until
    )
    return _from("permit", "fail", last, told, Sentence(N_("A new permit, or proof that the old one was continued.")))


def _capacity_gate(pair: Pair, permits: Sequence[Permit]) -> Gate:
    """The room under the largest permit: several of one site are often the same tonnes twice, never a sum."""
    largest = max(permits, key=lambda one: (one.capacity_t_per_year or 0, one.id))
    left = Span.of(largest.capacity_t_per_year).minus(pair.receiver.taken_t_per_year)
    capacity = figure(largest.capacity_t_per_year or 0)
    remedy = Sentence(N_("A larger capacity in the permit, or another receiver."))
    if capacity == 0 or (left.high is not None and left.high <= 0):
        told = Sentence(N_("The permitted %(capacity)s t a year are taken up."), capacity=capacity)
        return _from("capacity", "fail", largest, told, remedy)
    if left.low is not None and left.low > 0:
        return _from("capacity", "pass", largest, _room(pair, left.low, capacity))
    told = Sentence(
        N_("The permit allows %(capacity)s t a year; how much of it is taken already is not known."), capacity=capacity
    )
    return _from("capacity", "unknown", largest, told, Sentence(N_("Ask the receiver how much room it has.")))


def _room(pair: Pair, left_t: float, capacity: object) -> Sentence:
    offered = pair.offer.mass_t_per_year.high
    if offered is not None and offered > left_t:
        return Sentence(
            N_("Of the permitted %(capacity)s t a year %(left)s t are free: room for a part of it."),
            capacity=capacity,
            left=figure(left_t),
        )
    return Sentence(
        N_("Of the permitted %(capacity)s t a year %(left)s t are free."), capacity=capacity, left=figure(left_t)
    )


def _ask_for_decision() -> Sentence:
    return Sentence(N_("Ask the receiver for its permit decision."))


def _authority(permit: Permit) -> str:
    return permit.authority or Sentence(N_("an authority that is not named"))


def _until(permit: Permit) -> Sentence:
    if permit.valid_until is None:
        return Sentence(N_("with no end known"))
    return Sentence(N_("until %(day)s"), day=permit.valid_until)


def _from(gate_id: GateId, verdict: Verdict, permit: Permit, told: Sentence, remedy: Sentence | None = None) -> Gate:
    """A gate with the source of the permit: its address, else its title."""
    where = permit.provenance
    source = where.url or where.title or ""
    return Gate(id=gate_id, verdict=verdict, told=told, remedy=remedy, source=source, dated=where.dated)
