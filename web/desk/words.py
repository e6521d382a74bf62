"""Findings and changed fields in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import Enum
from typing import Any

from databank.plausibility import Severity
from databank.records import (
    AmountStatus,
    Basis,
    Consent,
    DocumentKind,
    Fate,
    FieldGroup,
    Hazard,
    LegalStatus,
    Level,
    Method,
    Origin,
    Period,
    RealStatus,
    RecordKind,
    RecordStatus,
    ReviewAction,
)
from web import labels, numbers
from web.labels import N_
from web.language import gettext as _

FIELDS: Mapping[str, str] = {
    "name": N_("Name"),
    "language": N_("Language"),
    "kind": N_("Kind of record"),
    "material_class": N_("Material class"),
    "material_classes": N_("Material classes"),
    "waste_code": N_("Waste code"),
    "waste_codes": N_("Waste codes"),
    "waste_list_edition": N_("Edition of the List of Waste"),
    "code_if_waste": N_("Code if it were waste"),
    "legal_status": N_("Legal status"),
    "legal_ground": N_("Ground"),
    "legal_authority": N_("Authority"),
    "legal_date": N_("Date of the decision"),
    "legal_check": N_("Self-check of the legal status"),
    "hazard": N_("Hazard"),
    "physical_form": N_("Form"),
    "packaging": N_("Packaging"),
    "origin": N_("Origin"),
    "origin_process": N_("Arises in"),
    "organisation_id": N_("Company"),
    "site_id": N_("Site"),
    "year": N_("Year"),
    "amount": N_("Amount"),
    "amount_min": N_("Least amount"),
    "amount_max": N_("Greatest amount"),
    "amount_status": N_("Status of the amount"),
    "amount_note": N_("Remark on the amount"),
    "unit": N_("Unit"),
    "period": N_("Period"),
    "basis": N_("Basis"),
    "method": N_("Method"),
    "moisture_share": N_("Share of moisture"),
    "density_t_m3": N_("Density"),
    "standard_uncertainty": N_("Uncertainty"),
    "available_from": N_("Available from"),
    "available_until": N_("Available until"),
    "availability_pattern": N_("How it comes"),
    "committed_until": N_("Committed until"),
    "free_t_per_year": N_("Free per year"),
    "starts_on": N_("Needed from"),
    "ends_on": N_("Needed until"),
    "limits": N_("Limits"),
    "distance_km": N_("Greatest distance"),
    "structure": N_("Structure"),
    "fate": N_("Goes today to"),
    "treatment_code": N_("Treatment"),
    "receiver": N_("Receiver"),
    "price_eur_per_t": N_("Price"),
    "loading": N_("Loading"),
    "storage": N_("Storage"),
    "status": N_("Status of the record"),
    "real_status": N_("State of the plant"),
    "status_checked_on": N_("State checked on"),
    "visibility": N_("Who sees what"),
    "coarse": N_("Shown more roughly"),
    "consent": N_("Diagrams"),
    "confirmed_on": N_("Confirmed on"),
    "reuse": N_("Terms of reuse"),
    "contact_name": N_("Contact person"),
    "contact_email": N_("E-mail of the contact"),
    "note": N_("Remark"),
    "amounts": N_("Amount"),
    "composition": N_("Composition"),
    "documents": N_("Document"),
    "parameter": N_("Substance or property"),
    "minimum": N_("Least"),
    "typical": N_("Typical"),
    "maximum": N_("Greatest"),
    "laboratory": N_("Laboratory"),
    "measured_on": N_("Measured on"),
    "sample_count": N_("Samples"),
    "title": N_("Title"),
    "issued_on": N_("Issued on"),
    "url": N_("Web address"),
    "merged": N_("Merged with"),
}
KINDS_OF: Mapping[str, type[Enum]] = {
    "kind": RecordKind,
    "legal_status": LegalStatus,
    "hazard": Hazard,
    "origin": Origin,
    "period": Period,
    "basis": Basis,
    "method": Method,
    "fate": Fate,
    "status": RecordStatus,
    "real_status": RealStatus,
    "consent": Consent,
}
STATUSES: Mapping[AmountStatus, str] = {
    AmountStatus.CONFIRMED: N_("confirmed"),
    AmountStatus.UNDER_REVIEW: N_("under review"),
    AmountStatus.CONFLICTING: N_("in conflict with another source"),
    AmountStatus.DOUBLE_COUNT: N_("counted already in another record"),
}
SEVERITIES: Mapping[Severity, str] = {
    Severity.WRONG: N_("Cannot be right"),
    Severity.DOUBT: N_("To be asked"),
    Severity.NOTE: N_("Note"),
}
ACTIONS: Mapping[ReviewAction, str] = {
    ReviewAction.APPROVED: N_("Approved"),
    ReviewAction.RETURNED: N_("Question"),
    ReviewAction.ANSWERED: N_("Answer"),
    ReviewAction.EDITED: N_("Corrected"),
    ReviewAction.MERGED: N_("Merged"),
    ReviewAction.REFUSED: N_("Refused"),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One changed field, from the last review to now."""

    field: str
    before: str
    after: str


