"""What the permits of a receiver cover: asked by the gates of permit, hazard and legal status alike."""

from __future__ import annotations

from databank.records import Permit
from flows.matching.gates.pair import Pair
from flows.matching.values import Verdict


def permits_in_force(pair: Pair) -> tuple[Permit, ...]:
    """The permits that hold on the day; one without an end does."""
    return tuple(one for one in pair.receiver.permits if one.valid_until is None or one.valid_until >= pair.terms.day)


def covers(permit: Permit, pair: Pair) -> Verdict:
    """Whether one permit covers the code and the operation."""
    verdicts = {covers_code(permit, pair.offer.code), covers_operation(permit, pair.receiver.operation)}
    return "fail" if "fail" in verdicts else "unknown" if "unknown" in verdicts else "pass"


def covers_code(permit: Permit, code: str | None) -> Verdict:
    """Whether the codes of a permit cover a code; "1908" covers its whole sub-chapter."""
    named = [one for one in permit.waste_codes if one]
    if code is None or not named:
        return "unknown"
    return "pass" if any(code.startswith(one) for one in named) else "fail"


def covers_operation(permit: Permit, operation: str | None) -> Verdict:
    """Whether a permit allows an operation; a receiver that does not say what it does is taken to do what it may."""
    if operation is None:
        return "pass"
    if not permit.operations:
        return "unknown"
    return "pass" if operation in permit.operations else "fail"
