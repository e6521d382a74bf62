"""An uploaded file in the bank, a megabyte to a row: any server may go on with it."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

from sqlalchemy import Select, delete, func, select
from sqlalchemy.orm import Session

from databank.errors import N_, FileRefusedError
from databank.models import Import, ImportPiece

if TYPE_CHECKING:
    from databank.store import Bank

PIECE = 1_000_000
MEGABYTE = 1_000_000
MOST_UPLOADED = 150 * MEGABYTE
EMPTY = N_("%(file)s is empty: put the columns on its first line and rows below.")
TOO_LARGE = N_(
    "%(file)s is too large to be sent by a browser: at most %(limit)s MB. Leave out rows or columns, send it in parts, "
    "or let the city import it with the program."
)
FORGOTTEN = N_("%(file)s is no longer kept. Choose the file again: rows that are in the bank already stay as they are.")


def measured(content: IO[bytes], file_name: str, most: int | None = None) -> tuple[str, int]:
    """The SHA-256 and the size of a file, which is then at its beginning again.

    Raises
    ------
    FileRefusedError
        When it is empty or larger than `most`.
    """
    digest, size = hashlib.sha256(), 0
    while part := content.read(PIECE):
        digest.update(part)
        size += len(part)
        if most is not None and size > most:
            raise FileRefusedError(TOO_LARGE, file=file_name, limit=most // MEGABYTE)
    if not size:
        raise FileRefusedError(EMPTY, file=file_name)
    content.seek(0)
    return digest.hexdigest(), size


def keep(bank: Bank, import_id: str, content: IO[bytes]) -> None:
    """Write a file into the bank, each piece in a transaction of its own so that nobody waits for a large one."""
    number = 0
    while part := content.read(PIECE):
        with bank.session(writing=True) as session:
            session.add(ImportPiece(import_id=import_id, number=number, content=part))
        number += 1


@contextmanager
def kept_file(bank: Bank, import_id: str) -> Iterator[Path]:
    """The file of an import on this machine, as long as it is worked on.

    Raises
    ------
    FileRefusedError
        When the bank does not keep it any more, or never got all of it.
    """
    with bank.session() as session:
        row = session.get_one(Import, import_id)
        name, size = row.file_name, row.size_bytes
        length = select(func.sum(func.length(ImportPiece.content))).where(ImportPiece.import_id == import_id)
        kept = session.scalar(length)
    if kept != size:
        raise FileRefusedError(FORGOTTEN, file=name)
    with tempfile.TemporaryDirectory(prefix="sivuvirta-import-") as folder:
        path = Path(folder) / f"file{Path(name).suffix.lower()[:8]}"
        with path.open("wb") as target, bank.session() as session:
            for number in session.scalars(_numbers(import_id)).all():
                piece = select(ImportPiece.content).where(ImportPiece.import_id == import_id)
                target.write(session.scalars(piece.where(ImportPiece.number == number)).one())
        yield path


def forget(session: Session, import_ids: list[str]) -> None:
    """Take the files of imports out of the bank."""
    session.execute(delete(ImportPiece).where(ImportPiece.import_id.in_(import_ids)))


def _numbers(import_id: str) -> Select[int]:
    return select(ImportPiece.number).where(ImportPiece.import_id == import_id).order_by(ImportPiece.number)
