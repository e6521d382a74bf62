"""What a browser remembers between pages.

Visitors keep the framework's signed cookie and cost the bank nothing. Who has signed in holds a random key only: what
the session remembers is in the bank, so that it can be listed and ended there. The key is new at every sign-in.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from flask import Flask, Request, Response
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin

from databank.accounts import sign_ins
from databank.accounts.sign_ins import WHO, WRITTEN_EVERY
from databank.errors import BankUnavailableError
from databank.records import SignIn
from web import house

KEY = re.compile(r"[a-z2-7]{26}")
WITHOUT_SESSION = ("/static/", "/embed/", "/healthz", "/readyz")
COOKIE, SECURE_COOKIE = "sivuvirta", "__Host-sivuvirta"
CLEARED = '"cache", "cookies", "storage"'


class BrowserSession(SecureCookieSession):
    """A session that knows which sign-in of the bank it is.

    Attributes
    ----------
    key : str, optional
        The key in the cookie of somebody who has signed in.
    ended : bool
        Whether the cookie held a key that counts no more.
    kept : bool
        Whether the session is to be left as it is: the bank could not be asked.
    """

    def __init__(self, initial: Mapping[str, Any] | None = None) -> None:
        super().__init__(initial)
        self.key: str | None = None
        self.sign_in: SignIn | None = None
        self.ended = False
        self.kept = False

    @property
    def person_id(self) -> int | None:
        """Who has signed in."""
        return self.sign_in.person_id if self.sign_in is not None else None


class OurSessions(SecureCookieSessionInterface):
    """Signed cookies for visitors, rows of the bank for those who have signed in."""

    session_class = BrowserSession

    def open_session(self, app: Flask, request: Request) -> BrowserSession:
        """The session of a request."""
        if request.path.startswith(WITHOUT_SESSION):
            return _kept_as_it_is()
        key = request.cookies.get(self.get_cookie_name(app), "")
        if KEY.fullmatch(key):
            return _signed_in_session(key)
        opened = super().open_session(app, request)
        return opened if isinstance(opened, BrowserSession) else BrowserSession()

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Keep what changed: in the bank for those who have signed in, in the cookie for others."""
        if not isinstance(session, BrowserSession) or session.kept:
            return
        if WHO in session:
            self._save_signed_in(app, session, response)
            return
        if session.sign_in is not None:
            _sign_out(session, response)
        if session.ended and not session:
            session.modified = True  # the framework then deletes the cookie whose key counts no more
        super().save_session(app, session, response)

    def _save_signed_in(self, app: Flask, session: BrowserSession, response: Response) -> None:
        response.vary.add("Cookie")
        known = session.sign_in
        if known is None or known.remembered.get(WHO) != session[WHO]:
            self._begin(app, session, response)
        elif session.modified or house.now() - known.seen_at >= WRITTEN_EVERY:
            with house.bank().session(writing=True) as bank_session:
                sign_ins.remember(bank_session, session.key or "", dict(session), at=house.now())

    def _begin(self, app: Flask, session: BrowserSession, response: Response) -> None:
        """Give the browser a new key; the one before it, of an older sign-in, ends."""
        from flask import request

        now, browser = house.now(), request.user_agent.string or "-"
        ends_at = now + timedelta(hours=house.settings().session_hours)
        with house.bank().session(writing=True) as bank_session:
            if session.key is not None:
                sign_ins.end(bank_session, session.key)
            key = sign_ins.begin(bank_session, session[WHO], dict(session), browser=browser, at=now, ends_at=ends_at)
        if key is not None:
            response.set_cookie(
                self.get_cookie_name(app),
                key,
                httponly=True,
                secure=self.get_cookie_secure(app),
                samesite=self.get_cookie_samesite(app),
                path="/",
            )


def idle() -> timedelta:
    """How long somebody may do nothing before they are signed out."""
    return timedelta(minutes=house.settings().session_idle_minutes)


def _signed_in_session(key: str) -> BrowserSession:
    try:
        with house.bank().session() as bank_session:
            sign_in = sign_ins.found(bank_session, key, at=house.now(), idle=idle())
    except BankUnavailableError:  # the page tells it; the browser stays signed in
        return _kept_as_it_is()
    opened = BrowserSession(sign_in.remembered if sign_in else None)
    opened.key, opened.sign_in, opened.ended = key, sign_in, sign_in is None
    return opened


def _kept_as_it_is() -> BrowserSession:
    session = BrowserSession()
    session.kept = True
    return session


def _sign_out(session: BrowserSession, response: Response) -> None:
    """End the row, and have the browser forget what it kept of the pages."""
    with house.bank().session(writing=True) as bank_session:
        sign_ins.end(bank_session, session.key or "")
    session.clear()
    response.headers["Clear-Site-Data"] = CLEARED


def install(app: Flask) -> None:
    """Use these sessions."""
    app.session_interface = OurSessions()
