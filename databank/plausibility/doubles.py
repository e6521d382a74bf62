"""Records that may tell of the same tonnes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from databank.errors import N_, Sentence
from databank.plausibility.findings import Finding, Findings, Severity, figure
from databank.records import AmountStatus, RecordKind, SideStream

SAID = (AmountStatus.CONFIRMED, AmountStatus.UNDER_REVIEW)
NEAR = Decimal("0.05")
"""Amounts that differ by less are taken for the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """Another record of the same class, of the same organisation or of one that it hands to or takes from.

    `is_chain` tells that it belongs to the other end of an exchange.
    """

    id: str
    name: str
    organisation_name: str
    kind: RecordKind
    site_id: str | None
    masses: Mapping[int | None, Decimal]
    is_chain: bool


def candidates(stream: SideStream, neighbours: Sequence[Neighbour]) -> Findings:
    """Each neighbour that may be the same stream."""
    own = {one.year: mass for one in stream.amounts if one.status in SAID and (mass := one.mass_t)}
    for other in neighbours:
        years = [year for year in own if year in other.masses and is_near(own[year], other.masses[year])]
        if years:
            yield _same_amount(other, own[years[-1]], years[-1])
        elif {stream.kind, other.kind} == {RecordKind.OFFER, RecordKind.REGISTER} and not other.is_chain:
            yield _finding(N_("A register tells of the same material of this company: %(id)s %(name)s."), other)
        elif not other.is_chain and other.kind is stream.kind and other.site_id == stream.site_id and not own:
            yield _finding(N_("The same site has another record of this class: %(id)s %(name)s."), other)


def is_near(value: Decimal, other: Decimal) -> bool:
    """Whether two amounts are the same but for rounding."""
    return abs(value - other) <= NEAR * max(value, other)


def _same_amount(other: Neighbour, mass: Decimal, year: int | None) -> Finding:
    said = {"amount": figure(mass), "year": str(year or "-"), "owner": other.organisation_name}
    if other.is_chain:
        message = N_(
            "%(owner)s at the other end of an exchange tells of %(amount)s t in %(year)s too: %(id)s %(name)s."
        )
    else:
        message = N_("%(owner)s tells of %(amount)s t in %(year)s already: %(id)s %(name)s.")
    return _finding(message, other, **said)


def _finding(message: str, other: Neighbour, **said: object) -> Finding:
    return Finding(
        check="double",
        message=Sentence(message, id=other.id, name=other.name, **said),
        severity=Severity.DOUBT,
        field="amount",
        record_ids=(other.id,),
    )
