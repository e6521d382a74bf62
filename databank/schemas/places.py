"""Rows of areas, their facts, organisations, sites and permits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, validates_schema

from databank.errors import N_, Sentence
from databank.schemas import cells, codes
from databank.schemas.cells import Cell
from databank.schemas.parts import RealWorldColumns, SourceColumns
from taxonomy import industries


class AreaSchema(SourceColumns):
    """areas.csv."""

    id = cells.identity()
    name_fi = cells.required_text()
    name_sv = cells.required_text()
    name_en = cells.required_text()
    kind = cells.required_text(64)
    municipality = cells.required_text(64)
    lat = cells.fraction(-90, 90)
    lon = cells.fraction(-180, 180)
    area_ha = cells.number()
    description_fi = cells.text(4000, load_default="")
    description_sv = cells.text(4000, load_default="")
    description_en = cells.text(4000, load_default="")
    checked_on = cells.day()


class AreaFactSchema(SourceColumns):
    """area-facts.csv."""

    area_id = cells.identity()
    topic = cells.required_text(64)
    name_fi = cells.required_text()
    name_sv = cells.required_text()
    name_en = cells.required_text()
    value = cells.required_text(500)
    unit = cells.text(32)
    year = cells.year(load_default=None)


class OrganisationSchema(RealWorldColumns, SourceColumns):
    """organisations.csv."""

    id = cells.identity()
    name = cells.required_text()
    business_id = cells.business_id()
    industry_code = cells.text(8)
    industry_edition = cells.text(16)
    sector = Cell(codes.parse_sector, load_default=None)
    municipality = cells.text(64)
    holding = cells.text()
    name_as_of = cells.day()
    is_example = cells.flag()
    note = cells.text(4000)

    @validates_schema
    def check_example(self, data: Mapping[str, Any], **_: Any) -> None:
        """An invented company never carries the number of a real one."""
        if data["is_example"] and data["business_id"]:
            raise ValidationError(Sentence(N_("An example has no business id: leave it empty.")), "business_id")

    @validates_schema
    def check_industry(self, data: Mapping[str, Any], **_: Any) -> None:
        """The industry stands in its edition of NACE."""
        code, edition = data["industry_code"], data["industry_edition"] or "NACE2"
        try:
            if code:
                industries.industry(code, edition)
        except LookupError:
            raise ValidationError(
                Sentence(
                    N_("This industry is not in %(edition)s: write a code such as 24.51, edition NACE2 or NACE2.1."),
                    edition=edition,
                ),
                "industry_code",
            ) from None


class SiteSchema(RealWorldColumns, SourceColumns):
    """sites.csv."""

    id = cells.identity()
    organisation_id = cells.identity()
    name = cells.required_text()
    address = cells.text()
    municipality = cells.text(64)
    lat = cells.fraction(-90, 90, load_default=None)
    lon = cells.fraction(-180, 180, load_default=None)
    coordinate_precision = cells.text(32)
    area_id = cells.identity(load_default=None)
    sector = Cell(codes.parse_sector, load_default=None)
    is_example = cells.flag()

    @validates_schema
    def check_point(self, data: Mapping[str, Any], **_: Any) -> None:
        """A point has two coordinates."""
        if (data["lat"] is None) != (data["lon"] is None):
            raise ValidationError(Sentence(N_("A point has a latitude and a longitude: fill in both.")), "lat")


class PermitSchema(SourceColumns):
    """permits.csv."""

    id = cells.identity()
    site_id = cells.identity()
    waste_codes = codes.waste_codes()
    operations = codes.operations()
    capacity_t_per_year = cells.number()
    authority = cells.text()
    valid_until = cells.day()
    note = cells.text(4000)
