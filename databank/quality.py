"""What looks wrong in the bank: one small check per rule, each with a sentence and the records it means."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, selectinload

from databank.errors import N_, Sentence
from databank.models import Area, Exchange, Flow, MaterialNeed, Measurement, Organisation, Permit, SideStream, Site
from databank.plausibility import composition
from databank.processes import RESERVED
from databank.queries.values import measurement_of
from databank.records import AmountStatus, ProvenanceKind, RecordStatus
from databank.submissions.parts import is_jump
from taxonomy import materials, waste_list

SHOWN_IDS = 10


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at; ``str(finding)`` is its sentence with the first records."""

    check: str
    message: Sentence
    record_ids: tuple[str, ...]

    @property
    def count(self) -> int:
        """How many records are meant."""
        return len(self.record_ids)

    @property
    def named(self) -> str:
        """The first of them."""
        return ", ".join(self.record_ids[:SHOWN_IDS]) + (", ..." if self.count > SHOWN_IDS else "")

    def __str__(self) -> str:
        return f"{self.message} ({self.count}: {self.named})"


@dataclass(frozen=True, slots=True)
class BankReport:
    """Every finding; none when nothing looks wrong."""

    findings: tuple[Finding, ...]


def check_bank(session: Session) -> BankReport:
    """Look through the whole bank."""
    found = ((name, message, tuple(check(session))) for name, (message, check) in CHECKS.items())
    return BankReport(tuple(Finding(name, Sentence(message), ids) for name, message, ids in found if ids))


Check = Callable[[Session], Iterable[str]]


def _unconfirmed_sites(session: Session) -> Iterable[str]:
    return session.scalars(select(Site.id).where(Site.confirmed.is_(False)).order_by(Site.id))


def _places_without_point(session: Session) -> Iterable[str]:
    return session.scalars(select(Site.id).where(Site.lat.is_(None)).order_by(Site.id))


def _without_amount(session: Session) -> Iterable[str]:
    with_one = select(SideStream.id).join(SideStream.amounts)
    return session.scalars(select(SideStream.id).where(SideStream.id.not_in(with_one)).order_by(SideStream.id))


def _waiting(session: Session) -> Iterator[str]:
    for table in (SideStream, MaterialNeed):
        query = select(table.id).where(table.status == RecordStatus.SUBMITTED).order_by(table.id)
        yield from session.scalars(query)


def _jumps(session: Session) -> Iterator[str]:
    """Amounts a thousand times off their own history that are still in the sums."""
    streams = session.scalars(select(SideStream).options(selectinload(SideStream.amounts)).order_by(SideStream.id))
    for stream in streams:
        sound = [row for row in stream.amounts if row.amount_status is AmountStatus.CONFIRMED]
        if any(is_jump(row, sound) for row in sound):
            yield stream.id


def _sourceless(session: Session) -> Iterator[str]:
    """Facts that claim a public source and name or date none."""
    for table in (Area, Organisation, Site, Permit, SideStream, MaterialNeed, Exchange):
        yield from session.scalars(
            select(table.id)
            .where(table.source_kind == ProvenanceKind.PUBLIC_SOURCE)
            .where(or_(table.source_url.is_(None), table.source_date.is_(None)))
            .order_by(table.id)
        )


def _other_owner(session: Session) -> Iterable[str]:
    query = select(SideStream.id).join(SideStream.site).where(Site.organisation_id != SideStream.organisation_id)
    return session.scalars(query.order_by(SideStream.id))


def _too_much(session: Session) -> Iterator[str]:
    """Compositions whose typical shares add up to more than everything."""
    rows = session.execute(
        select(Measurement.side_stream_id, Measurement)
        .where(Measurement.unit.in_(composition.SHARES))
        .order_by(Measurement.side_stream_id, Measurement.position)
    )
    for record_id, of_stream in groupby(rows, key=lambda row: row[0]):
        if composition.is_too_much([measurement_of(row) for _id, row in of_stream]):
            yield record_id


def _unknown_words(session: Session) -> Iterator[str]:
    """Codes that the lists no longer have."""
    classes = {one.id for one in materials.material_classes()}
    codes = {code for name in waste_list.EDITIONS for code in waste_list.edition(name).entries}
    rows: Iterable[Any] = session.execute(
        select(SideStream.id, SideStream.material_class, func.coalesce(SideStream.waste_code, SideStream.code_if_waste))
    )
    for record_id, material_class, code in rows:
        if material_class not in classes or (code is not None and code not in codes):
            yield record_id


def _flows_from_nowhere(session: Session) -> Iterable[str]:
    sites = select(Site.id)
    known = sorted(RESERVED)
    query = select(Flow.record_id).where(
        or_(
            Flow.source.not_in(known) & Flow.source.not_in(sites), Flow.target.not_in(known) & Flow.target.not_in(sites)
        )
    )
    return dict.fromkeys(session.scalars(query.order_by(Flow.record_id)))


CHECKS: dict[str, tuple[str, Check]] = {
    "unconfirmed_sites": (N_("Sites were made by an import and wait to be confirmed."), _unconfirmed_sites),
    "sites_without_point": (N_("Sites have no coordinates, so no distance finds them."), _places_without_point),
    "without_amount": (N_("Side streams state no amount of any year."), _without_amount),
    "waiting": (N_("Records are submitted and wait for review."), _waiting),
    "jumps": (N_("Amounts differ a thousandfold from their own history and are in the sums."), _jumps),
    "sourceless": (N_("Facts from a public source lack its address or date."), _sourceless),
    "other_owner": (N_("Side streams stand at a site of another organisation."), _other_owner),
    "too_much": (N_("Compositions add up to more than 100 %."), _too_much),
    "unknown_words": (N_("Side streams carry a code that the lists do not have."), _unknown_words),
    "flows_from_nowhere": (N_("Flows name a site that the bank does not have."), _flows_from_nowhere),
}
