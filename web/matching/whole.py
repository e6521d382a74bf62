"""A whole data set as matching looks at it, and the terms on which it is weighed; for pages and the command line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from databank import matches, queries
from databank.access import Viewer
from databank.figures import overrides
from databank.records import Market, Organisation, SideStream, TreatmentLine
from flows.economics.assessing import assess
from flows.economics.figures import Figures
from flows.economics.stepping import assess_stepped
from flows.matching import weights
from flows.matching.likeness import TextLikeness
from flows.matching.offers import offer_of
from flows.matching.precedents import Precedents, precedents_of
from flows.matching.terms import Terms
from flows.matching.values import Offer, Receiver

WORDS = TextLikeness()
"""One for the process: it remembers the texts that it has read."""


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole data set: its market, its offers and the treatments in the area."""

    market: Market
    offers: tuple[Offer, ...]
    lines: tuple[TreatmentLine, ...]


def whole(session: Any, viewer: Viewer, *, is_example: bool, today: date) -> Whole:
    """Everything of a data set that the viewer may see and that matching looks at."""
    found = queries.market(session, viewer, queries.Looked(is_example=is_example), today)
    return whole_of(session, viewer, found, is_example=is_example)


def whole_of(session: Any, viewer: Viewer, found: Market, *, is_example: bool) -> Whole:
    """A market with its offers and the treatments beside it."""
    lines = lines_of(session, viewer, is_example=is_example)
    offers = tuple(offer_in(found, stream, found.owners) for stream in found.offers)
    return Whole(found, offers, lines)


def lines_of(session: Any, viewer: Viewer, *, is_example: bool) -> tuple[TreatmentLine, ...]:
    """The treatments that exist or are planned, facts or examples."""
    found = queries.treatments(session, viewer, standing=True)
    return tuple(line for line in found if line.is_example == is_example)


def offer_in(found: Market, stream: SideStream, owners: Mapping[str, Organisation]) -> Offer:
    """A side stream as an offer of a market, with its owner where the viewer sees them."""
    owner = owners.get(stream.organisation_id or "")
    city = owner is not None and matches.is_city_owned(owner)
    return offer_of(stream, owner, found.exchanges, is_city_owned=city)


def alike(offer: Offer, receiver: Receiver) -> float | None:
    """How alike the words of an offer and a need are; None where the need names the class or the code itself."""
    if offer.material_class in receiver.material_classes or offer.code in receiver.waste_codes:
        return None
    return WORDS(offer, receiver)


def terms(session: Any, found: Market, today: date) -> Terms:
    """On what terms the page weighs: today's rules, the shipped weights, the numbers of this installation."""
    figures = Figures(overrides(session))
    return Terms(
        day=today,
        weights=weights.shipped(),
        precedents=Precedents(precedents_of(found)),
        likeness=alike,
        economics=lambda offer, receiver, distance_km: assess(offer, receiver, distance_km, figures, today),
        stepped_economics=lambda product, step, receiver, distance_km: assess_stepped(
            product, step, receiver, distance_km, figures, today
        ),
    )
