"""Cells whose words the taxonomy knows: waste codes, material classes, operations, sectors, industries."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from databank.access import COMPANY_HIDDEN, PRESETS
from databank.errors import N_, Sentence
from databank.records import FieldGroup, Level, Limit
from databank.schemas.cells import Cell, each, parse_decimal
from taxonomy import industries, materials, treatment_steps, treatments, units, uses, waste_list

_LIMIT = re.compile(
    r"(?P<parameter>[^<>=]{1,64}?)\s*(?P<operator><=|>=|<|>|=)\s*(?P<value>[0-9.]+)\s*(?P<unit>.{0,32})"
)


def parse_waste_code(text: str) -> str:
    """Read an entry of the List of Waste; a star says nothing here, hazard is a column of its own."""
    try:
        code = waste_list.parse_code(text)
    except (ValueError, LookupError):
        raise ValueError(
            Sentence(N_("This is no code of the List of Waste: write the six digits of an entry, such as 10 09 08."))
        ) from None
    return code


def parse_material_class(text: str) -> str:
    """Read the id of a material class."""
    try:
        return materials.material_class(text).id
    except LookupError:
        raise ValueError(
            Sentence(N_("This material class is not known: choose one from the classification, such as foundry_sand."))
        ) from None


def parse_operation(text: str) -> str:
    """Read R1-R13, D1-D15, or R or D alone for recovery or disposal that is not specified."""
    try:
        return treatments.operation(text).code
    except LookupError:
        raise ValueError(
            Sentence(N_("Write a recovery or disposal code: R1 to R13, D1 to D15, or only R or D."))
        ) from None


def parse_treatment_step(text: str) -> str:
    """Read the id of a treatment."""
    try:
        return treatment_steps.step(text).id
    except LookupError:
        known = ", ".join(one.id for one in treatment_steps.treatment_steps())
        raise ValueError(
            Sentence(N_("This treatment is not known: choose one of %(choices)s."), choices=known)
        ) from None


def not_treated(step_id: str, classes: Collection[str]) -> list[str]:
    """Those of some material classes that a treatment does not take."""
    step = treatment_steps.step(step_id)
    return [one for one in classes if not step.takes(one)]


def parse_use(text: str) -> str:
    """Read the id of a documented use."""
    try:
        return uses.use(text).id
    except LookupError:
        raise ValueError(
            Sentence(N_("This use is not known: write its id from the list of uses, such as U009."))
        ) from None


def parse_sector(text: str) -> str:
    """Read the id of a sector."""
    try:
        return industries.sector(text).id
    except LookupError:
        known = ", ".join(sector.id for sector in industries.sectors())
        raise ValueError(Sentence(N_("This sector is not known: choose one of %(choices)s."), choices=known)) from None


def parse_edition(text: str) -> str:
    """Read an edition of the List of Waste."""
    if text not in waste_list.EDITIONS:
        raise ValueError(
            Sentence(
                N_("This edition of the List of Waste is not known: choose one of %(choices)s."),
                choices=", ".join(waste_list.EDITIONS),
            )
        )
    return text


def parse_unit(text: str) -> str:
    """Read a unit of mass, volume or energy; "t/a" is t, as the period is a column of its own."""
    try:
        return units.unit(text.removesuffix("/a")).symbol
    except units.UnitError:
        raise ValueError(
            Sentence(N_("This unit is not known: choose one of %(choices)s."), choices=", ".join(units.UNITS))
        ) from None


def parse_limit(text: str) -> Limit:
    """Read one limit, such as "Cl <= 800 mg/kg"."""
    found = _LIMIT.fullmatch(text)
    if found is None:
        raise ValueError(Sentence(N_("Write a limit as parameter, <= or >=, number and unit, such as LOI<=2 %.")))
    return Limit(
        parameter=found["parameter"].strip(),
        operator=found["operator"],
        value=parse_decimal(found["value"]),
        unit=found["unit"].strip(),
    )


def write_limit(limit: Limit) -> str:
    """The limit as `parse_limit` reads it."""
    return f"{limit.parameter}{limit.operator}{limit.value.normalize():f} {limit.unit}".strip()


def parse_visibility(text: str) -> dict[FieldGroup, Level]:
    """Read a preset, or levels by field group; a group that is not named keeps the level of the default preset."""
    preset = PRESETS.get(text.lower())
    if preset is not None:
        return dict(preset)
    try:
        pairs = [part.split("=") for part in text.lower().split(";") if part.strip()]
        named = {FieldGroup(group.strip()): Level[level.strip().upper()] for group, level in pairs}
    except (ValueError, KeyError):
        raise ValueError(
            Sentence(
                N_(
                    "Write open, company_hidden or city_only, or levels by group such as amount=public;price=named. "
                    "Levels: public, verified, named, city, draft."
                )
            )
        ) from None
    return {**COMPANY_HIDDEN, **named}


def write_visibility(visibility: dict[FieldGroup, Level]) -> str:
    """The preset's name, else every group with its level."""
    for name, preset in PRESETS.items():
        if dict(preset) == dict(visibility):
            return name
    return ";".join(f"{group.value}={visibility[group].name.lower()}" for group in FieldGroup)


def waste_code(**settings: Any) -> Cell[str]:
    """One entry of the List of Waste, or unknown."""
    return Cell(parse_waste_code, load_default=None, **settings)


def waste_codes() -> Cell[tuple[str, ...]]:
    """Entries of the List of Waste."""
    return Cell(each(parse_waste_code), list, load_default=())


def operation() -> Cell[str]:
    """A recovery or disposal operation, or unknown."""
    return Cell(parse_operation, load_default=None)


def operations() -> Cell[tuple[str, ...]]:
    """Recovery and disposal operations."""
    return Cell(each(parse_operation), list, load_default=())


def limits() -> Cell[tuple[Limit, ...]]:
    """What a receiver accepts."""
    return Cell(each(parse_limit), lambda value: [write_limit(limit) for limit in value], load_default=())
