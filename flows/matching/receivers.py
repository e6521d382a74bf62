"""From records to receivers: three kinds, each from what says that somebody might take something.

A posted need says that they want it. A documented use says that their industry can use it. An exchange, or what a
public source says that a plant takes, says that they took it. A permit says none of this: it comes with the site and
opens a gate.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import cast

from databank.records import Exchange, Limit, MaterialNeed, Organisation, Period, Place, RealStatus, RecordKind, Site
from flows.matching.gates.limits import limits_of
from flows.matching.industries import industry_of
from flows.matching.offers import as_shipped
from flows.matching.values import Receiver, ReceiverLimit
from flows.spans import UNKNOWN, Span
from taxonomy.limits import Operator
from taxonomy.uses import Use

STATED = frozenset({RecordKind.THIRD_PARTY, RecordKind.REGISTER})
"""Needs that a public source states: nobody posted them, so they are a known intake."""


def receiver_of_need(need: MaterialNeed, owner: Organisation | None, site: Site | None) -> Receiver:
    """A need as a receiver; one that a public source states is a known intake."""
    return Receiver(
        id=f"need:{need.id}",
        source="intake" if need.kind in STATED else "need",
        name=need.name,
        language=need.language,
        is_example=need.is_example,
        is_planned=need.real_status is RealStatus.PLANNED or need.kind is RecordKind.PLANNED,
        organisation_id=need.organisation_id,
        organisation_name=need.organisation_name,
        holding=owner.holding if owner else None,
        site_id=need.site_id,
        industry=industry_of(owner),
        sector=owner.sector if owner else None,
        municipality=need.municipality,
        lat=need.lat,
        lon=need.lon,
        material_classes=need.material_classes,
        waste_codes=need.waste_codes,
        records=(need.id,),
        limits=tuple(_limit_of(limit) for limit in need.limits),
        application=need.structure,
        permits=site.permits if site else (),
        mass_t_per_year=as_shipped(need.amount),
        is_lasting=need.amount.period is Period.PER_YEAR,
        starts_on=need.starts_on,
        ends_on=need.ends_on,
        distance_km=float(need.distance_km) if need.distance_km is not None else None,
        physical_form=need.physical_form,
        confirmed_on=need.confirmed_on or need.provenance.dated,
    )


def receiver_of_use(use: Use, place: Place, taken: Span = UNKNOWN) -> Receiver:
    """Somebody in whose industry a use is documented. Nobody says that they want it."""
    return replace(
        _at(place),
        id=f"use:{use.id}:{place.site.id if place.site else place.organisation.id}",
        source="use",
        material_classes=(use.material_class,),
        waste_codes=use.codes,
        use=use.id,
        application=use.applications[0] if use.applications else None,
        limits=limits_of(use.id),
        taken_t_per_year=taken,
    )


def receiver_of_intake(exchanges: Sequence[Exchange], place: Place, taken: Span = UNKNOWN) -> Receiver:
    """Somebody who took such material: what and when, by the exchanges that say so."""
    years = [one.amount.year for one in exchanges if one.amount.year is not None]
    return replace(
        _at(place),
        id=f"intake:{place.site.id if place.site else place.organisation.id}",
        source="intake",
        material_classes=tuple(dict.fromkeys(one.material_class for one in exchanges)),
        records=tuple(one.id for one in exchanges),
        operation=next((one.treatment_code for one in exchanges if one.treatment_code), None),
        taken_t_per_year=taken,
        confirmed_on=date(max(years), 12, 31) if years else None,
    )


def _at(place: Place) -> Receiver:
    """What every receiver at a place has in common."""
    organisation, site = place.organisation, place.site
    return Receiver(
        id="",
        source="use",
        name=site.name if site else organisation.name,
        is_example=organisation.is_example,
        is_planned=(site or organisation).real_status is RealStatus.PLANNED,
        organisation_id=organisation.id,
        organisation_name=organisation.name,
        holding=organisation.holding,
        site_id=site.id if site else None,
        industry=industry_of(organisation),
        sector=organisation.sector,
        municipality=(site or organisation).municipality,
        lat=site.lat if site else None,
        lon=site.lon if site else None,
        permits=site.permits if site else (),
        confirmed_on=(site or organisation).status_checked_on,
    )


def _limit_of(limit: Limit) -> ReceiverLimit:
    return ReceiverLimit(
        parameter=limit.parameter,
        operator=cast(Operator, limit.operator),
        value=float(limit.value),
        unit=limit.unit,
        binds=True,
    )
