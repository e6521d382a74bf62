"""Amounts against their own history and against others of the same material class."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from statistics import median

from databank.errors import N_, Sentence
from databank.plausibility.findings import Finding, Findings, Severity, class_term, figure
from databank.records import Amount, AmountStatus, SideStream

JUMP = 1000
"""Kilograms written as tonnes, or the reverse: such an amount waits until a person confirmed it."""
MUCH = 10
DAMAGED = (10, 100)
FEWEST = 5
"""From so many others on, their spread says something."""


def is_jump(value: Decimal | None, history: Sequence[Decimal]) -> bool:
    """Whether an amount is a thousandfold or a thousandth of the usual amounts beside it."""
    if not history or not value:
        return False
    usual = median(history)
    return value >= JUMP * usual or value * JUMP <= usual


def against_history(stream: SideStream) -> Findings:
    """Each year's amount against the other years of the record."""
    for amount in stream.amounts:
        others = [mass for other in stream.amounts if other is not amount and (mass := _sound(other))]
        value = amount.mass_t
        if value and others:
            yield from _history_finding(amount, value, others)
        elif amount.status is AmountStatus.UNDER_REVIEW:
            yield _finding(N_("The amount of %(year)s is under review and in no sum."), {"year": _year(amount)})


def _history_finding(amount: Amount, value: Decimal, others: Sequence[Decimal]) -> Findings:
    usual = median(others)
    said: dict[str, object] = {"year": _year(amount), "amount": figure(value), "usual": figure(usual)}
    if is_jump(value, others):
        yield _finding(
            N_("%(year)s: %(amount)s t is a thousandfold or a thousandth of the usual %(usual)s t: kg written as t?"),
            said,
            severity=Severity.WRONG,
        )
    elif (shift := _damaged(value, others)) is not None:
        yield _finding(
            N_("%(year)s: %(amount)s t is %(times)s times another year's amount: was a decimal point lost?"),
            said | {"times": shift},
        )
    elif value >= MUCH * max(others):
        yield _finding(N_("%(year)s: %(amount)s t is more than ten times any other year; usual is %(usual)s t."), said)


def _damaged(value: Decimal, others: Sequence[Decimal]) -> int | None:
    """By how many digits the amount is another year's with its decimal point elsewhere: 12.5 and 1250."""
    for times in DAMAGED:
        if any(value == times * other or value * times == other for other in others):
            return times
    return None


def against_class(stream: SideStream, masses: Sequence[Decimal]) -> Findings:
    """The present amount against those of other records of the class, `masses` in t a year."""
    latest = stream.latest
    value = latest.mass_t if latest is not None else None
    if not value or len(masses) < FEWEST:
        return
    usual, greatest = median(masses), max(masses)
    said: dict[str, object] = {
        "amount": figure(value),
        "material": class_term(stream.material_class),
        "usual": figure(usual),
    }
    if value >= MUCH * greatest:
        yield _finding(
            N_(
                "%(amount)s t is more than ten times the greatest amount of the class %(material)s in the bank, "
                "%(greatest)s t: is the unit right?"
            ),
            said | {"greatest": figure(greatest)},
            severity=Severity.WRONG,
        )
    elif value >= JUMP * usual:
        yield _finding(
            N_(
                "%(amount)s t is a thousand times the usual amount of the class %(material)s, %(usual)s t: kg written "
                "as t?"
            ),
            said,
        )
    elif value * JUMP <= min(masses):
        yield _finding(
            N_(
                "%(amount)s t is less than a thousandth of any other amount of the class %(material)s; usual is "
                "%(usual)s t: t written as kg?"
            ),
            said,
        )


def _sound(amount: Amount) -> Decimal | None:
    return amount.mass_t if amount.status is AmountStatus.CONFIRMED else None


def _year(amount: Amount) -> str:
    return str(amount.year or "-")


def _finding(message: str, said: Mapping[str, object], *, severity: Severity = Severity.DOUBT) -> Finding:
    return Finding(check="amount", message=Sentence(message, **said), severity=severity, field="amount")
