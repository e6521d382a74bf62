"""The library's mails, through our outbox: written in the person's language, in one transaction with the change."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import after_this_request
from flask_security import MailUtil

from web import mails
from web.auth import library
from web.language import current_language

LINKS = ("confirmation_link", "reset_link", "recovery_link")
TEMPLATES = {
    "security/email/welcome": "account-confirm",
    "security/email/welcome_existing": "account-exists",
    "security/email/confirmation_instructions": "account-confirm",
    "security/email/reset_instructions": "account-reset",
    "security/email/reset_notice": "account-password-changed",
    "security/email/change_notice": "account-password-changed",
}


class OurMails(MailUtil):
    """The library's hook for mails: its own texts are not made, ours are."""

    def send_mail(
        self,
        template: str,
        subject: str,  # noqa: ARG002
        recipient: Any,
        sender: Any,  # noqa: ARG002
        body: str | None,  # noqa: ARG002
        html: str | None,  # noqa: ARG002
        **kwargs: Any,
    ) -> None:
        """Post a mail."""
        person = kwargs.get("user")
        places = {name: _path(kwargs[name]) for name in LINKS if kwargs.get(name)}
        mails.post(
            library.session(),
            TEMPLATES[template],
            str(recipient),
            getattr(person, "language", None) or current_language(),
            name=getattr(person, "name", ""),
            **places,
        )
        after_this_request(library.commit_after_request)


def _path(link: str) -> str:
    """The path of a link: its host is what the visitor's browser named, the mail's is the one we are known by."""
    return urlsplit(link).path
