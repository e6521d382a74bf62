"""How often something may be tried: counted in the bank, per person or per address of the visitor."""

from __future__ import annotations

from datetime import timedelta

from flask import request

from databank.accounts import attempts
from web import house
from web.auth.viewers import current_viewer
from web.errors import WrongRequestError
from web.language import ngettext

TOO_MANY = 429


def refuse_too_many(scope: str, *, most: int, minutes: int, subject: str | None = None) -> None:
    """Count one more attempt and refuse it with status 429 when there were too many in this window.

    Call it before the view opens a writing session of its own: the count is kept also when the work then fails.

    Parameters
    ----------
    scope : str
        What is tried, for example "feedback"; every scope counts by itself.
    subject : str, optional
        Whom to count; the signed-in person, else the address of the visitor. Only a hash is kept.
    """
    if attempted(scope, minutes=minutes, subject=subject) > most:
        raise WrongRequestError(
            ngettext(
                "This was tried too many times. Wait %(num)s minute and try again.",
                "This was tried too many times. Wait %(num)s minutes and try again.",
                minutes,
            ),
            TOO_MANY,
        )


def attempted(scope: str, *, minutes: int, subject: str | None = None) -> int:
    """Count one more attempt; how many there were in this window."""
    with house.bank().session(writing=True) as session:
        return attempts.note(session, scope, subject or caller(), at=house.now(), window=timedelta(minutes=minutes))


def forget(scope: str, subject: str) -> None:
    """Begin to count from nothing, after a success."""
    with house.bank().session(writing=True) as session:
        attempts.forget(session, scope, subject)


def caller() -> str:
    """Who is counted: the signed-in person, else the address of the visitor."""
    person_id = current_viewer().person_id
    return f"person {person_id}" if person_id is not None else f"address {client_address()}"


def client_address() -> str:
    """The address that the request came from, behind as many proxies as the settings say."""
    return request.remote_addr or "unknown"
