"""What can go wrong with the data bank: one small class per mistake, each with a sentence a person can act on.

Wrong *data* is a list of :class:`RowError`; wrong *use* is an exception. A message is a key with values, so that
the web can say it in the reader's language; ``str(error)`` is the English sentence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from taxonomy.codes import Titles


def N_(message: str) -> str:  # noqa: N802 - the name by which translation tools find a sentence
    """Mark a sentence for translation where it is written; it is translated where it is shown."""
    return message


class Sentence(str):
    """An English sentence that remembers its key and values, so that it can be said in another language.

    >>> sentence = Sentence("%(column)s is missing.", column="name")
    >>> str(sentence), sentence.key
    ('name is missing.', '%(column)s is missing.')
    """

    __slots__ = ("key", "values")
    key: str
    values: Mapping[str, Any]

    def __new__(cls, key: str, **values: Any) -> Sentence:  # noqa: PYI034 - no subclass is meant
        """Fill the places of `key`."""
        sentence = super().__new__(cls, key % values if values else key)
        sentence.key = key
        sentence.values = MappingProxyType(values)
        return sentence


class Term(str):
    """An English term inside a sentence that can be said in another language.

    >>> from taxonomy.codes import Titles
    >>> Term(Titles("kuona", "slagg", "slag")).titles.fi
    'kuona'
    """

    __slots__ = ("titles",)
    titles: Titles

    def __new__(cls, titles: Titles) -> Term:  # noqa: PYI034 - no subclass is meant
        """The English of the titles."""
        term = super().__new__(cls, titles.en)
        term.titles = titles
        return term


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

    def __init__(self, message: str, /, **values: Any) -> None:
        super().__init__(message % values if values else message)
        self.message = message
        self.values = MappingProxyType(values)


class RecordNotFoundError(DatabankError):
    """No such record for this viewer. Hidden and missing look alike, so it never says which."""

    def __init__(self, record_id: str) -> None:
        super().__init__(
            N_("No record %(record_id)s is shown to you. Check the address or search again."), record_id=record_id
        )


class CursorError(DatabankError):
    """A key of a list page that this list never gave out."""

    def __init__(self) -> None:
        super().__init__(N_("This page of the list does not exist: begin again from its first page."))


class BankUnavailableError(DatabankError):
    """The database cannot be opened, written or reached."""


class BankNotEmptyError(DatabankError):
    """Sample data were asked into a bank that already holds other data."""


class RecordRefusedError(DatabankError):
    """A record that cannot be saved; `rows` says what is wrong with which field."""

    def __init__(self, rows: tuple[RowError, ...]) -> None:
        super().__init__(N_("%(field)s: %(message)s"), field=rows[0].field, message=rows[0].message)
        self.rows = rows


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field that somebody else changed meanwhile: what it was, what it is now, by whom and when."""

    field: str
    before: Any
    after: Any
    made_by: str
    made_at: datetime


class RecordChangedError(DatabankError):
    """A record that somebody else changed after it was opened; `changes` says what, `version` is that of now."""

    def __init__(self, record_id: str, version: int, changes: tuple[FieldChange, ...]) -> None:
        super().__init__(
            N_("%(record_id)s was changed by somebody else while you had it open. Compare, and save again."),
            record_id=record_id,
        )
        self.record_id = record_id
        self.version = version
        self.changes = changes


class FileRefusedError(DatabankError):
    """A file that cannot be read at all: encoding, missing columns, empty, unknown kind."""


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did: counts and every rejected cell."""

    accepted: int = 0
    unchanged: int = 0
    rejected: int = 0
    rows: tuple[RowError, ...] = field(default=())
