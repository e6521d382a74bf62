"""The records that are a viewer's to change: a page of them, their counts, and one with everything it says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from databank import records
from databank.access import Viewer
from databank.access.owners import owned
from databank.errors import RecordNotFoundError
from databank.freshness import CONFIRM_AFTER
from databank.models import MaterialNeed, Organisation, ReviewCase, SideStream
from databank.queries.cursor import beyond, encode, page_size
from databank.queries.values import need_of, side_stream_of
from databank.records import Page, ProvenanceKind, RecordStatus, ReviewState
from databank.vocabulary import fold

LIST = "newest"
OPEN_STATUSES = (RecordStatus.PUBLISHED, RecordStatus.RESERVED, RecordStatus.EXPIRED)
TABLES: Mapping[str, type[SideStream | MaterialNeed]] = {"side-streams": SideStream, "needs": MaterialNeed}
Table = type[SideStream] | type[MaterialNeed]


class OwnState(StrEnum):
    """What an owner may look for among their records."""

    ALL = "all"
    ASKED = "asked"
    WAITING = "waiting"
    OPEN = "open"
    RESERVED = "reserved"
    UNCONFIRMED = "unconfirmed"
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnRecord:
    """One line of an owner's list.

    Attributes
    ----------
    mass_t : Decimal, optional
        What flows of it in a year.
    is_fact : bool
        A public source says it: it is confirmed, corrected or objected to, and not changed.
    case_state, case_since : optional
        Who is to act in its review, and from when.
    """

    kind: str
    id: str
    name: str
    language: str
    status: RecordStatus
    organisation_name: str
    is_example: bool
    is_fact: bool
    mass_t: Decimal | None
    confirmed_on: date | None
    updated_at: datetime
    version: int
    case_state: ReviewState | None
    case_since: datetime | None

    def to_confirm(self, today: date) -> bool:
        """Whether its owner is asked if it still holds."""
        long_ago = self.confirmed_on is None or self.confirmed_on <= today - CONFIRM_AFTER
        return not self.is_fact and self.status in OPEN_STATUSES and long_ago


def own_records(
    session: Session,
    viewer: Viewer,
    kind: str,
    *,
    today: date,
    state: OwnState = OwnState.ALL,
    text: str = "",
    after: str | None = None,
    limit: int = 25,
) -> Page[OwnRecord]:
    """A page of the viewer's own side streams or needs, what was changed last first."""
    table, size = TABLES[kind], page_size(limit)
    query = (
        _listed(table, kind)
        .where(owned(viewer, table), *_text(table, text), states(table, today)[state])
        .where(*beyond(LIST, after, table.updated_at.expression, table.id, falling=True))
        .order_by(table.updated_at.desc(), table.id.desc())
        .limit(size + 1)
    )
    found = session.execute(query).all()
    items = tuple(_own_record(kind, row) for row in found[:size])
    following = encode(LIST, items[-1].updated_at, items[-1].id) if len(found) > size else None
    return Page(items=items, next=following)


def own_counts(session: Session, viewer: Viewer, kind: str, *, today: date, text: str = "") -> dict[OwnState, int]:
    """How many records there are in each state."""
    table = TABLES[kind]
    columns = [func.coalesce(func.sum(case((one, 1), else_=0)), 0) for one in states(table, today).values()]
    query = select(*columns).select_from(table).outerjoin(ReviewCase, _case_of(table, kind))
    row = session.execute(query.where(owned(viewer, table), *_text(table, text))).one()
    return dict(zip(OwnState, map(int, row), strict=True))


