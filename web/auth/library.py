"""The sign-in library's own session of the bank: one for each request, closed with it."""

from __future__ import annotations

from typing import Any, cast

from flask import Flask, Response, g, has_request_context, request

from databank.accounts import users
from web import house

EXTENSION = "sivuvirta-people"
READING = frozenset({"security.login"})
"""Reads only, and takes its time over the password: it must not hold the bank's one write lock meanwhile."""
CHANGING = frozenset({"security.confirm_email"})
"""Changes a person although it is opened as a link."""


def session() -> Any:
    """The library's session of this request."""
    from flask import current_app

    return current_app.extensions[EXTENSION]()


def _writes() -> bool:
    if not has_request_context():
        return True
    endpoint = request.endpoint or ""
    return endpoint in CHANGING or (request.method == "POST" and endpoint not in READING)


def _scope() -> int:
    return id(g._get_current_object())  # noqa: SLF001  # the thing behind the proxy, which is one for each request


def install(app: Flask) -> Any:
    """Make the session; what was not committed when the answer is ready is undone and the lock let go."""
    people_session = users.people_session(lambda: house.bank().opened(writing=_writes()), _scope)
    app.extensions[EXTENSION] = people_session

    def close(response: Response) -> Response:
        people_session.remove()
        return response

    app.after_request(close)
    app.teardown_appcontext(lambda _error: people_session.remove())
    return people_session


def commit_after_request(response: Response) -> Response:
    """Keep what was written, such as a mail: some views of the library only read and never commit."""
    session().commit()
    return response


def security() -> Any:
    """The library itself."""
    from flask import current_app

    return cast(Any, current_app.extensions["security"])
