"""Business secrets: an owner claims, the city decides (act 621/1999, section 24, subsection 1, item 20)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from databank.errors import N_, DatabankError, RecordNotFoundError
from databank.models import SecrecyClaim
from databank.records import DecisionState, FieldGroup, Hazard, MaterialNeed, SideStream
from databank.submissions.saving import new_id

GROUND = "JulkL 24 § 1 mom. 20 k."


class SecrecyRefusedError(DatabankError):
    """A claim or a decision that cannot be taken; `field` is the form's field that is wrong."""

    def __init__(self, field: str, message: str, /) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """One claim: what is said to be secret and why, and what was decided until when."""

    id: str
    kind: str
    record_id: str
    groups: tuple[FieldGroup, ...]
    ground: str
    claimed_at: datetime
    claimed_by: str
    state: DecisionState
    decided_on: date | None
    decided_by: str | None
    reasons: str | None
    review_on: date | None


def claimable(record: SideStream | MaterialNeed) -> tuple[FieldGroup, ...]:
    """The groups that may be claimed secret.

    What bears on health or the environment cannot be: the material with its code and hazard never, and the composition
    not when the material is hazardous or nobody knows.
    """
    never = {FieldGroup.MATERIAL}
    if isinstance(record, SideStream) and record.hazard is not Hazard.NON_HAZARDOUS:
        never.add(FieldGroup.COMPOSITION)
    return tuple(group for group in FieldGroup if group not in never)


def claim_secrecy(
    session: Session,
    record: SideStream | MaterialNeed,
    *,
    groups: Collection[FieldGroup],
    ground: str,
    claimed_by: str,
    at: datetime,
) -> str:
    """Keep a claim for the city to decide; its id. What the record shows changes by its levels only.

    Raises
    ------
    SecrecyRefusedError
        Without groups or reasons, and for what bears on health or the environment.
    """
    if not groups:
        raise SecrecyRefusedError("groups", N_("Choose what is a business secret."))
    if not set(groups) <= set(claimable(record)):
        raise SecrecyRefusedError(
            "groups",
            N_("What bears on health or the environment cannot be secret: leave the material and its hazards out."),
        )
    if not ground.strip():
        raise SecrecyRefusedError("ground", N_("Write why this is a business secret, and what harm would follow."))
    row = SecrecyClaim(
        id=new_id("S"),
        kind="side-streams" if isinstance(record, SideStream) else "needs",
        record_id=record.id,
        groups=tuple(group.value for group in FieldGroup if group in groups),
        ground=ground.strip(),
        claimed_at=at,
        claimed_by=claimed_by,
        state=DecisionState.OPEN,
        decided_on=None,
        decided_by=None,
        reasons=None,
        review_on=None,
    )
    session.add(row)
    session.flush()
    return row.id


def decide_secrecy(
    session: Session,
    claim_id: str,
    *,
    accepted: bool,
    reasons: str,
    decided_by: str,
    on: date,
    review_on: date | None = None,
) -> Claimed:
    """Decide an open claim, with reasons; what is accepted is looked at again on a day.

    Raises
    ------
    RecordNotFoundError
        When there is no such claim.
    SecrecyRefusedError
        Without reasons, without a later day for review, or when it is decided already.
    """
    row = session.get(SecrecyClaim, claim_id)
    if row is None:
        raise RecordNotFoundError(claim_id)
    if row.state is not DecisionState.OPEN:
        raise SecrecyRefusedError("reasons", N_("This claim has been decided already."))
    if not reasons.strip():
        raise SecrecyRefusedError("reasons", N_("Write the reasons of the decision."))
    if accepted and (review_on is None or review_on <= on):
        raise SecrecyRefusedError("review_on", N_("Choose a later day on which the secret is looked at again."))
    row.state = DecisionState.ACCEPTED if accepted else DecisionState.REFUSED
    row.decided_on, row.decided_by, row.reasons = on, decided_by, reasons.strip()
    row.review_on = review_on if accepted else None
    session.flush()
    return _claimed(row)


def secrecy_claims(
    session: Session, *, record_id: str | None = None, state: DecisionState | None = None
) -> tuple[Claimed, ...]:
    """Claims of a record, or in a state, or all: the latest first."""
    query = select(SecrecyClaim).order_by(SecrecyClaim.claimed_at.desc(), SecrecyClaim.id)
    if record_id is not None:
        query = query.where(SecrecyClaim.record_id == record_id)
    if state is not None:
        query = query.where(SecrecyClaim.state == state)
    return tuple(_claimed(row) for row in session.scalars(query))


def _claimed(row: SecrecyClaim) -> Claimed:
    return Claimed(
        id=row.id,
        kind=row.kind,
        record_id=row.record_id,
        groups=tuple(FieldGroup(word) for word in row.groups),
        ground=row.ground,
        claimed_at=row.claimed_at,
        claimed_by=row.claimed_by,
        state=row.state,
        decided_on=row.decided_on,
        decided_by=row.decided_by,
        reasons=row.reasons,
        review_on=row.review_on,
    )
