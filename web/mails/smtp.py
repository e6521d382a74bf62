"""Sending through a mail server."""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from databank.errors import N_
from web.mails.transports import NotSentError, RecipientRefusedError

LONGEST_ANSWER_S = 15
"""For every step of the talk with the server; all steps together stay below the lease of a mail."""
PORTS = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}
LONGEST_REASON = 200
FIRST_FINAL_CODE = 500


class MailServer:
    """A connection to a mail server, made with the first mail and kept for the next.

    Parameters
    ----------
    url : str
        ``smtp://user:password@host:port``: TLS when the server offers it. ``smtps://``: TLS from the start.
        ``smtp+starttls://``: no mail without TLS.
    """

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.scheme = parts.scheme
        self.host = parts.hostname or ""
        self.port = parts.port or PORTS[parts.scheme]
        self._user = unquote(parts.username or "")
        self._password = unquote(parts.password or "")
        self._connection: smtplib.SMTP | None = None

    def send(self, mail_id: str, message: EmailMessage) -> None:  # noqa: ARG002  # the message carries the id
        """Hand the message over; a server that has closed an old connection is called once more."""
        try:
            was_open = self._connection is not None
            try:
                self._connected().send_message(message)
            except smtplib.SMTPServerDisconnected:
                if not was_open:
                    raise
                self.close()
                self._connected().send_message(message)
        except (OSError, smtplib.SMTPException, ValueError) as error:
            self.close()
            raise self._explained(error) from error

    def forget(self, mail_id: str) -> None:
        """Nothing is kept here."""

    def close(self) -> None:
        """Say goodbye, or just leave."""
        connection, self._connection = self._connection, None
        if connection is not None:
            try:
                connection.quit()
            except (OSError, smtplib.SMTPException):
                connection.close()

    def _connected(self) -> smtplib.SMTP:
        if self._connection is None:
            self._connection = self._connect()
        return self._connection

    def _connect(self) -> smtplib.SMTP:
        context = ssl.create_default_context()
        if self.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(self.host, self.port, timeout=LONGEST_ANSWER_S, context=context)
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=LONGEST_ANSWER_S)
        try:
            server.ehlo()
            if self.scheme == "smtp+starttls" or (self.scheme == "smtp" and server.has_extn("starttls")):
                server.starttls(context=context)
                server.ehlo()
            if self._user:
                server.login(self._user, self._password)
        except BaseException:
            server.close()
            raise
        return server

    def _explained(self, error: Exception) -> NotSentError:
        """The sentence for an administrator; it never holds the password."""
        reason = self._reason(error)
        if isinstance(error, smtplib.SMTPAuthenticationError):
            return NotSentError(
                N_("The mail server %(host)s refused the user name or the password: %(reason)s"),
                host=self.host,
                reason=reason,
            )
        if isinstance(error, smtplib.SMTPRecipientsRefused):
            is_final = all(code >= FIRST_FINAL_CODE for code, _text in error.recipients.values())
            kind = RecipientRefusedError if is_final else NotSentError
            return kind(N_("The mail server %(host)s refused the recipient: %(reason)s"), host=self.host, reason=reason)
        if isinstance(error, smtplib.SMTPResponseException | smtplib.SMTPNotSupportedError):
            return NotSentError(
                N_("The mail server %(host)s refused the mail: %(reason)s"), host=self.host, reason=reason
            )
        return NotSentError(N_("The mail server %(host)s cannot be reached: %(reason)s"), host=self.host, reason=reason)

    def _reason(self, error: Exception) -> str:
        if isinstance(error, smtplib.SMTPRecipientsRefused):
            answers = [f"{code} {_words(text)}" for code, text in error.recipients.values()]
            said = ", ".join(answers)
        elif isinstance(error, smtplib.SMTPResponseException):
            said = f"{error.smtp_code} {_words(error.smtp_error)}"
        else:
            said = str(error) or type(error).__name__
        if self._password:
            said = said.replace(self._password, "***")
        return " ".join(said.split())[:LONGEST_REASON]


def _words(text: bytes | str) -> str:
    return text.decode("utf-8", "replace") if isinstance(text, bytes) else text
