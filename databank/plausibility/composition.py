"""Shares that add up to more than everything."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import groupby

from databank.errors import N_, Sentence
from databank.plausibility.findings import Finding, Findings, Severity, figure
from databank.records import Measurement, SideStream

WHOLE = 100
SHARES = ("%", "w-%", "p-%", "wt-%", "m-%")
NO_PARTS = ("LOI", "TS", "dry matter", "moisture", "kuiva-aine", "kosteus", "hehkutushäviö", "vesi", "water")
"""Shares that are no part of the dry whole, and may be stated beside one."""


def sum_of_shares(rows: Iterable[Measurement]) -> Decimal:
    """What the typical shares of one analysis add up to, in per cent."""
    parts = (row for row in rows if row.unit in SHARES and row.parameter not in NO_PARTS)
    return sum((_typical(row) for row in parts), Decimal(0))


def _typical(row: Measurement) -> Decimal:
    return next((value for value in (row.typical, row.minimum) if value is not None), Decimal(0))


def sums(rows: Iterable[Measurement]) -> Iterator[Decimal]:
    """The sum of each analysis: the rows of one day."""
    ordered = sorted(rows, key=lambda row: str(row.measured_on or ""))
    for _day, analysis in groupby(ordered, key=lambda row: row.measured_on):
        yield sum_of_shares(analysis)


def is_too_much(rows: Iterable[Measurement]) -> bool:
    """Whether one analysis adds up to more than everything."""
    return any(total > WHOLE for total in sums(rows))


def too_much(stream: SideStream) -> Findings:
    """Each analysis that adds up to more than 100 %."""
    for total in sums(stream.composition):
        if total > WHOLE:
            message = Sentence(N_("The composition adds up to %(total)s %%."), total=figure(total))
            yield Finding(check="composition", message=message, severity=Severity.WRONG, field="composition")
