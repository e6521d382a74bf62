"""Material that changes hands."""

from __future__ import annotations

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from databank import records
from databank.access import Viewer, mask_exchange, readable, shows, shows_record
from databank.models import Exchange, Site
from databank.queries.values import exchange_of
from databank.records import FieldGroup


def exchanges(
    session: Session,
    viewer: Viewer,
    *,
    side_stream_id: str | None = None,
    organisation_id: str | None = None,
    site_id: str | None = None,
) -> tuple[records.Exchange, ...]:
    """The exchanges that are shown, the latest year first; of a side stream, an organisation or a site."""
    named = and_(readable(viewer), shows(viewer, FieldGroup.ORGANISATION))
    query = (
        select(Exchange, named)
        .outerjoin(Exchange.side_stream)
        .where(shows_record(viewer, Exchange))
        .order_by(Exchange.year.desc(), Exchange.id)
    )
    if side_stream_id is not None:
        query = query.where(Exchange.side_stream_id == side_stream_id, named)
    for column, value in ((Site.organisation_id, organisation_id), (Site.id, site_id)):
        if value is not None:
            of_it = select(Site.id).where(column == value)
            query = query.where(or_(Exchange.donor_site_id.in_(of_it), Exchange.receiver_site_id.in_(of_it)))
    return tuple(
        mask_exchange(viewer, exchange_of(row), stream_named=bool(is_named)) for row, is_named in session.execute(query)
    )
