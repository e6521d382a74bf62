"""What became of one row of a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from databank.errors import RowError
from databank.submissions.saving import Outcome

NOTHING: Mapping[str, Any] = {}


@dataclass(slots=True, kw_only=True)
class RowOutcome:
    """What became of one row.

    Attributes
    ----------
    number, numbers : int, tuple of int
        The rows of the file, as its `PreparedRow` says them.
    record_id : str, optional
        The record that it made, changed or found; None for a refused row, and for a new record in a dry run.
    changes : mapping
        Field -> what it was, what it is. Of a new record everything that is said.
    errors : tuple of RowError
        Why the row was refused.
    """

    sheet: str
    number: int
    numbers: tuple[int, ...] = ()
    outcome: Outcome
    record_id: str | None = None
    changes: Mapping[str, tuple[Any, Any]] = field(default_factory=lambda: NOTHING)
    errors: tuple[RowError, ...] = ()
