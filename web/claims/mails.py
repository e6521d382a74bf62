"""The mails of claims: to vouch for it, that it has come, to the city, and what was decided."""

from __future__ import annotations

from databank import recipients
from databank.access import DESK_ROLES
from databank.claims import Claim
from web import house
from web.addresses import address
from web.mails import post


def ask_to_vouch(session: house.Session, claim: Claim, key: str) -> None:
    """Send the link by which the claimant vouches for it."""
    path = address("claims.link", lang=claim.language, key=key)
    post(session, "claim-vouch", claim.email, claim.language, path=path, **_places(claim))


def tell_vouched(session: house.Session, claim: Claim) -> None:
    """A receipt to the claimant, and word to the city that something waits."""
    post(session, "claim-received", claim.email, claim.language, f"claim-received:{claim.id}", **_places(claim))
    for reader in recipients.with_roles(session, DESK_ROLES):
        path = address("claims.decision", lang=reader.language, claim_id=claim.id)
        key = f"claim-waits:{claim.id}:{reader.person_id}"
        post(session, "claim-waits", reader.email, reader.language, key, path=path, **_places(claim))


def tell_decided(session: house.Session, claim: Claim) -> None:
    """What the city decided, to the claimant."""
    places = _places(claim) | {"state": claim.state.value, "answer": claim.answer or ""}
    post(session, "claim-decided", claim.email, claim.language, f"claim-decided:{claim.id}", **places)


def _places(claim: Claim) -> dict[str, str]:
    return {
        "claim": claim.id,
        "kind": claim.kind.value,
        "company": claim.organisation_name,
        "name": claim.name,
        "text": claim.text,
    }
