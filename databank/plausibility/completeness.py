"""What a reader needs and the record does not say."""

from __future__ import annotations

from collections.abc import Mapping

from databank.errors import N_, Sentence
from databank.plausibility.findings import Finding, Findings, Severity
from databank.records import Fate, LegalStatus, MaterialNeed, RecordKind, SideStream

GROUNDED = (LegalStatus.BY_PRODUCT, LegalStatus.END_OF_WASTE)
SENTENCES: Mapping[str, tuple[str, Severity]] = {
    "amount": (N_("No amount is stated, so that the record is in no sum."), Severity.DOUBT),
    "year": (N_("The amount says no year."), Severity.NOTE),
    "waste_code": (N_("It is called waste and has no waste code."), Severity.DOUBT),
    "legal_ground": (N_("It is called a by-product or end of waste, and no ground is given."), Severity.DOUBT),
    "site_id": (N_("No site is named, so that no distance finds it."), Severity.NOTE),
    "fate": (N_("Where it goes today is not said."), Severity.NOTE),
    "composition": (N_("No composition is stated: who would use it asks for that first."), Severity.NOTE),
    "limits": (N_("The need says no limits, so that every material of its classes fits."), Severity.NOTE),
}


def missing(stream: SideStream) -> Findings:
    """What a side stream lacks."""
    latest = stream.latest
    lacks = {
        "amount": latest is None or latest.typical is None,
        "year": latest is not None and latest.typical is not None and latest.year is None,
        "waste_code": stream.legal_status is LegalStatus.WASTE and stream.waste_code is None,
        "legal_ground": stream.legal_status in GROUNDED and not stream.legal_ground,
        "site_id": stream.site_id is None,
        "fate": stream.fate is Fate.NOT_KNOWN,
        "composition": stream.kind is RecordKind.OFFER and not stream.composition,
    }
    return _of(lacks)


def missing_in_need(need: MaterialNeed) -> Findings:
    """What a need lacks."""
    lacks = {
        "amount": need.amount.typical is None,
        "site_id": need.site_id is None,
        "limits": not need.limits,
    }
    return _of(lacks)


def _of(lacks: Mapping[str, bool]) -> Findings:
    for field, lack in lacks.items():
        if lack:
            message, severity = SENTENCES[field]
            yield Finding(check="completeness", message=Sentence(message), severity=severity, field=field)
