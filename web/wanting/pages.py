"""The questions of a need: what would be taken, how much and when, within which limits."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from flask import request

from databank.records import Limit, Period
from databank.schemas.codes import write_limit
from web.catalogue.words import FORMS, PARAMETERS, STRUCTURES, form_label, parameter_label, structure_label, unit_label
from web.labels import N_, material_class_title
from web.language import gettext as _
from web.numbers import NBSP, day, number, per_year
from web.wizard import amounts, materials, offers, typed
from web.wizard.place import place_page
from web.wizard.sharing import sharing_page
from web.wizard.values import NOTHING, Answers, Page, Parts, Question, Reader, WrongAnswerError

PROJECT = Period.BATCH.value
MOST_ROWS, FIRST_ROWS = 12, 2
ROW_FIELDS = ("parameter", "operator", "value", "limit_unit")
LIMIT_FIELDS = tuple(f"{field}_{row}" for row in range(1, MOST_ROWS + 1) for field in ROW_FIELDS)
OPERATORS = ("<=", ">=")
LIMIT_UNITS = ("%", "mg/kg", "mg/kg_dm", "MJ/kg", "mm", "")
SUGGESTED = (*PARAMETERS, "SiO2", "CaO", "Fe2O3", "Cl", "SO3", "As", "Cd", "Cr", "Cu", "Ni", "Pb", "Zn")
LONGEST_PARAMETER = 64
_NO_PARAMETER = re.compile(r"[<>=;]")
NAMED_CLASSES = 2


# --- what would be taken -----------------------------------------------------------------------------------------


def _classes(reader: Reader) -> tuple[str, ...]:
    return tuple(dict.fromkeys(materials.material(value).material_class for value in reader.words("accepted")))


def _read_accepted(reader: Reader) -> Parts:
    accepted = [materials.material(value) for value in reader.words("accepted")]
    if not accepted:
        raise WrongAnswerError(_("Choose at least one material that you would take."), "material")
    codes = dict.fromkeys(one.code for one in accepted if one.code)
    return {"record": {"material_classes": ";".join(_classes(reader)), "waste_codes": ";".join(codes)}}


def _say_accepted(reader: Reader) -> str:
    return "; ".join(materials.title_of(value, "") for value in reader.words("accepted"))


def _is_material(value: str) -> bool:
    try:
        materials.material(value)
    except LookupError:
        return False
    return value != materials.OWN


def _tidy_material(answers: Answers) -> Answers:
    """Add what was chosen to what is accepted; words that are one material's name need no choice."""
    kept = dict(answers)
    kept.pop("sentence", None)
    accepted = [value for value in kept["accepted"].split(";") if _is_material(value)]
    exact = offers.exact_option(kept["material"])
    if exact and exact not in accepted:
        accepted.append(exact)
    found = {option.value for option in _offer(kept["material"], kept["narrowed"]).options}
    kept["accepted"] = ";".join(accepted)
    kept["narrowed"] = offers.narrowing(
        kept.pop("narrow"), "" if kept["asked_for"] != kept["material"] else kept["narrowed"]
    )
    if exact or found & set(accepted):
        kept["material"] = ""
    kept["asked_for"] = kept["material"]
    return kept


def _offer(text: str, narrowed: str) -> offers.Offer:
    """A taker may take both entries of a mirror pair; its own industry says nothing of where a waste arises."""
    return offers.offer(text, narrowed=narrowed, both_twins=True)


def _show_material(reader: Reader) -> Mapping[str, Any]:
    accepted = reader.words("accepted")
    offer = _offer(reader("material"), reader("narrowed"))
    options = tuple(option for option in offer.options if option.value not in accepted)
    rows = request.values.get("rows", "")
    count = int(rows) if rows.isdecimal() else 0
    return {
        "offer": replace(offer, options=options),
        "accepted": tuple((value, materials.title_of(value, "")) for value in accepted),
        "forms_offered": (("", _("Any form")), *((name, form_label(name)) for name in FORMS)),
        "rows": range(1, min(max(count, FIRST_ROWS, _rows_used(reader)), MOST_ROWS) + 1),
        "most_rows": MOST_ROWS,
        "operators": (("<=", _("at most")), (">=", _("at least"))),
        "limit_units": tuple((unit, unit_label(unit) or _("no unit")) for unit in LIMIT_UNITS),
        "parameters": tuple((name, parameter_label(name)) for name in SUGGESTED),
    }


