"""Which two can be matched: each is there for whoever brings them together, and one of them is their own."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from databank import models
from databank.access import Viewer, organisation_readable, readable, sides_of, site_readable
from databank.errors import N_, RecordNotFoundError
from databank.matches.changing import MatchRefusedError
from databank.matches.reading import shown_exchanges, shown_lines
from databank.matches.values import GONE
from databank.queries.market import is_matched
from databank.records import MatchSide, MatchSource, Period, RecordStatus
from taxonomy.codes import UnknownCodeError
from taxonomy.uses import use

OPEN = (RecordStatus.PUBLISHED, RecordStatus.RESERVED)
NOT_OPEN = N_("Only what is published now can be matched: look at the state of the record.")
MIXED = N_("Examples and facts are never matched with each other.")
SAME = N_("Both sides are the same company.")
ENDED = N_("One of the two companies is no longer there.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Who might take it, and what says so: a need, else an organisation, with its site where that is known.

    Attributes
    ----------
    source : MatchSource
        NEED goes with `need_id`; USE with the id of a documented use; INTAKE with the exchanges it rests on; INTEREST
        is the organisation's own word.
    """

    source: MatchSource
    need_id: str | None = None
    organisation_id: str | None = None
    site_id: str | None = None
    use_id: str | None = None
    rests_on: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two that can be matched. `key` tells a pair from every other one.

    Interest of their own is a pair apart: else whoever addresses a company would learn that it had asked unnamed.
    """

    side_stream_id: str
    target: Target
    treatment_line_id: str | None
    is_lasting: bool

    @property
    def key(self) -> str:
        """The same for whoever of the two comes first."""
        target = self.target
        if target.need_id is not None:
            there = f"need:{target.need_id}"
        elif target.source is MatchSource.INTEREST:
            there = f"interest:{target.organisation_id}"
        else:
            there = f"at:{target.site_id or target.organisation_id}"
        return f"{self.side_stream_id}|{there}|{self.treatment_line_id or ''}"


def check_pair(
    session: Session,
    viewer: Viewer,
    side: MatchSide,
    side_stream_id: str,
    target: Target,
    treatment_line_id: str | None = None,
) -> Pair:
    """The pair, if the viewer may bring it together on that side.

    Raises
    ------
    RecordNotFoundError
        When one of the two, or what the match rests on, is not there for the viewer, or their own side is not theirs.
    MatchRefusedError
        When the two cannot be matched at all.
    """
    _check_form(target, side)
    stream = _stream(session, viewer, side_stream_id)
    need = _need(session, viewer, target.need_id) if target.need_id else None
    receiver = need.organisation if need else _organisation(session, viewer, target)
    _check_own(viewer, side, stream, need, receiver)
    _check_grounds(session, viewer, target, treatment_line_id)
    if not is_matched(session, viewer, stream.id) or (need is not None and need.status not in OPEN):
        raise MatchRefusedError(NOT_OPEN)
    if stream.is_example is not (need or receiver).is_example:
        raise MatchRefusedError(MIXED)
    if stream.organisation_id == receiver.id:
        raise MatchRefusedError(SAME)
    if GONE & {stream.organisation.real_status, receiver.real_status}:
        raise MatchRefusedError(ENDED)
    return Pair(
        side_stream_id=stream.id,
        target=target,
        treatment_line_id=treatment_line_id,
        is_lasting=need is None or need.period is Period.PER_YEAR,
    )


def _check_form(target: Target, side: MatchSide) -> None:
    """A target names one receiver, with what belongs to its source; interest is said by the receiver alone."""
    if (target.need_id is None) is (target.organisation_id is None):
        raise MatchRefusedError(N_("Name either a need or an organisation as the receiver."), field="need_id")
    if (target.source is MatchSource.NEED) is (target.need_id is None):
        raise MatchRefusedError(N_("A match with a need rests on that need, and on nothing else."), field="source")
    if target.source is MatchSource.INTEREST and side is not MatchSide.RECEIVER:
        raise MatchRefusedError(N_("Whether a company is interested is for itself to say."), field="source")
    if target.source is MatchSource.USE and target.use_id is None:
        raise MatchRefusedError(N_("Name the documented use on which the match rests."), field="use_id")


def _stream(session: Session, viewer: Viewer, record_id: str) -> models.SideStream:
    query = select(models.SideStream).where(models.SideStream.id == record_id, readable(viewer))
    row = session.scalar(query)
    if row is None:
        raise RecordNotFoundError(record_id)
    return row


def _need(session: Session, viewer: Viewer, record_id: str) -> models.MaterialNeed:
    table = models.MaterialNeed
    row = session.scalar(select(table).where(table.id == record_id, readable(viewer, table)))
    if row is None:
        raise RecordNotFoundError(record_id)
    return row


def _organisation(session: Session, viewer: Viewer, target: Target) -> models.Organisation:
    """The organisation, and its site, as far as they are shown."""
    table, place = models.Organisation, models.Site
    row = session.scalar(select(table).where(table.id == target.organisation_id, organisation_readable(viewer)))
    if row is None:
        raise RecordNotFoundError(target.organisation_id or "")
    shown = select(place.id).where(place.id == target.site_id, place.organisation_id == row.id, site_readable(viewer))
    if target.site_id is not None and session.scalar(shown) is None:
        raise RecordNotFoundError(target.site_id)
    return row


def _check_own(
    viewer: Viewer,
    side: MatchSide,
    stream: models.SideStream,
    need: models.MaterialNeed | None,
    receiver: models.Organisation,
) -> None:
    own = sides_of(
        viewer,
        donor_id=stream.organisation_id,
        stream_id=stream.id,
        receiver_id=receiver.id,
        need_id=need.id if need else None,
    )
    if side not in own:
        raise RecordNotFoundError(stream.id if side is MatchSide.DONOR else receiver.id)


def _check_grounds(session: Session, viewer: Viewer, target: Target, line_id: str | None) -> None:
    """What the match rests on is there for the viewer."""
    if target.use_id is not None:
        try:
            use(target.use_id)
        except UnknownCodeError:
            raise RecordNotFoundError(target.use_id) from None
    missing = set(target.rests_on) - shown_exchanges(session, viewer, target.rests_on)
    if line_id is not None:
        missing |= {line_id} - shown_lines(session, viewer, [line_id])
    if missing:
        raise RecordNotFoundError(min(missing))
