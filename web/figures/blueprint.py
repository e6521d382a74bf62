"""The blueprint that the modules of the numbers in use add their pages to."""

from __future__ import annotations

from databank.access import DESK_ROLES
from web.addresses import LocalisedBlueprint
from web.auth import needs_role

blueprint = LocalisedBlueprint("figures", __name__)
for_the_city = needs_role(*sorted(DESK_ROLES))
