"""Rows of treatment lines and of trials."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, validates_schema

from databank.errors import N_, Sentence
from databank.records import TrialOutcome
from databank.schemas import cells, codes
from databank.schemas.cells import Cell, each
from databank.schemas.parts import RealWorldColumns, SourceColumns


class TreatmentLineSchema(RealWorldColumns, SourceColumns):
    """treatment-lines.csv: what a site can do to a material, or plans to."""

    id = cells.identity()
    site_id = cells.identity()
    step = Cell(codes.parse_treatment_step)
    material_classes = Cell(each(codes.parse_material_class), list, load_default=())
    capacity_t_per_year = cells.number()
    permit_note = cells.text(500)
    is_example = cells.flag()
    note = cells.text(4000)

    @validates_schema
    def check_classes(self, data: Mapping[str, Any], **_: Any) -> None:
        """A line takes no more than its treatment does."""
        strange = codes.not_treated(data["step"], data["material_classes"])
        if strange:
            raise ValidationError(
                Sentence(N_("This treatment does not take %(classes)s: leave it out."), classes=", ".join(strange)),
                "material_classes",
            )


class TrialSchema(SourceColumns):
    """trials.csv: a material tried out, in one language at least."""

    id = cells.identity()
    site_id = cells.identity(load_default=None)
    area_id = cells.identity(load_default=None)
    title_fi = cells.text()
    title_sv = cells.text()
    title_en = cells.text()
    material_classes = Cell(each(codes.parse_material_class), list)
    permit = cells.text(500)
    began_year = cells.year(load_default=None)
    ended_year = cells.year(load_default=None)
    amount = cells.number()
    unit = Cell(codes.parse_unit, load_default="t")
    outcome = cells.choice(TrialOutcome, load_default=TrialOutcome.UNKNOWN)
    result_fi = cells.text(2000)
    result_sv = cells.text(2000)
    result_en = cells.text(2000)
    use_id = Cell(codes.parse_use, load_default=None)
    is_example = cells.flag()

    @validates_schema
    def check_words(self, data: Mapping[str, Any], **_: Any) -> None:
        """A trial is called something, and took place somewhere."""
        if not any(data[f"title_{language}"] for language in ("fi", "sv", "en")):
            raise ValidationError(Sentence(N_("Write in at least one language what was tried.")), "title_fi")
        if data["site_id"] is None and data["area_id"] is None:
            raise ValidationError(Sentence(N_("Where was it tried? Write the id of a site or of an area.")), "site_id")

    @validates_schema
    def check_years(self, data: Mapping[str, Any], **_: Any) -> None:
        """A trial ends after it began, and one that has ended runs no more."""
        first, last = data["began_year"], data["ended_year"]
        if first and last and first > last:
            raise ValidationError(Sentence(N_("The end lies before the beginning.")), "ended_year")
        if last and data["outcome"] is TrialOutcome.RUNNING:
            raise ValidationError(
                Sentence(N_("A trial that has ended does not run: choose another outcome.")), "outcome"
            )
