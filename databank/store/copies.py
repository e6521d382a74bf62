"""Copies of a bank: one SQLite file, whatever database the bank runs on."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, LargeBinary, delete, insert, select

from databank.errors import N_, BankUnavailableError
from databank.models import BankState, Base
from databank.store.problems import NO_BANK
from databank.store.remembering import CHANGED

if TYPE_CHECKING:
    from databank.store.bank import Bank

BATCH = 1000
BATCH_OF_FILES = 2
"""Rows that hold whole files are carried a few at a time: each may be ten megabytes."""
COPIED = tuple(table for table in Base.metadata.sorted_tables if table is not BankState.__table__)
"""Everything but the mark of the catalogue's state, which no two banks share."""
NOT_WRITTEN = N_("The backup %(place)s cannot be written: check that its folder exists and that you may write there.")
NOT_READ = N_("There is no backup %(place)s: check the name.")


def backup(bank: Bank, path: Path) -> None:
    """Write a copy beside the wanted place first, so that a failed backup leaves no half file."""
    if not path.parent.is_dir():
        raise BankUnavailableError(NOT_WRITTEN, place=path)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".backup-") as folder:
        unfinished = Path(folder) / "bank.sqlite3"
        with type(bank)(f"sqlite:///{unfinished}") as copy:
            copy.upgrade()
            with bank.session() as source, copy.session(writing=True) as target:
                _copy(source.connection(), target.connection())
        _settle(unfinished)
        unfinished.replace(path)


def restore(bank: Bank, path: Path) -> None:
    """Bring a copy of the backup to this version, then replace all rows of the bank in one transaction."""
    if not path.is_file():
        raise BankUnavailableError(NOT_READ, place=path)
    with tempfile.TemporaryDirectory(prefix="restore-") as folder:
        working = Path(folder) / "bank.sqlite3"
        shutil.copyfile(path, working)
        _require_bank(working, path)
        bank.upgrade()
        with type(bank)(f"sqlite:///{working}") as copy:
            copy.place = str(path)
            copy.upgrade()
            with copy.session() as source, bank.session(writing=True) as target:
                _empty(target.connection())
                _copy(source.connection(), target.connection())
                target.info[CHANGED] = True


def _copy(source: Connection, target: Connection) -> None:
    """All rows of all tables, parents first."""
    for table in COPIED:
        size = BATCH_OF_FILES if any(isinstance(column.type, LargeBinary) for column in table.columns) else BATCH
        query = select(table).order_by(*table.primary_key.columns).execution_options(yield_per=size)
        for batch in source.execute(query).mappings().partitions():
            target.execute(insert(table), [dict(row) for row in batch])


def _empty(target: Connection) -> None:
    for table in reversed(COPIED):
        target.execute(delete(table))


def _settle(file: Path) -> None:
    """Fold the write-ahead log into the file: a backup is one file."""
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
    connection.close()


def _require_bank(file: Path, named: Path) -> None:
    """Refuse a file that is no bank before anything is touched."""
    connection = sqlite3.connect(file)
    try:
        connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.DatabaseError as error:
        raise BankUnavailableError(NO_BANK, place=named) from error
    finally:
        connection.close()
