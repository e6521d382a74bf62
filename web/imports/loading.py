"""One import of the viewer's, and which page it is at. Anybody else meets the 404 of what does not exist."""

from __future__ import annotations

from datetime import datetime

from flask import request

from databank.access import DESK_ROLES, Viewer
from databank.imports import running
from databank.imports.rights import importable_kinds
from databank.imports.showing import ImportLine, ImportView
from databank.records import ImportState
from web import house
from web.addresses import address
from web.auth import current_viewer
from web.imports.words import KINDS

MOVING = frozenset({ImportState.READING, ImportState.CHECKING, ImportState.SAVING, ImportState.UNDOING})
"""Somebody works on it: people look on."""
DECIDING = frozenset({ImportState.ASKING, ImportState.CHECKED})
"""It waits for a person."""


def kinds_of(viewer: Viewer) -> tuple[str, ...]:
    """What the viewer may bring on these pages."""
    return tuple(kind for kind in KINDS if kind in importable_kinds(viewer))


def is_desk(viewer: Viewer) -> bool:
    """Whether the viewer brings files for everybody."""
    return bool(viewer.roles & DESK_ROLES)


def load(session: house.Session, import_id: str) -> ImportView:
    """The import; RecordNotFoundError when the viewer may not see it."""
    return running.import_of(session, current_viewer(), import_id)


def seen_of(view: ImportLine) -> str:
    """What a form carries to tell whether somebody else went on meanwhile."""
    return view.changed_at.isoformat()


def seen_in_form() -> datetime | None:
    """The moment up to which the person had seen the import; None from a form without one."""
    try:
        return datetime.fromisoformat(request.form.get("seen", ""))
    except ValueError:
        return None


def is_stale(view: ImportLine) -> bool:
    """Whether the import was changed after the form was made."""
    return seen_in_form() != view.changed_at


def page_of(view: ImportView) -> str:
    """The address of the page that an import waits at."""
    if view.state in MOVING:
        return address("imports.progress", import_id=view.id, extension="html")
    if view.state not in DECIDING:
        return address("imports.result", import_id=view.id)
    if view.missing or not view.readings or not is_decided(view):
        return address("imports.columns", import_id=view.id)
    endpoint = "imports.wordings" if view.undecided else "imports.check"
    return address(endpoint, import_id=view.id)


def is_decided(view: ImportView) -> bool:
    """Whether a person has looked at the columns."""
    return bool(view.kept.get("decided"))
