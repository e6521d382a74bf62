"""The blueprint that the desk's modules add their pages to."""

from __future__ import annotations

from databank.access import DESK_ROLES
from web.addresses import LocalisedBlueprint
from web.auth import needs_role

blueprint = LocalisedBlueprint("desk", __name__)
for_reviewers = needs_role(*sorted(DESK_ROLES))
