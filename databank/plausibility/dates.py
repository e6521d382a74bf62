"""Days that cannot be, or have passed."""

from __future__ import annotations

from datetime import date

from databank.errors import N_, Sentence
from databank.plausibility.findings import Finding, Findings, Severity, is_after
from databank.records import MaterialNeed, RecordKind, SideStream

OLD_YEARS = 5
"""An analysis older than this says little of what arises today."""


def of_stream(stream: SideStream, today: date) -> Findings:
    """Days of a side stream."""
    future = {
        "legal_date": is_after(stream.legal_date, today),
        "confirmed_on": is_after(stream.confirmed_on, today),
        "composition": any(is_after(row.measured_on, today) for row in stream.composition),
        "documents": any(is_after(document.issued_on, today) for document in stream.documents),
        "year": stream.kind is not RecordKind.PLANNED and any((one.year or 0) > today.year for one in stream.amounts),
    }
    for field, lies_ahead in future.items():
        if lies_ahead:
            yield _finding(N_("A day or year of what has happened lies in the future."), field, Severity.WRONG)
    if stream.available_until is not None and stream.available_until < today:
        yield _finding(N_("It was available until %(day)s only."), "available_until", day=stream.available_until)
    days = [row.measured_on for row in stream.composition if row.measured_on is not None]
    if days and today.year - max(days).year > OLD_YEARS:
        yield _finding(N_("The newest analysis is of %(day)s."), "composition", day=max(days))


def of_need(need: MaterialNeed, today: date) -> Findings:
    """Days of a need."""
    if need.ends_on is not None and need.ends_on < today:
        yield _finding(N_("It was needed until %(day)s only."), "ends_on", day=need.ends_on)
    if is_after(need.confirmed_on, today):
        yield _finding(N_("A day or year of what has happened lies in the future."), "confirmed_on", Severity.WRONG)


def _finding(message: str, field: str, severity: Severity = Severity.NOTE, **said: object) -> Finding:
    return Finding(check="dates", message=Sentence(message, **said), severity=severity, field=field)
