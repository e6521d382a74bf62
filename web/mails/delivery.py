"""The worker's round through the outbox: claim, write, send, note."""

from __future__ import annotations

from collections.abc import Callable
from email.message import EmailMessage

from flask import Flask

from databank import outbox
from databank.errors import DatabankError, Sentence
from web import house
from web.addresses import address
from web.mails.envelope import make_message
from web.mails.stopping import stop_token
from web.mails.transports import NotSentError, Transport, transport_of
from web.mails.writing import Letter, MailTextError, whole_link, write_letter


def deliver_due(app: Flask, *, is_stopping: Callable[[], bool] = lambda: False) -> int:
    """Send every mail that is due; how many were sent.

    Parameters
    ----------
    is_stopping : callable
        Asked before each mail: a worker that is told to stop finishes the mail in its hands.
    """
    with app.app_context():
        transport = transport_of(house.settings())
        sent = 0
        try:
            while not is_stopping() and (mail := _claimed()) is not None:
                sent += _deliver(app, transport, mail)
        finally:
            transport.close()
    return sent


def _claimed() -> outbox.Mail | None:
    with house.bank().session(writing=True) as session:
        return outbox.claim(session, house.now())


def _deliver(app: Flask, transport: Transport, mail: outbox.Mail) -> bool:
    try:
        letter, message = message_of(app, mail)
        transport.send(mail.id, message)
    except (MailTextError, NotSentError) as error:
        is_final = not isinstance(error, NotSentError) or error.is_final
        _note_problem(mail, error, is_final=is_final)
        return False
    with house.bank().session(writing=True) as session:
        forget = house.settings().smtp_url is not None
        outbox.note_sent(session, mail.id, letter.subject, at=house.now(), forget=forget)
    return True


def _note_problem(mail: outbox.Mail, error: DatabankError, *, is_final: bool) -> None:
    with house.bank().session(writing=True) as session:
        problem = Sentence(error.message, **error.values)
        outbox.note_problem(session, mail, problem, at=house.now(), is_final=is_final)


def message_of(app: Flask, mail: outbox.Mail) -> tuple[Letter, EmailMessage]:
    """The words of a mail, and the message that carries them."""
    settings = house.settings()
    stop_path = None
    if outbox.is_reminder(mail.template):
        with app.test_request_context():
            token = stop_token(settings.secret_key, mail.recipient)
            stop_path = address("mails.stop", lang=mail.language, token=token)
    letter = write_letter(app, settings.public_url, mail.template, mail.language, mail.places, stop_path=stop_path)
    message = make_message(
        letter,
        mail_id=mail.id,
        sender=settings.mail_from,
        recipient=mail.recipient,
        written_at=mail.written_at,
        public_url=settings.public_url,
        stop_link=None if stop_path is None else whole_link(settings.public_url, stop_path),
    )
    return letter, message
