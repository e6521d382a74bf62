"""Pages of accounts: my own, the people of an organisation, invitations, and everybody for the administrator."""

from __future__ import annotations

from web.accounts import invitations, members, mine, people
from web.accounts.blueprint import blueprint

__all__ = ["blueprint", "invitations", "members", "mine", "people"]
