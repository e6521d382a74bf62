"""Who is looking: the viewer of a request, the person behind it, and what a page asks of them."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, cast

from flask import Request, abort, g, redirect, request
from flask.typing import ResponseReturnValue

from databank import accounts
from databank.access import ANONYMOUS, Role, Viewer
from databank.errors import RecordNotFoundError
from databank.records import Person
from web import house
from web.addresses import path_of
from web.language import current_language

Arguments = ParamSpec("Arguments")
View = Callable[Arguments, ResponseReturnValue]

VISITOR = "visitor"
SEE_OTHER = 303
NOT_FOUND = 404


def anonymous_viewer(_request: Request) -> Viewer:
    """The rule of an open service: nobody is known."""
    return ANONYMOUS


def current_viewer() -> Viewer:
    """The viewer of this request, asked once."""
    if "viewer" not in g:
        g.viewer = house.viewer_of_request(request)
    return cast(Viewer, g.viewer)


def current_person() -> Person | None:
    """The person who has signed in; None for a visitor."""
    if "person" not in g:
        g.person = _person(current_viewer().person_id)
    return cast(Person | None, g.person)


def _person(person_id: int | None) -> Person | None:
    if person_id is None:
        return None
    with house.bank().session() as session:
        try:
            return accounts.person(session, person_id, today=house.today())
        except RecordNotFoundError:
            return None


def signature() -> str:
    """Who makes a change, as the history keeps it."""
    person = current_person()
    return f"{person.name} <{person.email}>" if person else VISITOR


def sign_in_address(back_to: str | None = None) -> str:
    """The sign-in page, which leads back to `back_to` or to the page being made."""
    from urllib.parse import urlencode

    there = back_to or (request.full_path.rstrip("?") if request.method == "GET" else "")
    path = path_of("account", current_language(), "/sign-in")
    return f"{path}?{urlencode({'next': there})}" if there else path


def signed_in(view: View[Arguments]) -> View[Arguments]:
    """Ask visitors to sign in first; they come back to the page afterwards."""

    @wraps(view)
    def guarded(*args: Arguments.args, **kwargs: Arguments.kwargs) -> ResponseReturnValue:
        if current_viewer().person_id is None:
            return redirect(sign_in_address(), SEE_OTHER)
        return view(*args, **kwargs)

    return guarded


def needs_role(*roles: Role) -> Callable[[View[Arguments]], View[Arguments]]:
    """Show a page to those who have one of the roles; to everybody else there is no such page."""

    def guard(view: View[Arguments]) -> View[Arguments]:
        @wraps(view)
        def guarded(*args: Arguments.args, **kwargs: Arguments.kwargs) -> ResponseReturnValue:
            if not current_viewer().roles & frozenset(roles):
                abort(NOT_FOUND)
            return view(*args, **kwargs)

        return guarded

    return guard
