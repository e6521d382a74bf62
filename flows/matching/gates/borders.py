"""Waste that would leave or enter Finland: Regulation (EU) 2024/1157 on shipments of waste.

The gate is asked only where the country of a place is known to be another one.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from databank.errors import N_, Sentence
from databank.records import Hazard
from flows.matching.gates.hazard import hazard_of
from flows.matching.gates.pair import Pair
from flows.matching.values import Gate, Verdict

REGULATION = "https://eur-lex.europa.eu/eli/reg/2024/1157/oj"
APPLIES_FROM = date(2026, 5, 21)
HOME = "FI"


def gates(pair: Pair) -> Iterator[Gate]:
    """The one gate of the border."""
    countries = [
        pair.terms.countries.get(place or "", HOME) for place in (pair.offer.municipality, pair.receiver.municipality)
    ]
    if countries[0] != countries[1]:
        yield _gate_of(pair, f"{countries[0]}-{countries[1]}")


def _gate_of(pair: Pair, way: str) -> Gate:
    if not pair.is_under_waste_law:
        told = Sentence(N_("It crosses a border (%(way)s): there it must not count as waste either."), way=way)
        return _gate("unknown", told, Sentence(N_("Ask the authority of the other country how it sees the material.")))
    if (pair.receiver.operation or "").startswith("D"):
        told = Sentence(N_("It crosses a border (%(way)s) for disposal, which is prohibited without consent."), way=way)
        return _gate("fail", told, Sentence(N_("A written consent of both countries (article 11 of the regulation).")))
    if hazard_of(pair.offer) is Hazard.NON_HAZARDOUS:
        told = Sentence(N_("It crosses a border (%(way)s): green-listed waste travels with its document."), way=way)
        remedy = Sentence(N_("Look the waste up in annex III; if it is not there, notify before the shipment."))
        return _gate("unknown", told, remedy)
    told = Sentence(N_("It crosses a border (%(way)s): it needs a notification and the consent of both."), way=way)
    return _gate("unknown", told, Sentence(N_("Notify in writing before the shipment (article 5 of the regulation).")))


def _gate(verdict: Verdict, told: Sentence, remedy: Sentence) -> Gate:
    return Gate(id="border", verdict=verdict, told=told, remedy=remedy, source=REGULATION, dated=APPLIES_FROM)
