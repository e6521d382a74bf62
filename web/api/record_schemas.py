"""How side streams and needs are answered."""

from __future__ import annotations

from typing import Any

import marshmallow as ma

from databank.records import (
    AmountStatus,
    Basis,
    Coarse,
    DocumentKind,
    Fate,
    Hazard,
    LegalStatus,
    Method,
    Origin,
    Period,
    ProvenanceKind,
    RealStatus,
    RecordKind,
    RecordStatus,
    Reuse,
)
from web import labels
from web.api.fields import Label, Out, Quantity, Whole, day, described, page_of, quantity, string


def member(enumeration: Any) -> ma.fields.Enum[Any]:
    """A code of a fixed list."""
    return ma.fields.Enum(enumeration, by_value=ma.fields.String)


class ProvenanceOut(Out):
    """Where a record comes from."""

    kind = member(ProvenanceKind)
    url = string("The public source.")
    title = string("What the source is called.")
    dated = day("Day of the source or of the submission.")


class AmountOut(Out):
    """One amount of one year, as its source states it."""

    year = ma.fields.Integer(allow_none=True)
    value = quantity("The exact amount; null when it is a range, hidden or unknown.")
    low = quantity("Lower end of the range or of the public band.")
    high = quantity("Upper end of the range or of the public band.")
    unit = ma.fields.String()
    period = member(Period)
    basis = member(Basis)
    moisture_share = quantity("0 to 1.")
    density_t_m3 = quantity()
    method = member(Method)
    standard_uncertainty = quantity("In the unit of the amount.")
    status = member(AmountStatus)
    band = ma.fields.Boolean(**described("True when the exact value is hidden and low to high is a public band."))
    note = string()


class MeasurementOut(Out):
    """One composition row."""

    parameter = ma.fields.String()
    minimum = quantity()
    typical = quantity()
    maximum = quantity()
    unit = ma.fields.String()
    method = string()
    laboratory = string()
    measured_on = day()
    sample_count = ma.fields.Integer(allow_none=True)


class DocumentOut(Out):
    """A document or photo, by its web address."""

    kind = member(DocumentKind)
    title = ma.fields.String()
    language = string("Language of the title and the document.")
    issued_on = day()
    url = ma.fields.String()


class OwnerOut(Out):
    """Whose record it is, as far as this viewer may know."""

    organisation_id = string()
    organisation_name = string()
    site_id = string()
    sector = ma.fields.String()
    municipality = string()
    area_id = string()
    lat = quantity("WGS84.")
    lon = quantity("WGS84.")


class StreamOwnerOut(OwnerOut):
    """Whose side stream it is."""

    site_name = string()
    coordinate_precision = string("How exact the point is; grid_5km for a hidden organisation.")


class StreamLabelsOut(Out):
    """The codes in words."""

    family = Label("family", labels.family_title)
    material_class = Label("material_class", labels.material_class_title)
    waste_code = Label("waste_code", labels.waste_code, metadata={"description": "The code as written: 10 09 08."})
    kind = Label("kind", labels.label)
    legal_status = Label("legal_status", labels.label)
    hazard = Label("hazard", labels.label)
    fate = Label("fate", labels.label)
    sector = Label("sector", labels.sector_title)


class SideStreamOut(Out):
    """One side stream."""

    id = ma.fields.String()
    kind = member(RecordKind)
    is_example = ma.fields.Boolean(**described("True for invented records of fictional companies."))
    name = ma.fields.String(**described("In the owner's words."))
    language = ma.fields.String(**described("Language of the name."))
    material_class = ma.fields.String()
    family = ma.fields.String()
    waste_code = string("Six digits; only when the stream is waste.")
    waste_list_edition = string()
    code_if_waste = string("The code it would have if it became waste.")
    legal_status = member(LegalStatus)
    legal_ground = string()
    legal_authority = string()
    legal_date = day()
    hazard = member(Hazard)
    physical_form = string()
    packaging = string()
    origin = member(Origin)
    origin_process = string()
    owner = Whole(StreamOwnerOut)
    amounts = ma.fields.List(ma.fields.Nested(AmountOut))
    composition = ma.fields.List(ma.fields.Nested(MeasurementOut))
    documents = ma.fields.List(ma.fields.Nested(DocumentOut))
    available_from = day()
    available_until = day()
    availability_pattern = string()
    loading = string("How it is loaded.")
    storage = string("How it is kept.")
    committed_until = day()
    free_t_per_year = quantity()
    fate = member(Fate)
    treatment_code = string("R1 to R13, D1 to D15, R or D.")
    receiver = string()
    price_eur_per_t = quantity("Negative when the owner pays.")
    contact_name = string("Whom to ask; shown to those whom the owner named.")
    contact_email = string()
    reuse = member(Reuse)
    coarse = ma.fields.List(
        member(Coarse),
        **described("What is told roughly to those who do not see the company: class, place or amount."),
    )
    status = member(RecordStatus)
    real_status = member(RealStatus)
    status_checked_on = day()
    confirmed_on = day()
    updated_at = ma.fields.AwareDateTime(format="iso")
    version = ma.fields.Integer()
    note = string()
    provenance = ma.fields.Nested(ProvenanceOut)
    labels = Whole(StreamLabelsOut)


class LimitOut(Out):
    """What a receiver accepts."""

    parameter = ma.fields.String()
    operator = ma.fields.String()
    value = Quantity()
    unit = ma.fields.String()


def class_titles(classes: tuple[str, ...]) -> list[str]:
    """Names of material classes."""
    return [labels.material_class_title(name) for name in classes]


class NeedLabelsOut(Out):
    """The codes in words."""

    kind = Label("kind", labels.label)
    sector = Label("sector", labels.sector_title)
    material_classes = ma.fields.Function(
        lambda need: class_titles(need.material_classes), metadata={"type": "array", "items": {"type": "string"}}
    )


class NeedOut(Out):
    """What somebody would take."""

    id = ma.fields.String()
    kind = member(RecordKind)
    is_example = ma.fields.Boolean(**described("True for invented records of fictional companies."))
    name = ma.fields.String()
    language = ma.fields.String()
    material_classes = ma.fields.List(ma.fields.String())
    waste_codes = ma.fields.List(ma.fields.String())
    owner = Whole(OwnerOut)
    amount = ma.fields.Nested(AmountOut)
    starts_on = day()
    ends_on = day()
    limits = ma.fields.List(ma.fields.Nested(LimitOut))
    physical_form = string()
    structure = string("What is built with it.")
    distance_km = quantity("How far the receiver would fetch it.")
    contact_name = string("Whom to ask; shown to those whom the owner named.")
    contact_email = string()
    reuse = member(Reuse)
    status = member(RecordStatus)
    real_status = member(RealStatus)
    status_checked_on = day()
    confirmed_on = day()
    updated_at = ma.fields.AwareDateTime(format="iso")
    version = ma.fields.Integer()
    note = string()
    provenance = ma.fields.Nested(ProvenanceOut)
    labels = Whole(NeedLabelsOut)


SideStreamsOut = page_of(SideStreamOut, "SideStreamsOut")
NeedsOut = page_of(NeedOut, "NeedsOut")
