"""Clients of one application over one bank, each as one viewer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from flask.testing import FlaskClient

from databank.access import Viewer
from databank.store import Bank

ClientOf = Callable[[Viewer], FlaskClient]


def clients_of(bank: Bank, now: datetime) -> ClientOf:
    """Makes clients at a moment; a header tells the application who looks."""
    from web.app import create_app
    from web.config import Settings

    viewers: list[Viewer] = []
    settings = Settings(database_url=str(bank.url), secret_key="a key for tests only")
    app = create_app(
        settings,
        bank=bank,
        viewer_of_request=lambda request: viewers[int(request.headers["X-Viewer"])],
        clock=lambda: now,
    )
    app.testing = True

    def made(viewer: Viewer) -> FlaskClient:
        viewers.append(viewer)
        client = app.test_client()
        client.environ_base["HTTP_X_VIEWER"] = str(len(viewers) - 1)
        return client

    return made
