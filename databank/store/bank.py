"""The bank: one database, opened with its address."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self, TypeVar

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from databank.errors import BankUnavailableError
from databank.store import copies
from databank.store.engines import WRITING, file_of, make_engine, parse_url, place_of
from databank.store.problems import NOT_MIGRATED, NOT_OPENED, TOO_NEW, explain
from databank.store.remembering import Memory, mark_change

T = TypeVar("T")


class Bank:
    """A data bank on SQLite or PostgreSQL.

    Parameters
    ----------
    url : str
        Database address, such as ``sqlite:////folder/bank.sqlite3`` or ``postgresql+psycopg://user@host/name``.
    read_only : bool
        Refuse every change.

    Raises
    ------
    BankUnavailableError
        From every method, with the place and the remedy, when the database cannot be used.
    """

    def __init__(self, url: str, *, read_only: bool = False) -> None:
        self.url = parse_url(url)
        self.place = place_of(self.url)
        self.read_only = read_only
        self._engine = make_engine(self.url, read_only=read_only)
        self._known_current = False
        self._memory = Memory()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.dispose()

    @contextmanager
    def session(self, *, writing: bool = False) -> Iterator[Session]:
        """One transaction: committed at the end, rolled back on any error.

        `writing` takes SQLite's write lock at the beginning, for work that reads first and changes later.
        """
        with self.explained():
            self._require_current()
            with (
                self._engine.connect().execution_options(**{WRITING: writing}) as connection,
                Session(connection, expire_on_commit=False) as session,
                session.begin(),
            ):
                yield session
                mark_change(session)

    def remembered(self, session: Session, key: Hashable, work_out: Callable[[], T]) -> T:
        """What was worked out from the catalogue, as long as nobody changes it.

        `key` says all that the answer depends on: who asks, what for, and the day where that matters.
        """
        return self._memory.remembered(session, key, work_out)

    def opened(self, *, writing: bool = False) -> Session:
        """A session whose caller commits and closes it: for the sign-in library, which does both by itself.

        Use it within `explained`, and `session` for everything else.
        """
        self._require_current()
        engine = self._engine.execution_options(**{WRITING: writing})
        return Session(engine, expire_on_commit=False)

    def is_current(self) -> bool:
        """Whether the bank exists and is set up for this version."""
        if self._is_missing():
            return False
        from databank.store import revisions  # alembic takes a third of a second that help and refusals need not wait

        with self.explained(), self._engine.connect() as connection:
            return revisions.is_newest(connection)

    def upgrade(self) -> None:
        """Bring the tables to this version; a new bank is made."""
        self._migrate("upgrade", "head")
        self._known_current = True

    def downgrade(self, revision: str = "base") -> None:
        """Take the tables back to an older revision. What only the newer one knows is lost."""
        self._migrate("downgrade", revision)
        self._known_current = False

    def backup(self, path: Path | str) -> None:
        """Write the whole bank into one SQLite file, whatever database it runs on."""
        copies.backup(self, Path(path))

    def restore(self, path: Path | str) -> None:
        """Replace everything in the bank by what a backup holds, or change nothing."""
        copies.restore(self, Path(path))

    def dispose(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    @contextmanager
    def explained(self) -> Iterator[None]:
        """Turn what the database driver says in here into a `BankUnavailableError`, where it is not available."""
        try:
            yield
        except DBAPIError as error:
            explanation = explain(error, self.place)
            if explanation is None:
                raise
            raise explanation from error

    def _is_missing(self) -> bool:
        file = file_of(self.url)
        return file is not None and not file.exists()

    def _require_current(self) -> None:
        if self._known_current:
            return
        file = file_of(self.url)
        if file is not None and not file.parent.is_dir():
            raise BankUnavailableError(NOT_OPENED, place=self.place)
        if not self.is_current():
            raise BankUnavailableError(NOT_MIGRATED, place=self.place)
        self._known_current = True

    def _migrate(self, step: str, revision: str) -> None:
        from databank.store import revisions  # as above

        with (
            self.explained(),
            self._engine.connect().execution_options(**{WRITING: True}) as connection,
            connection.begin(),
        ):
            if not revisions.migrate(connection, step, revision):
                raise BankUnavailableError(TOO_NEW, place=self.place)
