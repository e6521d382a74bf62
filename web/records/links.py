"""Signed links of reminder mails: they open the page of the yearly confirmation of one record, and nothing else.

The link proves that it came from us and to whom we sent it; opening it changes nothing.
"""

from __future__ import annotations

from datetime import date, timedelta

from itsdangerous import BadSignature, URLSafeSerializer

from web import house
from web.addresses import address
from web.errors import WrongRequestError
from web.language import gettext as _

SALT = "yearly-confirmation"
VALID_FOR = timedelta(days=120)
GONE = 410


def confirmation_path(kind: str, record_id: str, language: str, asked_on: date) -> str:
    """The address that a reminder sent on a day carries."""
    token = _signer().dumps([kind, record_id, asked_on.isoformat()])
    return address("records.confirm_by_link", lang=language, token=token)


def opened(token: str) -> tuple[str, str, date]:
    """Kind, id and day of a link.

    Raises
    ------
    WrongRequestError
        When it is not one of ours, or too old.
    """
    try:
        kind, record_id, day = _signer().loads(token)
        asked_on = date.fromisoformat(day)
    except (BadSignature, ValueError, TypeError):
        raise WrongRequestError(_("This link is not whole. Open it from the mail again."), GONE) from None
    if house.today() > asked_on + VALID_FOR:
        raise WrongRequestError(_("This link has expired. Sign in to confirm the record."), GONE)
    return kind, record_id, asked_on


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(house.settings().secret_key, salt=SALT)
