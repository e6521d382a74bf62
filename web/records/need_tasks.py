"""The tasks of a need."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from databank.records import FieldGroup
from web.labels import N_
from web.records import choices
from web.records.fields import Field, a_day, choice, number, text, whole
from web.records.stream_tasks import CONTACT, NOTE
from web.records.tasks import Cells, Task, said_any

_LIMIT = re.compile(r"(?P<parameter>[^<>=]+?)\s*(?P<operator><=|>=|<|>|=)\s*(?P<value>[0-9.]+)\s*(?P<unit>.*)")


def limit_rows(known: Mapping[str, Any]) -> list[dict[str, str]]:
    """The limits of a need as rows."""
    found = (_LIMIT.fullmatch(str(limit)) for limit in known.get("limits") or ())
    return [limit.groupdict() for limit in found if limit]


def written_limit(row: Mapping[str, str]) -> str:
    """A row as the cell of limits holds it."""
    return f"{row['parameter']}{row['operator']}{row['value']} {row['unit']}".strip()


def _codes(typed: str) -> str:
    """Codes parted by commas, semicolons or lines."""
    return ";".join(part.strip() for part in re.split(r"[,;\n]", typed) if part.strip())


def _unfold_codes(known: Mapping[str, Any]) -> Cells:
    return {**known, "waste_codes": ", ".join(known.get("waste_codes") or ())}


WHAT = Task(
    slug="what",
    title=N_("What you would take"),
    lede=N_("Name and the classes that fit."),
    group=FieldGroup.MATERIAL,
    reviewed=True,
    is_done=lambda _need: True,
    unfold=_unfold_codes,
    fields=(
        text("name", N_("What do you need?"), N_("In your own words.")),
        choice("language", N_("Language of the name"), choices.languages),
        Field(name="material_classes", label=N_("Material classes that fit"), look="several"),
        Field(
            name="waste_codes",
            label=N_("Codes of the List of Waste that your permit takes"),
            hint=N_("Separated by commas, for example 10 09 08, 17 01 01. Empty: any."),
            longest=500,
            read=_codes,
        ),
        choice("physical_form", N_("Form"), choices.physical_forms, look="select"),
    ),
)

AMOUNT = Task(
    slug="amounts",
    title=N_("Amount"),
    lede=N_("Per year, or for one project. A value or a range."),
    group=FieldGroup.AMOUNT,
    is_done=lambda need: need.amount.typical is not None,
    fields=(
        number("amount", N_("Amount")),
        number("amount_min", N_("or from")),
        number("amount_max", N_("to")),
        choice("unit", N_("Unit"), choices.amount_units, look="select"),
        choice("period", N_("Period"), choices.periods),
        choice("basis", N_("Basis"), choices.bases, look="select"),
        whole("year", N_("Year"), N_("Of an amount per year.")),
    ),
)

TIME_AND_PLACE = Task(
    slug="time-and-place",
    title=N_("Time and place"),
    lede=N_("From when, until when, for what and from how far."),
    group=FieldGroup.LOGISTICS,
    is_done=said_any("starts_on", "ends_on", "distance_km", "structure"),
    fields=(
        choice("structure", N_("Structure or use"), choices.structures, look="select"),
        a_day("starts_on", N_("Needed from"), N_("For example 1.3.2027")),
        a_day("ends_on", N_("Needed until")),
        number("distance_km", N_("Fetched from within"), suffix="km"),
    ),
)

LIMITS = Task(
    slug="limits",
    title=N_("Limits"),
    lede=N_("What a material must keep to. One row for each substance or property."),
    group=FieldGroup.COMPOSITION,
    part="limits",
    telling=("parameter", "value"),
    is_done=lambda need: bool(need.limits),
    columns=("limits",),
    fields=(
        Field(
            name="parameter",
            label=N_("Substance or property"),
            look="suggest",
            longest=64,
            choices=choices.parameters,
            read=choices.parameter_of,
            show=choices.shown_parameter,
        ),
        choice("operator", N_("Limit"), lambda: choices.OPERATORS, look="select"),
        number("value", N_("Value")),
        Field(
            name="unit",
            label=N_("Unit"),
            look="suggest",
            longest=32,
            choices=choices.measured_units,
            read=choices.unit_of,
            show=choices.shown_unit,
        ),
    ),
)

TASKS = (WHAT, AMOUNT, TIME_AND_PLACE, LIMITS, CONTACT, NOTE)
