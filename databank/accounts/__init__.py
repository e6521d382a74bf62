"""People, what they may do, for whom they act, and where they are signed in.

`databank.accounts.users` (the tables as the sign-in library wants them) is imported by `web.auth` alone: whoever only
reads people does not load that library.
"""

from databank.accounts import attempts, invitations, mandates, sign_ins
from databank.accounts.invitations import INVITING_ROLES, InvitationError, Offer, accept, invitation, invite
from databank.accounts.mandates import MandateRefusedError
from databank.accounts.people import (
    STAFF_ROLES,
    LastAdministratorError,
    PersonExistsError,
    add_person,
    anybody,
    change_details,
    change_roles,
    people,
    person,
    person_by_email,
    remove_two_factor,
    set_active,
    set_password,
)
from databank.accounts.viewers import organisation_names, submitted_ids, viewer_of

__all__ = [
    "INVITING_ROLES",
    "STAFF_ROLES",
    "InvitationError",
    "LastAdministratorError",
    "MandateRefusedError",
    "Offer",
    "PersonExistsError",
    "accept",
    "add_person",
    "anybody",
    "attempts",
    "change_details",
    "change_roles",
    "invitation",
    "invitations",
    "invite",
    "mandates",
    "organisation_names",
    "people",
    "person",
    "person_by_email",
    "remove_two_factor",
    "set_active",
    "set_password",
    "sign_ins",
    "submitted_ids",
    "viewer_of",
]