def severity_word(severity: Severity) -> str:
    """How grave a finding is."""
    return _(SEVERITIES[severity])


def action_word(action: ReviewAction) -> str:
    """What was done in one step of a review."""
    return _(ACTIONS[action])


def field_word(name: str) -> str:
    """What a field is called; a part is named with its year, parameter or address."""
    field, bracket, rest = name.partition("[")
    if not bracket:
        return _(FIELDS[field]) if field in FIELDS else field
    which, _end, part = rest.partition("]")
    words = [field_word(field), which, *([field_word(part.lstrip("."))] if part else [])]
    return ", ".join(word for word in words if word)


def differences(changes: Mapping[str, tuple[object, object]]) -> tuple[Difference, ...]:
    """Changed fields in words, before and after."""
    return tuple(
        Difference(field_word(name), value_word(name, before), value_word(name, after))
        for name, (before, after) in changes.items()
    )


def value_word(name: str, value: Any) -> str:
    """A value of the journal in words; a dash for nothing."""
    if value is None or value in ("", [], {}):
        return numbers.UNKNOWN
    field = name.rpartition("].")[2] if "[" in name else name
    if isinstance(value, Mapping):
        return _levels(value)
    if isinstance(value, list):
        return ", ".join(value_word(field.removesuffix("s").replace("classe", "class"), one) for one in value)
    if name.startswith("documents") and field == "kind":
        return labels.label(DocumentKind(value))
    return WRITERS.get(field, _plain)(field, str(value))


def _levels(value: Mapping[str, Any]) -> str:
    words = (f"{_group(name)}: {_level(level)}" for name, level in value.items())
    return "; ".join(words)


def _group(name: str) -> str:
    return labels.label(FieldGroup(name)) if name in set(FieldGroup) else field_word(name)


def _level(name: Any) -> str:
    return labels.label(Level[name.upper()]) if str(name).upper() in Level.__members__ else str(name)


def _plain(_field: str, value: str) -> str:
    """A number or a day as the reader writes it, any other text as it is."""
    try:
        return numbers.day(date.fromisoformat(value))
    except ValueError:
        pass
    try:
        return numbers.number(Decimal(value))
    except InvalidOperation:
        return value


def _word(field: str, value: str) -> str:
    return labels.label(KINDS_OF[field](value))


def _status(_field: str, value: str) -> str:
    return _(STATUSES[AmountStatus(value)])


def _code(_field: str, value: str) -> str:
    return labels.waste_code(value)


def _class(_field: str, value: str) -> str:
    return labels.material_class_title(value)


def _as_is(_field: str, value: str) -> str:
    return value


WRITERS: Mapping[str, Callable[[str, str], str]] = {
    **dict.fromkeys(KINDS_OF, _word),
    **dict.fromkeys(("waste_code", "code_if_waste", "hint_waste_code"), _code),
    **dict.fromkeys(("material_class", "material_classe", "hint_material_class"), _class),
    **dict.fromkeys(("name", "year", "note", "url", "title", "waste_list_edition", "merged"), _as_is),
    "amount_status": _status,
}


def classes_for_choice() -> Iterable[tuple[str, str]]:
    """Every material class with its name, by name."""
    from taxonomy import materials

    return sorted(
        ((one.id, labels.title(one.titles)) for one in materials.material_classes()),
        key=lambda pair: pair[1].casefold(),
    )
