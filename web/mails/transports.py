"""How a message leaves: into a folder, or to a mail server."""

from __future__ import annotations

import os
import secrets
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol

from databank.errors import N_, DatabankError
from web.config import Settings

FOLDER_MODE, FILE_MODE = 0o700, 0o600
UNFINISHED = ".part"


class NotSentError(DatabankError):
    """A mail could not be sent. `is_final`: trying again would not help."""

    is_final = False


class RecipientRefusedError(NotSentError):
    """The mail server knows that the recipient does not exist."""

    is_final = True


class Transport(Protocol):
    """A way out. Sending the same mail twice must not make two of it."""

    def send(self, mail_id: str, message: EmailMessage) -> None:
        """Send, or raise `NotSentError`."""

    def forget(self, mail_id: str) -> None:
        """Remove what is kept of a mail here."""

    def close(self) -> None:
        """End the connection, if there is one."""


class Folder:
    """Writes each mail into a file of its own, whole or not at all, and never a second time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, mail_id: str, message: EmailMessage) -> None:
        """Write ``<mail_id>.eml``; a file that is there already is left as it is."""
        unfinished = self.folder / f".{mail_id}.{secrets.token_hex(4)}{UNFINISHED}"
        try:
            self.folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
            _write(unfinished, bytes(message))
            self._settle(unfinished, self.file_of(mail_id))
        except OSError as error:
            raise NotSentError(
                N_("The folder for mails %(folder)s cannot be written: %(reason)s."),
                folder=self.folder,
                reason=error.strerror or str(error),
            ) from error

    def _settle(self, unfinished: Path, file: Path) -> None:
        """Give the file its name; unlike a rename, a link refuses a name that is taken."""
        try:
            os.link(unfinished, file)
        except FileExistsError:
            pass  # it was delivered before
        finally:
            unfinished.unlink(missing_ok=True)

    def file_of(self, mail_id: str) -> Path:
        """Where a mail is written."""
        return self.folder / f"{mail_id}.eml"

    def forget(self, mail_id: str) -> None:
        """Remove the file of a mail, and what workers that died left half-written of it."""
        for file in (self.file_of(mail_id), *self.folder.glob(f".{mail_id}.*{UNFINISHED}")):
            file.unlink(missing_ok=True)

    def close(self) -> None:
        """A folder needs no end."""


def _write(file: Path, content: bytes) -> None:
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE), "wb") as opened:
        opened.write(content)
        opened.flush()
        os.fsync(opened.fileno())


def transport_of(settings: Settings) -> Transport:
    """The way out of this installation."""
    if settings.smtp_url is None:
        return Folder(settings.mail_folder)
    from web.mails.smtp import MailServer

    return MailServer(settings.smtp_url)
