"""What every change of a match has in common: the version that was seen, the step that is written down."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from databank.access import Viewer
from databank.errors import N_, DatabankError, RecordNotFoundError
from databank.matches.reading import readable_row
from databank.matches.states import COMPANIES, ENDS
from databank.matches.values import sides_in
from databank.models import Match, MatchStep
from databank.records import MatchSide, MatchState


class MatchRefusedError(DatabankError):
    """Something that cannot be done with a match; `field` is the form's field that is wrong, if it is one."""

    def __init__(self, message: str, /, field: str = "", **values: object) -> None:
        super().__init__(message, **values)
        self.field = field


class MatchChangedError(DatabankError):
    """A match that somebody else changed after it was opened: where it stands now, and its version."""

    def __init__(self, state: MatchState, version: int) -> None:
        super().__init__(N_("Somebody else changed this match while you had it open. Look at it again, then decide."))
        self.state, self.version = state, version


def opened(session: Session, viewer: Viewer, match_id: str, version: int | None = None) -> Match:
    """The row to change, locked.

    Parameters
    ----------
    version : int, optional
        The one that the editor saw; None expects nothing.

    Raises
    ------
    RecordNotFoundError
        When there is no such match for the viewer.
    MatchChangedError
        When somebody else changed it since.
    """
    row = readable_row(session, viewer, match_id, lock=True)
    if version is not None and row.version != version:
        raise MatchChangedError(row.state, row.version)
    return row


def company_side(viewer: Viewer, row: Match, side: MatchSide | None = None) -> MatchSide:
    """As which of the two companies the viewer acts.

    Raises
    ------
    RecordNotFoundError
        For everybody who acts for neither.
    """
    own = sides_in(viewer, row) & COMPANIES
    found = next((one for one in MatchSide if one in own and side in {None, one}), None)
    if found is None:
        raise RecordNotFoundError(row.id)
    return found


def other_side(side: MatchSide) -> MatchSide:
    """The company opposite."""
    return MatchSide.RECEIVER if side is MatchSide.DONOR else MatchSide.DONOR


def take_step(row: Match, after: MatchState, side: MatchSide, viewer: Viewer, at: datetime) -> None:
    """Write down a step; a match that has come to its end makes room for another one of the same two."""
    row.steps.append(
        MatchStep(
            position=len(row.steps) + 1,
            before=row.state,
            after=after,
            side=side,
            made_at=at,
            person_id=viewer.person_id,
        )
    )
    row.state = after
    if after in ENDS:
        row.open_key = None


def touch(session: Session, row: Match, at: datetime) -> None:
    """Count the change, and write it."""
    row.version += 1
    row.updated_at = at
    session.flush()
