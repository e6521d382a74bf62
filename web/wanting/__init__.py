"""Tell a need: the same short pages as a listing, from the other side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from web.language import gettext as _
from web.wanting.pages import PAGES, complete
from web.wizard.routes import WizardRoutes
from web.wizard.wizard import Wizard


def words() -> Mapping[str, Any]:
    """What the form calls itself."""
    return {
        "title": _("Tell what you need"),
        "send": _("Send the need"),
        "promise": _("Four pages, about three minutes"),
        "received": _("Your need has been received"),
        "again": _("Tell another need at the same place"),
        "other_slug": "listing",
        "other": _("List a side stream"),
        "other_why": _("Does something arise at your own place that somebody else could use?"),
    }


WANTING = Wizard(kind="needs", slug="wanting", pages=PAGES, words=words, complete=complete)
blueprint = WizardRoutes(WANTING, __name__).blueprint
