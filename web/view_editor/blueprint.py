"""The blueprint that the modules of the view editor add their pages to."""

from __future__ import annotations

from databank.access import VIEW_ROLES
from web.addresses import LocalisedBlueprint
from web.auth import needs_role

blueprint = LocalisedBlueprint("view_editor", __name__)
for_view_makers = needs_role(*sorted(VIEW_ROLES))
