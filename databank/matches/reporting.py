"""The tonnes that were moved under an agreement: each year is reported once, by either side; a correction is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from databank.access import Viewer
from databank.amounts import plain
from databank.errors import N_, DatabankError, Sentence
from databank.matches.changing import MatchRefusedError, company_side, opened, touch
from databank.matches.reading import match
from databank.matches.states import COMPANIES
from databank.models import Delivery, Match
from databank.models.base import GREATEST, MICRO
from databank.models.parts import FIRST_YEAR
from databank.records import Delivery as Reported
from databank.records import MatchSide, MatchState, Method, Period
from databank.submissions import Change

REPORTED = frozenset({MatchState.RUNNING, MatchState.ENDED})
NOTED = frozenset({*COMPANIES, MatchSide.CITY})
LONGEST_NOTE = 500
ABOVE = N_(
    "%(reported)s t are more than the %(agreed)s t that were agreed: is the report or the agreement to be changed?"
)
BEFORE = N_("The agreement began on %(day)s, after this year: is the year right?")
AFTER = N_("The agreement ended on %(day)s, before this year: is the year right?")


class DeliveryChangedError(DatabankError):
    """A year that was reported already, or corrected meanwhile; `standing` is what is in the bank."""

    def __init__(self, standing: Reported) -> None:
        super().__init__(
            N_("%(year)s has been reported already: %(mass)s t. Correct that report if it is wrong."),
            year=standing.year,
            mass=plain(standing.mass_t),
        )
        self.standing = standing


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDelivery:
    """What was moved in one year. `revision` is that of the report that is corrected; 0 for a year's first."""

    year: int
    mass_t: Decimal
    method: Method = Method.RECORDS
    note: str = ""
    revision: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """What was kept, whether it is new, and what it makes one ask: a report is kept, whatever was agreed."""

    delivery: Reported
    questions: tuple[Sentence, ...]
    is_new: bool


def report_delivery(session: Session, viewer: Viewer, match_id: str, said: NewDelivery, change: Change) -> Report:
    """Keep what was moved in a year. It replaces the agreed amount of that year in the flows.

    The same report sent twice is one.

    Raises
    ------
    RecordNotFoundError
        For everybody who acts for neither side.
    MatchRefusedError
        When nothing runs, or the year or the amount cannot be.
    DeliveryChangedError
        When the year is reported already and `said.revision` is not that report.
    """
    row = opened(session, viewer, match_id)
    side, exchange_id = company_side(viewer, row), _exchange_of(row)
    _check(said, change.day)
    standing = _standing(session, exchange_id, said.year)
    if standing is not None and _says_same(standing, said):
        return Report(_value(standing), questions(row, said), is_new=False)
    if said.revision != (standing.revision if standing else 0):
        if standing is None:
            raise MatchRefusedError(N_("There is no report of this year to correct."), field="year")
        raise DeliveryChangedError(_value(standing))
    if standing is not None:
        standing.superseded_at = change.made_at
    made = Delivery(
        exchange_id=exchange_id,
        year=said.year,
        revision=said.revision + 1,
        mass_t=said.mass_t.quantize(MICRO),
        method=said.method,
        side=side,
        note=said.note.strip() or None,
        reported_at=change.made_at,
        person_id=viewer.person_id,
    )
    session.add(made)
    touch(session, row, change.made_at)
    return Report(_value(made), questions(row, said), is_new=True)


def deliveries(session: Session, viewer: Viewer, match_id: str) -> tuple[Reported, ...]:
    """Everything that was reported, the latest year first, and of a year the newest report first.

    Notes are for the two companies and the city: whoever writes one is told so.

    Raises
    ------
    RecordNotFoundError
        When there is no such match for the viewer.
    """
    found = match(session, viewer, match_id)
    reported = tuple(_value(row) for row in _rows(session, found.exchange_id)) if found.exchange_id else ()
    reads_notes = bool(found.sides & NOTED)
    return reported if reads_notes else tuple(replace(one, note=None) for one in reported)


def questions(row: Match, said: NewDelivery) -> tuple[Sentence, ...]:
    """What a report makes one ask, beside the agreement."""
    asked: list[Sentence] = []
    if row.mass_t is not None and row.period is Period.PER_YEAR and said.mass_t > row.mass_t:
        asked.append(Sentence(ABOVE, reported=plain(said.mass_t), agreed=plain(row.mass_t)))
    if row.starts_on is not None and said.year < row.starts_on.year:
        asked.append(Sentence(BEFORE, day=row.starts_on))
    if row.ends_on is not None and said.year > row.ends_on.year:
        asked.append(Sentence(AFTER, day=row.ends_on))
    return tuple(asked)


def _exchange_of(row: Match) -> str:
    if row.exchange_id is None or row.state not in REPORTED:
        raise MatchRefusedError(N_("Tonnes are reported once the agreement runs: say first that it does."))
    return row.exchange_id


def _check(said: NewDelivery, today: date) -> None:
    if not FIRST_YEAR <= said.year <= today.year:
        raise MatchRefusedError(N_("Write a year that has begun, such as %(year)s."), field="year", year=today.year)
    if not said.mass_t.is_finite() or not 0 <= said.mass_t <= GREATEST:
        raise MatchRefusedError(N_("Write the tonnes that were moved: 0 or more, at most a billion."), field="mass_t")
    if len(said.note.strip()) > LONGEST_NOTE:
        raise MatchRefusedError(N_("This text is too long: write at most 500 characters."), field="note")


def _standing(session: Session, exchange_id: str, year: int) -> Delivery | None:
    query = select(Delivery).where(
        Delivery.exchange_id == exchange_id, Delivery.year == year, Delivery.superseded_at.is_(None)
    )
    return session.scalar(query.execution_options(populate_existing=True))


def _says_same(standing: Delivery, said: NewDelivery) -> bool:
    known = (standing.mass_t, standing.method, standing.note)
    return known == (said.mass_t.quantize(MICRO), said.method, said.note.strip() or None)


def _rows(session: Session, exchange_id: str) -> Sequence[Delivery]:
    query = select(Delivery).where(Delivery.exchange_id == exchange_id)
    return session.scalars(query.order_by(Delivery.year.desc(), Delivery.revision.desc())).all()


def _value(row: Delivery) -> Reported:
    return Reported(
        year=row.year,
        mass_t=row.mass_t,
        method=row.method,
        side=row.side,
        revision=row.revision,
        reported_at=row.reported_at,
        is_current=row.superseded_at is None,
        note=row.note,
    )
