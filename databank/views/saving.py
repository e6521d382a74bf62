"""Staff save, publish and withdraw views. Two may do so at once: the second is told what the first has saved."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from databank import models
from databank.access import Viewer, may_make_views
from databank.errors import N_, DatabankError, RecordNotFoundError, Sentence
from databank.records import SavedView, ViewState
from databank.views.naming import free_names
from databank.views.reading import edited_view

LONGEST_DEFINITION = 60_000
MOST_TRIES = 5


class ViewRefusedError(DatabankError):
    """A view that cannot be kept: `problems` says for each member of its definition what is wrong with it."""

    def __init__(self, problems: Mapping[str, Sentence]) -> None:
        super().__init__(N_("The view cannot be saved as it is."))
        self.problems = problems


class ViewChangedError(DatabankError):
    """Somebody else has saved the view meanwhile; `standing` is what they saved."""

    def __init__(self, standing: SavedView) -> None:
        super().__init__(N_("Somebody else has saved this view meanwhile."))
        self.standing = standing


@dataclass(frozen=True, slots=True, kw_only=True)
class NewView:
    """A version as it is to be saved.

    `version` is the one that was seen, 0 for a view that is new: its name is then made of its Finnish title.
    """

    definition: str
    state: ViewState = ViewState.DRAFT
    name: str = ""
    version: int = 0


def save_view(
    session: Session, viewer: Viewer, wanted: NewView, *, at: datetime, taken: Collection[str] = ()
) -> SavedView:
    """Save a draft or publish; what is exactly as it was makes no new version.

    Parameters
    ----------
    taken : collection of str
        Names that a new view may not get.

    Raises
    ------
    ViewRefusedError
        When the definition is no object with a Finnish title, or too long.
    ViewChangedError
        When somebody else saved it since it was looked at.
    """
    _require(viewer)
    members = _read(wanted.definition)
    row = models.SavedView(
        name=wanted.name,
        version=wanted.version + 1,
        state=wanted.state,
        definition=_named(members, wanted.name),
        saved_at=at,
        saved_by=viewer.person_id,
    )
    if wanted.version == 0:
        return _begin(session, viewer, row, members, taken)
    newest = _newest(session, viewer, wanted.name, wanted.version)
    if (newest.definition, newest.state) == (row.definition, row.state):
        return newest
    return _add(session, viewer, row)


def withdraw_view(session: Session, viewer: Viewer, name: str, version: int, *, at: datetime) -> SavedView:
    """Take a view away from everybody but staff, who may publish it again.

    Raises
    ------
    ViewChangedError
        When somebody else saved it since it was looked at.
    """
    _require(viewer)
    newest = _newest(session, viewer, name, version)
    row = models.SavedView(
        name=name,
        version=version + 1,
        state=ViewState.WITHDRAWN,
        definition=newest.definition,
        saved_at=at,
        saved_by=viewer.person_id,
    )
    return _add(session, viewer, row)


def _require(viewer: Viewer) -> None:
    if not may_make_views(viewer):
        raise RecordNotFoundError("")


def _begin(
    session: Session, viewer: Viewer, row: models.SavedView, members: Mapping[str, Any], taken: Collection[str]
) -> SavedView:
    """The first version, under the first name that nobody takes meanwhile."""
    held = {*taken, *session.scalars(select(models.SavedView.name).distinct())}
    for name in islice(free_names(members["title"]["fi"], held), MOST_TRIES):
        first = models.SavedView(
            name=name,
            version=1,
            state=row.state,
            definition=_named(members, name),
            saved_at=row.saved_at,
            saved_by=row.saved_by,
        )
        try:
            return _insert(session, viewer, first)
        except IntegrityError:
            continue  # the same name was taken at the same moment
    raise ViewRefusedError({"title.fi": Sentence(N_("Many views have this title. Choose another one."))})


def _insert(session: Session, viewer: Viewer, row: models.SavedView) -> SavedView:
    with session.begin_nested():
        session.add(row)
    return edited_view(session, viewer, row.name)


def _add(session: Session, viewer: Viewer, row: models.SavedView) -> SavedView:
    """A further version of a view."""
    name = row.name
    try:
        return _insert(session, viewer, row)
    except IntegrityError:
        raise ViewChangedError(edited_view(session, viewer, name)) from None


def _newest(session: Session, viewer: Viewer, name: str, version: int) -> SavedView:
    standing = edited_view(session, viewer, name)
    if standing.version != version:
        raise ViewChangedError(standing)
    return standing


def _read(definition: str) -> dict[str, Any]:
    """The members of a definition that can be kept."""
    if len(definition) > LONGEST_DEFINITION:
        raise ViewRefusedError(
            {"": Sentence(N_("The view is too long: it may have %(most)s letters."), most=LONGEST_DEFINITION)}
        )
    try:
        members = json.loads(definition)
    except (ValueError, RecursionError):
        members = None
    if not isinstance(members, dict):
        raise ViewRefusedError({"": Sentence(N_("The view is no JSON object."))})
    title = members.get("title")
    if not isinstance(title, dict) or not _is_text(title.get("fi")):
        raise ViewRefusedError({"title.fi": Sentence(N_("Write the title in Finnish."))})
    return members


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _named(members: Mapping[str, Any], name: str) -> str:
    """The definition with the name under which it is kept."""
    return json.dumps({**members, "name": name}, ensure_ascii=False)
