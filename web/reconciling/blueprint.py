"""The blueprint that the modules of reconciliation add their pages to."""

from __future__ import annotations

from databank.access import DESK_ROLES
from web.addresses import LocalisedBlueprint
from web.auth import needs_role

blueprint = LocalisedBlueprint("reconciling", __name__)
for_the_city = needs_role(*sorted(DESK_ROLES))
