"""What a tonne is worth in its use, what it must first go through, and whose making it spares.

That one tonne replaces one tonne is an assumption; where the moisture is known, only the dry matter counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from databank.errors import N_, Sentence, Term
from flows.economics.carrying import line
from flows.economics.figures import Figure, Figures, together
from flows.economics.shipped import PER_TONNE
from flows.economics.telling import basis_words, rounded, spread
from flows.economics.values import Line, LineId
from flows.matching.values import Offer, Receiver
from flows.spans import UNKNOWN, ZERO, Span
from taxonomy.avoided import AvoidedEmission, avoided_by
from taxonomy.codes import Titles, UnknownCodeError
from taxonomy.figures import Origin
from taxonomy.uses import Use, use

NO_TREATMENT = "No treatment"


@dataclass(frozen=True, slots=True)
class Replacement:
    """The use that a receiver stands for, what it replaces, and how much of a tonne as shipped replaces it."""

    use: Use | None
    factors: tuple[AvoidedEmission, ...]
    share: Span
    told: Sentence


def replacement(offer: Offer, receiver: Receiver) -> Replacement:
    """What an offer would replace at a receiver; nothing known where no documented use says so."""
    found = _use(receiver.use)
    factors = avoided_by(found.id) if found else ()
    moisture = offer.moisture_share
    if moisture.low is None or moisture.high is None:
        told = Sentence(N_("One tonne as shipped is taken to replace one tonne: its moisture is not known."))
        return Replacement(found, factors, Span(1.0, 1.0), told)
    share = Span(max(0.0, 1 - moisture.high), max(0.0, min(1.0, 1 - moisture.low)))
    percent = spread(share.times(Span.of(100)))
    told = Sentence(N_("One tonne of dry matter is taken to replace one tonne: %(share)s %%."), share=percent)
    return Replacement(found, factors, share, told)


def _use(use_id: str | None) -> Use | None:
    try:
        return use(use_id) if use_id else None
    except UnknownCodeError:
        return None


def treatment_lines(replaced: Replacement, figures: Figures) -> tuple[Line, Line]:
    """Cost and emission of the treatment that the use asks for."""
    found = replaced.use
    if found is None:
        told = Sentence(N_("Which treatment it would need is not known."))
        return _unknown_treatment(told, told)
    if found.treatment.en.startswith(NO_TREATMENT) and " or " not in found.treatment.en:
        told = Sentence(N_("The use asks for no treatment."))
        return (
            Line(id="treatment", per_t=ZERO, told=told),
            Line(id="treatment_emission", per_t=ZERO, told=told),
        )
    if not found.treatment.en:
        told = Sentence(N_("Which treatment it would need is not known."))
        return _unknown_treatment(told, told)
    cost = treatment_cost("treatment", found.id, found.treatment, figures)
    return cost, treatment_emission("treatment_emission", found.id, found.treatment, figures)


def treatment_cost(name: LineId, thing: str, titles: Titles, figures: Figures) -> Line:
    """What the treatment of a use, or a treatment of its own, costs."""
    costs, step = figures.of("treatment_cost", thing), Term(titles)
    if not costs:
        told = Sentence(N_("What the treatment costs is not known: %(step)s."), step=step)
        return Line(id=name, per_t=UNKNOWN, told=told)
    span = together(costs)
    told = Sentence(N_("The treatment costs %(cost)s EUR/t: %(step)s."), cost=spread(span), step=step)
    return line(name, span.negative(), told, costs)


def treatment_emission(name: LineId, thing: str, titles: Titles, figures: Figures) -> Line:
    """What the treatment of a use, or a treatment of its own, emits."""
    emissions, step = figures.of("treatment_emission", thing), Term(titles)
    if not emissions:
        told = Sentence(N_("What the treatment emits is not known: %(step)s."), step=step)
        return Line(id=name, per_t=UNKNOWN, told=told)
    span = together(emissions)
    told = Sentence(N_("The treatment emits %(emission)s kg CO2e/t: %(step)s."), emission=spread(span), step=step)
    return line(name, span.negative(), told, emissions)


def _unknown_treatment(cost: Sentence, emission: Sentence) -> tuple[Line, Line]:
    return (
        Line(id="treatment", per_t=UNKNOWN, told=cost),
        Line(id="treatment_emission", per_t=UNKNOWN, told=emission),
    )


def value_line(offer: Offer, replaced: Replacement, figures: Figures, day: date) -> Line:
    """What a tonne is worth: the raw material it replaces, else what such material is bought for, else its price."""
    raw = tuple(one for factor in replaced.factors for one in figures.of("raw_price", factor.factor.id))
    if raw:
        told = Sentence(
            N_("It replaces %(what)s at %(price)s EUR/t (%(basis)s). %(share)s"),
            what=_what(replaced),
            price=spread(together(raw)),
            basis=basis_words(raw[0]),
            share=replaced.told,
        )
        return line("value", together(raw).times(replaced.share), told, raw)
    bought = figures.of("price", offer.material_class) if offer.material_class else ()
    if bought:
        span = together(bought)
        told = Sentence(N_("Such material is bought at %(price)s EUR/t."), price=spread(span))
        return line("value", span, told, bought)
    return _own_price(offer, day)


def _own_price(offer: Offer, day: date) -> Line:
    price = offer.price_eur_per_t
    if price is None:
        return Line(id="value", per_t=UNKNOWN, told=Sentence(N_("What a tonne of it is worth is not known.")))
    told = Sentence(
        N_("Its owner asks %(price)s EUR/t: below nought, the owner pays.") if price < 0 else ASKED,
        price=rounded(price),
    )
    year = (offer.confirmed_on or day).year
    origin = Origin(
        year=year, period="", year_is_stated=False, region="FI", basis="published", source=offer.name or offer.id
    )
    return Line(id="value", per_t=Span.of(price), told=told, origins=(origin,))


ASKED = N_("Its owner asks %(price)s EUR/t.")


def avoided_line(replaced: Replacement, figures: Figures) -> Line:
    """The emissions of making what is replaced."""
    if replaced.use is None:
        told = Sentence(N_("What it would replace is not known."))
        return Line(id="avoided_emission", per_t=UNKNOWN, told=told)
    usable = [one for one in replaced.factors if one.factor.unit in PER_TONNE]
    if not usable:
        told = Sentence(
            N_("No emission factor for a tonne is known of what it replaces: %(what)s."), what=_what(replaced)
        )
        return Line(id="avoided_emission", per_t=UNKNOWN, told=told)
    used: list[Figure] = [one for factor in usable for one in figures.of("avoided", factor.factor.id)]
    span = together(used)
    sentence = SIMILAR if any(one.stands_in for one in usable) else SAME
    told = Sentence(sentence, what=_what(replaced), factor=spread(span), share=replaced.told)
    return line("avoided_emission", span.times(replaced.share), told, used)


SAME = N_("Making what it replaces emits %(factor)s kg CO2e/t: %(what)s. %(share)s")
SIMILAR = N_(
    "Making what it replaces emits %(factor)s kg CO2e/t: %(what)s. The number is of a similar material. %(share)s"
)


def _what(replaced: Replacement) -> Term | str:
    return Term(replaced.use.replaces) if replaced.use else ""
