"""The sign-in library, put to work: what it may do, on which pages, and where our rules replace its own."""

from __future__ import annotations

import logging
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask, Request, Response, g
from flask_security import Security, SQLAlchemySessionUserDatastore
from flask_security.signals import user_authenticated

from databank.accounts import users
from web import house
from web.auth import library, limits, pages
from web.auth.forms import RegisterForm, RescueForm, SetupForm
from web.auth.letters import OurMails
from web.auth.passwords import SHORTEST, OurPasswords
from web.auth.second_factor import OnceTotp, recovery_keys_of, secrets_of
from web.auth.words import MESSAGES
from web.config import Settings
from web.language import current_language

TRANSLATIONS = Path(__file__).parent.parent / "translations"
LOCALISED = ("security.", "accounts.")
LOG = logging.getLogger("sivuvirta.auth")


class Datastore(SQLAlchemySessionUserDatastore):
    """The library's way to people, where its own would let a recovery code work twice."""

    def __init__(self, people_session: Any, *, staff_two_factor: bool) -> None:
        super().__init__(people_session, users.User, users.UserRole)
        self.staff_two_factor = staff_two_factor

    def find_user(self, case_insensitive: bool = False, **kwargs: Any) -> Any:  # noqa: FBT001, FBT002  # the library's signature
        """A person, who knows whether this installation lets staff in with a password alone."""
        user: Any = super().find_user(case_insensitive, **kwargs)
        if user is not None:
            user.staff_needs_two_factor = self.staff_two_factor
        return user

    def mf_get_recovery_codes(self, user: Any) -> list[str]:
        """The codes that are left; nobody else can use one until this request is over."""
        users.hold(self.db.session, user.id)
        return list(user.mf_recovery_codes or ())

    def mf_delete_recovery_code(self, user: Any, idx: int) -> bool:
        """Take one away. A new list is written: a change within the old one would not be noticed."""
        left = list(user.mf_recovery_codes or ())
        if idx >= len(left):
            return False
        del left[idx]
        user.mf_recovery_codes = left
        self.db.session.add(user)
        return True


def install(app: Flask, settings: Settings) -> None:
    """Set the library up. It registers no pages: `web.auth.pages` gives its views our addresses."""
    app.config.update(_features(settings) | _lifetimes() | _places() | dict(MESSAGES))
    app.after_request(_begin_to_count_anew)  # runs after the library's session has let go of the bank
    datastore = Datastore(library.install(app), staff_two_factor=settings.staff_two_factor)
    our_json = app.json
    security = Security(
        app,
        datastore,
        register_blueprint=False,
        register_form=RegisterForm,
        two_factor_setup_form=SetupForm,
        two_factor_rescue_form=RescueForm,
        render_template=pages.rendered,
        password_util_cls=OurPasswords,
        mail_util_cls=OurMails,
        totp_cls=OnceTotp,
    )
    app.json = our_json  # the library puts its own there, which sorts what we wrote in an order
    security.want_json(_never)
    _ask_only_when_needed(app, security)
    app.url_defaults(_add_language)
    user_authenticated.connect(_note_sign_in, app)


def _features(settings: Settings) -> dict[str, Any]:
    return {
        "SECURITY_PASSWORD_SALT": settings.secret_key,
        "SECURITY_PASSWORD_SCHEMES": ["argon2"],
        "SECURITY_PASSWORD_LENGTH_MIN": SHORTEST,
        "SECURITY_RETURN_GENERIC_RESPONSES": True,
        "SECURITY_REGISTERABLE": True,
        "SECURITY_CONFIRMABLE": True,
        "SECURITY_RECOVERABLE": True,
        "SECURITY_CHANGEABLE": True,
        "SECURITY_TWO_FACTOR": True,
        "SECURITY_TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
        "SECURITY_TWO_FACTOR_RESCUE_EMAIL": False,
        "SECURITY_TOTP_SECRETS": secrets_of(settings.secret_key),
        "SECURITY_TOTP_ISSUER": "Sivuvirta",
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES": True,
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_N": 10,
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_KEYS": recovery_keys_of(settings.secret_key),
        "SECURITY_API_ENABLED_METHODS": ["session"],
        "SECURITY_EMAIL_HTML": False,
        "SECURITY_EMAIL_PLAINTEXT": False,
        "SECURITY_EMAIL_VALIDATOR_ARGS": {"check_deliverability": False},
        "SECURITY_CLI_USERS_NAME": None,
        "SECURITY_CLI_ROLES_NAME": None,
        "SECURITY_DATETIME_FACTORY": house.now,
        "SECURITY_I18N_DOMAIN": "messages",
        "SECURITY_I18N_DIRNAME": [str(TRANSLATIONS)],
    }


def _lifetimes() -> dict[str, Any]:
    return {
        "SECURITY_CONFIRM_EMAIL_WITHIN": timedelta(days=2),
        "SECURITY_RESET_PASSWORD_WITHIN": timedelta(hours=12),
        "SECURITY_TWO_FACTOR_AUTHENTICATOR_VALIDITY": 30,
        "SECURITY_TWO_FACTOR_SETUP_WITHIN": timedelta(minutes=30),
        "SECURITY_FRESHNESS": timedelta(minutes=30),
        "SECURITY_FRESHNESS_GRACE_PERIOD": timedelta(minutes=10),
    }


def _places() -> dict[str, Any]:
    """Where the library leads; it makes the addresses itself, in the language of the page."""
    return {
        "SECURITY_POST_LOGIN_VIEW": "accounts.account",
        "SECURITY_POST_LOGOUT_VIEW": "accounts.signed_out",
        "SECURITY_POST_REGISTER_VIEW": "security.login",
        "SECURITY_POST_CHANGE_VIEW": "accounts.account",
        "SECURITY_POST_VERIFY_VIEW": "accounts.account",
        "SECURITY_POST_RESET_VIEW": "security.login",
        "SECURITY_TWO_FACTOR_POST_SETUP_VIEW": "security.mf_recovery_codes",
        "SECURITY_TWO_FACTOR_ERROR_VIEW": "security.login",
    }


def _never(_request: Request) -> bool:
    """Programs do not sign in: the pages of accounts are for people."""
    return False


def _ask_only_when_needed(app: Flask, security: Any) -> None:
    """Keep the library from asking the bank who is there with every request, and from touching every session.

    Its pages ask for themselves. Signing in by a token in a request, which we give to nobody, is switched off too.
    """
    manager = security.login_manager
    manager._request_callback = None  # noqa: SLF001  # the library has no switch for it
    security.principal.identity_loaders.clear()
    app.before_request_funcs[None] = [
        hook for hook in app.before_request_funcs[None] if getattr(hook, "__self__", None) is not security.principal
    ]
    app.after_request_funcs[None] = [
        hook for hook in app.after_request_funcs[None] if getattr(hook, "__self__", None) is not manager
    ]
    app.template_context_processors[None] = [
        made for made in app.template_context_processors[None] if made.__module__ != "flask_login.utils"
    ]


def _add_language(endpoint: str, values: dict[str, Any]) -> None:
    if endpoint.startswith(LOCALISED):
        values.setdefault("lang", current_language())


def _note_sign_in(_app: Flask, user: Any, **_how: Any) -> None:
    g.signed_in_as = user.email.lower()
    LOG.info("person %s has signed in", user.id)


def _begin_to_count_anew(response: Response) -> Response:
    """After a success the failures of this account count no more; those of the address still do."""
    if "signed_in_as" in g:
        limits.forget("sign-in", f"account {g.signed_in_as}")
    return response
