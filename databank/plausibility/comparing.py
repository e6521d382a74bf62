"""What the bank holds beside a record: the amounts of its class, what its owner and partners list, their permits."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from databank import models, records
from databank.access import Viewer, readable
from databank.corrections import read_added
from databank.models import Exchange, Organisation, SideStream, Site
from databank.plausibility import Surroundings
from databank.plausibility.doubles import Neighbour
from databank.queries.values import amount_of, permit_of
from databank.records import AmountStatus, RecordStatus
from databank.vocabulary import fold

MOST_MASSES = 2000
MOST_NEIGHBOURS = 20


def surroundings(session: Session, viewer: Viewer, stream: records.SideStream) -> Surroundings:
    """What a side stream is compared with, as far as the viewer sees it."""
    partners = _partners(session, stream)
    return Surroundings(
        class_masses=class_masses(session, viewer, stream),
        neighbours=tuple(_neighbours(session, viewer, stream, partners)),
        permits=_permits(session, stream),
        extra=read_added(session),
    )


def class_masses(session: Session, viewer: Viewer, stream: records.SideStream) -> tuple[Decimal, ...]:
    """Tonnes a year of other records of the class, the greatest first; examples and facts are never mixed."""
    query = (
        select(SideStream.summed_t)
        .where(SideStream.material_class == stream.material_class, SideStream.is_example == stream.is_example)
        .where(SideStream.id != stream.id, SideStream.summed_t > 0, _counts(viewer))
        .order_by(SideStream.summed_t.desc())
        .limit(MOST_MASSES)
    )
    return tuple(mass for mass in session.scalars(query) if mass is not None)


def _counts(viewer: Viewer) -> ColumnElement[bool]:
    return readable(viewer) & SideStream.status.not_in([RecordStatus.DRAFT, RecordStatus.WITHDRAWN])


def _partners(session: Session, stream: records.SideStream) -> set[str]:
    """The organisations that take from the owner or give to it, as exchanges and receivers say."""
    if stream.organisation_id is None:
        return set()
    own = select(Site.id).where(Site.organisation_id == stream.organisation_id)
    ends = ((Exchange.donor_site_id, Exchange.receiver_site_id), (Exchange.receiver_site_id, Exchange.donor_site_id))
    found: set[str] = set()
    for here, there in ends:
        query = (
            select(Site.organisation_id)
            .join(Exchange, there == Site.id)
            .where(here.in_(own), Exchange.material_class == stream.material_class)
        )
        found |= set(session.scalars(query))
    if stream.receiver:
        found |= set(session.scalars(select(Organisation.id).where(Organisation.name_key == fold(stream.receiver))))
    return found - {stream.organisation_id}


def _neighbours(
    session: Session, viewer: Viewer, stream: records.SideStream, partners: Iterable[str]
) -> Iterable[Neighbour]:
    others = sorted({*partners, *([stream.organisation_id] if stream.organisation_id else [])})
    ends: list[ColumnElement[bool]] = [SideStream.organisation_id.in_(others)]
    if stream.site_id is not None:
        ends.append(SideStream.site_id == stream.site_id)
    query = (
        select(SideStream)
        .where(SideStream.material_class == stream.material_class, SideStream.id != stream.id)
        .where(SideStream.is_example == stream.is_example, or_(*ends), _counts(viewer))
        .options(joinedload(SideStream.organisation), selectinload(SideStream.amounts))
        .order_by(SideStream.id)
        .limit(MOST_NEIGHBOURS)
    )
    for row in session.scalars(query):
        yield _neighbour(row, is_chain=row.organisation_id != stream.organisation_id)


def _neighbour(row: models.SideStream, *, is_chain: bool) -> Neighbour:
    amounts = [amount_of(one) for one in row.amounts]
    sound = {
        one.year: mass for one in amounts if one.status is AmountStatus.CONFIRMED and (mass := one.mass_t) is not None
    }
    return Neighbour(
        id=row.id,
        name=row.name,
        organisation_name=row.organisation.name,
        kind=row.kind,
        site_id=row.site_id,
        masses=sound,
        is_chain=is_chain,
    )


def _permits(session: Session, stream: records.SideStream) -> dict[str, tuple[records.Permit, ...]]:
    """The permits of the receivers that exchanges of this stream or its own words name."""
    takers: list[ColumnElement[bool]] = [
        Site.id.in_(select(Exchange.receiver_site_id).where(Exchange.side_stream_id == stream.id))
    ]
    if stream.receiver:
        named = select(Organisation.id).where(Organisation.name_key == fold(stream.receiver))
        takers.append(Site.organisation_id.in_(named))
    query = select(Site).where(or_(*takers)).options(joinedload(Site.organisation), selectinload(Site.permits))
    found: dict[str, tuple[records.Permit, ...]] = {}
    for site in session.scalars(query.order_by(Site.id)):
        name = site.organisation.name
        found[name] = (*found.get(name, ()), *(permit_of(permit) for permit in site.permits))
    return found
