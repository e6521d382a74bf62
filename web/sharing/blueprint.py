"""The blueprint of the pages about who sees what."""

from __future__ import annotations

from web.addresses import LocalisedBlueprint

blueprint = LocalisedBlueprint("sharing", __name__)
SEE_OTHER = 303
UNPROCESSABLE = 422
CONFLICT = 409