# --- limits ------------------------------------------------------------------------------------------------------


def _rows_used(reader: Reader) -> int:
    """The last row in which something was typed."""
    return max(
        (row for row in range(1, MOST_ROWS + 1) if reader(f"parameter_{row}") or reader(f"value_{row}")), default=0
    )


def limits_of(reader: Reader) -> Iterator[Limit]:
    """The limits that were typed, row by row."""
    for row in range(1, _rows_used(reader) + 1):
        name, value = reader(f"parameter_{row}"), reader(f"value_{row}")
        if not name and not value:
            continue
        if not name or _NO_PARAMETER.search(name) or len(name) > LONGEST_PARAMETER:
            raise WrongAnswerError(
                _("Row %(row)s: write the substance or property, for example Cl or Moisture.", row=row),
                f"parameter_{row}",
            )
        yield Limit(
            parameter=parameter_of(name),
            operator=reader(f"operator_{row}") if reader(f"operator_{row}") in OPERATORS else OPERATORS[0],
            value=_limit_value(reader, row),
            unit=reader(f"limit_unit_{row}").replace(";", ""),
        )


def _limit_value(reader: Reader, row: int) -> Any:
    try:
        return typed.decimal(reader(f"value_{row}"), reader.language)
    except WrongAnswerError as refused:
        sentence = _("Row %(row)s: %(problem)s", row=row, problem=refused.sentence)
        raise WrongAnswerError(sentence, f"value_{row}") from None


def parameter_of(name: str) -> str:
    """The code of a parameter that was written in words; any other as it was written."""
    known = {parameter_label(code).casefold(): code for code in SUGGESTED}
    return known.get(name.casefold(), name)


def _read_limits(reader: Reader) -> Parts:
    return {"record": {"limits": ";".join(write_limit(limit) for limit in limits_of(reader))}}


def _say_limits(reader: Reader) -> str:
    return "; ".join(_limit_words(limit) for limit in limits_of(reader))


def _limit_words(limit: Limit) -> str:
    sign = {"<=": "≤", ">=": "≥"}[limit.operator]
    return f"{parameter_label(limit.parameter)} {sign} {number(limit.value)}{NBSP}{unit_label(limit.unit)}".strip()


MATERIAL = Page(
    name="material",
    title=N_("What would you take?"),
    template="wanting/material.html",
    questions=(
        Question(
            label=N_("Materials"),
            fields=("material", "accepted"),
            read=_read_accepted,
            say=_say_accepted,
            columns=("material_classes", "waste_codes", "name"),
            required=True,
        ),
        Question(
            label=N_("Form"),
            fields=("form",),
            read=lambda reader: {"record": {"physical_form": reader("form")}},
            say=lambda reader: form_label(reader("form")) or _("Any form"),
            columns=("physical_form",),
        ),
        Question(
            label=N_("Limits"),
            fields=(LIMIT_FIELDS[0], *LIMIT_FIELDS[1:]),
            read=_read_limits,
            say=_say_limits,
            columns=("limits",),
        ),
    ),
    tidy=_tidy_material,
    shows=_show_material,
    several=("accepted",),
    extra_fields=("asked_for", "sentence", "narrow", "narrowed"),
)


# --- how much and when -------------------------------------------------------------------------------------------


def _is_project(reader: Reader) -> bool:
    return reader("period") == PROJECT


