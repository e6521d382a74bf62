"""One engine per database, set up so that both behave alike."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError
from sqlalchemy.pool import StaticPool

from databank.errors import N_, BankUnavailableError

BUSY_MS = 5000
LOOK_AGAIN_S = 0.005
"""A long import lets others in for some 20 ms between two batches: SQLite's own waiting, every 100 ms, misses that."""

DRIVERS = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}
WRITING = "sivuvirta_writing"


def parse_url(text: str) -> URL:
    """Read a database address; PostgreSQL's driver is always psycopg."""
    try:
        url = make_url(text)
    except (ArgumentError, ValueError) as error:
        raise BankUnavailableError(
            N_(
                "The database address cannot be read: write it like sqlite:////folder/bank.sqlite3 or "
                "postgresql+psycopg://user:password@host/name."
            )
        ) from error
    backend = url.get_backend_name()
    if backend not in DRIVERS:
        raise BankUnavailableError(
            N_("The database %(place)s is of a kind that is not supported: use SQLite or PostgreSQL."),
            place=place_of(url),
        )
    return url.set(drivername=DRIVERS[backend])


def place_of(url: URL) -> str:
    """The address as it may be shown: without the password, also where it stands among the parameters."""
    return url.difference_update_query(["password", "sslpassword"]).render_as_string(hide_password=True)


def file_of(url: URL) -> Path | None:
    """The file of an SQLite bank; None for PostgreSQL and for a bank in memory."""
    if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
        return None
    return Path(url.database)


def make_engine(url: URL, *, read_only: bool) -> Engine:
    """Make an engine; nothing is opened before the first use."""
    try:
        engine = create_engine(url, hide_parameters=True, **_arguments(url))
    except (ModuleNotFoundError, NoSuchModuleError) as error:
        raise BankUnavailableError(
            N_("The driver for %(place)s is not installed: pip install 'sivuvirta[postgresql]'."), place=place_of(url)
        ) from error
    if url.get_backend_name() == "sqlite":
        _set_up_sqlite(engine, read_only=read_only, in_memory=file_of(url) is None)
    elif read_only:
        engine = engine.execution_options(postgresql_readonly=True)
    return engine


def _arguments(url: URL) -> dict[str, Any]:
    if url.get_backend_name() == "postgresql":
        return {"pool_pre_ping": True, "connect_args": {"connect_timeout": 10}}
    if file_of(url) is None:
        return {"poolclass": StaticPool, "connect_args": {"check_same_thread": False}}
    return {}


def _set_up_sqlite(engine: Engine, *, read_only: bool, in_memory: bool) -> None:
    """Hold SQLite to foreign keys and real transactions (the driver's own would commit before a SAVEPOINT)."""

    @event.listens_for(engine, "connect")
    def connected(connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = None
        connection.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
        connection.execute("PRAGMA foreign_keys = ON")
        if read_only:
            connection.execute("PRAGMA query_only = ON")
        elif not in_memory:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")

    @event.listens_for(engine, "begin")
    def began(connection: Connection) -> None:
        writing = connection.get_execution_options().get(WRITING, False)
        if not writing:
            connection.exec_driver_sql("BEGIN")
        elif not _begins_writing(connection):
            connection.exec_driver_sql("BEGIN IMMEDIATE")  # says why not


def _begins_writing(connection: Connection) -> bool:
    """Wait for whoever is writing, looking again often; False if nobody else gave way in time."""
    driver: Any = connection.connection.driver_connection
    end = time.monotonic() + BUSY_MS / 1000
    driver.execute("PRAGMA busy_timeout = 0")
    try:
        while time.monotonic() < end:
            try:
                driver.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                    return False
                time.sleep(LOOK_AGAIN_S)
            else:
                return True
        return False
    finally:
        driver.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
