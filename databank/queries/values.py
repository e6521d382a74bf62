"""From rows to values, not yet masked. Only the queries beside this file may call it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from databank import models, records
from databank.models.parts import GROUPS, Guarded, Measured, Sourced
from databank.records import Amount, Coarse, Document, FieldGroup, Level, Limit, Measurement, Provenance
from databank.schemas.codes import parse_limit
from taxonomy.codes import Titles


def provenance_of(row: Sourced) -> Provenance:
    """Where a row comes from."""
    return Provenance(
        kind=row.source_kind,
        url=row.source_url,
        title=row.source_title,
        dated=row.source_date,
        file=row.source_file,
        row=row.source_row,
    )


def visibility_of(row: Guarded) -> Mapping[FieldGroup, Level]:
    """The levels of a row."""
    return {FieldGroup(group): Level(getattr(row, f"level_{group}")) for group in GROUPS}


def amount_of(row: Measured) -> Amount:
    """One amount."""
    return Amount(
        year=row.year,
        value=row.amount,
        low=row.amount_min,
        high=row.amount_max,
        unit=row.unit,
        period=row.period,
        basis=row.basis,
        moisture_share=row.moisture_share,
        density_t_m3=row.density_t_m3,
        method=row.method,
        standard_uncertainty=row.standard_uncertainty,
        status=row.amount_status,
        note=row.amount_note,
    )


def measurement_of(row: models.Measurement) -> Measurement:
    """One composition row."""
    return Measurement(
        parameter=row.parameter,
        minimum=row.minimum,
        typical=row.typical,
        maximum=row.maximum,
        unit=row.unit,
        method=row.method,
        laboratory=row.laboratory,
        measured_on=row.measured_on,
        sample_count=row.sample_count,
    )


def document_of(row: models.Document) -> Document:
    """One document."""
    return Document(
        kind=row.kind,
        title=row.title,
        url=row.url,
        language=row.language,
        issued_on=row.issued_on,
    )


def side_stream_of(row: models.SideStream) -> records.SideStream:
    """A side stream with its owner's name, place, amounts, composition and documents."""
    site = row.site
    return records.SideStream(
        id=row.id,
        kind=row.kind,
        is_example=row.is_example,
        name=row.name,
        language=row.language,
        material_class=row.material_class,
        family=row.family,
        waste_code=row.waste_code,
        waste_list_edition=row.waste_list_edition,
        code_if_waste=row.code_if_waste,
        legal_status=row.legal_status,
        legal_ground=row.legal_ground,
        legal_authority=row.legal_authority,
        legal_date=row.legal_date,
        hazard=row.hazard,
        physical_form=row.physical_form,
        packaging=row.packaging,
        origin=row.origin,
        origin_process=row.origin_process,
        organisation_id=row.organisation_id,
        organisation_name=row.organisation.name,
        site_id=row.site_id,
        site_name=site.name if site else None,
        sector=site.sector if site else row.organisation.sector,
        municipality=(site.municipality if site else None) or row.organisation.municipality,
        area_id=site.area_id if site else None,
        lat=site.lat if site else None,
        lon=site.lon if site else None,
        coordinate_precision=site.coordinate_precision if site else None,
        amounts=tuple(amount_of(amount) for amount in sorted(row.amounts, key=lambda one: one.year or 0)),
        composition=tuple(measurement_of(measurement) for measurement in row.composition),
        documents=tuple(document_of(document) for document in row.documents),
        available_from=row.available_from,
        available_until=row.available_until,
        availability_pattern=row.availability_pattern,
        committed_until=row.committed_until,
        free_t_per_year=row.free_t_per_year,
        fate=row.fate,
        treatment_code=row.treatment_code,
        receiver=row.receiver,
        price_eur_per_t=row.price_eur_per_t,
        status=row.status,
        real_status=row.real_status,
        status_checked_on=row.status_checked_on,
        consent=row.consent,
        visibility=visibility_of(row),
        provenance=provenance_of(row),
        confirmed_on=row.confirmed_on,
        updated_at=row.updated_at,
        version=row.version,
        note=row.note,
        hint_material_class=row.hint_material_class,
        hint_waste_code=row.hint_waste_code,
        reuse=row.reuse,
        coarse=tuple(Coarse(word) for word in row.coarse),
        loading=row.loading,
        storage=row.storage,
        contact_name=row.contact_name,
        contact_email=row.contact_email,
        legal_check=row.legal_check,
        owner_objected=row.organisation.objected_on is not None,
    )


