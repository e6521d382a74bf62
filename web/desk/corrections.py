"""The small form in which a reviewer puts a record right: class, code, hazard, amount, name."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from werkzeug.datastructures import MultiDict

from databank.amounts import plain
from databank.errors import RecordRefusedError, Sentence
from databank.plausibility import Suggestion
from databank.records import Amount, Hazard, LegalStatus, MaterialNeed, Origin, SideStream
from web.desk.words import field_word
from web.language import gettext as _
from web.saying import said

Record = SideStream | MaterialNeed
STREAM_FIELDS = ("name", "material_class", "legal_status", "waste_code", "code_if_waste", "hazard", "origin")
NEED_FIELDS = ("name", "material_classes", "waste_codes")
AMOUNT_FIELDS = ("amount", "amount_min", "amount_max", "unit")
LONGEST = 200


def fields_of(kind: str) -> tuple[str, ...]:
    """The fields that the form of a kind has, in its order."""
    return (*(STREAM_FIELDS if kind == "side-streams" else NEED_FIELDS), *AMOUNT_FIELDS)


def filled(kind: str, record: Record, typed: Mapping[str, str]) -> dict[str, str]:
    """What stands in the form: what was typed, else what the record says."""
    stands = _standing(record)
    form = {name: typed.get(name, stands[name]) for name in fields_of(kind)}
    return form | {name: typed.get(name, "") for name in ("question", "refusal", "reason")}


def cells_of(kind: str, record: Record, typed: MultiDict[str, str]) -> dict[str, str | None]:
    """The cells that differ from the record; an amount goes with its year."""
    stands = _standing(record)
    cells: dict[str, str | None] = {
        name: typed[name].strip()[:LONGEST]
        for name in fields_of(kind)
        if name in typed and typed[name].strip() != stands[name]
    }
    return cells | _year_of(record) if set(cells) & set(AMOUNT_FIELDS) else cells


def cells_of_suggestion(suggestion: Suggestion) -> dict[str, str | None]:
    """The cell of a suggested value; the hazard of another code is what the list alone says of it."""
    of_code: dict[str, str | None] = {"hazard": ""} if suggestion.field == "waste_code" else {}
    return {**of_code, suggestion.field: suggestion.value}


def problems_of(refused: RecordRefusedError) -> dict[str, str]:
    """Field and sentence for every cell that was refused."""
    return {
        row.field or "reason": _(
            "%(field)s: %(message)s",
            field=field_word(row.field),
            message=said(row.message) if isinstance(row.message, Sentence) else _(row.message),
        )
        for row in refused.rows
    }


def choices() -> dict[str, tuple[str, ...]]:
    """The words of the lists in the form."""
    return {
        "legal_status": tuple(status.value for status in LegalStatus),
        "hazard": tuple(hazard.value for hazard in Hazard),
        "origin": tuple(origin.value for origin in Origin),
    }


def _standing(record: Record) -> dict[str, str]:
    """What the record says, as a person would type it."""
    amount = latest_of(record)
    said_amount = {
        "amount": _number(amount.value if amount else None),
        "amount_min": _number(amount.low if amount else None),
        "amount_max": _number(amount.high if amount else None),
        "unit": amount.unit if amount else "t",
    }
    if isinstance(record, MaterialNeed):
        lists = {"material_classes": ";".join(record.material_classes), "waste_codes": ";".join(record.waste_codes)}
        return {"name": record.name, **lists, **said_amount}
    return {name: str(getattr(record, name) or "") for name in STREAM_FIELDS} | said_amount


def latest_of(record: Record) -> Amount | None:
    """The amount that the form corrects: of a side stream the latest year of any status."""
    if isinstance(record, MaterialNeed):
        return record.amount
    return max(record.amounts, key=lambda amount: amount.year or 0, default=None)


def _year_of(record: Record) -> dict[str, str | None]:
    amount = latest_of(record)
    if isinstance(record, MaterialNeed) or amount is None:
        return {}
    return {
        "year": str(amount.year) if amount.year is not None else None,
        "period": amount.period.value,
        "basis": amount.basis.value,
    }


def _number(value: Decimal | None) -> str:
    return "" if value is None else plain(value)
