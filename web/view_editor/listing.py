"""The list of views: those that staff made, with their state, and questions to begin another one from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from flask import render_template

from databank import views as kept
from databank.records import SavedView, ViewState
from flows.views import view, view_names
from web import house
from web.addresses import address
from web.auth import current_viewer
from web.labels import N_, title
from web.language import gettext as _
from web.view_editor.blueprint import blueprint, for_view_makers

STATES: Mapping[ViewState, str] = MappingProxyType(
    {
        ViewState.DRAFT: N_("Draft"),
        ViewState.PUBLISHED: N_("Published"),
        ViewState.WITHDRAWN: N_("Withdrawn"),
    }
)


@dataclass(frozen=True, slots=True)
class Start:
    """A question that a shipped view answers, and where a view of one's own begins from it."""

    title: str
    question: str
    href: str
    shown: str


@blueprint.page("desk", "/views")
@for_view_makers
def views() -> str:
    """Views of the city, the last saved first, and questions to begin from."""
    with house.bank().session() as session:
        own = kept.views(session, current_viewer())
    return render_template(
        "view_editor/views.html", own=own, starts=_starts(), state_words=state_words, title_of=title_of
    )


def _starts() -> list[Start]:
    return [
        Start(
            title=title(shipped.titles),
            question=title(shipped.question),
            href=address("view_editor.new_view", **{"from": shipped.name}),
            shown=address("diagrams.diagram", view=shipped.name, extension="html"),
        )
        for shipped in map(view, view_names())
    ]


def title_of(saved: SavedView) -> str:
    """The title of a view; the Finnish one where a draft has no other."""
    return title(saved.titles) or saved.titles.fi


def state_words(saved: SavedView) -> str:
    """What has been decided about a view."""
    if saved.state is ViewState.DRAFT and saved.published_version is not None:
        return _("Published, with changes that are not")
    return state_word(saved.state)


def state_word(state: ViewState) -> str:
    """What was decided about one version."""
    return _(STATES[state])
