"""The view editor: staff make a view of flows in a form, look at it, and publish it."""

from __future__ import annotations

from importlib import import_module

from flask import Flask

PAGES = ("web.view_editor.listing", "web.view_editor.pages")


def register(app: Flask) -> None:
    """The pages. They draw pictures, whose pages ask `web.view_editor.stored` for views: so they are loaded late."""
    for name in PAGES:
        import_module(name)
    app.register_blueprint(import_module("web.view_editor.blueprint").blueprint)
