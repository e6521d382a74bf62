"""Who has material and who might take it: what matching looks at, as one viewer may see it.

Everything passes the gate: a need that is hidden is not there, and an owner who is hidden has no name here either.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from math import cos, radians
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, not_, or_, select, true
from sqlalchemy.orm import Session, contains_eager, selectinload

from databank import records
from databank.access import (
    Viewer,
    mask_exchange,
    mask_need,
    mask_organisation,
    mask_side_stream,
    mask_site,
    of_class,
    organisation_readable,
    readable,
    shown_mass,
    shows,
    shows_record,
    site_readable,
)
from databank.geography import KM_PER_DEGREE
from databank.models import Claim, Exchange, MaterialNeed, Organisation, SideStream, Site
from databank.queries.filters import holds_one
from databank.queries.owners import organisations_by_id
from databank.queries.streams import FAR, whole_streams
from databank.queries.values import exchange_of, need_of, organisation_of, side_stream_of, site_of
from databank.records import (
    ClaimKind,
    DecisionState,
    FieldGroup,
    RealStatus,
    RecordKind,
    RecordStatus,
)

OPEN = (RecordStatus.PUBLISHED, RecordStatus.RESERVED)
EXISTING = (RealStatus.REAL, RealStatus.PLANNED, RealStatus.RESERVE)
MOST_OFFERS = 500
"""How many offers are matched at once, the greatest first; those of one class or one need are far fewer."""
MOST_PLACES = 300
"""How many places are looked at for one thing, the nearest first: beyond them transport decides."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What is looked at; None is everything.

    Attributes
    ----------
    classes, codes : collection of str, optional
        Material classes and waste codes of offers, needs and exchanges: one of them is enough.
    divisions, sectors : collection of str, optional
        NACE divisions of organisations, and sectors of those whose industry is not known.
    near : tuple of float, optional
        Places nearest to this point come first.
    """

    is_example: bool
    classes: Collection[str] | None = None
    codes: Collection[str] = ()
    divisions: Collection[str] | None = None
    sectors: Collection[str] = ()
    near: tuple[float, float] | None = None


def market(session: Session, viewer: Viewer, looked: Looked, today: date) -> records.Market:
    """Offers, needs, places and exchanges, all of what is looked at."""
    offers = offered(session, viewer, looked)
    needs = wanted(session, viewer, looked, today)
    return records.Market(
        offers=offers,
        needs=needs,
        places=workplaces(session, viewer, looked),
        exchanges=handed(session, viewer, looked),
        owners=owners(session, viewer, [*offers, *needs]),
    )


def owners(
    session: Session, viewer: Viewer, found: Collection[records.SideStream | records.MaterialNeed]
) -> Mapping[str, records.Organisation]:
    """The owners of some records who are shown, by id."""
    ids = {one.organisation_id for one in found if one.organisation_id is not None}
    return organisations_by_id(session, viewer, ids) if ids else {}


def offered(
    session: Session, viewer: Viewer, looked: Looked, limit: int = MOST_OFFERS
) -> tuple[records.SideStream, ...]:
    """The side streams that may be matched, the greatest first: offers, and register records that were confirmed."""
    query = whole_streams(select(SideStream)).where(
        readable(viewer),
        SideStream.is_example == looked.is_example,
        SideStream.status.in_(OPEN),
        SideStream.real_status.in_(EXISTING),
        matched(),
    )
    if looked.classes is not None:
        query = query.where(of_class(viewer, sorted(looked.classes)))
    found = session.scalars(query.order_by(shown_mass(viewer).desc(), SideStream.id).limit(limit))
    return tuple(mask_side_stream(viewer, side_stream_of(row)) for row in found)


def matched() -> ColumnElement[bool]:
    """Whether a side stream may be matched at all."""
    claimed = exists(
        select(Claim.id).where(
            Claim.side_stream_id == SideStream.id,
            Claim.kind.in_([ClaimKind.CONFIRM, ClaimKind.CORRECT]),
            Claim.state == DecisionState.ACCEPTED,
        )
    )
    return or_(SideStream.kind == RecordKind.OFFER, and_(SideStream.kind == RecordKind.REGISTER, claimed))


def is_matched(session: Session, viewer: Viewer, stream_id: str) -> bool:
    """Whether a side stream that the viewer sees is one that may be matched."""
    query = select(SideStream.id).where(
        SideStream.id == stream_id, readable(viewer), SideStream.status.in_(OPEN), matched()
    )
    return session.scalar(query) is not None


def wanted(session: Session, viewer: Viewer, looked: Looked, today: date) -> tuple[records.MaterialNeed, ...]:
    """The needs that are open, and what public sources say that somebody takes.

    Where the days of a need are hidden, that it is over is hidden too.
    """
    shows_days = shows(viewer, FieldGroup.LOGISTICS, MaterialNeed)
    query = (
        select(MaterialNeed)
        .join(MaterialNeed.organisation)
        .outerjoin(MaterialNeed.site)
        .options(contains_eager(MaterialNeed.organisation), contains_eager(MaterialNeed.site))
        .where(
            readable(viewer, MaterialNeed),
            MaterialNeed.is_example == looked.is_example,
            MaterialNeed.status.in_(OPEN),
            MaterialNeed.real_status.in_(EXISTING),
            or_(MaterialNeed.ends_on.is_(None), MaterialNeed.ends_on >= today, not_(shows_days)),
        )
        .order_by(MaterialNeed.id)
    )
    if looked.classes is not None:
        by_class = holds_one(MaterialNeed.material_classes, looked.classes)
        query = query.where(or_(by_class, holds_one(MaterialNeed.waste_codes, looked.codes)))
    return tuple(mask_need(viewer, need_of(row)) for row in session.scalars(query))


def workplaces(
    session: Session, viewer: Viewer, looked: Looked, *, also: Collection[str] = (), limit: int = MOST_PLACES
) -> tuple[records.Place, ...]:
    """Sites that are shown with their organisations, the nearest first, then organisations without any such site.

    `also` are sites of other industries that are looked at too, because something speaks for them.
    """
    return (*_sites(session, viewer, looked, also, limit), *_without_site(session, viewer, looked, limit))


def _sites(
    session: Session, viewer: Viewer, looked: Looked, also: Collection[str], limit: int
) -> tuple[records.Place, ...]:
    query = (
        select(Site)
        .where(site_readable(viewer), Site.is_example == looked.is_example, Site.real_status.in_(EXISTING))
        .options(selectinload(Site.permits))
        .limit(limit)
    )
    if looked.divisions is not None:
        of_industry = Site.organisation_id.in_(select(Organisation.id).where(_in_industry(looked)))
        query = query.where(or_(of_industry, Site.id.in_(sorted(also))))
    order: list[Any] = [_square_km(looked.near)] if looked.near else []
    found = session.scalars(query.order_by(*order, Site.id)).all()
    shown = organisations_by_id(session, viewer, {row.organisation_id for row in found})
    return tuple(
        records.Place(shown[row.organisation_id], mask_site(viewer, site_of(row)))
        for row in found
        if row.organisation_id in shown
    )


def _without_site(session: Session, viewer: Viewer, looked: Looked, limit: int) -> tuple[records.Place, ...]:
    query = select(Organisation).where(
        organisation_readable(viewer),
        Organisation.is_example == looked.is_example,
        Organisation.real_status.in_(EXISTING),
        _in_industry(looked),
    )
    found = session.scalars(query.order_by(Organisation.id).limit(limit)).all()
    of_them = select(Site.organisation_id).where(
        site_readable(viewer), Site.organisation_id.in_([row.id for row in found])
    )
    sited = frozenset(session.scalars(of_them))
    return tuple(
        records.Place(mask_organisation(viewer, organisation_of(row, sites=())), None)
        for row in found
        if row.id not in sited
    )


def _in_industry(looked: Looked) -> ColumnElement[bool]:
    """Those of some industries; of the whole sector where the industry is not known."""
    if looked.divisions is None:
        return true()
    division = func.substr(Organisation.industry_code, 1, 2)
    unknown = and_(Organisation.industry_code.is_(None), Organisation.sector.in_(sorted(looked.sectors)))
    return or_(division.in_(sorted(looked.divisions)), unknown)


def _square_km(point: tuple[float, float]) -> ColumnElement[float]:
    """Squared distance of a site that is shown; one without coordinates stands last."""
    north = (Site.lat - point[0]) * KM_PER_DEGREE
    east = (Site.lon - point[1]) * (KM_PER_DEGREE * cos(radians(point[0])))
    return func.coalesce(north * north + east * east, FAR)


def handed(session: Session, viewer: Viewer, looked: Looked) -> tuple[records.Exchange, ...]:
    """The exchanges that are shown, the latest year first; those that have ended too: they are precedents."""
    named = and_(readable(viewer), shows(viewer, FieldGroup.ORGANISATION))
    query = (
        select(Exchange, named)
        .outerjoin(Exchange.side_stream)
        .where(shows_record(viewer, Exchange), Exchange.is_example == looked.is_example)
        .order_by(Exchange.year.desc(), Exchange.id)
    )
    if looked.classes is not None:
        query = query.where(Exchange.material_class.in_(sorted(looked.classes)))
    found = session.execute(query)
    return tuple(mask_exchange(viewer, exchange_of(row), stream_named=bool(is_named)) for row, is_named in found)
