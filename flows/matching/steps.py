"""A treatment between donor and receiver: what leaves it, and what is left over.

One treatment only: what has left one is not sent through another, as nobody would know what comes out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from databank.errors import N_, Sentence, Term
from databank.records import Basis, Fate, Hazard, LegalStatus, Method, Origin, RealStatus, TreatmentLine
from flows.errors import FlowError
from flows.matching.distances import between_km
from flows.matching.gates.measured import moisture_of
from flows.matching.step_analyses import analyses_after
from flows.matching.values import Offer
from flows.spans import UNKNOWN, Span
from taxonomy.materials import material_class
from taxonomy.treatment_steps import TreatmentStep, leads_back
from taxonomy.treatment_steps import step as treatment_step

STANDING = frozenset({RealStatus.REAL, RealStatus.PLANNED, RealStatus.RESERVE})
KEEPING = frozenset({"all", "dry_matter"})
"""Treatments after which the dry matter is what it was: a hazard that was tested holds on."""
ALL = Span(1.0, 1.0)
CIRCLE = N_("A circle of treatments: %(step)s makes again what was treated before. No treatment leads out of it.")
SECOND = N_("This has been through a treatment: %(before)s. A second one, %(step)s, is not considered.")
OWN_PRODUCT = N_("This comes out of %(step)s at the same site: the treatment would only take its own product.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stepped:
    """One treatment of one offer at one line, present or planned.

    Attributes
    ----------
    step : str
        Id of the treatment step in the taxonomy.
    line : str
        Id of the treatment line in the bank; its site, organisation and place follow.
    before : Offer
        What was offered.
    residue : Offer, optional
        What is left over: a new side stream that needs a user itself.
    yield_share, residue_share : Span
        Tonnes of product, and of what is left over, from a tonne of what comes in.
    """

    step: str
    line: str
    site_id: str
    site_name: str
    organisation_id: str | None
    organisation_name: str | None
    lat: float | None
    lon: float | None
    is_planned: bool
    capacity_t_per_year: Span
    before: Offer
    residue: Offer | None
    yield_share: Span
    residue_share: Span
    source: str

    @property
    def distance_km(self) -> float | None:
        """From the donor to the treatment in a straight line; None where one of the two places is not known."""
        if self.site_id == self.before.site_id:
            return 0.0
        return between_km(self.before.lat, self.before.lon, self.lat, self.lon)


class TreatmentCircleError(FlowError):
    """A second treatment, or one that makes again what another one took."""


@dataclass(frozen=True, slots=True)
class Ways:
    """What treatments would make of an offer, and the lines that are refused with the reason of each."""

    found: tuple[tuple[Offer, Stepped], ...]
    refused: tuple[tuple[TreatmentLine, Sentence], ...]


def ways(offer: Offer, lines: Iterable[TreatmentLine], day: date | None = None) -> Ways:
    """Every treatment of an offer; a circle is told, lines that do not take it are left out."""
    found, refused = [], []
    for line in lines:
        reason = refusal(offer, line) if _fits(offer, line, day) else None
        if reason is not None:
            refused.append((line, reason))
        elif (treated := stepped(offer, line, day)) is not None:
            found.append(treated)
    return Ways(tuple(found), tuple(refused))


def stepped(offer: Offer, line: TreatmentLine, day: date | None = None) -> tuple[Offer, Stepped] | None:
    """The offer that leaves a treatment, and the treatment; None where the line does nothing for it.

    Raises
    ------
    TreatmentCircleError
        When the offer has left a treatment already.
    """
    if not _fits(offer, line, day):
        return None
    reason = refusal(offer, line)
    if reason is not None and offer.treated_by:
        raise TreatmentCircleError(reason.key, **reason.values)
    step = treatment_step(line.step)
    share = yield_of(offer, step)
    if reason is not None or share is None:
        return None
    mass = _taken(offer, line)
    return _product(offer, line, step, share, mass), _stepped(offer, line, step, share, mass)


def refusal(offer: Offer, line: TreatmentLine) -> Sentence | None:
    """Why a treatment is not considered though it takes the material; None where nothing speaks against it."""
    step, class_id = treatment_step(line.step), offer.material_class or ""
    before = [treatment_step(one) for one in offer.treated_by]
    if any(_goes_round(one, step, class_id) for one in before):
        return Sentence(CIRCLE, step=Term(step.titles))
    if before:
        return Sentence(SECOND, before=Term(before[-1].titles), step=Term(step.titles))
    is_product = offer.origin is Origin.SECONDARY and offer.site_id == line.site_id
    if is_product and offer.site_id is not None and step.product_of(class_id) == class_id:
        return Sentence(OWN_PRODUCT, step=Term(step.titles))
    return None


def yield_of(offer: Offer, step: TreatmentStep) -> Span | None:
    """Tonnes of product from a tonne; by the balance of water where only water leaves and both moistures are known.

    None where the material is as dry already.
    """
    listed = Span.of(*step.yield_share)
    before, after = moisture_of(offer), Span.of(*step.moisture_share) if step.moisture_share else UNKNOWN
    if step.keeps != "dry_matter" or not before.is_known or not after.is_known:
        return listed
    balanced = ALL.minus(before).divided(ALL.minus(after))
    if balanced.low is None or balanced.high is None:
        return listed
    return None if balanced.low >= 1 else Span(balanced.low, min(balanced.high, 1.0))


def _fits(offer: Offer, line: TreatmentLine, day: date | None) -> bool:
    """Whether the line is there or may come, takes the material, and the material is still to be had."""
    class_id = offer.material_class
    if class_id is None or line.is_example != offer.is_example or line.real_status not in STANDING:
        return False
    if day is not None and offer.available_until is not None and offer.available_until < day:
        return False
    step = treatment_step(line.step)
    if line.material_classes:
        step = replace(step, material_classes=line.material_classes)
    return step.takes(class_id)


def _goes_round(first: TreatmentStep, then: TreatmentStep, class_id: str) -> bool:
    taken = {class_id} if first.output is None else set(first.material_classes)
    return any(first.product_of(one) == class_id and leads_back(one, first, then) for one in taken)


def _taken(offer: Offer, line: TreatmentLine) -> Span:
    """What comes in: no more in a year than the line can take; what is not told as shipped is unknown."""
    mass = offer.mass_t_per_year if offer.basis is Basis.AS_SHIPPED else UNKNOWN
    if line.capacity_t_per_year is None or not offer.is_lasting:
        return mass
    most = float(line.capacity_t_per_year)
    return Span(*(None if end is None else min(end, most) for end in (mass.low, mass.high)))


def _product(offer: Offer, line: TreatmentLine, step: TreatmentStep, share: Span, mass: Span) -> Offer:
    is_as_it_was = step.keeps == "all"
    return replace(
        _at(offer, line),
        id=f"{offer.id}+{line.id}",
        name=f"{offer.name} ({step.titles.in_language(offer.language)})",
        material_class=step.product_of(offer.material_class or ""),
        legal_status=_status(offer),
        hazard=_hazard(offer, step),
        physical_form=offer.physical_form if is_as_it_was else None,
        mass_t_per_year=mass.times(share),
        moisture_share=_moisture(offer, step),
        measurements=analyses_after(offer.measurements, step, share),
        treated_by=(*offer.treated_by, step.id),
    )


def _stepped(offer: Offer, line: TreatmentLine, step: TreatmentStep, share: Span, mass: Span) -> Stepped:
    left = left_over(step, share)
    return Stepped(
        step=step.id,
        line=line.id,
        site_id=line.site_id,
        site_name=line.site_name,
        organisation_id=line.organisation_id,
        organisation_name=line.organisation_name,
        lat=line.lat,
        lon=line.lon,
        is_planned=line.real_status is RealStatus.PLANNED,
        capacity_t_per_year=Span.of(line.capacity_t_per_year),
        before=offer,
        residue=_residue(offer, line, step, mass.times(left)),
        yield_share=share,
        residue_share=left,
        source=step.source,
    )


def left_over(step: TreatmentStep, share: Span) -> Span:
    """What is left over of a tonne: no more of it than what came in and was not made into product."""
    low, high = map(float, step.residue_share)
    most = high if share.low is None else max(0.0, min(high, 1 + float(step.added_share[1]) - share.low))
    return Span(min(low, most), most)


def _residue(offer: Offer, line: TreatmentLine, step: TreatmentStep, mass: Span) -> Offer | None:
    """What is left over, as a side stream of its own."""
    if step.residue is None:
        return None
    title = material_class(step.residue).titles.in_language(offer.language)
    return replace(
        _at(offer, line),
        id=f"{offer.id}+{line.id}+residue",
        name=f"{title} ({step.titles.in_language(offer.language)})",
        material_class=step.residue,
        legal_status=_status(offer),
        hazard=Hazard.UNKNOWN,
        physical_form=None,
        mass_t_per_year=mass,
        moisture_share=UNKNOWN,
        measurements=(),
        treated_by=(*offer.treated_by, step.id),
    )


def _at(offer: Offer, line: TreatmentLine) -> Offer:
    """The offer as it stands behind the treatment, without what was true of it before only."""
    return replace(
        offer,
        waste_code=None,
        code_if_waste=None,
        basis=Basis.AS_SHIPPED,
        origin=Origin.SECONDARY,
        industry=None,
        organisation_id=line.organisation_id,
        organisation_name=line.organisation_name,
        holding=None,
        site_id=line.site_id,
        municipality=line.municipality,
        lat=line.lat,
        lon=line.lon,
        fate=Fate.NOT_KNOWN,
        treatment_code=None,
        amount_method=Method.ESTIMATE,
        price_eur_per_t=None,
    )


def _status(offer: Offer) -> LegalStatus:
    """Waste stays waste; whether anything else stays what it is, the authority decides."""
    return offer.legal_status if offer.legal_status is LegalStatus.WASTE else LegalStatus.UNKNOWN


def _hazard(offer: Offer, step: TreatmentStep) -> Hazard:
    """As it was where only water left; else only a test can tell, and hazardous waste is never taken for harmless."""
    return offer.hazard if step.keeps in KEEPING else Hazard.UNKNOWN


def _moisture(offer: Offer, step: TreatmentStep) -> Span:
    if step.moisture_share is not None:
        return Span.of(*step.moisture_share)
    return moisture_of(offer) if step.keeps in {"all", "bounds"} and not step.added_share[1] else UNKNOWN
