"""The gallery: one card per view with its question and, for each data set, what it says now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from markupsafe import Markup

from flows.table import FlowTable
from flows.views import ViewDefinition, view, view_names
from web.diagrams import pictures, weaving
from web.diagrams.choice import Choice
from web.diagrams.phone import KINDS, end_kind
from web.diagrams.tables import ending_links
from web.diagrams.weaving import Woven
from web.house import bank
from web.labels import title

BOUNDARY = "satakunta"


@dataclass(frozen=True, slots=True)
class Bar:
    """A piece of the strip that shows what becomes of a picture's material."""

    name: str
    tone: str
    x: float
    width: float
    share: float


@dataclass(frozen=True, slots=True)
class Preview:
    """What one data set says in a view."""

    data: str
    is_example: bool
    href: str
    headline: Markup
    scope: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Card:
    title: str
    question: str
    href: str
    previews: tuple[Preview, ...]


def cards() -> list[Card]:
    """Every view, woven for the region over each data set."""
    with bank().session() as session:
        tables = [weaving.table_of(session, is_example=is_example) for is_example in (False, True)]
        names = weaving.area_names(session)
    return [_card(view(name), tables, names) for name in view_names()]


def _card(shown: ViewDefinition, tables: list[FlowTable], names: dict[str, str]) -> Card:
    choice = Choice(view=shown, boundary=BOUNDARY)
    return Card(
        title=title(shown.titles),
        question=title(shown.question),
        href=choice.address(),
        previews=tuple(_preview(choice, table, names) for table in tables),
    )


def _preview(choice: Choice, table: FlowTable, names: dict[str, str]) -> Preview:
    data = "examples" if table.is_example else "facts"
    own = weaving.with_material(replace(choice, data=data), table)
    woven = weaving.woven(own, table, names)
    return Preview(
        data=pictures.data_words(is_example=table.is_example),
        is_example=table.is_example,
        href=own.address(),
        headline=pictures.headline_html(woven),
        scope=pictures.scope_of_numbers(woven),
        bars=tuple(_bars(woven)),
    )


def _bars(woven: Woven) -> Iterator[Bar]:
    """Where it ends up, as shares of the whole: what returns first, what has no user last."""
    nodes = {node.id: node for node in woven.data.nodes}
    sums: dict[str, float] = {}
    kinds: dict[str, str] = {}
    for link in ending_links(woven.data):
        sums[link.target] = sums.get(link.target, 0.0) + link.amount
        kinds[link.target] = end_kind(nodes[link.target], link)
    whole = sum(sums.values())
    x = 0.0
    for target in sorted(sums, key=lambda target: (KINDS.index(kinds[target]), -sums[target])):
        share = sums[target] / whole if whole > 0 else 0.0
        yield Bar(
            woven.labels.node_label(nodes[target]), kinds[target], round(x * 100, 2), round(share * 100, 2), share
        )
        x += share
