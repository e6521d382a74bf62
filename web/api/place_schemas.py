"""How organisations, their sites and permits, and areas are answered."""

from __future__ import annotations

import marshmallow as ma

from databank.records import RealStatus
from web import labels
from web.api.fields import Label, Out, Quantity, Whole, day, described, page_of, quantity, string
from web.api.record_schemas import ProvenanceOut, member


class PermitOut(Out):
    """What a site may take. A permit opens a gate; it is no need."""

    id = ma.fields.String()
    waste_codes = ma.fields.List(ma.fields.String())
    operations = ma.fields.List(ma.fields.String())
    capacity_t_per_year = quantity("A limit, never a flow.")
    authority = string()
    valid_until = day()
    note = string()
    provenance = ma.fields.Nested(ProvenanceOut)


class SiteOut(Out):
    """One site."""

    id = ma.fields.String()
    name = ma.fields.String()
    address = string()
    municipality = string()
    lat = quantity("WGS84.")
    lon = quantity("WGS84.")
    coordinate_precision = string()
    area_id = string()
    sector = ma.fields.String()
    real_status = member(RealStatus)
    status_checked_on = day()
    confirmed = ma.fields.Boolean(**described("False for a site that an import created."))
    is_example = ma.fields.Boolean()
    permits = ma.fields.List(ma.fields.Nested(PermitOut))
    provenance = ma.fields.Nested(ProvenanceOut)


class OrganisationLabelsOut(Out):
    """The codes in words."""

    sector = Label("sector", labels.sector_title)
    real_status = Label("real_status", labels.label)


class OrganisationOut(Out):
    """A legal unit."""

    id = ma.fields.String()
    name = ma.fields.String()
    name_as_of = day("Date of the source the name was read in.")
    business_id = string()
    industry_code = string()
    industry_edition = string()
    sector = ma.fields.String()
    municipality = string()
    holding = string()
    real_status = member(RealStatus)
    status_checked_on = day()
    is_example = ma.fields.Boolean(**described("True for fictional companies."))
    note = string()
    sites = ma.fields.List(ma.fields.Nested(SiteOut))
    provenance = ma.fields.Nested(ProvenanceOut)
    labels = Whole(OrganisationLabelsOut)


class AreaFactOut(Out):
    """One sourced figure of an area."""

    topic = ma.fields.String()
    label = Label("titles", labels.title)
    value = ma.fields.String(**described("Verbatim from the source."))
    unit = string()
    year = ma.fields.Integer(allow_none=True)
    provenance = ma.fields.Nested(ProvenanceOut)


class AreaOut(Out):
    """A named industrial area."""

    id = ma.fields.String()
    name = Label("titles", labels.title)
    description = Label("description", labels.title)
    kind = ma.fields.String()
    municipality = ma.fields.String()
    lat = Quantity(**described("WGS84."))
    lon = Quantity(**described("WGS84."))
    area_ha = quantity()
    checked_on = day()
    is_example = ma.fields.Constant(constant=False, metadata={"type": "boolean"})
    facts = ma.fields.List(ma.fields.Nested(AreaFactOut))
    provenance = ma.fields.Nested(ProvenanceOut)


OrganisationsOut = page_of(OrganisationOut, "OrganisationsOut")
AreasOut = page_of(AreaOut, "AreasOut")
