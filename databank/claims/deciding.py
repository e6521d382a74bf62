"""What the city decides: whether a claim becomes a statement, and whether an objection keeps a page hidden."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from databank import models
from databank.claims.reading import claim, standing_objections
from databank.claims.values import Claim
from databank.errors import N_, DatabankError, RecordNotFoundError
from databank.records import ClaimKind, DecisionState
from databank.submissions import Change
from databank.submissions.journal import write_version

ANSWER_DAYS = 14
"""Within how many days the city answers a claim."""


class ClaimDecidedError(DatabankError):
    """A claim that somebody else decided meanwhile."""

    def __init__(self, decided_by: str) -> None:
        super().__init__(N_("%(who)s has decided this claim already."), who=decided_by)


class ClaimOpenError(DatabankError):
    """An organisation is to be shown while an objection still waits."""

    def __init__(self) -> None:
        super().__init__(N_("An objection of this company is still open: decide it first."))


def decide(session: Session, claim_id: str, change: Change, *, accepted: bool, answer: str) -> Claim:
    """Accept or refuse a claim. A refused objection shows the organisation again, unless another one stands.

    Raises
    ------
    RecordNotFoundError
        When there is no such claim, or nobody has vouched for it.
    ClaimDecidedError
        When it is decided already.
    """
    row = session.get(models.Claim, claim_id, with_for_update=True)
    if row is None or row.vouched_at is None:
        raise RecordNotFoundError(claim_id)
    if row.state is not DecisionState.OPEN:
        raise ClaimDecidedError(row.decided_by or "")
    row.state = DecisionState.ACCEPTED if accepted else DecisionState.REFUSED
    row.decided_at, row.decided_by, row.answer = change.made_at, change.made_by, answer
    session.flush()
    if row.kind is ClaimKind.OBJECT and session.scalar(standing_objections(row.organisation_id)) is None:
        _show(session, row.organisation_id, change)
    return claim(session, claim_id)


def hidden_organisations(session: Session) -> tuple[tuple[str, str, date], ...]:
    """Id, name and day of every organisation that an objection hides, by name."""
    table = models.Organisation
    query = select(table.id, table.name, table.objected_on).where(table.objected_on.is_not(None))
    found = session.execute(query.order_by(table.name_key, table.id))
    return tuple((record_id, name, day) for record_id, name, day in found if day is not None)


def show_again(session: Session, organisation_id: str, change: Change) -> None:
    """Show an organisation that an accepted objection hid: that objection counts as refused from now on.

    Raises
    ------
    RecordNotFoundError
        When there is no such organisation, or none that is hidden.
    ClaimOpenError
        When an objection still waits for a decision.
    """
    row = session.get(models.Organisation, organisation_id)
    if row is None or row.objected_on is None:
        raise RecordNotFoundError(organisation_id)
    for objection in session.scalars(standing_objections(organisation_id)):
        if objection.state is DecisionState.OPEN:
            raise ClaimOpenError
        objection.state = DecisionState.REFUSED
        objection.decided_at, objection.decided_by = change.made_at, change.made_by
    _show(session, organisation_id, change)


def _show(session: Session, organisation_id: str, change: Change) -> None:
    row = session.get_one(models.Organisation, organisation_id, with_for_update=True)
    if row.objected_on is None:
        return
    changes = {"objected_on": (row.objected_on, None)}
    row.objected_on = None
    write_version(session, "organisations", row.id, row, change, changes)
    session.flush()
