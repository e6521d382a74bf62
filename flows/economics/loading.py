"""How much a lorry takes of a material: full by mass, or by volume where the material is light."""

from __future__ import annotations

from dataclasses import dataclass

from databank.errors import N_, Sentence
from flows.economics.figures import Figure, Figures, together
from flows.economics.telling import spread
from flows.matching.values import Offer
from flows.spans import UNKNOWN, Span
from taxonomy.codes import UnknownCodeError
from taxonomy.densities import densities_of

WET_FROM = 0.15
"""From this share of water on a material is carried as the lists describe it wet."""
WET_FORMS = frozenset({"wet", "moistened"})
ONE = Span(1.0, 1.0)


@dataclass(frozen=True, slots=True)
class Load:
    """How much a lorry takes, that as a share of what it may carry by mass, and why."""

    mass_t: Span
    share: Span
    told: Sentence
    figures: tuple[Figure, ...]


def load_of(offer: Offer, figures: Figures) -> Load:
    """A full load: by mass, or by volume where the material is too light to fill it."""
    payload, volume = figures.carriage("truck", "payload"), figures.carriage("truck", "volume")
    dense = _densities(offer, figures)
    if not dense:
        told = Sentence(
            N_("A load is taken for %(load)s t: the bulk density is not known, so that only mass limits it."),
            load=spread(payload.span),
        )
        return Load(payload.span, ONE, told, (payload,))
    density = together(dense)
    mass = _lesser(payload.span, volume.span.times(density))
    share = _lesser(ONE, mass.divided(payload.span))
    if mass == payload.span:
        told = Sentence(N_("A load is %(load)s t: its mass limits it."), load=spread(mass))
        return Load(mass, ONE, told, (payload, *dense))
    told = Sentence(
        N_("A load is %(load)s t: its volume limits it, at %(density)s t a cubic metre."),
        load=spread(mass),
        density=spread(density),
    )
    return Load(mass, share, told, (payload, volume, *dense))


def _densities(offer: Offer, figures: Figures) -> tuple[Figure, ...]:
    """The bulk densities of the material, wet or dry where its moisture tells which."""
    try:
        rows = densities_of(offer.material_class) if offer.material_class else ()
    except UnknownCodeError:
        return ()
    moisture = offer.moisture_share.typical
    wet = [row for row in rows if row.form in WET_FORMS]
    dry = [row for row in rows if row.form not in WET_FORMS]
    fitting = rows if moisture is None or not wet or not dry else wet if moisture >= WET_FROM else dry
    return tuple(figures.figure(f"density:{row.material_class}:{row.form}") for row in fitting)


def _lesser(one: Span, two: Span) -> Span:
    if one.low is None or one.high is None or two.low is None or two.high is None:
        return UNKNOWN
    return Span(min(one.low, two.low), min(one.high, two.high))
