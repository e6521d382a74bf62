"""What becomes of suggestions: interest, talks, agreements, tonnes that were moved, and the desk of facilitation."""

from __future__ import annotations

from flask import Flask

from web.matches import asking, desk, moments, own, page, targets, words
from web.matches.blueprint import blueprint

__all__ = ["asking", "blueprint", "desk", "moments", "own", "page", "register"]


def register(app: Flask) -> None:
    """The pages, the buttons of suggestions, and the words of matches for templates."""
    app.register_blueprint(blueprint)
    app.jinja_env.globals.update(
        match_actions=targets.actions,
        match_words=words,
    )
