"""List a side stream: four short pages and the check."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from flask import render_template

from databank.terms import Text, read_text
from taxonomy.codes import Language
from web.language import current_language
from web.language import gettext as _
from web.listing.pages import PAGES, complete
from web.wizard.routes import WizardRoutes
from web.wizard.wizard import Wizard


def words() -> Mapping[str, Any]:
    """What the form calls itself."""
    return {
        "title": _("List a side stream"),
        "send": _("Send the listing"),
        "promise": _("Four pages, about three minutes"),
        "received": _("Your listing has been received"),
        "again": _("List another from the same place"),
        "other_slug": "wanting",
        "other": _("Tell what you need"),
        "other_why": _("Do you also use materials that somebody else has left over? Most of them lack a taker."),
    }


LISTING = Wizard(kind="side-streams", slug="listing", pages=PAGES, words=words, complete=complete)
blueprint = WizardRoutes(LISTING, __name__).blueprint


@cache
def guide_in(language: Language) -> Text:
    """The guide in one language; the same text stands in the documentation."""
    return read_text("guide", (Path(__file__).parent / f"guide.{language}.md").read_text("utf-8"))


@blueprint.page("listing", "/guide")
def guide() -> str:
    """How to list, page by page."""
    return render_template("listing/guide.html", text=guide_in(current_language()))
