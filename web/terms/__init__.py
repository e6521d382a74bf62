"""The terms of use and the data agreement as pages: what holds today, and every older version."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from databank import terms as texts
from web import house
from web.addresses import LocalisedBlueprint
from web.language import current_language

blueprint = LocalisedBlueprint("terms", __name__)


@blueprint.page("terms")
def terms() -> ResponseReturnValue:
    """The version that holds today."""
    return _page(texts.version_on(house.today()))


@blueprint.page("terms", "/<version>")
def version(version: str) -> ResponseReturnValue:
    """One version by its day."""
    return _page(version)


def _page(version: str) -> str:
    shown = texts.terms(version, current_language())
    others = [texts.terms(name, current_language()) for name in texts.versions() if name != version]
    return render_template("terms/terms.html", terms=shown, others=others)
