"""What comes up: contracts, permits and availabilities that end, taxes that change, stocks that lie too long."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from databank import queries, records
from databank.access import Viewer, mask_need, mask_site, match_readable, readable, site_readable
from databank.errors import N_, Sentence
from databank.matches.reading import masked, whole
from databank.matches.storing import may_be_stored_long, storage_limits
from databank.models import Match, MaterialNeed, Permit, SideStream, Site
from databank.queries.values import need_of, permit_of, site_of
from databank.records import Fate, MatchState, Moment, MomentKind, RealStatus, RecordStatus
from taxonomy.economics import WasteTax, waste_tax_changes
from taxonomy.waste_list import entry_codes

OPEN = (RecordStatus.PUBLISHED, RecordStatus.RESERVED)
EXISTING = (RealStatus.REAL, RealStatus.PLANNED, RealStatus.RESERVE)
MOST = 500
CONTRACT = N_("The contract for %(name)s ends: what comes after it can be talked over now.")
AVAILABLE = N_("%(name)s becomes available.")
NO_LONGER = N_("%(name)s is available for the last time.")
STARTS = N_("%(name)s begins to be needed.")
ENDS = N_("%(name)s is needed for the last time.")
PERMIT = N_("A permit of %(name)s ends.")
AGREEMENT = N_("The agreement on %(name)s ends.")
AGREEMENT_UNNAMED = N_("An agreement ends.")
TAX = N_("The waste tax on %(name)s, code %(code)s, goes from %(before)s to %(after)s EUR/t at a landfill.")


@dataclass(frozen=True, slots=True)
class Window:
    """The days that are looked at."""

    first: date
    last: date

    def holds(self, day: date | None) -> bool:
        """Whether a day is one of them."""
        return day is not None and self.first <= day <= self.last


def coming_moments(
    session: Session,
    viewer: Viewer,
    day: date,
    within_days: int,
    *,
    organisation_id: str | None = None,
    is_example: bool | None = None,
    limit: int = MOST,
) -> tuple[Moment, ...]:
    """What comes up within some days, the nearest first, of all that the viewer sees. A stock may be over its time.

    Parameters
    ----------
    organisation_id : str, optional
        Only what is seen to be this organisation's.
    is_example : bool, optional
        Facts or examples only.
    """
    window = Window(day, day + timedelta(days=within_days))
    found = [
        *_of_streams(session, viewer, window),
        *_of_needs(session, viewer, window),
        *_of_permits(session, viewer, window),
        *_of_matches(session, viewer, window, organisation_id),
    ]
    wanted = (
        one
        for one in found
        if (organisation_id is None or one.organisation_id == organisation_id)
        and (is_example is None or one.is_example is is_example)
    )
    return tuple(sorted(wanted, key=lambda one: (one.on, one.kind, one.record_id))[:limit])


def _of_streams(session: Session, viewer: Viewer, window: Window) -> Iterator[Moment]:
    """Made of what the viewer sees of each: a date that is hidden gives no moment."""
    changes = _tax_changes(window)
    columns = (SideStream.committed_until, SideStream.available_from, SideStream.available_until)
    query = select(SideStream.id).where(
        readable(viewer),
        SideStream.status.in_(OPEN),
        SideStream.real_status.in_(EXISTING),
        or_(
            *(column.between(window.first, window.last) for column in columns),
            SideStream.waste_code.in_(sorted(changes)),
            may_be_stored_long(window.last),
        ),
    )
    ids = list(session.scalars(query))
    for stream in queries.side_streams_by_id(session, viewer, ids).values():
        yield from _dates_of_stream(stream, window)
        yield from _taxes_of(stream, changes)
        for kind, on, told, source, dated in storage_limits(stream, window.last):
            yield _of_stream(stream, kind, on, told, source, dated)


def _dates_of_stream(stream: records.SideStream, window: Window) -> Iterator[Moment]:
    for kind, on, key in (
        (MomentKind.CONTRACT_ENDS, stream.committed_until, CONTRACT),
        (MomentKind.AVAILABLE_FROM, stream.available_from, AVAILABLE),
        (MomentKind.AVAILABLE_UNTIL, stream.available_until, NO_LONGER),
    ):
        if on is not None and window.holds(on):
            yield _of_stream(stream, kind, on, Sentence(key, name=stream.name))


def _taxes_of(stream: records.SideStream, changes: Mapping[str, tuple[WasteTax, WasteTax]]) -> Iterator[Moment]:
    """A change of the tax is worth a word where something may go to a landfill."""
    change = changes.get(stream.waste_code or "")
    if change is None or stream.fate in {Fate.USED, Fate.ENERGY, Fate.ELSEWHERE}:
        return
    before, after = change
    values = {"code": after.code, "before": before.eur_per_t, "after": after.eur_per_t}
    told = Sentence(TAX, name=stream.name, **values)
    yield _of_stream(stream, MomentKind.TAX_CHANGES, after.valid_from, told, after.source, after.valid_from)


def _of_stream(
    stream: records.SideStream,
    kind: MomentKind,
    on: date,
    told: Sentence,
    source: str | None = None,
    dated: date | None = None,
) -> Moment:
    return Moment(
        kind=kind,
        on=on,
        record_kind="side-streams",
        record_id=stream.id,
        record_name=stream.name,
        organisation_id=stream.organisation_id,
        place_id=stream.site_id,
        told=told,
        source=_source_of(stream.provenance) if source is None else source,
        dated=stream.confirmed_on or stream.provenance.dated if source is None else dated,
        is_example=stream.is_example,
    )


def _of_needs(session: Session, viewer: Viewer, window: Window) -> Iterator[Moment]:
    query = (
        select(MaterialNeed)
        .where(
            readable(viewer, MaterialNeed),
            MaterialNeed.status.in_(OPEN),
            MaterialNeed.real_status.in_(EXISTING),
            or_(
                MaterialNeed.starts_on.between(window.first, window.last),
                MaterialNeed.ends_on.between(window.first, window.last),
            ),
        )
        .options(joinedload(MaterialNeed.organisation), joinedload(MaterialNeed.site))
    )
    for row in session.scalars(query):
        need = mask_need(viewer, need_of(row))
        for kind, on, key in (
            (MomentKind.NEED_STARTS, need.starts_on, STARTS),
            (MomentKind.NEED_ENDS, need.ends_on, ENDS),
        ):
            if on is not None and window.holds(on):
                yield _of_need(need, kind, on, Sentence(key, name=need.name))


def _of_need(need: records.MaterialNeed, kind: MomentKind, on: date, told: Sentence) -> Moment:
    return Moment(
        kind=kind,
        on=on,
        record_kind="needs",
        record_id=need.id,
        record_name=need.name,
        organisation_id=need.organisation_id,
        place_id=need.site_id,
        told=told,
        source=_source_of(need.provenance),
        dated=need.confirmed_on or need.provenance.dated,
        is_example=need.is_example,
    )


def _of_permits(session: Session, viewer: Viewer, window: Window) -> Iterator[Moment]:
    query = (
        select(Permit, Site)
        .join(Site, Site.id == Permit.site_id)
        .where(
            site_readable(viewer),
            Site.real_status.in_(EXISTING),
            Permit.valid_until.between(window.first, window.last),
        )
    )
    for permit, row in session.execute(query):
        yield from _of_permit(mask_site(viewer, site_of(row)), permit_of(permit))


def _of_permit(site: records.Site, permit: records.Permit) -> Iterator[Moment]:
    if permit.valid_until is not None:
        yield Moment(
            kind=MomentKind.PERMIT_ENDS,
            on=permit.valid_until,
            record_kind="permits",
            record_id=permit.id,
            record_name=site.name,
            organisation_id=site.organisation_id,
            place_id=site.id,
            told=Sentence(PERMIT, name=site.name),
            source=permit.authority or _source_of(permit.provenance),
            dated=permit.provenance.dated,
            is_example=site.is_example,
        )


def _of_matches(session: Session, viewer: Viewer, window: Window, asked: str | None) -> Iterator[Moment]:
    """An agreement is of both its sides: of the one that is asked for, if it is one of them."""
    query = whole().where(
        match_readable(viewer),
        Match.state.in_([MatchState.AGREED, MatchState.RUNNING]),
        Match.ends_on.between(window.first, window.last),
    )
    for one in masked(session, viewer, session.scalars(query).all()):
        name, parties = one.side_stream_name, (one.donor.organisation_id, one.receiver.organisation_id)
        if one.ends_on is not None:
            yield Moment(
                kind=MomentKind.EXCHANGE_ENDS,
                on=one.ends_on,
                record_kind="matches",
                record_id=one.id,
                record_name=name,
                organisation_id=asked if asked in parties else one.donor.organisation_id,
                place_id=None,
                told=Sentence(AGREEMENT, name=name) if name else Sentence(AGREEMENT_UNNAMED),
                source=one.id,
                dated=one.updated_at.date(),
                is_example=one.is_example,
            )


def _source_of(provenance: records.Provenance) -> str:
    return provenance.url or provenance.title or ""


@lru_cache(maxsize=8)
def _tax_changes(window: Window) -> Mapping[str, tuple[WasteTax, WasteTax]]:
    """The tax before and after, of every code whose tax changes within the window."""
    return {code: change for code in entry_codes() for change in _changes(waste_tax_changes(code), window)}


def _changes(taxes: Iterable[WasteTax], window: Window) -> Iterator[tuple[WasteTax, WasteTax]]:
    known = list(taxes)
    for before, after in pairwise(known):
        if window.holds(after.valid_from) and before.eur_per_t != after.eur_per_t:
            yield before, after
