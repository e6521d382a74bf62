"""In which legal state the material is handed over, and which rule would apply.

Waste goes to somebody with a permit, or under a decree that replaces one by a notification; whether that somebody has
a permit is for the gate of permits. A by-product and a product are outside waste law. What ceased to be waste did so
by a rule, or by a decision that somebody can show.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from databank.errors import N_, Sentence
from databank.records import LegalStatus
from flows.matching.gates.coverage import covers, permits_in_force
from flows.matching.gates.pair import Pair
from flows.matching.saying import class_word, known_code, listed, rule_word
from flows.matching.values import Gate, Verdict
from taxonomy import end_of_waste, rules, uses
from taxonomy.codes import UnknownCodeError
from taxonomy.materials import material_class

WASTE_ACT = "https://www.finlex.fi/fi/laki/ajantasa/2011/20110646"
BY_NOTIFICATION = ("mara_843_2017",)
"""Decrees under which a notification to the register stands in for an environmental permit."""


def gates(pair: Pair) -> Iterator[Gate]:
    """The one gate of legal status."""
    status = pair.offer.legal_status
    if status is LegalStatus.WASTE:
        yield _of_waste(pair)
    elif status is LegalStatus.END_OF_WASTE:
        yield _of_end_of_waste(pair)
    elif status is LegalStatus.UNKNOWN:
        yield _of_unknown(pair)
    elif status is LegalStatus.BY_PRODUCT:
        told = Sentence(N_("Its owner tells it as a by-product: outside waste law while section 5 a of the act holds."))
        yield _gate("pass", told)
    else:
        yield _gate("pass", Sentence(N_("It is outside waste law.")))


def notified_under(pair: Pair) -> str | None:
    """The decree under which this use needs a notification instead of a permit; None where none does."""
    offer, receiver = pair.offer, pair.receiver
    for rule_id in BY_NOTIFICATION:
        if not rules.rule(rule_id).holds_on(pair.terms.day) or not _is_asked(
            rule_id, receiver.use, receiver.application
        ):
            continue
        scope = _scope(rule_id, offer.material_class)
        if scope is not None and known_code(offer.code) in scope.codes:
            return rule_id
    return None


def _is_asked(rule_id: str, use_id: str | None, application_id: str | None) -> bool:
    """Whether what the receiver does falls under a rule: its use says so, or the structure that it builds."""
    return rule_id in _rules_of(use_id) or application_id in _applications(rule_id)


@lru_cache(maxsize=1024)
def _rules_of(use_id: str | None) -> tuple[str, ...]:
    try:
        return uses.use(use_id).rules if use_id else ()
    except UnknownCodeError:
        return ()


@lru_cache(maxsize=16)
def _applications(rule_id: str) -> frozenset[str]:
    return frozenset(one.id for one in rules.applications(rule_id))


@lru_cache(maxsize=4096)
def _scope(rule_id: str, class_id: str | None) -> rules.Scope | None:
    known = _known_class(class_id)
    return rules.scope_of(rule_id, known) if known else None


def _known_class(class_id: str | None) -> str | None:
    try:
        return material_class(class_id).id if class_id else None
    except UnknownCodeError:
        return None


def _of_waste(pair: Pair) -> Gate:
    rule_id = notified_under(pair)
    if rule_id is not None:
        found = rules.rule(rule_id)
        told = Sentence(N_("As waste it may be used after a notification, under %(rule)s."), rule=rule_word(rule_id))
        return Gate(id="legal_status", verdict="pass", told=told, source=found.source, dated=found.valid_from)
    excluded = _excluded(pair)
    if excluded is not None and not _has_permit(pair):
        remedy = Sentence(N_("An environmental permit of the receiver for this use."))
        told = Sentence(
            N_("%(rule)s leaves %(material)s out: as waste it needs an environmental permit."),
            rule=rule_word(excluded.rule),
            material=class_word(str(pair.offer.material_class)),
        )
        return Gate(id="legal_status", verdict="unknown", told=told, remedy=remedy, source=excluded.source)
    told = Sentence(N_("It is waste: it may be handed over only to somebody who may take it (Waste Act, section 29)."))
    return _gate("pass", told)


def _has_permit(pair: Pair) -> bool:
    return any(covers(permit, pair) == "pass" for permit in permits_in_force(pair))


def _excluded(pair: Pair) -> rules.Condition | None:
    """What a decree by notification says to leave this very material out, where the use would fall under it."""
    known = _known_class(pair.offer.material_class)
    if known is None:
        return None
    asked = [one for one in BY_NOTIFICATION if _is_asked(one, pair.receiver.use, pair.receiver.application)]
    found = (one for one in rules.exclusions_of(known) if one.rule in asked and not one.applications)
    return next((one for one in found if _scope(one.rule, known) is None), None)


def way_out(pair: Pair) -> Sentence:
    """What helps waste whose receiver has no permit for it."""
    ends = _end_of_waste_rules(pair)
    if not ends:
        return Sentence(N_("A change of the permit, or a receiver with another one."))
    names = listed([rule_word(one) for one in ends])
    return Sentence(N_("A change of the permit, or an end of waste under %(rules)s."), rules=names)


def _end_of_waste_rules(pair: Pair) -> tuple[str, ...]:
    known = _known_class(pair.offer.material_class)
    if known is None:
        return ()
    found = end_of_waste.rules_for(known, pair.terms.day, pair.offer.code or "")
    return tuple(one.rule.id for one in found if one.effect == "criteria")


def _of_end_of_waste(pair: Pair) -> Gate:
    ends = _end_of_waste_rules(pair)
    if ends:
        found = rules.rule(ends[0])
        told = Sentence(N_("It ceased to be waste under %(rule)s, as its owner says."), rule=rule_word(ends[0]))
        return Gate(id="legal_status", verdict="pass", told=told, source=found.source, dated=found.valid_from)
    told = Sentence(
        N_("Its owner says that it is no longer waste; no rule is known by which this material ceases to be.")
    )
    return _gate("unknown", told, Sentence(N_("Show the decision of the authority.")))


def _of_unknown(pair: Pair) -> Gate:
    told = Sentence(N_("Whether it is waste, a by-product or a product is not known."))
    remedy = Sentence(N_("Go through the questions on legal status in the record."))
    ends = _end_of_waste_rules(pair)
    if ends:
        names = listed([rule_word(one) for one in ends])
        told = Sentence(
            N_("Whether it is waste or a product is not known; as waste it could cease to be one under %(rules)s."),
            rules=names,
        )
    return _gate("unknown", told, remedy)


def _gate(verdict: Verdict, told: Sentence, remedy: Sentence | None = None) -> Gate:
    remedy = None if verdict == "pass" else remedy
    return Gate(id="legal_status", verdict=verdict, told=told, remedy=remedy, source=WASTE_ACT)
