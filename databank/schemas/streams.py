"""Rows of side streams, their amounts by year, their composition, their documents and what others need."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from marshmallow import ValidationError, post_load, validates_schema

from databank.access import COMPANY_HIDDEN, OPEN
from databank.errors import N_, Sentence
from databank.records import (
    Coarse,
    Consent,
    DocumentKind,
    Fate,
    FieldGroup,
    Hazard,
    LegalStatus,
    Level,
    Origin,
    RecordKind,
    RecordStatus,
    Reuse,
)
from databank.schemas import cells, codes
from databank.schemas.cells import Cell, each
from databank.schemas.parts import AmountColumns, RealWorldColumns, RecordSchema, ShortAmountColumns, SourceColumns
from databank.vocabulary import first_edition, hazardous_by_list

NOT_WASTE = {LegalStatus.BY_PRODUCT, LegalStatus.END_OF_WASTE, LegalStatus.PRODUCT, LegalStatus.OUTSIDE_WASTE_LAW}


def _language(default: str | None) -> Cell[str]:
    def parse(text: str) -> str:
        if text not in {"fi", "sv", "en"}:
            raise ValueError(Sentence(N_("Choose one of: %(choices)s."), choices="fi, sv, en"))
        return text

    return Cell(parse, load_default=default)


class OwnedColumns(RecordSchema):
    """What side streams and needs share: whose, called what, shown to whom."""

    id = cells.identity(load_default=None)
    kind = cells.choice(RecordKind, load_default=RecordKind.OFFER)
    organisation_id = cells.identity(load_default=None)
    site_id = cells.identity(load_default=None)
    name = cells.required_text()
    language = _language("fi")
    physical_form = cells.text(64)
    status = cells.choice(RecordStatus, load_default=RecordStatus.SUBMITTED)
    visibility = Cell(codes.parse_visibility, codes.write_visibility, load_default=None)
    confirmed_on = cells.day()
    is_example = cells.flag()
    note = cells.text(4000)
    reuse = cells.choice(Reuse, load_default=Reuse.MEMBERS)
    contact_name = cells.text()
    contact_email = Cell(cells.email, load_default=None)

    @post_load
    def default_visibility(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        """What a public source says is open; what a company says hides the company until it chooses otherwise."""
        if data["visibility"] is None:
            data["visibility"] = dict(OPEN if data.get("source_url") else COMPANY_HIDDEN)
        return data


class SideStreamSchema(OwnedColumns, AmountColumns, RealWorldColumns, SourceColumns):
    """side-streams.csv: a side stream with the amount of one year."""

    material_class = Cell(codes.parse_material_class)
    waste_code = codes.waste_code()
    waste_list_edition = Cell(codes.parse_edition, load_default=None)
    code_if_waste = codes.waste_code()
    legal_status = cells.choice(LegalStatus, load_default=LegalStatus.UNKNOWN)
    legal_ground = cells.text(500)
    legal_authority = cells.text()
    legal_date = cells.day()
    hazard = cells.choice(Hazard, load_default=None)
    packaging = cells.text(64)
    origin = cells.choice(Origin, load_default=Origin.PRIMARY)
    origin_process = cells.text()
    available_from = cells.day()
    available_until = cells.day()
    availability_pattern = cells.text(64)
    committed_until = cells.day()
    free_t_per_year = cells.number()
    fate = cells.choice(Fate, load_default=Fate.NOT_KNOWN)
    treatment_code = codes.operation()
    receiver = cells.text()
    price_eur_per_t = cells.number(-1_000_000, 1_000_000)
    consent = cells.choice(Consent, load_default=Consent.NO)
    hint_material_class = Cell(codes.parse_material_class, load_default=None)
    hint_waste_code = codes.waste_code()
    loading = cells.text(64)
    storage = cells.text(64)
    coarse = Cell(each(cells.one_of(Coarse)), list, load_default=())

    @validates_schema
    def check_codes(self, data: Mapping[str, Any], **_: Any) -> None:
        """What is not waste has no waste code, only the one it would have."""
        if data["legal_status"] in NOT_WASTE and data["waste_code"]:
            raise ValidationError(
                Sentence(N_("What is not waste has no waste code: write it into code_if_waste.")), "waste_code"
            )
        if data["waste_code"] and data["code_if_waste"]:
            raise ValidationError(
                Sentence(N_("Waste has a waste code, anything else a code if waste: leave one empty.")), "code_if_waste"
            )

    @validates_schema
    def check_hazard(self, data: Mapping[str, Any], **_: Any) -> None:
        """The list decides on the hazard of an absolute entry; of a mirror entry only a test does."""
        code = data["waste_code"]
        if code is None:
            return
        edition = data["waste_list_edition"] or first_edition(code)
        try:
            by_list = hazardous_by_list(code, edition)
        except LookupError:
            raise ValidationError(
                Sentence(N_("This edition of the List of Waste does not have the code: choose another edition.")),
                "waste_list_edition",
            ) from None
        if by_list is True and data["hazard"] is Hazard.NON_HAZARDOUS:
            raise ValidationError(Sentence(N_("The List of Waste says this code is hazardous.")), "hazard")
        if by_list is False and data["hazard"] is Hazard.HAZARDOUS:
            raise ValidationError(
                Sentence(N_("The List of Waste says this code is not hazardous: choose the hazardous twin.")), "hazard"
            )

    @validates_schema
    def check_dates(self, data: Mapping[str, Any], **_: Any) -> None:
        """What is available ends after it began."""
        first, last = data["available_from"], data["available_until"]
        if first and last and first > last:
            raise ValidationError(Sentence(N_("The end lies before the beginning.")), "available_until")

    @validates_schema
    def check_owner(self, data: Mapping[str, Any], **_: Any) -> None:
        """A diagram by name shows the company and the amount, so both must be open to everybody."""
        visibility = data["visibility"] or (OPEN if data["source_url"] else COMPANY_HIDDEN)
        shown = (FieldGroup.MATERIAL, FieldGroup.ORGANISATION, FieldGroup.AMOUNT)
        if data["consent"] is Consent.NAME and any(visibility[group] > Level.PUBLIC for group in shown):
            raise ValidationError(
                Sentence(
                    N_(
                        "Consent by name shows the company and the amount to everybody: "
                        "make both public in visibility, or choose the consent sums."
                    )
                ),
                "consent",
            )

    @post_load
    def hazard_by_list(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Fill in the edition, and the hazard that the list alone decides."""
        code = data["waste_code"]
        if code is not None:
            data["waste_list_edition"] = data["waste_list_edition"] or first_edition(code)
        if data["hazard"] is None:
            by_list = hazardous_by_list(code, data["waste_list_edition"]) if code else None
            known = {True: Hazard.HAZARDOUS, False: Hazard.NON_HAZARDOUS}
            data["hazard"] = known.get(by_list, Hazard.UNKNOWN) if by_list is not None else Hazard.UNKNOWN
        return data


