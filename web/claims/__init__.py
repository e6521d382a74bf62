"""What companies say of what public sources say of them: their page, the letters, and the city's decisions."""

from __future__ import annotations

from flask import Flask

from databank import claims
from web.auth import current_viewer
from web.claims import desk, letters, pages
from web.claims.blueprint import LETTER_ROLES, blueprint

__all__ = ["desk", "letters", "pages", "register"]


def register(app: Flask) -> None:
    """The pages, and what the bar on a company's page asks."""
    app.register_blueprint(blueprint)
    app.jinja_env.globals.update(writes_letters=lambda: bool(current_viewer().roles & LETTER_ROLES))


@blueprint.context_processor
def promises() -> dict[str, int]:
    """How many days things take, for every page of claims."""
    return {
        "answer_days": claims.ANSWER_DAYS,
        "letter_days": claims.LETTER_DAYS,
        "link_days": claims.VOUCH_WITHIN.days,
    }
