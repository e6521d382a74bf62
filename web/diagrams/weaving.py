"""From the data bank to a woven diagram: one table and diagram per data set, and what it is compared with."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property, partial

from databank import queries
from flows.diagram import LinkKind, SankeyData
from flows.drawing.palette import palette
from flows.errors import FlowError
from flows.labels import TaxonomyLabels
from flows.layout import Layout, common_order, common_scale, layout
from flows.sankey import weave
from flows.selection import select
from flows.table import FlowTable
from flows.views.definitions import YearRule
from taxonomy import materials
from web.auth import current_viewer
from web.diagrams.choice import RECONCILED, Choice, choice_of, with_year
from web.diagrams.comparing import NOT_COMPARED, Compared, compared, states
from web.diagrams.framing import NO_FRAME, Frame, frame_of
from web.diagrams.owners import with_owner
from web.diagrams.reading import EVERY_YEAR, has_version, reconciled, table_of, years_of
from web.errors import WrongRequestError
from web.house import Session, bank
from web.labels import title
from web.language import current_language
from web.language import gettext as _


@dataclass(frozen=True, slots=True)
class Shape:
    """Width of a drawing in its units, and how high its ribbons are beside those on a page."""

    width: float
    height: float = 1.0


PAGE, WALL = Shape(1240.0), Shape(1700.0, 0.8)


@dataclass(frozen=True, eq=False, kw_only=True)
class Woven:
    """One data set woven: its table, its diagram and the words for both.

    `base` is the state that it is compared with, `frame` the order and scale that its other years share, `changed`
    the number of rows that no longer fit the accepted version whose values are shown, `every_year` the flows of all
    years where the view shows them side by side, `shape` that of the drawing.
    """

    choice: Choice
    table: FlowTable
    data: SankeyData
    labels: TaxonomyLabels
    updated: datetime | None = None
    base: SankeyData | None = None
    compared: Compared = NOT_COMPARED
    frame: Frame = NO_FRAME
    changed: int = 0
    every_year: FlowTable | None = None
    shape: Shape = PAGE

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

    @property
    def state_words(self) -> tuple[str, str]:
        """The words of the state it is compared with and of its own."""
        plant = self.table.process(self.compared.scenario.process).label
        return states(self.choice, self.compared, plant)

    @cached_property
    def _own_layout(self) -> Layout:
        return self._placed(self.data)

    @cached_property
    def _layout_of_base(self) -> Layout | None:
        return self._placed(self.base) if self.base is not None and self.base.links else None

    def layout(self) -> Layout:
        """Where everything stands in the drawing."""
        return self._own_layout

    def base_layout(self) -> Layout | None:
        """Where the state it is compared with would stand, at the same scale and in the same order."""
        return self._layout_of_base

    def _placed(self, data: SankeyData) -> Layout:
        scale, order = self.frame.scale, self.frame.order
        if self.base is not None and (scale is None or self.compared.base_year is None):
            both = (self.base, self.data)
            scale, order = common_scale(both), common_order(both)
        if self.shape.height != 1:
            scale = (scale or common_scale([data])) * self.shape.height
        return layout(data, self.labels, scale=scale, order=order, width=self.shape.width)


@dataclass(frozen=True, slots=True)
class Loom:
    """Everything a diagram page needs of the bank."""

    choice: Choice
    years: tuple[int, ...]
    pictures: tuple[Woven, ...]
    has_version: bool = False


def loom(view_name: str) -> Loom:
    """Read the address and the bank, and weave each data set that is asked for.

    A plant, boundary or box that these flows do not have is a wrong address.
    """
    try:
        return _loom(choice_of(view_name))
    except FlowError as error:
        raise WrongRequestError(_(error.message, **error.values)) from None


def _loom(choice: Choice) -> Loom:
    with bank().session() as session:
        found = {is_example: years_of(session, is_example=is_example) for is_example in choice.is_example}
        years = tuple(sorted({year for listed in found.values() for year in listed}))
        choice = with_year(choice, years)
        asked = compared(choice, years)
        pictures = [
            _picture(session, choice.settled(listed), asked, listed, is_example=is_example)
            for is_example, listed in found.items()
        ]
        layer = choice.view.layer
        versioned = any(has_version(session, is_example=is_example, layer=layer) for is_example in found)
    first = pictures[0].choice
    return Loom(first if len(pictures) == 1 else _of_both(choice, first), years, tuple(pictures), versioned)


def _of_both(choice: Choice, first: Choice) -> Choice:
    """The choice of two data sets, with the material that the first one settled on."""
    return replace(choice, family=first.family, material_class=first.material_class)


def _picture(session: Session, choice: Choice, asked: Compared, years: Sequence[int], *, is_example: bool) -> Woven:
    """One data set in the state that is asked for, beside the state it is compared with."""
    layer = choice.view.layer
    read = partial(table_of, session, is_example=is_example, layer=layer, content=choice.content)
    table = read(year=choice.year, scenario=asked.scenario)
    choice = with_owner(session, with_material(choice, table), table)
    changed, shown = 0, table
    if choice.values == RECONCILED and not choice.content:
        shown, changed = reconciled(session, table, layer=layer)
    names = area_names(session)
    base = None
    if asked.has_base:
        year = choice.year if asked.base_year is None else asked.base_year
        base = _data(replace(choice, year=year), read(year=year))
    found = woven(choice, shown, names, _updated(session, is_example=is_example))
    frame = frame_of(session, choice, years, is_example=is_example, weave_one=_data)
    every = None
    if choice.view.year is YearRule.ALL:
        every = read(year=EVERY_YEAR)
    return replace(found, base=base, compared=asked, frame=frame, changed=changed, every_year=every)


def area_names(session: Session) -> dict[str, str]:
    """Names of the areas, which the taxonomy does not know."""
    return {area.id: title(area.titles) for area in queries.areas(session)}


def _updated(session: Session, *, is_example: bool) -> datetime | None:
    newest = queries.newest(session, current_viewer(), is_example, 1)
    return newest[0].updated_at if newest else None


def woven(choice: Choice, table: FlowTable, names: dict[str, str], updated: datetime | None = None) -> Woven:
    """Weave one data set as the choice says."""
    data = _data(choice, table)
    labels = TaxonomyLabels(data, current_language(), names, unit_mode=choice.unit)
    return Woven(choice=choice, table=table, data=data, labels=labels, updated=updated)


def _data(choice: Choice, table: FlowTable) -> SankeyData:
    return weave(
        table,
        choice.drawn_view,
        year=choice.year,
        boundary=choice.boundary,
        family=choice.family,
        material_class=choice.material_class,
        narrowing=choice.narrowing,
    )


def with_material(choice: Choice, table: FlowTable) -> Choice:
    """A view of one material shows the largest family when none is asked for."""
    if not choice.view.needs_material or choice.family:
        return choice
    family = largest_family(table, choice.drawn_view.layer, choice.year)
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
