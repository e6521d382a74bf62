"""An imported file from its first byte to its undoing: what pages, the worker and the command line call."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from databank.access import Viewer
from databank.imports import holding, undoing
from databank.imports.beginning import ImportChangedError, Upload, ask_commit, ask_undo, begin, cancel, decide
from databank.imports.checking import check
from databank.imports.committing import commit
from databank.imports.holding import TakenOverError, WaitsError, system_clock
from databank.imports.origins import Origin, origins
from databank.imports.returned import return_file
from databank.imports.rights import ImportRefusedError, found, importable_kinds
from databank.imports.showing import (
    ImportLine,
    ImportView,
    Problem,
    Sample,
    SavedRecord,
    every_problem,
    import_of,
    imports_of,
    problems_by_field,
    problems_of,
    saved_records,
)
from databank.imports.undoing import Kept, UndoPreview, undo
from databank.models import Import
from databank.records import ImportState, ProblemKind

STEP_OF: Mapping[ImportState, str] = MappingProxyType(
    {
        ImportState.READING: "check",
        ImportState.CHECKING: "check",
        ImportState.SAVING: "commit",
        ImportState.UNDOING: "undo",
    }
)
STEPS: Mapping[str, Callable[..., Any]] = MappingProxyType({"check": check, "commit": commit, "undo": undo})


@dataclass(frozen=True, slots=True)
class Size:
    """How much work an import is: its file, and its rows as far as they were counted."""

    form: str
    bytes: int
    rows: int


def size_of(session: Session, import_id: str) -> Size:
    """The size of an import, for whoever decides where it is worked on."""
    query = select(Import.file_name, Import.size_bytes, Import.total).where(Import.id == import_id)
    name, size, total = session.execute(query).one()
    return Size(name.rpartition(".")[2].lower(), size, total or 0)


def standing(session: Session, now: datetime) -> list[tuple[str, str]]:
    """Imports and the step that nobody works on, though it was asked for."""
    return [(import_id, STEP_OF[state]) for import_id, state in holding.standing(session, now)]


def undo_preview(session: Session, viewer: Viewer, import_id: str) -> UndoPreview:
    """What undoing an import would do, and what stays because somebody built on it.

    Raises
    ------
    RecordNotFoundError
        When there is none, or not for this viewer.
    """
    return undoing.preview(session, found(session, viewer, import_id).id)


__all__ = [
    "STEPS",
    "ImportChangedError",
    "ImportLine",
    "ImportRefusedError",
    "ImportView",
    "Kept",
    "Origin",
    "Problem",
    "ProblemKind",
    "Sample",
    "SavedRecord",
    "Size",
    "TakenOverError",
    "UndoPreview",
    "Upload",
    "WaitsError",
    "ask_commit",
    "ask_undo",
    "begin",
    "cancel",
    "check",
    "commit",
    "decide",
    "every_problem",
    "import_of",
    "importable_kinds",
    "imports_of",
    "origins",
    "problems_by_field",
    "problems_of",
    "return_file",
    "saved_records",
    "size_of",
    "standing",
    "system_clock",
    "undo",
    "undo_preview",
]
