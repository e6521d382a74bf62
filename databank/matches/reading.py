"""Reading matches: one, those of an organisation or a record. All of it passes the gate."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from databank import models, queries, records
from databank.access import (
    Shown,
    Viewer,
    mask_match,
    mask_need,
    match_readable,
    organisation_readable,
    readable,
    shows_record,
    site_readable,
)
from databank.errors import RecordNotFoundError
from databank.matches.values import kept_of, receiver_of
from databank.models import Exchange, Match, MaterialNeed, Organisation, SideStream, Site, TreatmentLine
from databank.queries.values import need_of
from databank.records import KeptMatch, MatchSource, MatchState

MOST_LISTED = 500


def match(session: Session, viewer: Viewer, match_id: str) -> KeptMatch:
    """One match as the viewer may see it.

    Raises
    ------
    RecordNotFoundError
        When there is none, or none for this viewer: the two look alike.
    """
    return masked(session, viewer, [readable_row(session, viewer, match_id)])[0]


def matches_of_organisation(
    session: Session, viewer: Viewer, organisation_id: str, states: Collection[MatchState] | None = None
) -> tuple[KeptMatch, ...]:
    """The matches in which an organisation is seen to take part, what was changed last first."""
    condition = or_(
        SideStream.organisation_id == organisation_id,
        MaterialNeed.organisation_id == organisation_id,
        Match.receiver_organisation_id == organisation_id,
    )
    found = _listed(session, viewer, condition, states)
    return tuple(one for one in found if organisation_id in {one.donor.organisation_id, one.receiver.organisation_id})


def matches_of_record(
    session: Session, viewer: Viewer, record_id: str, states: Collection[MatchState] | None = None
) -> tuple[KeptMatch, ...]:
    """The matches of a side stream or a need, as far as it is seen to be in them."""
    condition = or_(Match.side_stream_id == record_id, Match.need_id == record_id)
    found = _listed(session, viewer, condition, states)
    return tuple(one for one in found if record_id in {one.side_stream_id, one.need_id})


def readable_row(session: Session, viewer: Viewer, match_id: str, *, lock: bool = False) -> Match:
    """The row of a match that there is for this viewer: to change it, never to show it."""
    query = whole().where(Match.id == match_id, match_readable(viewer))
    if lock:
        query = query.with_for_update(of=Match).execution_options(populate_existing=True)
    row = session.scalar(query)
    if row is None:
        raise RecordNotFoundError(match_id)
    return row


def whole() -> Select[Match]:
    """Matches with the two records, their owners, and what was said and done."""
    return (
        select(Match)
        .join(Match.side_stream)
        .outerjoin(Match.need)
        .options(
            contains_eager(Match.side_stream).options(joinedload(SideStream.organisation)),
            contains_eager(Match.need).options(joinedload(MaterialNeed.organisation), joinedload(MaterialNeed.site)),
            joinedload(Match.receiver),
            joinedload(Match.holder),
            selectinload(Match.steps).joinedload(models.MatchStep.person),
            selectinload(Match.letters),
        )
    )


def masked(session: Session, viewer: Viewer, rows: Sequence[Match]) -> tuple[KeptMatch, ...]:
    """The values of some rows that there are for this viewer, each cut to what they may see."""
    streams = queries.side_streams_by_id(session, viewer, {row.side_stream_id for row in rows})
    needs = _needs(session, viewer, {row.need_id for row in rows if row.need_id})
    owners = _organisations(session, viewer, {receiver_of(row).id for row in rows if not row.need_id})
    ids = shown_exchanges(session, viewer, {one for row in rows for one in row.rests_on})
    ids |= shown_lines(session, viewer, {row.treatment_line_id for row in rows if row.treatment_line_id})
    return tuple(
        mask_match(
            viewer,
            kept_of(viewer, row),
            Shown(
                stream=streams.get(row.side_stream_id),
                need=needs.get(row.need_id or ""),
                has_receiver=_is_known(row, owners, ids),
                ids=ids,
            ),
        )
        for row in rows
    )


def _is_known(row: Match, owners: Collection[str], ids: Collection[str]) -> bool:
    """Whether it is open that this organisation might take it.

    An intake is as open as an exchange that says so; whose interest it is only they themselves say.
    """
    if receiver_of(row).id not in owners or row.source is MatchSource.INTEREST:
        return False
    return row.source is not MatchSource.INTAKE or any(one in ids for one in row.rests_on)


def _listed(
    session: Session, viewer: Viewer, condition: Any, states: Collection[MatchState] | None
) -> tuple[KeptMatch, ...]:
    query = whole().where(condition, match_readable(viewer))
    if states is not None:
        query = query.where(Match.state.in_(sorted(states)))
    rows = session.scalars(query.order_by(Match.updated_at.desc(), Match.id).limit(MOST_LISTED)).all()
    return masked(session, viewer, rows)


def _needs(session: Session, viewer: Viewer, ids: Collection[str]) -> dict[str, records.MaterialNeed]:
    query = (
        select(MaterialNeed)
        .where(MaterialNeed.id.in_(sorted(ids)), readable(viewer, MaterialNeed))
        .options(joinedload(MaterialNeed.organisation), joinedload(MaterialNeed.site))
    )
    return {row.id: mask_need(viewer, need_of(row)) for row in session.scalars(query)} if ids else {}


def _organisations(session: Session, viewer: Viewer, ids: Collection[str]) -> frozenset[str]:
    query = select(Organisation.id).where(Organisation.id.in_(sorted(ids)), organisation_readable(viewer))
    return frozenset(session.scalars(query)) if ids else frozenset()


def shown_exchanges(session: Session, viewer: Viewer, ids: Collection[str]) -> frozenset[str]:
    """Those of some exchanges that are shown to the viewer."""
    query = (
        select(Exchange.id)
        .outerjoin(Exchange.side_stream)
        .where(Exchange.id.in_(sorted(ids)), shows_record(viewer, Exchange))
    )
    return frozenset(session.scalars(query)) if ids else frozenset()


def shown_lines(session: Session, viewer: Viewer, ids: Collection[str]) -> frozenset[str]:
    """Those of some treatment lines whose sites are shown to the viewer."""
    query = (
        select(TreatmentLine.id)
        .join(Site, Site.id == TreatmentLine.site_id)
        .where(TreatmentLine.id.in_(sorted(ids)), site_readable(viewer))
    )
    return frozenset(session.scalars(query)) if ids else frozenset()
