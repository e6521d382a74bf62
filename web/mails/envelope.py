"""From words to a message. Everything in its head is fixed by the mail, so that a repetition is the same."""

from __future__ import annotations

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from typing import Any
from urllib.parse import urlsplit

from databank.errors import N_
from web.mail_settings import is_address
from web.mails.writing import Letter, MailTextError

DISPLAYED_SENDER = "Sivuvirta"


class _Policy(EmailPolicy):
    """Lines as mail servers want them. A long link is kept in one piece: folded, it would be encoded and unreadable."""

    def fold(self, name: str, value: Any) -> str:
        return f"{name}: {value}{self.linesep}" if name == STOP_HEADER else str(super().fold(name, value))

    def fold_binary(self, name: str, value: Any) -> bytes:
        return self.fold(name, value).encode("ascii") if name == STOP_HEADER else super().fold_binary(name, value)


STOP_HEADER = "List-Unsubscribe"
POLICY = _Policy(linesep="\r\n")


def message_id(mail_id: str, public_url: str) -> str:
    """The same for every try to send a mail: a mail server that has it already drops the second.

    >>> message_id("M-1", "https://bank.example:8443")
    '<M-1@bank.example>'
    """
    return f"<{mail_id}@{urlsplit(public_url).hostname or 'localhost'}>"


def make_message(
    letter: Letter,
    *,
    mail_id: str,
    sender: str,
    recipient: str,
    written_at: datetime,
    public_url: str,
    stop_link: str | None = None,
) -> EmailMessage:
    """The whole message: plain text with the same words as markup.

    Parameters
    ----------
    stop_link : str, optional
        Where reminders are stopped; mail programs show it as a button.
    """
    if not is_address(recipient):
        raise MailTextError(N_("%(recipient)s is no mail address."), recipient=recipient)
    message = EmailMessage(policy=POLICY)
    message["From"] = Address(DISPLAYED_SENDER, addr_spec=sender)
    message["To"] = Address(addr_spec=recipient)
    message["Subject"] = letter.subject
    message["Date"] = written_at
    message["Message-ID"] = message_id(mail_id, public_url)
    message["Auto-Submitted"] = "auto-generated"
    if stop_link is not None:
        message[STOP_HEADER] = f"<{stop_link}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(letter.text, cte="quoted-printable")
    message.add_alternative(letter.html, subtype="html", cte="quoted-printable")
    message.set_boundary(f"=_{mail_id}")
    return message
