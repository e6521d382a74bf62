"""Which views there are: for everybody those that were published, for staff all, with every version."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased

from databank import models
from databank.access import Viewer, may_make_views
from databank.errors import RecordNotFoundError
from databank.records import SavedView, ViewState
from taxonomy.codes import LANGUAGES, Titles

DECIDED = (ViewState.PUBLISHED, ViewState.WITHDRAWN)


def published_views(session: Session) -> tuple[SavedView, ...]:
    """Every view that everybody sees, by its name."""
    rows = session.scalars(_published().order_by(models.SavedView.name))
    return tuple(view_of(row, published_version=row.version) for row in rows)


def saved_view(session: Session, viewer: Viewer, name: str) -> SavedView:
    """A view as its page shows it: what was published, to staff a draft where nothing was.

    Raises
    ------
    RecordNotFoundError
        When there is none for this viewer; hidden and missing look alike.
    """
    row = session.scalar(_published().where(models.SavedView.name == name))
    if row is not None:
        return view_of(row, published_version=row.version)
    return edited_view(session, viewer, name)


def edited_view(session: Session, viewer: Viewer, name: str) -> SavedView:
    """The newest version of a view, with which staff go on.

    Raises
    ------
    RecordNotFoundError
        When there is none, or when the viewer makes no views.
    """
    found = versions(session, viewer, name)
    if not found:
        raise RecordNotFoundError(name)
    return found[0]


def versions(session: Session, viewer: Viewer, name: str) -> tuple[SavedView, ...]:
    """All that was ever saved of a view, the newest first; nothing for those who make no views."""
    return _told(session, viewer, models.SavedView.name == name)


def views(session: Session, viewer: Viewer) -> tuple[SavedView, ...]:
    """The newest version of every view, the last saved first; nothing for those who make no views."""
    table = models.SavedView
    newest = select(func.max(table.id)).group_by(table.name)
    found = _told(session, viewer, table.id.in_(newest))
    return tuple(sorted(found, key=lambda view: view.saved_at, reverse=True))


def _told(session: Session, viewer: Viewer, which: Any) -> tuple[SavedView, ...]:
    """Rows with the names of who saved them, where they still have accounts."""
    if not may_make_views(viewer):
        return ()
    table, saver = models.SavedView, aliased(models.Person)
    query = select(table, saver.name).outerjoin(saver, saver.id == table.saved_by).where(which)
    rows = session.execute(query.order_by(table.name, table.version.desc())).all()
    shown = {row.name: row.version for row in session.scalars(_published())}
    return tuple(view_of(row, published_version=shown.get(row.name), saved_by=name) for row, name in rows)


def _published() -> Select[models.SavedView]:
    """The rows that everybody sees: the last decision about a view, where it was to publish it."""
    table, decision = models.SavedView, aliased(models.SavedView)
    last = select(func.max(decision.id)).where(decision.state.in_(DECIDED)).group_by(decision.name)
    return select(table).where(table.id.in_(last), table.state == ViewState.PUBLISHED)


def view_of(row: models.SavedView, *, published_version: int | None, saved_by: str | None = None) -> SavedView:
    """The value of a row."""
    return SavedView(
        name=row.name,
        version=row.version,
        state=row.state,
        titles=_titles(json.loads(row.definition)["title"]),
        definition=row.definition,
        saved_at=row.saved_at,
        saved_by=saved_by,
        published_version=published_version,
    )


def _titles(members: Mapping[str, str]) -> Titles:
    """Titles of which a draft may lack all but the Finnish one."""
    fi, sv, en = (members.get(language, "") for language in LANGUAGES)
    return Titles(fi, sv, en)
