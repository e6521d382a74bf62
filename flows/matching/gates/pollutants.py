"""Persistent organic pollutants: plastics and cables that may hold them are recycled only after somebody looked.

Waste above the limits of annex IV of Regulation (EU) 2019/1021 must be destroyed and never recycled. Bromine is the
quick sign of brominated flame retardants: up to 2 000 mg/kg of it a fraction counts as free of them (EN 50625-1).
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from databank.errors import N_, Sentence
from flows.matching.gates.measured import Found, found_for
from flows.matching.gates.pair import Pair
from flows.matching.saying import figure
from flows.matching.values import Gate, ReceiverLimit, Verdict
from taxonomy.limits import meets

REGULATION = "https://eur-lex.europa.eu/eli/reg/2019/1021/oj"
CODES = ("160119", "160216", "170411", "170604", "191204", "200136")
"""Plastics of vehicles and appliances, cables, insulation, plastics after a mechanical treatment, appliances."""

CLASSES = frozenset({"weee", "plastics_eps"})
DESTROYED_BY = frozenset({"R1", "D9", "D10"})
"""Operations of annex V of the regulation, part 1."""

BROMINE = ReceiverLimit(parameter="Br", operator="<=", value=2000.0, unit="mg/kg", binds=True, source=REGULATION)


def gates(pair: Pair) -> Iterator[Gate]:
    """The gate of pollutants, for the materials that are known to hold them."""
    offer = pair.offer
    if pair.is_under_waste_law and (offer.code in CODES or offer.material_class in CLASSES):
        yield _gate_of(pair.receiver.operation, found_for(offer, BROMINE))


def _gate_of(operation: str | None, found: Found | None) -> Gate:
    if operation in DESTROYED_BY:
        return _gate("pass", Sentence(N_("The operation destroys persistent organic pollutants, should it hold any.")))
    test = Sentence(N_("Have bromine measured, or the flame retardants themselves."))
    if found is None or found.problem is not None:
        told = Sentence(N_("Such plastics may hold persistent organic pollutants: to be tested for bromine."))
        return _gate("unknown", told, test)
    verdict = meets("<=", Decimal(str(BROMINE.value)), found.low, found.high)
    if verdict == "pass":
        limit = figure(BROMINE.value)
        told = Sentence(
            N_("Bromine is no more than %(limit)s mg/kg: it counts as free of flame retardants."), limit=limit
        )
        return _gate("pass", told, None, found)
    if verdict == "fail":
        told = Sentence(
            N_("Bromine is above %(limit)s mg/kg: as waste with persistent organic pollutants it must be destroyed."),
            limit=figure(BROMINE.value),
        )
        return _gate("fail", told, test, found)
    told = Sentence(N_("Bromine may be above %(limit)s mg/kg."), limit=figure(BROMINE.value))
    return _gate("unknown", told, test, found)


def _gate(verdict: Verdict, told: Sentence, remedy: Sentence | None = None, found: Found | None = None) -> Gate:
    dated = found.dated if found else None
    return Gate(id="hazard", verdict=verdict, told=told, remedy=remedy, source=REGULATION, dated=dated)