def need_of(row: models.MaterialNeed) -> records.MaterialNeed:
    """A need with its owner's name and place."""
    site = row.site
    return records.MaterialNeed(
        id=row.id,
        kind=row.kind,
        is_example=row.is_example,
        name=row.name,
        language=row.language,
        material_classes=row.material_classes,
        waste_codes=row.waste_codes,
        organisation_id=row.organisation_id,
        organisation_name=row.organisation.name,
        site_id=row.site_id,
        sector=site.sector if site else row.organisation.sector,
        municipality=(site.municipality if site else None) or row.organisation.municipality,
        area_id=site.area_id if site else None,
        lat=site.lat if site else None,
        lon=site.lon if site else None,
        amount=amount_of(row),
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        limits=limits_of(row),
        physical_form=row.physical_form,
        distance_km=row.distance_km,
        status=row.status,
        real_status=row.real_status,
        status_checked_on=row.status_checked_on,
        provenance=provenance_of(row),
        confirmed_on=row.confirmed_on,
        updated_at=row.updated_at,
        version=row.version,
        note=row.note,
        visibility=visibility_of(row),
        structure=row.structure,
        reuse=row.reuse,
        contact_name=row.contact_name,
        contact_email=row.contact_email,
        owner_objected=row.organisation.objected_on is not None,
    )


def limits_of(row: models.MaterialNeed) -> tuple[Limit, ...]:
    """What a receiver accepts."""
    return tuple(parse_limit(limit) for limit in row.limits)


def exchange_of(row: models.Exchange) -> records.Exchange:
    """An exchange with the names of both sides."""
    return records.Exchange(
        id=row.id,
        is_example=row.is_example,
        side_stream_id=row.side_stream_id,
        material=row.material,
        material_class=row.material_class,
        donor_site_id=row.donor_site_id,
        donor_name=row.donor_name,
        receiver_site_id=row.receiver_site_id,
        receiver_name=row.receiver_name,
        amount=amount_of(row),
        treatment_code=row.treatment_code,
        status=row.status,
        real_status=row.real_status,
        status_checked_on=row.status_checked_on,
        provenance=provenance_of(row),
        note=row.note,
        consent=row.consent,
    )


def area_of(row: models.Area) -> records.Area:
    """An area with its facts."""
    return records.Area(
        id=row.id,
        titles=Titles(row.name_fi, row.name_sv, row.name_en),
        description=Titles(row.description_fi, row.description_sv, row.description_en),
        kind=row.kind,
        municipality=row.municipality,
        lat=row.lat,
        lon=row.lon,
        area_ha=row.area_ha,
        checked_on=row.checked_on,
        provenance=provenance_of(row),
        facts=tuple(_fact_of(fact) for fact in row.facts),
    )


def _fact_of(row: models.AreaFact) -> records.AreaFact:
    return records.AreaFact(
        topic=row.topic,
        titles=Titles(row.name_fi, row.name_sv, row.name_en),
        value=row.value,
        unit=row.unit,
        year=row.year,
        provenance=provenance_of(row),
    )


def site_of(row: models.Site) -> records.Site:
    """A site with its permits."""
    return records.Site(
        id=row.id,
        organisation_id=row.organisation_id,
        name=row.name,
        address=row.address,
        municipality=row.municipality,
        lat=row.lat,
        lon=row.lon,
        coordinate_precision=row.coordinate_precision,
        area_id=row.area_id,
        sector=row.sector,
        real_status=row.real_status,
        status_checked_on=row.status_checked_on,
        confirmed=row.confirmed,
        is_example=row.is_example,
        provenance=provenance_of(row),
        permits=tuple(permit_of(permit) for permit in row.permits),
    )


def permit_of(row: models.Permit) -> records.Permit:
    """A permit."""
    return records.Permit(
        id=row.id,
        site_id=row.site_id,
        waste_codes=row.waste_codes,
        operations=row.operations,
        capacity_t_per_year=row.capacity_t_per_year,
        authority=row.authority,
        valid_until=row.valid_until,
        note=row.note,
        provenance=provenance_of(row),
    )


def organisation_of(row: models.Organisation, sites: Sequence[models.Site] | None = None) -> records.Organisation:
    """An organisation with its sites, or with some of them."""
    return records.Organisation(
        id=row.id,
        name=row.name,
        business_id=row.business_id,
        industry_code=row.industry_code,
        industry_edition=row.industry_edition,
        sector=row.sector,
        municipality=row.municipality,
        holding=row.holding,
        name_as_of=row.name_as_of,
        real_status=row.real_status,
        status_checked_on=row.status_checked_on,
        is_example=row.is_example,
        note=row.note,
        provenance=provenance_of(row),
        sites=tuple(site_of(site) for site in (row.sites if sites is None else sites)),
        objected_on=row.objected_on,
    )


def feedback_of(row: models.Feedback) -> records.Feedback:
    """A visitor's message."""
    return records.Feedback(
        id=row.id,
        topic=row.topic,
        message=row.message,
        language=row.language,
        page=row.page,
        record_id=row.record_id,
        email=row.email,
        received_at=row.received_at,
        answer_by=row.answer_by,
        answered_at=row.answered_at,
    )
