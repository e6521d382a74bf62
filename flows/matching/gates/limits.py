"""What a receiver demands of the material, parameter by parameter: interval against interval.

A limit is met only if the whole interval meets it, and missed only if no part does; in between a test is needed. What
was never measured is to be tested, and told once for all such parameters. Limits that do not bind say what is usual:
beyond them the receiver should be asked.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from databank.errors import N_, Sentence
from flows.matching.gates.measured import Found, found_for, same
from flows.matching.gates.pair import Pair
from flows.matching.gates.quantities import in_unit, measure_of
from flows.matching.saying import figure, listed, parameter_word, rule_word
from flows.matching.values import Gate, Offer, ReceiverLimit, Verdict
from taxonomy.limits import limits_of_use, meets
from taxonomy.rules import rule

OF_THE_PLACE = frozenset(
    {"m", "g/ha", "t/ha", "kg/ha", "kg_DM/ha", "kg_DM/ha/a", "t", "kg", "MW", "bar", "min", "C", "d"}
)
"""Units of what is done with the material: thickness of a layer, dose, time and heat of a treatment. No laboratory
measures them of a side stream; whoever uses it sees to them, so they are never waited for."""


@lru_cache(maxsize=1024)
def limits_of(use_id: str, conditions: tuple[str, ...] = ()) -> tuple[ReceiverLimit, ...]:
    """The limits of a use, as those of a receiver that rests on it.

    Parameters
    ----------
    conditions
        Ids of conditions of rules that hold at the site, such as "mara_near_sea".
    """
    return tuple(
        ReceiverLimit(
            parameter=one.parameter,
            operator=one.operator,
            value=float(one.value),
            unit=one.unit,
            binds=one.binds,
            rule=one.rule,
            source=one.source,
        )
        for one in limits_of_use(use_id, conditions=conditions)
    )


def gates(pair: Pair) -> Iterator[Gate]:
    """One gate for each limit that can be compared, one for all that are to be tested, one for each contradiction."""
    limits = pair.receiver.limits
    clashing = contradictions(limits)
    told = frozenset(limit for clash in clashing for limit in (clash.least, clash.most))
    yield from (_contradictory(clash) for clash in clashing)
    missing: list[ReceiverLimit] = []
    for limit in dict.fromkeys(limits):
        found = None if limit in told else found_for(pair.offer, limit)
        if found is not None:
            yield _compared(limit, found)
        elif _is_to_be_tested(limit, told):
            missing.append(limit)
    if missing:
        yield _to_be_tested(tuple(missing))


def untested(offer: Offer, limits: tuple[ReceiverLimit, ...]) -> tuple[ReceiverLimit, ...]:
    """The binding limits of which nobody measured anything; those that contradict each other are no reason to test."""
    told = frozenset(limit for clash in contradictions(limits) for limit in (clash.least, clash.most))
    asked = (limit for limit in dict.fromkeys(limits) if _is_to_be_tested(limit, told))
    return tuple(limit for limit in asked if found_for(offer, limit) is None)


def _is_to_be_tested(limit: ReceiverLimit, contradictory: Collection[ReceiverLimit]) -> bool:
    """Whether a limit asks for a test where nothing was measured."""
    return limit.binds and limit not in contradictory and limit.unit not in OF_THE_PLACE


@dataclass(frozen=True, slots=True)
class Clash:
    """Two limits of one receiver that no value can meet together."""

    least: ReceiverLimit
    most: ReceiverLimit


@lru_cache(maxsize=4096)
def contradictions(limits: tuple[ReceiverLimit, ...]) -> tuple[Clash, ...]:
    """The pairs of binding limits on one parameter that leave no value between them."""
    binding = [limit for limit in limits if limit.binds]
    floors = [limit for limit in binding if limit.operator in {">=", ">", "="}]
    ceilings = [limit for limit in binding if limit.operator in {"<=", "<", "="}]
    return tuple(Clash(low, high) for low in floors for high in ceilings if low != high and _exclude(low, high))


def _exclude(low: ReceiverLimit, high: ReceiverLimit) -> bool:
    given, wanted = measure_of(low.unit), measure_of(high.unit)
    if same(low.parameter) != same(high.parameter) or (given.kind, given.mass) != (wanted.kind, wanted.mass):
        return False
    least, most = in_unit(_exact(low.value), given, wanted), _exact(high.value)
    return least > most or (least == most and (low.operator == ">" or high.operator == "<"))


def _exact(value: float) -> Decimal:
    return Decimal(str(value))


def _compared(limit: ReceiverLimit, found: Found) -> Gate:
    if found.problem is not None:
        verdict: Verdict = "unknown"
        told, remedy = found.problem, _measure_again(limit)
    else:
        verdict = meets(limit.operator, _exact(limit.value), found.low, found.high)
        told, remedy = _told(limit, found, verdict), None
        if verdict != "pass":
            remedy = _change(limit) if verdict == "fail" and limit.binds else _measure_again(limit)
    if not limit.binds and verdict == "fail":
        verdict, remedy = "unknown", Sentence(N_("Ask the receiver whether it is used all the same."))
    return Gate(id="limits", verdict=verdict, told=told, remedy=remedy, source=_source(limit), dated=found.dated)


def _told(limit: ReceiverLimit, found: Found, verdict: Verdict) -> Sentence:
    """What was compared with what, by how it came out."""
    keys = {
        "pass": N_("%(parameter)s is %(value)s: the limit %(operator)s %(limit)s %(unit)s is met."),
        "fail": N_("%(parameter)s is %(value)s: the limit %(operator)s %(limit)s %(unit)s is not met."),
        "unknown": N_("%(parameter)s is %(value)s: the limit %(operator)s %(limit)s %(unit)s lies within."),
    }
    usual = {
        "pass": N_("%(parameter)s is %(value)s: as usual, %(operator)s %(limit)s %(unit)s."),
        "fail": N_("%(parameter)s is %(value)s: usual is %(operator)s %(limit)s %(unit)s."),
        "unknown": N_("%(parameter)s is %(value)s: usual is %(operator)s %(limit)s %(unit)s, which lies within."),
    }
    return Sentence(
        (keys if limit.binds else usual)[verdict],
        parameter=parameter_word(limit.parameter),
        value=_interval(found.low, found.high),
        operator=limit.operator,
        limit=figure(limit.value),
        unit=limit.unit,
    )


def _interval(low: Decimal | None, high: Decimal | None) -> Decimal | Sentence:
    if low is None and high is None:
        return Sentence(N_("not known"))
    if low is None:
        return Sentence(N_("at most %(high)s"), high=figure(high or Decimal(0)))
    if high is None:
        return Sentence(N_("at least %(low)s"), low=figure(low))
    if low == high:
        return figure(low)
    return Sentence(N_("%(low)s to %(high)s"), low=figure(low), high=figure(high))


def _source(limit: ReceiverLimit) -> str:
    return limit.source or (rule(limit.rule).source if limit.rule else "")


def _change(limit: ReceiverLimit) -> Sentence:
    parameter = parameter_word(limit.parameter)
    if limit.operator in {"<=", "<"}:
        return Sentence(N_("A treatment that lowers it, or a use with a wider limit: %(name)s."), name=parameter)
    return Sentence(N_("A treatment that raises it, or a use with a wider limit: %(name)s."), name=parameter)


def _measure_again(limit: ReceiverLimit) -> Sentence:
    return Sentence(
        N_("Have %(parameter)s measured, in %(unit)s."), parameter=parameter_word(limit.parameter), unit=limit.unit
    )


@lru_cache(maxsize=1024)
def _to_be_tested(limits: tuple[ReceiverLimit, ...]) -> Gate:
    """One gate for everything that nobody measured: twenty-five metals are one visit to a laboratory."""
    names = listed([parameter_word(name) for name in dict.fromkeys(limit.parameter for limit in limits)])
    return Gate(
        id="limits",
        verdict="unknown",
        told=Sentence(N_("To be tested, not measured yet: %(parameters)s."), parameters=names),
        remedy=_test_for(_rules_of(limits)),
        source=next((_source(limit) for limit in limits if _source(limit)), ""),
    )


def _rules_of(limits: Collection[ReceiverLimit]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(limit.rule for limit in limits if limit.rule))


def _test_for(rules: Sequence[str]) -> Sentence:
    if not rules:
        return Sentence(N_("Have it tested and add the results to the record."))
    names = listed([rule_word(one) for one in rules])
    return Sentence(N_("Have it tested for what %(rules)s demands, and add the results."), rules=names)


def _contradictory(clash: Clash) -> Gate:
    return Gate(
        id="limits",
        verdict="unknown",
        told=Sentence(
            N_("The receiver's own limits on %(parameter)s contradict each other: %(least)s and %(most)s."),
            parameter=parameter_word(clash.least.parameter),
            least=_as_written(clash.least),
            most=_as_written(clash.most),
        ),
        remedy=Sentence(N_("Ask the receiver which of the two limits holds.")),
        source=_source(clash.least),
    )


def _as_written(limit: ReceiverLimit) -> Sentence:
    return Sentence(
        "%(operator)s %(limit)s %(unit)s", operator=limit.operator, limit=figure(limit.value), unit=limit.unit
    )
