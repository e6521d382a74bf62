"""One order and one scale for all years of a view, so that stepping through years moves only what changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

from flows.diagram import SankeyData
from flows.errors import FlowError
from flows.layout import common_order, common_scale
from flows.layout.ordering import Order
from flows.table import FlowTable
from web.auth import current_viewer
from web.diagrams.choice import Choice
from web.diagrams.reading import table_of
from web.house import Session, ages, bank


@dataclass(frozen=True, slots=True)
class Frame:
    """Units of height per tonne and the order of the boxes; None is each picture's own.

    `figures` are those of every year, for lines of years.
    """

    scale: float | None = None
    order: Order | None = None
    figures: Mapping[int, Mapping[str, float | str]] = field(default_factory=dict)


NO_FRAME = Frame()


def frame_of(
    session: Session,
    choice: Choice,
    years: Sequence[int],
    *,
    is_example: bool,
    weave_one: Callable[[Choice, FlowTable], SankeyData],
) -> Frame:
    """What the years of a data set share; remembered until the catalogue changes."""
    if choice.latest or len(years) < 2:  # noqa: PLR2004 - one year has nothing to share with
        return NO_FRAME

    def work_out() -> Frame:
        drawn: dict[int, SankeyData] = {}
        for year in years:
            table = table_of(session, is_example=is_example, year=year, layer=choice.view.layer, content=choice.content)
            with suppress(FlowError):  # a box that the reader asks for need not be there in every year
                drawn[year] = weave_one(replace(choice, year=year), table)
        shown = [data for data in drawn.values() if data.links]
        figures = {year: data.figures for year, data in drawn.items()}
        return Frame(common_scale(shown), common_order(shown), figures) if shown else NO_FRAME

    question = (choice.view, choice.boundary, choice.family, choice.material_class, choice.narrowing, choice.content)
    key = ("frame", current_viewer(), is_example, question, *ages().values())
    return bank().remembered(session, key, work_out)
