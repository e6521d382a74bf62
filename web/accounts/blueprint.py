"""The blueprint of the pages of accounts, and the parts of forms that they share."""

from __future__ import annotations

from datetime import date

from databank.access import Role
from databank.business_id import parse_business_id
from databank.errors import DatabankError
from web.addresses import LocalisedBlueprint
from web.labels import N_
from web.language import gettext as _

blueprint = LocalisedBlueprint("accounts", __name__)

SEE_OTHER, UNPROCESSABLE = 303, 422
LONGEST_NAME = 200

ROLE_WORDS = {
    Role.MEMBER: (N_("Member"), N_("acts for one or more organisations, by a mandate")),
    Role.VERIFIED_INVESTOR: (N_("Verified investor"), N_("sees what companies show to verified readers")),
    Role.RESEARCHER: (N_("Researcher"), N_("sees what companies show to verified readers")),
    Role.NEIGHBOURING_MUNICIPALITY: (
        N_("Neighbouring municipality"),
        N_("sees what companies show to verified readers"),
    ),
    Role.FACILITATOR: (N_("Facilitator"), N_("helps companies to list and invites them; sees as verified readers do")),
    Role.REVIEWER: (N_("Reviewer"), N_("checks what companies send in before it is shown, and decides on mandates")),
    Role.DATA_OWNER: (N_("Data owner"), N_("answers for the data: sources, corrections, requests for information")),
    Role.PUBLISHER: (N_("Publisher"), N_("writes about the bank with what everybody may see")),
    Role.ADMINISTRATOR: (N_("Administrator"), N_("gives and takes roles, and keeps the service running")),
}


def typed_name(text: str) -> tuple[str, str]:
    """A name as it is kept, and what is wrong with it."""
    name = " ".join(text.split())
    if not name:
        return name, _("Enter your name")
    if len(name) > LONGEST_NAME or not name.isprintable():
        return name, _("The name is too long, or holds a sign that cannot be kept")
    return name, ""


def typed_business_id(text: str) -> tuple[str, str]:
    """A business id in its official form, and what is wrong with it."""
    if not text.strip():
        return "", _("Enter the business id of the organisation")
    try:
        return parse_business_id(text), ""
    except ValueError as error:
        return "", _(str(error))


def typed_day(text: str, *, today: date) -> tuple[date | None, str]:
    """A last day, and what is wrong with it."""
    if not text.strip():
        return None, _("Enter the last day")
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        return None, _("Enter the day in the form 2027-12-31")
    return day, "" if day >= today else _("The last day is in the past: enter a later one")


def sentence_of(error: DatabankError) -> str:
    """What the bank says, in the language of the page."""
    return _(error.message, **error.values)