def states(table: Table, today: date) -> dict[OwnState, ColumnElement[bool]]:
    """The condition of every state; the review case of a row is joined."""
    fact = and_(table.source_kind == ProvenanceKind.PUBLIC_SOURCE, table.is_example.is_(False))
    long_ago = or_(table.confirmed_on.is_(None), table.confirmed_on <= today - CONFIRM_AFTER)
    asked = func.coalesce(ReviewCase.state == ReviewState.ASKED, False)
    return {
        OwnState.ALL: table.id.is_not(None),
        OwnState.ASKED: asked,
        OwnState.WAITING: and_(table.status == RecordStatus.SUBMITTED, ~asked),
        OwnState.OPEN: table.status == RecordStatus.PUBLISHED,
        OwnState.RESERVED: table.status == RecordStatus.RESERVED,
        OwnState.UNCONFIRMED: and_(~fact, table.status.in_(OPEN_STATUSES), long_ago),
        OwnState.ENDED: table.status.in_([RecordStatus.EXPIRED, RecordStatus.WITHDRAWN]),
    }


def summary(session: Session, kind: str, record_id: str) -> OwnRecord | None:
    """One line of an owner's list, for whoever holds a signed link to the record; None when it is gone."""
    table = TABLES.get(kind)
    if table is None:
        return None
    row = session.execute(_listed(table, kind).where(table.id == record_id)).one_or_none()
    return _own_record(kind, row) if row is not None else None


def own_side_stream(session: Session, viewer: Viewer, record_id: str) -> records.SideStream:
    """A side stream of the viewer's with all it says; RecordNotFoundError for anybody else's."""
    whole = (
        joinedload(SideStream.organisation),
        joinedload(SideStream.site),
        selectinload(SideStream.amounts),
        selectinload(SideStream.composition),
        selectinload(SideStream.documents),
    )
    query = select(SideStream).where(SideStream.id == record_id, owned(viewer, SideStream)).options(*whole)
    row = session.scalar(query)
    if row is None:
        raise RecordNotFoundError(record_id)
    return replace(side_stream_of(row), hint_material_class=None, hint_waste_code=None)


def own_need(session: Session, viewer: Viewer, record_id: str) -> records.MaterialNeed:
    """A need of the viewer's with all it says; RecordNotFoundError for anybody else's."""
    whole = joinedload(MaterialNeed.organisation), joinedload(MaterialNeed.site)
    query = select(MaterialNeed).where(MaterialNeed.id == record_id, owned(viewer, MaterialNeed)).options(*whole)
    row = session.scalar(query)
    if row is None:
        raise RecordNotFoundError(record_id)
    return need_of(row)


def own_kind(session: Session, viewer: Viewer, record_id: str) -> str:
    """Which kind of record of the viewer's has this id; RecordNotFoundError when none has."""
    for kind, table in TABLES.items():
        if session.scalar(select(table.id).where(table.id == record_id, owned(viewer, table))) is not None:
            return kind
    raise RecordNotFoundError(record_id)


def _listed(table: Table, kind: str) -> Select[*tuple[Any, ...]]:
    mass = table.mass_t if table is SideStream else MaterialNeed.layer_amount
    return (
        select(
            table.id,
            table.name,
            table.language,
            table.status,
            Organisation.name.label("organisation_name"),
            table.is_example,
            table.source_kind,
            mass.label("mass_t"),
            table.confirmed_on,
            table.updated_at,
            table.version,
            ReviewCase.state.label("case_state"),
            ReviewCase.since.label("case_since"),
        )
        .join(Organisation, Organisation.id == table.organisation_id)
        .outerjoin(ReviewCase, _case_of(table, kind))
    )


def _case_of(table: Table, kind: str) -> ColumnElement[bool]:
    return and_(ReviewCase.kind == kind, ReviewCase.record_id == table.id)


def _text(table: Table, text: str) -> list[ColumnElement[bool]]:
    """Every word stands in the name, the class or the code; an id is found as it is."""
    words = fold(text).split()
    if not words:
        return []
    named = and_(*(table.search_text.contains(word, autoescape=True) for word in words))
    return [or_(named, func.lower(table.id) == text.strip().lower())]


def _own_record(kind: str, row: Any) -> OwnRecord:
    values = row._asdict()
    is_public = values.pop("source_kind") is ProvenanceKind.PUBLIC_SOURCE
    return OwnRecord(kind=kind, is_fact=is_public and not values["is_example"], **values)
