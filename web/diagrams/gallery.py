"""The gallery: one card per view with its question, its picture and what it says now."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from databank import queries
from flows.table import FlowTable
from flows.views import ViewDefinition, view, view_names
from web import house
from web.auth import current_viewer
from web.diagrams import pictures, reading, weaving
from web.diagrams.choice import Choice, default_boundary
from web.diagrams.owners import with_owner
from web.diagrams.thumbnails import Thumbnail, thumbnail_of
from web.house import bank
from web.labels import title


@dataclass(frozen=True, slots=True)
class Card:
    """A view over one data set; `thumbnail` is None when there is nothing to draw."""

    title: str
    question: str
    href: str
    headline: Markup
    scope: str
    thumbnail: Thumbnail | None


def cards(*, is_example: bool) -> list[Card]:
    """Every view, shipped or made by the city, woven for the region."""
    from web.view_editor.stored import published  # the editor shows pictures itself

    with bank().session() as session:
        views = [*map(view, view_names()), *published(session)]
        years = queries.flow_years(session, current_viewer(), is_example, **house.ages())
        year = max(years, default=None)
        table = reading.table_of(session, is_example=is_example, year=year)
        names = weaving.area_names(session)
        choices = [_choice(session, shown, table, year) for shown in views]
    return [_card(choice, table, names) for choice in choices]


def _choice(session: house.Session, shown: ViewDefinition, table: FlowTable, year: int | None) -> Choice:
    data = "examples" if table.is_example else "facts"
    choice = Choice(view=shown, year=year, data=data, boundary=default_boundary(shown))
    choice = weaving.with_material(choice, table)
    if not shown.needs_owner:
        return choice
    # tonnes and megawatt-hours are never summed: whose flows are most is asked of the view's own layer
    own = reading.table_of(session, is_example=table.is_example, year=year, layer=shown.layer)
    return with_owner(session, choice, own)


def _card(choice: Choice, table: FlowTable, names: dict[str, str]) -> Card:
    shown = choice.view
    woven = weaving.woven(choice, table, names)
    return Card(
        title=title(shown.titles),
        question=title(shown.question),
        href=choice.address(),
        headline=pictures.headline_html(woven),
        scope=pictures.scope_of_numbers(woven),
        thumbnail=None if woven.is_empty else thumbnail_of(woven),
    )