def _read_days(reader: Reader) -> Parts:
    cells: dict[str, str] = {}
    for field, column in (("starts", "starts_on"), ("ends", "ends_on")):
        if not reader(field):
            continue
        try:
            cells[column] = typed.day(reader(field)).isoformat()
        except WrongAnswerError as refused:
            raise WrongAnswerError(refused.sentence, field) from None
    return {"record": cells}


def _say_days(reader: Reader) -> str:
    days = []
    for field in ("starts", "ends"):
        try:
            days.append(day(typed.day(reader(field))) if reader(field) else "")
        except WrongAnswerError:
            days.append(reader(field))
    begins, ends = days
    if begins and ends:
        return _("from %(start)s to %(end)s", start=begins, end=ends)
    if begins:
        return _("from %(start)s", start=begins)
    return _("until %(end)s", end=ends) if ends else ""


def _read_structure(reader: Reader) -> Parts:
    return {"record": {"structure": reader("structure")}} if _is_project(reader) else NOTHING


def _show_amount(reader: Reader) -> Mapping[str, Any]:
    return {
        "units": tuple((unit, unit_label(unit)) for unit in amounts.UNITS),
        "unit": amounts.unit_of(reader),
        "periods": (
            (Period.PER_YEAR, _("Every year"), _("For example %(unit)s.", unit=per_year())),
            (Period.BATCH, _("One project"), _("For example the base of a road or a noise wall.")),
        ),
        "period": amounts.period_of(reader),
        "structures": (("", _("Choose if it is a project")), *((name, _(words)) for name, words in STRUCTURES.items())),
    }


AMOUNT = Page(
    name="amount",
    title=N_("How much and when?"),
    template="wanting/amount.html",
    questions=(
        Question(
            label=N_("Amount"),
            fields=("amount", "unit"),
            read=amounts.read_amount,
            say=amounts.say_amount,
            columns=("amount", "amount_min", "amount_max", "unit", "year"),
            required=True,
        ),
        Question(
            label=N_("How often"),
            fields=("period",),
            read=amounts.read_period,
            say=lambda reader: _("One project") if _is_project(reader) else _("Every year"),
            columns=("period",),
        ),
        Question(
            label=N_("Density, t/m³"),
            fields=("density",),
            read=amounts.read_density,
            say=lambda reader: reader("density"),
            columns=("density_t_m3",),
            asked=amounts.is_volume,
        ),
        Question(
            label=N_("Structure"),
            fields=("structure",),
            read=_read_structure,
            say=lambda reader: structure_label(reader("structure")),
            columns=("structure",),
            asked=_is_project,
        ),
        Question(
            label=N_("When"),
            fields=("starts", "ends"),
            read=_read_days,
            say=_say_days,
            columns=("starts_on", "ends_on"),
        ),
    ),
    tidy=amounts.settled,
    shows=_show_amount,
    extra_fields=("amount_meant",),
)


def _read_distance(reader: Reader) -> Parts:
    if not reader("distance"):
        return NOTHING
    return {"record": {"distance_km": str(typed.decimal(reader("distance").removesuffix("km"), reader.language))}}


DISTANCE = Question(
    label=N_("From how far"),
    fields=("distance",),
    read=_read_distance,
    say=lambda reader: f"{reader('distance').removesuffix('km').strip()}{NBSP}km" if reader("distance") else "",
    columns=("distance_km",),
)


def complete(reader: Reader, parts: Mapping[str, Any]) -> Mapping[str, Any]:
    """The name of a need: what it builds, and the first materials."""
    classes = [name for name in str(parts.get("record", {}).get("material_classes", "")).split(";") if name]
    named = ", ".join(material_class_title(name) for name in classes[:NAMED_CLASSES])
    if not named:
        return {}
    structure = structure_label(reader("structure")) if _is_project(reader) else ""
    return {"name": _("%(structure)s: %(materials)s", structure=structure, materials=named) if structure else named}


PAGES = (
    MATERIAL,
    AMOUNT,
    place_page(DISTANCE, title=N_("Where and who?"), template="wanting/place.html"),
    sharing_page(diagrams=False),
)
