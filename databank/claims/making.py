"""Making a claim, and vouching for it: by a mandate, by the code of a letter, or by a link sent to the claimant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from databank import models
from databank.access import Viewer, organisation_readable, readable
from databank.claims.codes import use_code
from databank.claims.reading import claim
from databank.claims.values import Claim, NewClaim
from databank.errors import N_, DatabankError, RecordNotFoundError
from databank.keys import hash_key, new_key
from databank.records import ClaimKind, DecisionState
from databank.submissions import Change, new_id
from databank.submissions.journal import write_version

VOUCH_WITHIN = timedelta(days=7)
SENT_TWICE_WITHIN = timedelta(days=1)
NEW_LINK_AFTER = timedelta(minutes=10)
"""A button pressed twice gets one link; who comes back later has not got the mail and gets another."""


class ClaimLinkError(DatabankError):
    """The link of a mail that vouches for nothing any more."""

    def __init__(self) -> None:
        super().__init__(
            N_("This link has expired or was replaced by a newer one. Fill in the form again to get a new one.")
        )


@dataclass(frozen=True, slots=True)
class Made:
    """What became of a claim: `key` belongs into a link to the claimant; `is_vouched` if it was vouched for now."""

    claim: Claim
    key: str | None
    is_vouched: bool


def make(session: Session, viewer: Viewer, said: NewClaim, *, at: datetime, code: str = "") -> Made:
    """Keep a claim about an organisation that the viewer can see, and vouch for it at once where that is possible.

    The same claim sent twice is one.

    Raises
    ------
    RecordNotFoundError
        When the organisation, or its side stream, is not shown to the viewer.
    """
    _check_shown(session, viewer, said)
    row = _sent_before(session, said, at)
    is_new = row is None
    if row is None:
        row = _kept(session, said, at)
    if row.vouched_at is None and _vouches(session, viewer, said, code, at):
        _vouch(session, row, at)
        return Made(claim(session, row.id), None, is_vouched=True)
    key = None
    if row.vouched_at is None and (is_new or at - row.made_at >= NEW_LINK_AFTER):
        key = new_key()
        row.key_hash = hash_key(key)
    session.flush()
    return Made(claim(session, row.id), key, is_vouched=False)


def claim_of_key(session: Session, key: str, *, at: datetime) -> Claim:
    """The claim that a link stands for.

    Raises
    ------
    ClaimLinkError
        When there is none, or the link was not used in time.
    """
    return claim(session, _row_of_key(session, key, at).id)


def vouch(session: Session, key: str, *, at: datetime) -> Made:
    """Vouch for a claim by the link that was sent to its maker; once more changes nothing.

    Raises
    ------
    ClaimLinkError
        When the link stands for nothing.
    """
    row = _row_of_key(session, key, at)
    is_first = row.vouched_at is None
    if is_first:
        _vouch(session, row, at)
    return Made(claim(session, row.id), None, is_vouched=is_first)


def _row_of_key(session: Session, key: str, at: datetime) -> models.Claim:
    query = select(models.Claim).where(models.Claim.key_hash == hash_key(key)).with_for_update()
    row = session.scalar(query)
    if row is None or (row.vouched_at is None and at > row.made_at + VOUCH_WITHIN):
        raise ClaimLinkError
    return row


def _check_shown(session: Session, viewer: Viewer, said: NewClaim) -> None:
    """The organisation is locked as well, so that two equal claims of one moment meet."""
    shown = select(models.Organisation.id).where(
        models.Organisation.id == said.organisation_id, organisation_readable(viewer)
    )
    if session.scalar(shown.with_for_update()) is None:
        raise RecordNotFoundError(said.organisation_id)
    if said.side_stream_id is None:
        return
    stream = select(models.SideStream.id).where(
        models.SideStream.id == said.side_stream_id,
        models.SideStream.organisation_id == said.organisation_id,
        readable(viewer),
    )
    if session.scalar(stream) is None:
        raise RecordNotFoundError(said.side_stream_id)


def _sent_before(session: Session, said: NewClaim, at: datetime) -> models.Claim | None:
    equal = [
        getattr(models.Claim, name) == getattr(said, name)
        for name in ("organisation_id", "side_stream_id", "kind", "text", "email", "year", "tonnes")
    ]
    query = select(models.Claim).where(
        *equal, models.Claim.state == DecisionState.OPEN, models.Claim.made_at >= at - SENT_TWICE_WITHIN
    )
    return session.scalars(query.limit(1)).first()


def _kept(session: Session, said: NewClaim, at: datetime) -> models.Claim:
    row = models.Claim(
        id=new_id("V"),
        organisation_id=said.organisation_id,
        side_stream_id=said.side_stream_id,
        kind=said.kind,
        text=said.text,
        year=said.year,
        tonnes=said.tonnes,
        name=said.name,
        email=said.email,
        language=said.language,
        made_at=at,
        state=DecisionState.OPEN,
    )
    session.add(row)
    session.flush()
    return row


def _vouches(session: Session, viewer: Viewer, said: NewClaim, code: str, at: datetime) -> bool:
    if said.organisation_id in viewer.organisation_ids:
        return True
    return use_code(session, said.organisation_id, code, at=at, email=said.email)


def _vouch(session: Session, row: models.Claim, at: datetime) -> None:
    """From here on the claim waits for the city; an objection hides what it is about at once."""
    row.vouched_at = at
    if row.kind is ClaimKind.OBJECT:
        _hide(session, row, at)
    session.flush()


def _hide(session: Session, row: models.Claim, at: datetime) -> None:
    organisation = session.get_one(models.Organisation, row.organisation_id, with_for_update=True)
    if organisation.objected_on is not None:
        return
    organisation.objected_on = at.date()
    change = Change(made_by=f"{row.name} <{row.email}>", reason=f"Objection {row.id}", made_at=at)
    changes = {"objected_on": (None, organisation.objected_on)}
    write_version(session, "organisations", organisation.id, organisation, change, changes)
