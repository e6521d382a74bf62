"""Putting a mail into the outbox, together with the change it tells of."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import current_app

from databank import outbox
from web import house
from web.jobs import deliver_soon


def post(
    session: house.Session, template: str, to: str, language: str, dedupe_key: str | None = None, **places: Any
) -> str | None:
    """Write a mail in the transaction of `session`; the worker sends it once that is committed.

    Parameters
    ----------
    template : str
        Name of the text in ``web/templates/mails``, without its ending.
    to : str
        Address of the recipient.
    language : str
        Language of the recipient: fi, sv or en.
    dedupe_key : str, optional
        The same key never gives a second mail.
    **places
        What goes into the text, as JSON can hold it. Links are paths: ``address(endpoint, lang=language, ...)``.

    Returns
    -------
    str or None
        Id of the mail; None when it was posted before.
    """
    mail_id = outbox.write(session, template, to, language, places, at=house.now(), dedupe_key=dedupe_key)
    if mail_id is not None:
        outbox.after_commit(session, partial(deliver_soon, current_app._get_current_object()))  # type: ignore[attr-defined]  # noqa: SLF001  # flask's way to hand the application on
    return mail_id
