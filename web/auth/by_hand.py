"""What the command line needs of the sign-in library: a link for a new password, or a password of its own making."""

from __future__ import annotations

from flask import Flask

from web import house
from web.addresses import address
from web.auth import library, passwords


def reset_link(app: Flask, person_id: int, language: str) -> str:
    """A link with which a person sets a password; it works once, for as long as those that are sent by mail."""
    from flask_security.recoverable import generate_reset_password_token

    from databank.accounts.users import User

    with app.app_context(), app.test_request_context(f"/{language}/"):
        user = library.session().get(User, person_id)
        token = generate_reset_password_token(user)  # type: ignore[no-untyped-call]  # the library's
        return house.settings().public_url.rstrip("/") + address("security.reset_password", lang=language, token=token)


def password_hash(app: Flask, password: str) -> str:
    """What is kept of a password."""
    from flask_security import hash_password

    with app.app_context(), app.test_request_context("/en/"):
        return str(hash_password(library.security().password_util.normalize(password)))


def password_problem(app: Flask, password: str, email: str, name: str) -> str:
    """What is wrong with a password; empty when it is good."""
    with app.app_context(), app.test_request_context(f"/{house.settings().language}/"):
        return passwords.problem(password, (email, name))
