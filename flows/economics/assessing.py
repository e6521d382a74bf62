"""All lines of one exchange together, and how far its material could travel."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from datetime import date

from flows.economics.carrying import Carriage, carriage, emission_line, loading_line, transport_line
from flows.economics.figures import Figures
from flows.economics.replacing import avoided_line, replacement, treatment_lines, value_line
from flows.economics.sparing import fee_line, tax_line
from flows.economics.values import Economics, Line
from flows.matching.values import Offer, Receiver
from flows.spans import UNKNOWN, Span
from taxonomy.economics import Mode


def assess(
    offer: Offer, receiver: Receiver, distance_km: float | None, figures: Figures, day: date, *, mode: Mode = "truck"
) -> Economics:
    """What a tonne as shipped costs, spares and emits on its way to a receiver.

    Parameters
    ----------
    distance_km : float, optional
        In a straight line; without it the carriage is not known.
    mode : {"truck", "rail", "barge"}
        By rail and water only where somebody asks: whether there is a track or a quay is not looked at.
    """
    carried = carried_by(offer, figures, mode)
    rest_key = ("rest", what_matters(offer), receiver.use, day)
    others, avoided = figures.worked_out(rest_key, lambda: _besides_carriage(offer, receiver, figures, day))
    return Economics(
        money=(transport_line(carried, distance_km), *others),
        climate=(emission_line(carried, distance_km), *avoided),
        break_even_km=break_even(others, carried.cost),
    )


def carried_by(offer: Offer, figures: Figures, mode: Mode = "truck") -> Carriage:
    """What carries an offer; worked out once for all of its pairs."""
    key = ("carriage", mode, offer.material_class, offer.moisture_share, offer.hazard)
    return figures.worked_out(key, lambda: carriage(offer, figures, mode))


def _besides_carriage(
    offer: Offer, receiver: Receiver, figures: Figures, day: date
) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """The lines of money and of climate that do not depend on the distance."""
    replaced = replacement(offer, receiver)
    treatment, treatment_emission = treatment_lines(replaced, figures)
    tax = tax_line(offer, day)
    money = (
        loading_line(figures),
        treatment,
        fee_line(offer, figures, tax, day),
        tax,
        value_line(offer, replaced, figures, day),
    )
    return money, (avoided_line(replaced, figures), treatment_emission)


def what_matters(offer: Offer) -> tuple[Hashable, ...]:
    """All of an offer that the lines beside its carriage are made of."""
    return (
        offer.material_class,
        offer.code,
        offer.fate,
        offer.treatment_code,
        offer.moisture_share,
        offer.price_eur_per_t,
        offer.price_eur_per_t is not None and (offer.id, offer.name, offer.confirmed_on),
    )


def break_even(others: Iterable[Line], cost_per_km: Span) -> Span:
    """How far a tonne could be carried, in a straight line, before nothing is left of it.

    Not known where any line beside the carriage is not, or the cost of a kilometre; nought where there is nothing to
    carry it for.
    """
    left = Span(0.0, 0.0)
    for one in others:
        left = left.plus(one.per_t)
    if left.low is None or left.high is None or not cost_per_km.is_known:
        return UNKNOWN
    return Span(max(left.low, 0.0), max(left.high, 0.0)).divided(cost_per_km)
