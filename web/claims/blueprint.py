"""The blueprint of the claim pages, and who of the city may use which."""

from __future__ import annotations

from databank.access import DESK_ROLES, Role
from web.addresses import LocalisedBlueprint
from web.auth import needs_role

blueprint = LocalisedBlueprint("claims", __name__)
for_deciders = needs_role(*sorted(DESK_ROLES))
LETTER_ROLES = frozenset({Role.REVIEWER, Role.FACILITATOR, Role.ADMINISTRATOR})
for_letter_writers = needs_role(*sorted(LETTER_ROLES))