class AmountSchema(AmountColumns):
    """amounts.csv: further years of a side stream."""

    side_stream_id = cells.identity()


class CompositionSchema(RecordSchema):
    """composition.csv: parameters of a side stream."""

    side_stream_id = cells.identity()
    parameter = cells.required_text(64)
    minimum = cells.number(-cells.GREATEST)
    typical = cells.number(-cells.GREATEST)
    maximum = cells.number(-cells.GREATEST)
    unit = cells.required_text(32)
    method = cells.text()
    laboratory = cells.text()
    measured_on = cells.day()
    sample_count = Cell(cells.whole(0, 1_000_000), int, load_default=None)

    @validates_schema
    def check_values(self, data: Mapping[str, Any], **_: Any) -> None:
        """Something was measured, and the numbers are in order."""
        values = [data[name] for name in ("minimum", "typical", "maximum") if data[name] is not None]
        if not values:
            raise ValidationError(Sentence(N_("Fill in at least one of minimum, typical and maximum.")), "typical")
        if values != sorted(values):
            raise ValidationError(Sentence(N_("Minimum, typical and maximum must run upwards.")), "minimum")


class DocumentSchema(RecordSchema):
    """documents.csv: documents and photos of a side stream; a photo may have no language."""

    side_stream_id = cells.identity()
    kind = cells.choice(DocumentKind)
    title = cells.required_text()
    language = _language(None)
    issued_on = cells.day()
    url = Cell(cells.document_address)


class NeedSchema(OwnedColumns, ShortAmountColumns, RealWorldColumns, SourceColumns):
    """needs.csv: what somebody would take."""

    material_classes = Cell(each(codes.parse_material_class), list)
    waste_codes = codes.waste_codes()
    starts_on = cells.day()
    ends_on = cells.day()
    limits = codes.limits()
    distance_km = cells.number(0, 20_000)
    structure = cells.text(64)
    density_t_m3 = cells.number(Decimal("0.001"), 30)

    @validates_schema
    def check_dates(self, data: Mapping[str, Any], **_: Any) -> None:
        """A project ends after it began."""
        first, last = data["starts_on"], data["ends_on"]
        if first and last and first > last:
            raise ValidationError(Sentence(N_("The end lies before the beginning.")), "ends_on")
