"""Views that the city made, as definitions from which pictures are drawn."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from databank import views as kept
from databank.access import Viewer
from databank.errors import RecordNotFoundError
from databank.records import SavedView
from flows.errors import ViewDefinitionError
from flows.views import ViewDefinition, parse_view, view, view_json, view_names
from web.house import Session


def view_of(session: Session, viewer: Viewer, name: str) -> ViewDefinition | None:
    """The view of a name, as this viewer sees it: what was published, to staff a draft where nothing was.

    None where there is none for this viewer, or where what was saved cannot be drawn any more.
    """
    try:
        return definition_of(kept.saved_view(session, viewer, name))
    except (RecordNotFoundError, ViewDefinitionError):
        return None


def published(session: Session) -> tuple[ViewDefinition, ...]:
    """Every view of the city that everybody sees, by its name; what cannot be drawn any more is left out."""
    found = []
    for saved in kept.published_views(session):
        try:
            found.append(definition_of(saved))
        except ViewDefinitionError:
            continue
    return tuple(found)


def definition_of(saved: SavedView) -> ViewDefinition:
    """A saved view as it is drawn; where a draft lacks a language, its Finnish words stand in.

    Raises
    ------
    ViewDefinitionError
        When the grammar of views has changed so that it cannot be read any more.
    """
    return _parsed(saved.definition, saved.name)


@lru_cache(maxsize=128)
def _parsed(text: str, name: str) -> ViewDefinition:
    return parse_view(json.dumps(completed(json.loads(text))), name)


def parsed(members: Mapping[str, Any]) -> ViewDefinition:
    """A definition that is not saved yet, as it is drawn."""
    return _parsed(written(members), str(members.get("name", "")))


def written(members: Mapping[str, Any]) -> str:
    """A definition as it is kept."""
    return json.dumps(members, ensure_ascii=False)


def members(saved: SavedView) -> dict[str, Any]:
    """The members of a saved view."""
    found: dict[str, Any] = json.loads(saved.definition)
    return found


def completed(members: Any) -> Any:
    """The same with Finnish words wherever those of another language are missing."""
    if isinstance(members, list):
        return [completed(one) for one in members]
    if not isinstance(members, dict):
        return members
    filled = {name: completed(one) for name, one in members.items()}
    return {
        name: filled["fi"] if name in {"sv", "en"} and not one and "fi" in filled else one
        for name, one in filled.items()
    }


def members_of(session: Session, viewer: Viewer, name: str) -> dict[str, Any]:
    """The members of any view, shipped or saved, to begin another one from.

    Raises
    ------
    RecordNotFoundError
        When there is no such view for this viewer.
    """
    if name not in view_names():
        return members(kept.edited_view(session, viewer, name))
    shipped: dict[str, Any] = json.loads(view_json(view(name)))
    return shipped
