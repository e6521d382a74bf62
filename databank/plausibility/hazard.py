"""What is said of hazard against what the List of Waste says of the code."""

from __future__ import annotations

from databank.errors import N_, Sentence
from databank.plausibility.findings import Finding, Findings, Severity, Suggestion, code_text
from databank.records import Hazard, LegalStatus, SideStream
from databank.vocabulary import first_edition, hazardous_by_list


def against_code(stream: SideStream) -> Findings:
    """An absolute entry decides by itself; of a mirror entry only a test does."""
    code = stream.waste_code or stream.code_if_waste
    by_list = _by_list(code, stream.waste_list_edition) if code else None
    if code is None or (by_list is None and not _is_known(code)):
        return
    if by_list is None:
        yield from _mirror(stream, code)
    elif by_list and stream.hazard is not Hazard.HAZARDOUS:
        message = N_("The list says that %(code)s is hazardous; the record does not.")
        yield _finding(message, code, Severity.WRONG, Hazard.HAZARDOUS)
    elif not by_list and stream.hazard is Hazard.HAZARDOUS:
        message = N_("The list says that %(code)s is never hazardous; the record says it is: is another code meant?")
        yield _finding(message, code, Severity.DOUBT, None)


def _mirror(stream: SideStream, code: str) -> Findings:
    """Harmless by whose test? Nobody can know of a mirror entry without one."""
    tested = any(row.laboratory or row.measured_on for row in stream.composition) or bool(stream.documents)
    if stream.hazard is Hazard.NON_HAZARDOUS and not tested:
        message = N_("%(code)s is a mirror entry: the record says harmless, and shows no test.")
        yield _finding(message, code, Severity.DOUBT, Hazard.UNKNOWN)
    elif stream.hazard is Hazard.UNKNOWN and stream.legal_status is LegalStatus.WASTE:
        yield _finding(N_("%(code)s is a mirror entry: its hazard is to be tested."), code, Severity.NOTE, None)


def _by_list(code: str, edition: str | None) -> bool | None:
    try:
        return hazardous_by_list(code, edition or first_edition(code))
    except (LookupError, StopIteration):
        return None


def _is_known(code: str) -> bool:
    try:
        return bool(first_edition(code))
    except StopIteration:
        return False


def _finding(message: str, code: str, severity: Severity, right: Hazard | None) -> Finding:
    suggestion = Suggestion("hazard", right.value) if right is not None else None
    said = Sentence(message, code=code_text(code))
    return Finding(check="hazard", message=said, severity=severity, field="hazard", suggestion=suggestion)
