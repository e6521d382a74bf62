"""The tasks of a side stream."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from databank.records import Fate, FieldGroup, LegalStatus
from taxonomy import waste_list
from web.labels import N_
from web.records import choices
from web.records.fields import Field, a_day, area, choice, number, percent, text, text_of, whole
from web.records.tasks import Cells, Task, said_any

NOT_WASTE = {LegalStatus.BY_PRODUCT, LegalStatus.END_OF_WASTE, LegalStatus.PRODUCT, LegalStatus.OUTSIDE_WASTE_LAW}


def _settle_code(cells: Cells, known: Mapping[str, Any]) -> Cells:
    """One box for the code: waste has a waste code, anything else the code it would have."""
    code, is_waste = cells.pop("code"), cells["legal_status"] not in NOT_WASTE
    before = known.get("waste_code") or known.get("code_if_waste") or ""
    same = "".join(sign for sign in code if sign.isdigit()) == before
    edition = known.get("waste_list_edition") if same and is_waste else ""
    return {
        **cells,
        "waste_code": code if is_waste else "",
        "code_if_waste": "" if is_waste else code,
        "waste_list_edition": edition,
    }


def _unfold_code(known: Mapping[str, Any]) -> Mapping[str, Any]:
    code = known.get("waste_code") or known.get("code_if_waste") or ""
    hazard = known.get("hazard")
    settled = hazard == "unknown" or (known.get("waste_code") and _is_absolute(code, known.get("waste_list_edition")))
    return {**known, "code": waste_list.display_code(code) if code else "", "hazard": "" if settled else hazard}


def _is_absolute(code: str, edition: str | None) -> bool:
    return not waste_list.edition(edition or "2015").entry(code).entry_type.startswith("M")


def suggest(name: str, label: str, words: tuple[str, ...], hint: str = "") -> Field:
    """A line of text with words offered while typing."""
    return Field(name=name, label=label, hint=hint, look="suggest", longest=64, choices=choices.suggested(words))


WHAT = Task(
    slug="what",
    title=N_("What it is"),
    lede=N_("Name, class, code, hazard and legal status."),
    group=FieldGroup.MATERIAL,
    reviewed=True,
    is_done=lambda _stream: True,
    settle=_settle_code,
    unfold=_unfold_code,
    columns=(
        *("name", "language", "material_class", "legal_status", "waste_code", "code_if_waste", "waste_list_edition"),
        *("hazard", "origin", "origin_process", "legal_ground", "legal_authority", "legal_date"),
    ),
    aliases={"waste_code": "code", "code_if_waste": "code", "waste_list_edition": "code"},
    fields=(
        text("name", N_("What is it called?"), N_("In your own words, as your people call it.")),
        choice("language", N_("Language of the name"), choices.languages),
        choice("material_class", N_("Material class"), choices.material_classes, look="select"),
        choice("legal_status", N_("Legal status"), choices.legal_statuses),
        text(
            "code",
            N_("Code of the List of Waste"),
            N_("Six digits, such as 10 09 08. Of what is not waste: the code it would have if it became waste."),
            narrow=True,
            longest=16,
        ),
        choice("hazard", N_("Hazard"), choices.hazards),
        choice("origin", N_("Where it comes from"), choices.origins),
        text("origin_process", N_("In which process it arises")),
        text("legal_ground", N_("What the legal status rests on"), N_("A section of law, a regulation, a decision.")),
        text("legal_authority", N_("Authority that decided")),
        a_day("legal_date", N_("Date of the decision"), N_("For example 1.3.2027")),
    ),
)

AMOUNTS = Task(
    slug="amounts",
    title=N_("Amounts by year"),
    lede=N_("A value or a range. One row for each year; a batch or a stock needs no year."),
    group=FieldGroup.AMOUNT,
    part="amounts",
    telling=("year", "amount", "amount_min", "amount_max"),
    is_done=lambda stream: any(amount.typical is not None for amount in stream.amounts),
    fields=(
        whole("year", N_("Year")),
        number("amount", N_("Amount")),
        number("amount_min", N_("or from")),
        number("amount_max", N_("to")),
        choice("unit", N_("Unit"), choices.amount_units, look="select"),
        choice("period", N_("Period"), choices.periods, look="select"),
        choice("basis", N_("Basis"), choices.bases, look="select"),
        choice("method", N_("How it was found out"), choices.methods, look="select"),
        percent("moisture_share", N_("Moisture")),
        number("density_t_m3", N_("Density, t/m³")),
        number("standard_uncertainty", N_("Uncertainty, in the same unit")),
        text("amount_note", N_("Remark"), longest=2000),
    ),
)

COMPOSITION = Task(
    slug="composition",
    title=N_("Composition and properties"),
    lede=N_("What a laboratory measured or what is known. Fill in what you have; one figure is enough for a row."),
    group=FieldGroup.COMPOSITION,
    part="composition",
    telling=("parameter", "minimum", "typical", "maximum"),
    is_done=lambda stream: bool(stream.composition),
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
        number("minimum", N_("Least")),
        number("typical", N_("Typical")),
        number("maximum", N_("Greatest")),
        Field(
            name="unit",
            label=N_("Unit"),
            look="suggest",
            longest=32,
            choices=choices.measured_units,
            read=choices.unit_of,
            show=choices.shown_unit,
        ),
        text("method", N_("Method")),
        text("laboratory", N_("Laboratory")),
        a_day("measured_on", N_("Date")),
        whole("sample_count", N_("Samples")),
    ),
)

FILES = Task(
    slug="files",
    title=N_("Photos and laboratory reports"),
    group=FieldGroup.DOCUMENTS,
    reviewed=True,
    is_done=lambda stream: bool(stream.documents),
    endpoint="records.files",
)

LOGISTICS = Task(
    slug="logistics",
    title=N_("Logistics"),
    lede=N_("How it is packed, loaded and stored, and when it can be had."),
    group=FieldGroup.LOGISTICS,
    is_done=said_any("packaging", "loading", "storage", "available_from", "availability_pattern"),
    fields=(
        choice("physical_form", N_("Form"), choices.physical_forms, look="select"),
        suggest("packaging", N_("Packaging"), choices.PACKAGINGS),
        suggest("loading", N_("Loading"), choices.LOADINGS),
        suggest("storage", N_("Storage"), choices.STORAGES),
        a_day("available_from", N_("Available from"), N_("For example 1.3.2027. Empty: now.")),
        a_day("available_until", N_("Available until"), N_("Empty: no end is known.")),
        choice("availability_pattern", N_("How it arises"), choices.patterns),
    ),
)

CONTRACT = Task(
    slug="contract",
    title=N_("Running contract"),
    lede=N_("Somebody may take it already. Tell until when, and how much is still free."),
    group=FieldGroup.LOGISTICS,
    is_done=said_any("committed_until", "free_t_per_year"),
    fields=(
        a_day("committed_until", N_("Committed until")),
        number("free_t_per_year", N_("Free"), N_("0 means that all of it is committed."), suffix="t/a"),
    ),
)

FATE = Task(
    slug="fate",
    title=N_("Where it goes today"),
    lede=N_("What happens to it now. The flow diagrams of the region rest on this."),
    is_done=lambda stream: stream.fate is not Fate.NOT_KNOWN,
    fields=(
        choice("fate", N_("Where does it go?"), choices.fates),
        choice("treatment_code", N_("Recovery or disposal operation"), choices.operations, look="select"),
        text("receiver", N_("Receiver"), N_("Shown only to those who see the name of your company.")),
    ),
)

LEGAL = Task(
    slug="legal",
    title=N_("Self-check of legal status"),
    is_done=lambda stream: bool(stream.legal_check),
    endpoint="records.legal",
)

PRICE = Task(
    slug="price",
    title=N_("Price"),
    lede=N_("Shown to the recipients you name, unless you have said otherwise."),
    group=FieldGroup.PRICE,
    is_done=said_any("price_eur_per_t"),
    fields=(
        number(
            "price_eur_per_t",
            N_("Price"),
            N_("What the taker pays you. Write a gate fee that you pay as a negative number, for example -12."),
            suffix="€/t",
        ),
    ),
)

CONTACT = Task(
    slug="contact",
    title=N_("Contact"),
    lede=N_("Whom to ask. Questions are handed on by the bank, so that nobody learns the address unless you say so."),
    group=FieldGroup.CONTACT,
    is_done=said_any("contact_email"),
    fields=(
        text("contact_name", N_("Name")),
        Field(name="contact_email", label=N_("E-mail address"), longest=254, inputmode="email", show=text_of),
    ),
)

NOTE = Task(
    slug="note",
    title=N_("Note"),
    lede=N_("Anything else a taker should know."),
    group=FieldGroup.ORGANISATION,
    is_done=said_any("note"),
    fields=(area("note", N_("Note"), N_("Shown only to those who see the name of your company.")),),
)

TASKS = (WHAT, AMOUNTS, COMPOSITION, FILES, LOGISTICS, CONTRACT, FATE, LEGAL, PRICE, CONTACT, NOTE)
