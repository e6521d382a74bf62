"""Who is looking: the viewer of a request, the person behind it, and what a page asks of them."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, cast
from urllib.parse import urlencode

from flask import Request, abort, flash, g, redirect, request, session
from flask.typing import ResponseReturnValue

from databank import accounts
from databank.access import ANONYMOUS, Role, Viewer
from databank.errors import RecordNotFoundError
from databank.records import Person
from web import house
from web.addresses import path_of
from web.auth.sessions import BrowserSession
from web.language import current_language
from web.language import gettext as _

Arguments = ParamSpec("Arguments")
View = Callable[Arguments, ResponseReturnValue]

VISITOR = "visitor"
DRAFTS, ACTS_FOR = "drafts", "acts_for"
SEE_OTHER = 303
NOT_FOUND = 404


def anonymous_viewer(_request: Request) -> Viewer:
    """The rule of an open service: nobody is known."""
    return ANONYMOUS


def viewer_of_session(_request: Request) -> Viewer:
    """Who has signed in in this browser, with their roles and mandates of today; nothing is asked for a visitor."""
    person_id = session.person_id if isinstance(session, BrowserSession) else None
    draft_keys = session.get(DRAFTS) or ()
    if person_id is None and not draft_keys:
        return ANONYMOUS
    with house.bank().session() as bank_session:
        if person_id is None:
            return Viewer(submitted_ids=accounts.submitted_ids(bank_session, draft_keys))
        viewer = accounts.viewer_of(
            bank_session,
            person_id,
            draft_keys,
            today=house.today(),
            staff_two_factor=house.settings().staff_two_factor,
        )
        _tell_ended_mandates(bank_session, viewer)
        return viewer


def _tell_ended_mandates(bank_session: house.Session, viewer: Viewer) -> None:
    """Say it when somebody may no longer act for an organisation for which they did on the page before."""
    before = frozenset(session.get(ACTS_FOR, ()))
    if viewer.organisation_ids == before:
        return
    session[ACTS_FOR] = sorted(viewer.organisation_ids)
    if before - viewer.organisation_ids:
        for name in accounts.organisation_names(bank_session, before - viewer.organisation_ids):
            flash(
                _(
                    "Your mandate for %(organisation)s has ended: you no longer act for it. What you see is now what "
                    "others see. You can ask for a new mandate on your account page.",
                    organisation=name,
                ),
                "error",
            )


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
    with house.bank().session() as bank_session:
        try:
            return accounts.person(bank_session, person_id, today=house.today())
        except RecordNotFoundError:
            return None


def signature() -> str:
    """Who makes a change, as the history keeps it."""
    person = current_person()
    return f"{person.name} <{person.email}>" if person else VISITOR


def sign_in_address(back_to: str | None = None) -> str:
    """The sign-in page, which leads back to `back_to` or to the page being made."""
    there = back_to or (request.full_path.rstrip("?") if request.method == "GET" else "")
    path = path_of("account", current_language(), "/sign-in")
    return f"{path}?{urlencode({'next': there})}" if there else path


def signed_in(view: View[Arguments]) -> View[Arguments]:
    """Ask visitors to sign in first; they come back to the page afterwards."""

    @wraps(view)
    def guarded(*args: Arguments.args, **kwargs: Arguments.kwargs) -> ResponseReturnValue:
        if current_viewer().person_id is None:
            _tell_why()
            return redirect(sign_in_address(), SEE_OTHER)
        return view(*args, **kwargs)

    return guarded


def _tell_why() -> None:
    if getattr(session, "ended", False):
        flash(
            _("You were signed out, because you did nothing for a while or were signed out elsewhere. Sign in again.")
        )
    else:
        flash(_("Sign in to see this page."))


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
