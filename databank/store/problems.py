"""Turn what a database driver says into a sentence with the place and the remedy."""

from __future__ import annotations

import sqlite3

from sqlalchemy.exc import DBAPIError

from databank.errors import N_, BankUnavailableError

LOCKED = N_("The data bank %(place)s is locked by another program: wait for it or stop it, then try again.")
READ_ONLY = N_(
    "The data bank %(place)s cannot be written: it is open for reading only, or you have no right to write there."
)
NOT_MIGRATED = N_("The data bank %(place)s is not set up for this version: run 'sivuvirta db upgrade'.")
NOT_OPENED = N_("The data bank %(place)s cannot be opened: check that its folder exists and that you may use it.")
NO_BANK = N_("%(place)s is no data bank: choose another file, or restore a backup.")
FULL = N_("The disk of the data bank %(place)s is full: make room, then try again.")
UNREACHABLE = N_("The data bank %(place)s cannot be reached: check that its server runs, its name and the password.")
TOO_NEW = N_("The data bank %(place)s was set up by a newer version of this program: install that version.")

_SQLITE = {
    sqlite3.SQLITE_BUSY: LOCKED,
    sqlite3.SQLITE_LOCKED: LOCKED,
    sqlite3.SQLITE_READONLY: READ_ONLY,
    sqlite3.SQLITE_PERM: READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: NOT_OPENED,
    sqlite3.SQLITE_NOTADB: NO_BANK,
    sqlite3.SQLITE_CORRUPT: NO_BANK,
    sqlite3.SQLITE_FULL: FULL,
}
_POSTGRESQL = {
    "25006": READ_ONLY,
    "42501": READ_ONLY,
    "42P01": NOT_MIGRATED,
    "42703": NOT_MIGRATED,
    "53100": FULL,
    "55P03": LOCKED,
    "40P01": LOCKED,
    "40001": LOCKED,
}
_MISSING = ("no such table", "no such column", "has no column")


def explain(error: DBAPIError, place: str) -> BankUnavailableError | None:
    """The sentence for a database that is not available; None when the statement itself was wrong."""
    origin = error.orig
    message = _sqlite_message(origin) if isinstance(origin, sqlite3.Error) else _postgresql_message(origin)
    return BankUnavailableError(message, place=place) if message else None


def _sqlite_message(error: sqlite3.Error) -> str | None:
    if any(words in str(error) for words in _MISSING):
        return NOT_MIGRATED
    primary = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return _SQLITE.get(primary)


def _postgresql_message(error: BaseException | None) -> str | None:
    state = getattr(error, "sqlstate", None)
    if state is None:
        return UNREACHABLE if type(error).__name__ == "OperationalError" else None
    if state[:2] in {"08", "28", "3D", "57"}:
        return UNREACHABLE
    return _POSTGRESQL.get(state)
