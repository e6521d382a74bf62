"""The city's desk: what companies sent and changed, decided case by case."""

from __future__ import annotations

from flask import Flask

from web.desk import answers, bar, cases, merging, moved, queue, vocabulary
from web.desk.blueprint import blueprint

__all__ = ["answers", "blueprint", "cases", "merging", "queue", "register", "vocabulary"]


def register(app: Flask) -> None:
    """The pages, the words of the desk, and the redirects of merged records."""
    app.register_blueprint(blueprint)
    bar.install(app)
    moved.install(app)
