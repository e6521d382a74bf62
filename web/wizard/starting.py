"""What a new draft holds before anything is typed: the place of an invitation, or words handed over in a link."""

from __future__ import annotations

from collections.abc import Mapping

from databank.accounts.invitations import invitation
from web import house
from web.house import Session

LONGEST_KEY = 64


def answers_of_start(bank: Session, given: Mapping[str, str]) -> dict[str, str]:
    """The answers that an invitation fills in; nothing without one.

    Raises
    ------
    InvitationError
        With the sentence for its reader when the link cannot be used any more.
    """
    key = given.get("invitation", "")[:LONGEST_KEY]
    if not key:
        return {}
    offered = invitation(bank, key, today=house.today())
    filled = {
        "given_organisation": offered.organisation_id,
        "given_site": offered.site_id,
        "given_name": ", ".join(name for name in (offered.organisation_name, offered.site_name) if name),
        "email": offered.email,
    }
    return {name: value for name, value in filled.items() if value}
