"""Weave a flow table and a view definition into the values of a diagram, and hold the conservation contract."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from databank.records import LeftOut
from flows.boundary import boundary as boundary_named
from flows.boundary import ways
from flows.diagram import Column, Link, SankeyData
from flows.materials import Materials, shipped_materials
from flows.partition import PROTECTED, Rows
from flows.sankey.boxes import closing_links, nodes, protected_link, reading_order
from flows.sankey.bundles import Bundle, bundles, count_in, record_links
from flows.sankey.cutting import Cut, conservation, cut
from flows.sankey.folding import Shelf, Totals, narrower, rooms, shelves, totals_of
from flows.sankey.staging import StagePlan, plans
from flows.sankey.summary import largest_link, summary
from flows.selection import Selection, select
from flows.table import FlowTable
from flows.views import Narrowing, ViewDefinition
from flows.views.definitions import MOST_NODES

MAX_NODES = MOST_NODES
MAX_LINKS = 300


def weave(  # noqa: PLR0913 - a reader chooses each by itself; all but two have a default
    table: FlowTable,
    view: ViewDefinition,
    *,
    year: int | None = None,
    boundary: str | None = None,
    family: str | None = None,
    material_class: str | None = None,
    narrowing: Narrowing | None = None,
    max_nodes: int = MAX_NODES,
    materials: Materials | None = None,
) -> SankeyData:
    """Make the diagram of one view.

    Parameters
    ----------
    table : FlowTable
        Flows of one data set; facts and examples are never in the same table.
    view : ViewDefinition
        What to show.
    year : int, optional
        The year; without it each stream's latest known year.
    boundary : str, optional
        Name of the system boundary; without it everything but `Elsewhere` is inside.
    family, material_class : str, optional
        Show only this material; all other records are counted as outside the view.
    narrowing : Narrowing, optional
        Boxes that the reader asks for alone, hides, splits or opens. What is narrowed away is counted as outside the
        view, and its sum is `narrowed` of the result.
    max_nodes : int
        Boxes per stage; the smallest beyond are folded into one, and further while there are more than MAX_LINKS links.
    materials : Materials, optional
        Families of material classes; without it those of the taxonomy.

    Raises
    ------
    ConservationError
        When the links do not add up to the records.
    NarrowingError
        When the narrowing names a stage, box or dimension that is not there.
    """
    line = boundary_named(boundary)
    chosen = select(table, layer=view.layer, year=year)
    found = Rows(table, chosen.rows, ways(table, chosen.rows, line), line, materials or shipped_materials())
    asked = narrowing or Narrowing()
    plan = plans(view, asked)
    part = cut(found, view, plan, asked, (family, material_class))
    cloth = _cloth(plan, part, max_nodes)
    links = [
        *record_links(view.stages, cloth.shelf, cloth.bundles),
        *closing_links(view.stages, cloth.shelf, part.gaps),
    ]
    if part.hatched:
        links.append(protected_link(view.stages, found, part.hatched))
    links.sort(key=reading_order(view.stages, cloth.shelf))
    return SankeyData(
        view=view.name,
        shape=str(view.shape),
        drawing=str(view.drawing),
        columns=tuple(Column(id=stage.id, titles=stage.titles) for stage in view.stages),
        nodes=tuple(nodes(plan, cloth.shelf, links, found)),
        links=tuple(links),
        conservation=conservation(found, part, links, chosen).check(),
        left_out=chosen.left_out,
        years=chosen.years,
        boundary=line.id,
        boundary_titles=line.titles,
        basis=chosen.basis,
        layer=chosen.layer,
        figures=_figures(part, links, view, chosen),
        is_example=table.is_example,
        family=family,
        material_class=material_class,
        narrowed=part.narrowed,
        names={process.id: process.label for process in table.processes.values()},
    )


def _figures(part: Cut, links: Sequence[Link], view: ViewDefinition, chosen: Selection) -> Mapping[str, float | str]:
    """Sums of the records, the widest ribbon, and how many records have no amount."""
    sums = summary(part.rows, part.balance, part.protected_t)
    unknown = float(chosen.left_out.get(LeftOut.UNKNOWN_AMOUNT, 0))
    return MappingProxyType(sums | largest_link(links, view) | {"unknown_records": unknown})


@dataclass(frozen=True, slots=True, eq=False)
class _Cloth:
    """The boxes of every stage and the summed links between them."""

    shelf: list[Shelf]
    bundles: list[Bundle]


def _cloth(plan: Sequence[StagePlan], part: Cut, most_nodes: int) -> _Cloth:
    """Sum the links, with ever fewer boxes until there are few enough links; at last without telling colours apart."""
    totals = totals_of(len(plan), part.strands, part.gaps, _protected_boxes(len(plan), part.hatched))
    given = rooms(plan, most_nodes)
    shelf = shelves(totals, given)
    found = bundles(part.strands, shelf, in_colours=True)
    if sum(len(bundle.groups) for bundle in found) + _closing_count(shelf, part) <= MAX_LINKS:
        return _Cloth(shelf, found)
    fewer = shelf
    for narrow in narrower(plan, given, totals):
        fewer = shelves(totals, narrow)
        if count_in(found, shelf, fewer) + _closing_count(fewer, part) <= MAX_LINKS:
            return _Cloth(fewer, bundles(part.strands, fewer, in_colours=True))
    return _Cloth(fewer, bundles(part.strands, fewer, in_colours=False))


def _protected_boxes(stages: int, hatched: float) -> dict[int, Totals]:
    """The boxes of what may be shown as a sum only: between the last two stages."""
    return {stages - 2: {PROTECTED: hatched}, stages - 1: {PROTECTED: hatched}} if hatched else {}


def _closing_count(shelf: Sequence[Shelf], part: Cut) -> int:
    boxes = ((gap.tail[0], *(shelf[place].number(key) for place, key in (gap.tail, gap.head))) for gap in part.gaps)
    pairs = set(boxes)
    return len(pairs) + bool(part.hatched)
