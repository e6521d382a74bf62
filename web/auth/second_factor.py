"""One-time codes that work once: the library takes the same code twice within its half minute, we remember the step."""

from __future__ import annotations

import base64
import hmac

from flask_security import Totp
from flask_security.core import UserMixin
from passlib.exc import UsedTokenError
from passlib.totp import TotpMatch

from databank.accounts import users
from web.auth import library


class OnceTotp(Totp):
    """The library's codes, each for one use (OWASP ASVS 5.0 6.5.1)."""

    def get_last_counter(self, user: UserMixin) -> int | None:
        """The step of the last code of this person."""
        return users.last_code_step(library.session(), user.id)

    def set_last_counter(self, user: UserMixin, tmatch: TotpMatch) -> None:
        """Use the step, unless another request has just used it."""
        if not users.use_code_step(library.session(), user.id, tmatch.counter):
            raise UsedTokenError


def secrets_of(secret_key: str) -> dict[str, str]:
    """With what the secrets of authenticator apps are encrypted in the bank."""
    return {"1": _derived(secret_key, "one-time codes").hex()}


def recovery_keys_of(secret_key: str) -> list[bytes]:
    """With what recovery codes are encrypted in the bank."""
    return [base64.urlsafe_b64encode(_derived(secret_key, "recovery codes"))]


def _derived(secret_key: str, purpose: str) -> bytes:
    return hmac.digest(secret_key.encode(), purpose.encode(), "sha256")
