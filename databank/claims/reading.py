"""Reading claims: those that wait, those that are decided, and the statements that everybody reads."""

from __future__ import annotations

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from databank import models
from databank.access import Viewer, organisation_readable, readable
from databank.claims.values import Claim, Statement, claim_of
from databank.errors import RecordNotFoundError
from databank.records import ClaimKind, DecisionState

MOST_LISTED = 200


def claim(session: Session, claim_id: str) -> Claim:
    """One claim; RecordNotFoundError if there is none."""
    found = session.execute(_named().where(models.Claim.id == claim_id)).first()
    if found is None:
        raise RecordNotFoundError(claim_id)
    return claim_of(*found)


def open_claims(session: Session) -> tuple[Claim, ...]:
    """The claims that wait for the city: vouched for and not decided, objections first, then the oldest."""
    objection_first = (models.Claim.kind != ClaimKind.OBJECT).expression
    query = (
        _named()
        .where(models.Claim.state == DecisionState.OPEN, models.Claim.vouched_at.is_not(None))
        .order_by(objection_first, models.Claim.vouched_at, models.Claim.id)
    )
    return tuple(claim_of(*found) for found in session.execute(query))


def decided_claims(session: Session) -> tuple[Claim, ...]:
    """The claims that were decided, the latest first."""
    query = _named().where(models.Claim.state != DecisionState.OPEN).order_by(models.Claim.decided_at.desc())
    return tuple(claim_of(*found) for found in session.execute(query.limit(MOST_LISTED)))


def statements(
    session: Session, viewer: Viewer, organisation_id: str | None, *, side_stream_id: str | None = None
) -> tuple[Statement, ...]:
    """What a company said of what public sources say of it, the latest first; nothing where it is not shown itself.

    Parameters
    ----------
    side_stream_id : str, optional
        Only what was said of this side stream.
    """
    shown = select(models.Organisation.id).where(organisation_readable(viewer)).correlate(None)
    streams = select(models.SideStream.id).where(readable(viewer)).correlate(None)
    query = (
        select(models.Claim, models.SideStream.name)
        .outerjoin(models.SideStream, models.Claim.side_stream_id == models.SideStream.id)
        .where(
            models.Claim.organisation_id == organisation_id,
            models.Claim.state == DecisionState.ACCEPTED,
            models.Claim.kind != ClaimKind.OBJECT,
            models.Claim.organisation_id.in_(shown),
            models.Claim.side_stream_id.is_(None) | models.Claim.side_stream_id.in_(streams),
        )
        .order_by(models.Claim.made_at.desc(), models.Claim.id)
    )
    if side_stream_id is not None:
        query = query.where(models.Claim.side_stream_id == side_stream_id)
    return tuple(_statement(row, name) for row, name in session.execute(query.limit(MOST_LISTED)))


def standing_objections(organisation_id: str) -> Select[models.Claim]:
    """The objections that keep an organisation hidden: those that wait and those that were accepted."""
    return select(models.Claim).where(
        models.Claim.organisation_id == organisation_id,
        models.Claim.kind == ClaimKind.OBJECT,
        models.Claim.vouched_at.is_not(None),
        models.Claim.state != DecisionState.REFUSED,
    )


def _statement(row: models.Claim, side_stream_name: str | None) -> Statement:
    return Statement(
        kind=row.kind,
        text=row.text,
        language=row.language,
        year=row.year,
        tonnes=row.tonnes,
        said_on=row.made_at.date(),
        side_stream_id=row.side_stream_id,
        side_stream_name=side_stream_name,
    )


def _named() -> Select[models.Claim, str, str | None]:
    return (
        select(models.Claim, models.Organisation.name, models.SideStream.name)
        .join(models.Organisation, models.Claim.organisation_id == models.Organisation.id)
        .outerjoin(models.SideStream, models.Claim.side_stream_id == models.SideStream.id)
    )
