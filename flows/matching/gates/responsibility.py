"""Whose it is to arrange: the municipality's, a producer's, or the holder's own.

The Waste Act gives some waste to the municipality (section 32) and some products to their producers (chapter 6). A
match cannot go round them; it can tell that they are asked first. What a city owns is handed over by tendering.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from databank.errors import N_, Sentence
from databank.records import Origin
from flows.matching.gates.legal import WASTE_ACT
from flows.matching.gates.pair import Pair
from flows.matching.values import Gate, GateId, Offer, Verdict

IN_FORCE = date(2012, 5, 1)
MUNICIPAL_CHAPTER = "20"
HOMES = ("97", "98")
SERVICES = ("84", "85", "86", "87", "88")
"""Divisions of NACE that a municipality may run or buy: only then the waste of the service is its own to arrange."""

COLLECTORS = ("38",)


@dataclass(frozen=True, slots=True)
class Product:
    """Products whose producers arrange their waste, by codes and material classes."""

    codes: tuple[str, ...]
    material_classes: frozenset[str]
    told: str


PRODUCTS = (
    Product(("1501",), frozenset(), N_("Packaging falls under producer responsibility (Waste Act, section 48).")),
    Product(("160103",), frozenset({"tyres"}), N_("Tyres fall under producer responsibility (Waste Act, section 48).")),
    Product(
        ("160104", "160106"), frozenset(), N_("Vehicles fall under producer responsibility (Waste Act, section 48).")
    ),
    Product(
        ("1602", "200121", "200123", "200135", "200136"),
        frozenset({"weee"}),
        N_("Electrical equipment falls under producer responsibility (Waste Act, section 48)."),
    ),
    Product(
        ("1606", "200133", "200134"),
        frozenset({"batteries", "lead_batteries"}),
        N_("Batteries fall under producer responsibility (Waste Act, section 48)."),
    ),
    Product(
        ("200101",), frozenset(), N_("Printing paper falls under producer responsibility (Waste Act, section 48).")
    ),
)


def gates(pair: Pair) -> Iterator[Gate]:
    """The gates of whoever arranges this waste by law, and the note on tendering for what a city owns."""
    offer = pair.offer
    if pair.is_under_waste_law and (offer.code or "").startswith(MUNICIPAL_CHAPTER):
        yield _municipal_gate(offer)
    elif offer.is_city_owned:
        yield _tendering_gate()
    product = product_of(offer)
    if pair.is_under_waste_law and product is not None:
        yield _producer_gate(product)


def product_of(offer: Offer) -> Product | None:
    """The products under producer responsibility to which an offer belongs; what a treatment made is none."""
    if offer.origin is Origin.SECONDARY:
        return None
    if offer.code:
        return next((one for one in PRODUCTS if offer.code.startswith(one.codes)), None)
    return next((one for one in PRODUCTS if offer.material_class in one.material_classes), None)


def _municipal_gate(offer: Offer) -> Gate:
    division = (offer.industry or "")[:2]
    if division in HOMES:
        told = Sentence(N_("Waste of homes is the municipality's to arrange (Waste Act, section 32)."))
        return _gate("municipal", "fail", told, Sentence(N_("Ask the municipality's waste company.")))
    if offer.is_city_owned or division in SERVICES:
        told = Sentence(N_("Waste of municipal services is the municipality's to arrange (Waste Act, section 32)."))
        return _gate(
            "municipal", "unknown", told, Sentence(N_("Ask the municipality, which tenders what it hands over."))
        )
    if not division or division in COLLECTORS:
        told = Sentence(
            N_("Municipal waste of homes and of services is the municipality's: where it arose is not known.")
        )
        return _gate("municipal", "unknown", told, Sentence(N_("Tell in which activity the waste arises.")))
    told = Sentence(
        N_(
            "Waste of a business is its own to arrange. Who wants the municipality to do it for 2,000 euros a year or"
            " more first asks on Materiaalitori (Waste Act, section 33)."
        )
    )
    return _gate("municipal", "pass", told)


def _tendering_gate() -> Gate:
    told = Sentence(
        N_("The city owns it: it is handed over after tendering or an open sale, and nobody is preferred here.")
    )
    return _gate("municipal", "pass", told)


def _producer_gate(product: Product) -> Gate:
    remedy = Sentence(N_("Agree with the producers or their organisation: they arrange it first (section 47)."))
    return _gate("producer_responsibility", "unknown", Sentence(product.told), remedy)


def _gate(gate_id: GateId, verdict: Verdict, told: Sentence, remedy: Sentence | None = None) -> Gate:
    return Gate(id=gate_id, verdict=verdict, told=told, remedy=remedy, source=WASTE_ACT, dated=IN_FORCE)
