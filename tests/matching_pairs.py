"""Offers, receivers and terms for tests of matching: made up, whole, changed one field at a time."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from databank.records import Hazard, LegalStatus, Measurement, Permit, Provenance, ProvenanceKind
from flows.matching.gates import gates_of
from flows.matching.terms import Terms
from flows.matching.values import Gate, GateId, Offer, Receiver, ReceiverLimit
from flows.matching.weights import shipped
from flows.spans import Span

DAY = date(2026, 11, 22)
PORI = {"lat": 61.485, "lon": 21.797}
RAUMA = {"lat": 61.127, "lon": 21.511}


def an_offer(**fields: Any) -> Offer:
    """Used foundry sand, as waste."""
    usual: dict[str, Any] = {
        "id": "offer",
        "name": "Used foundry sand",
        "material_class": "foundry_sand",
        "waste_code": "100908",
        "legal_status": LegalStatus.WASTE,
        "hazard": Hazard.NON_HAZARDOUS,
        "mass_t_per_year": Span(1000.0, 2000.0),
        "industry": "24.51",
    }
    return Offer(**{**usual, **PORI, **fields})


def a_receiver(**fields: Any) -> Receiver:
    """Somebody who posted a need for foundry sand."""
    usual: dict[str, Any] = {
        "id": "receiver",
        "source": "need",
        "name": "Sand for a filling",
        "material_classes": ("foundry_sand",),
        "waste_codes": ("100908",),
        "industry": "42.11",
    }
    return Receiver(**{**usual, **RAUMA, **fields})


def some_terms(**fields: Any) -> Terms:
    """The shipped weights on a fixed day."""
    return Terms(**{"day": DAY, "weights": shipped(), **fields})


def gates(offer: Offer, receiver: Receiver, gate_id: GateId, *, km: float | None = 42.0, **terms: Any) -> list[Gate]:
    """The gates of one kind."""
    economics = terms.pop("economics", None)
    found = gates_of(offer, receiver, some_terms(**terms), economics, km)
    return [gate for gate in found if gate.id == gate_id]


def gate(offer: Offer, receiver: Receiver, gate_id: GateId, *, km: float | None = 42.0, **terms: Any) -> Gate:
    """The one gate of a kind."""
    (found,) = gates(offer, receiver, gate_id, km=km, **terms)
    return found


def measured(parameter: str, low: object, high: object, unit: str, **fields: Any) -> Measurement:
    """An analysis; None is an open end."""
    ends = [None if one is None else Decimal(str(one)) for one in (low, high)]
    return Measurement(parameter=parameter, minimum=ends[0], typical=None, maximum=ends[1], unit=unit, **fields)


def limit(parameter: str, operator: Any, value: float, unit: str, *, binds: bool = True) -> ReceiverLimit:
    """A limit of a receiver."""
    return ReceiverLimit(parameter=parameter, operator=operator, value=value, unit=unit, binds=binds)


def a_permit(*codes: str, **fields: Any) -> Permit:
    """A permit of an authority that is made up."""
    usual: dict[str, Any] = {
        "id": "permit",
        "site_id": "site",
        "waste_codes": codes,
        "operations": (),
        "capacity_t_per_year": None,
        "authority": "Example agency",
        "valid_until": None,
        "note": None,
        "provenance": Provenance(
            kind=ProvenanceKind.PUBLIC_SOURCE, url="https://permits.example/1", dated=date(2020, 5, 1)
        ),
    }
    return Permit(**{**usual, **fields})
