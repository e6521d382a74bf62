"""From the data bank to a woven diagram: one table per data set, one diagram per table."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from databank import queries
from flows.diagram import LinkKind, SankeyData
from flows.drawing.palette import palette
from flows.labels import TaxonomyLabels
from flows.layout import Layout, layout
from flows.sankey import weave
from flows.selection import select
from flows.table import FlowTable
from flows.views import ViewDefinition
from taxonomy import materials
from web import house
from web.auth import current_viewer
from web.diagrams.choice import Choice, choice_of, with_year
from web.house import Session, bank
from web.labels import title
from web.language import current_language


@dataclass(frozen=True, eq=False)
class Woven:
    """One data set woven: its table, its diagram and the words for both."""

    choice: Choice
    table: FlowTable
    data: SankeyData
    labels: TaxonomyLabels
    updated: datetime | None

    @property
    def name(self) -> str:
        """A word for ids and file names."""
        return "examples" if self.data.is_example else "facts"

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not self.data.links

    @cached_property
    def records_base(self) -> str:
        """Start of the addresses of this diagram's records; it ends in a query."""
        return self.choice.records_base(is_example=self.data.is_example)

    @cached_property
    def recorded_nodes(self) -> frozenset[str]:
        """Nodes that have records behind them."""
        links = [link for link in self.data.links if link.kind is LinkKind.RECORD]
        return frozenset(end for link in links for end in (link.source, link.target))

    def layout(self) -> Layout:
        """Where everything stands in the drawing."""
        return layout(self.data, self.labels)


@dataclass(frozen=True, slots=True)
class Loom:
    """Everything a diagram page needs of the bank."""

    choice: Choice
    years: tuple[int, ...]
    pictures: tuple[Woven, ...]


def loom(view_name: str) -> Loom:
    """Read the address and the bank, and weave each data set that is asked for."""
    choice = choice_of(view_name)
    with bank().session() as session:
        found = [years_of(session, is_example=is_example) for is_example in choice.is_example]
        years = tuple(sorted({year for listed in found for year in listed}))
        choice = with_year(choice, years)
        choices = [choice.settled(listed) for listed in found]
        tables = [
            table_of(session, is_example=is_example, year=own.year, layer=choice.view.layer)
            for own, is_example in zip(choices, choice.is_example, strict=True)
        ]
        names = area_names(session, choice.view)
        updated = [_updated(session, is_example=is_example) for is_example in choice.is_example]
    choices = [with_material(own, tables[0]) for own in choices]
    pictures = [woven(own, table, names, day) for own, table, day in zip(choices, tables, updated, strict=True)]
    return Loom(choices[0] if len(choices) == 1 else with_material(choice, tables[0]), years, tuple(pictures))


def table_of(session: Session, *, is_example: bool, year: int | None = None, layer: str | None = None) -> FlowTable:
    """The flows of one data set, of a year or of each stream's latest."""
    viewer = current_viewer()

    def read() -> FlowTable:
        found = queries.flow_columns(
            session,
            viewer,
            is_example=is_example,
            years="latest" if year is None else [year],
            layer=layer,
            **house.ages(),
        )
        return FlowTable.from_columns(found)

    return bank().remembered(session, ("flows", viewer, is_example, year, layer, *house.ages().values()), read)


def years_of(session: Session, *, is_example: bool) -> list[int]:
    """The years that one data set has flows of."""
    viewer = current_viewer()
    key = ("flow years", viewer, is_example, *house.ages().values())
    return bank().remembered(session, key, lambda: queries.flow_years(session, viewer, is_example, **house.ages()))


def area_names(session: Session, *views: ViewDefinition) -> dict[str, str]:
    """Names of the areas, which the taxonomy does not know, where a view has areas as nodes."""
    vocabularies = {stage.dimension.vocabulary for shown in views for stage in shown.stages}
    if "area" not in vocabularies:
        return {}
    return {area.id: title(area.titles) for area in queries.areas(session)}


def _updated(session: Session, *, is_example: bool) -> datetime | None:
    newest = queries.newest(session, current_viewer(), is_example, 1)
    return newest[0].updated_at if newest else None


def woven(choice: Choice, table: FlowTable, names: dict[str, str], updated: datetime | None = None) -> Woven:
    """Weave one data set as the choice says."""
    data = weave(
        table,
        choice.view,
        year=choice.year,
        boundary=choice.boundary,
        family=choice.family,
        material_class=choice.material_class,
    )
    return Woven(choice, table, data, TaxonomyLabels(data, current_language(), names), updated)


def with_material(choice: Choice, table: FlowTable) -> Choice:
    """A view of one material shows the largest family when none is asked for."""
    if not choice.view.needs_material or choice.family:
        return choice
    family = largest_family(table, choice.view.layer, choice.year)
    return replace(choice, family=family) if family else choice


def largest_family(table: FlowTable, layer: str, year: int | None) -> str | None:
    """The family of side streams with the most tonnes; raw materials and products are no side streams."""
    family_of = {item.id: item.family for item in materials.material_classes()}
    sums: Counter[str] = Counter()
    rows = select(table, layer=layer, year=year).rows
    for code, amount in zip(table.material.codes[rows].tolist(), table.amount[rows].tolist(), strict=True):
        family = family_of.get(table.material.labels[code], "")
        if family in palette() and not math.isnan(amount):
            sums[family] += amount
    return max(sums, key=lambda family: (sums[family], family), default=None)


def record_rows(found: Woven, ids: Sequence[str]) -> list[int]:
    """Row numbers of the flows that came from these records, in table order."""
    wanted = frozenset(ids)
    table = found.table
    rows = select(table, layer=found.data.layer, year=found.choice.year).rows
    codes = table.record_id.codes[rows].tolist()
    return [row for row, code in zip(rows.tolist(), codes, strict=True) if table.record_id.labels[code] in wanted]
