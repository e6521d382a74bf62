"""What can go wrong with the data bank: one small class per mistake, each with a sentence a person can act on.

Wrong *data* is a list of :class:`RowError`; wrong *use* is an exception. A message is a key with values, so that
the web can say it in the reader's language; ``str(error)`` is the English sentence.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any


@dataclass(frozen=True, slots=True)
class RowError:
    """One thing wrong in one row: `row` is the line in the file (1 is the heading), `field` the column."""

    row: int | None
    field: str
    value: str
    message: str


class DatabankError(Exception):
    """Base of every error whose sentence may be shown to a user.

    Parameters
    ----------
    message : str
        English sentence with ``%(name)s`` places; it is also the key of its translation.
    **values
        What goes into the places.
    """

    def __init__(self, message: str, **values: Any) -> None:
        super().__init__(message % values if values else message)
        self.message = message
        self.values = MappingProxyType(values)


class RecordNotFoundError(DatabankError):
    """No such record for this viewer. Hidden and missing look alike, so it never says which."""

    def __init__(self, record_id: str) -> None:
        super().__init__("No record %(record_id)s is shown to you. Check the address or search again.", record_id=record_id)


class BankUnavailableError(DatabankError):
    """The database cannot be opened, written or reached."""


class BankNotEmptyError(DatabankError):
    """Sample data were asked into a bank that already holds other data."""


class FileRefusedError(DatabankError):
    """A file that cannot be read at all: encoding, missing columns, empty, unknown kind."""


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did: counts and every rejected cell."""

    accepted: int = 0
    unchanged: int = 0
    rejected: int = 0
    rows: tuple[RowError, ...] = field(default=())
