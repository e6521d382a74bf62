"""How records come in: forms that are filled in step by step, and files that are read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An unfinished listing or need: what was typed, answer by answer, and the record it became when it was sent.

    `changed_in` is the revision in which each answer changed last.
    """

    kind: str
    answers: Mapping[str, str]
    changed_in: Mapping[str, int]
    revision: int
    language: str
    person_id: int | None
    record_id: str | None
    begun_at: datetime
    saved_at: datetime
    email_confirmed_at: datetime | None


class ImportState(StrEnum):
    """How far a file has come: `asking` waits for columns and words, `checked` for the word to save."""

    READING = "reading"
    ASKING = "asking"
    CHECKING = "checking"
    CHECKED = "checked"
    SAVING = "saving"
    DONE = "done"
    UNDOING = "undoing"
    UNDONE = "undone"
    REFUSED = "refused"
    CANCELLED = "cancelled"


class ProblemKind(StrEnum):
    """A refused cell keeps its row out; a question waits for an answer; a note is only said."""

    REFUSED = "refused"
    QUESTION = "question"
    NOTE = "note"
