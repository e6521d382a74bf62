"""Who takes a material: permits that name its codes, needs that accept it, exchanges in which it changed hands.

Each is asked for through the gate: a site that is not shown, a need that is hidden and an exchange whose parties may
not be named are not there.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from databank import records
from databank.access import (
    Viewer,
    mask_exchange,
    mask_need,
    mask_site,
    organisation_readable,
    readable,
    shows,
    shows_record,
    site_readable,
)
from databank.models import Exchange, MaterialNeed, Organisation, Permit, Site
from databank.queries.filters import holds_one
from databank.queries.market import EXISTING, OPEN
from databank.queries.values import exchange_of, need_of, site_of
from databank.records import ExchangeStatus, FieldGroup


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """An exchange, with the site and the organisation that received it where the bank knows them."""

    exchange: records.Exchange
    site_name: str | None
    organisation_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Takers:
    """Everybody of whom the bank knows that they take, took or may take a material.

    `permitted` are sites with those of their permits that name a code, `names` the organisations that are shown.
    """

    permitted: tuple[records.Site, ...]
    receipts: tuple[Receipt, ...]
    needs: tuple[records.MaterialNeed, ...]
    names: Mapping[str, str]


def takers(session: Session, viewer: Viewer, classes: Collection[str], codes: Collection[str], today: date) -> Takers:
    """Who takes material of some classes or waste codes; what has ended or was given up is left out."""
    permitted = _permitted(session, viewer, codes, today)
    receipts = _receipts(session, viewer, classes)
    needs = _needs(session, viewer, classes, codes)
    ids = {site.organisation_id for site in permitted} | {receipt.organisation_id for receipt in receipts}
    return Takers(
        permitted=permitted, receipts=receipts, needs=needs, names=_names(session, viewer, {one for one in ids if one})
    )


def _permitted(session: Session, viewer: Viewer, codes: Collection[str], today: date) -> tuple[records.Site, ...]:
    valid = or_(Permit.valid_until.is_(None), Permit.valid_until >= today)
    query = (
        select(Site)
        .join(Site.permits)
        .where(site_readable(viewer), Site.real_status.in_(EXISTING), valid, holds_one(Permit.waste_codes, codes))
        .options(contains_eager(Site.permits))
        .order_by(Site.is_example, Site.name, Site.id, Permit.id)
        .execution_options(populate_existing=True)
    )
    return tuple(mask_site(viewer, site_of(site)) for site in session.scalars(query).unique())


def _receipts(session: Session, viewer: Viewer, classes: Collection[str]) -> tuple[Receipt, ...]:
    """Exchanges that run or are agreed, the latest year first."""
    stream_named = and_(readable(viewer), shows(viewer, FieldGroup.ORGANISATION))
    query = (
        select(Exchange, stream_named)
        .outerjoin(Exchange.side_stream)
        .options(joinedload(Exchange.receiver_site))
        .where(
            shows_record(viewer, Exchange),
            Exchange.material_class.in_(sorted(classes)),
            Exchange.status != ExchangeStatus.ENDED,
            Exchange.real_status.in_(EXISTING),
        )
        .order_by(Exchange.is_example, Exchange.year.desc(), Exchange.id)
    )
    return tuple(
        Receipt(
            exchange=mask_exchange(viewer, exchange_of(row), stream_named=bool(named)),
            site_name=row.receiver_site.name if row.receiver_site else None,
            organisation_id=row.receiver_site.organisation_id if row.receiver_site else None,
        )
        for row, named in session.execute(query)
    )


def _names(session: Session, viewer: Viewer, ids: Collection[str]) -> Mapping[str, str]:
    query = select(Organisation.id, Organisation.name)
    shown = query.where(Organisation.id.in_(sorted(ids)), organisation_readable(viewer))
    return {row.id: row.name for row in session.execute(shown)}


def _needs(
    session: Session, viewer: Viewer, classes: Collection[str], codes: Collection[str]
) -> tuple[records.MaterialNeed, ...]:
    wanted = or_(holds_one(MaterialNeed.material_classes, classes), holds_one(MaterialNeed.waste_codes, codes))
    query = (
        select(MaterialNeed)
        .join(MaterialNeed.organisation)
        .outerjoin(MaterialNeed.site)
        .options(contains_eager(MaterialNeed.organisation), contains_eager(MaterialNeed.site))
        .where(
            readable(viewer, MaterialNeed),
            MaterialNeed.status.in_(OPEN),
            MaterialNeed.real_status.in_(EXISTING),
            wanted,
        )
        .order_by(MaterialNeed.is_example, MaterialNeed.name_key, MaterialNeed.id)
    )
    return tuple(mask_need(viewer, need_of(row)) for row in session.scalars(query))
