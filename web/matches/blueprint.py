"""The blueprint that the modules of kept matches add their pages to, and who sits at the desk of facilitation."""

from __future__ import annotations

from databank.access import DESK_ROLES, Role
from web.addresses import LocalisedBlueprint
from web.auth import needs_role

blueprint = LocalisedBlueprint("matches", __name__)
FACILITATION = DESK_ROLES | {Role.FACILITATOR}
for_facilitators = needs_role(*sorted(FACILITATION))
