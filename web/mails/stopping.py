"""The signed link by which somebody stops reminders: it works without an account and for one address only."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac

PURPOSE = b"stop reminders to "


def stop_token(secret_key: str, recipient: str) -> str:
    """What stands at the end of the link.

    >>> recipient_of("a secret", stop_token("a secret", "anna@bank.example"))
    'anna@bank.example'
    """
    address = base64.urlsafe_b64encode(recipient.encode()).decode().rstrip("=")
    return f"{address}.{_signature(secret_key, recipient)}"


def recipient_of(secret_key: str, token: str) -> str | None:
    """The address that a link is for; None when it was not made by us."""
    address, _dot, signature = token.partition(".")
    try:
        recipient = base64.b64decode(address + "=" * (-len(address) % 4), altchars=b"-_", validate=True).decode()
    except (binascii.Error, ValueError):
        return None
    made = _signature(secret_key, recipient)
    return recipient if hmac.compare_digest(made.encode(), signature.encode()) else None


def _signature(secret_key: str, recipient: str) -> str:
    return hmac.new(secret_key.encode(), PURPOSE + recipient.encode(), hashlib.sha256).hexdigest()
