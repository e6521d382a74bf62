"""The drawing that a view is shown as: a Sankey, a matrix, what is known by year."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from flows.coverage import Coverage, coverage
from flows.drawing import svg
from flows.drawing.bands import Brush
from flows.drawing.coverage import coverage_legend, coverage_svg
from flows.drawing.legend import legend
from flows.drawing.matrix import matrix_of, matrix_svg
from flows.drawing.palette import palette
from flows.drawing.sheet import GLYPHS, Entry, Look, Sheet
from flows.views.definitions import Drawing
from web.diagrams.tables import link_address
from web.diagrams.weaving import Woven
from web.language import current_language

PLANNED = "planned"


def inline(woven: Woven, heading: str, description: str, *, leads: bool = True) -> str:
    """The drawing inside a page: colours come from the page, and a box leads to a closer look at it if asked."""
    own = woven.choice
    sheet = sheet_of(woven, heading, description)
    if woven.choice.view.drawing in OTHER:
        return OTHER[woven.choice.view.drawing](woven, sheet)
    return svg(
        woven.data,
        woven.layout(),
        woven.labels,
        title=heading,
        description=description,
        link_to=(lambda node: f"{own.address(pin=node.id)}#pic-{woven.name}-picked") if leads else None,
        records_of=(lambda link: link_address(woven, link)) if leads else None,
        name=sheet.name,
        fringe=own.uncertainty,
        ghost=woven.base_layout(),
        ghost_name=woven.state_words[0],
        pinned=own.pin or None,
        planned=planned_records(woven),
    )


def alone(woven: Woven, heading: str, description: str, caption: str, *, look: Look = "auto") -> str:
    """The drawing as a file of its own, with its scope and licence under it."""
    sheet = replace(sheet_of(woven, heading, description), caption=caption, standalone=True, look=look)
    if woven.choice.view.drawing in OTHER:
        return OTHER[woven.choice.view.drawing](woven, replace(sheet, language=current_language()))
    return svg(
        woven.data,
        woven.layout(),
        woven.labels,
        title=heading,
        description=description,
        caption=caption,
        standalone=True,
        look=look,
        name=sheet.name,
        fringe=woven.choice.uncertainty,
        ghost=woven.base_layout(),
        ghost_name=woven.state_words[0],
        planned=planned_records(woven),
    )


def sheet_of(woven: Woven, heading: str, description: str) -> Sheet:
    """What a drawing of this data set is drawn on: its accessible words, the mark of examples, a name for its ids."""
    mark = woven.labels.example_mark if woven.data.is_example else ""
    return Sheet(title=heading, description=description, mark=mark, name=f"flow-{woven.name}")


def planned_records(woven: Woven) -> frozenset[str]:
    """The records that do not flow yet, where planned ones are counted."""
    rows = woven.table.kind.where([PLANNED])
    return frozenset(woven.table.record_id.labels[code] for code in woven.table.record_id.codes[rows].tolist())


def _matrix(woven: Woven, sheet: Sheet) -> str:
    return matrix_svg(matrix_of(woven.data, woven.labels), woven.labels, sheet)


def known_of(woven: Woven) -> Coverage:
    """How the flows of every year are known."""
    table = woven.table if woven.every_year is None else woven.every_year
    return coverage(table, boundary=woven.choice.boundary, layer=woven.data.layer)


def _coverage(woven: Woven, sheet: Sheet) -> str:
    found = known_of(woven)
    names = {sector: woven.labels.key_label("sector", sector) for sector in found.sectors}
    return coverage_svg(found, names, current_language(), sheet)


def legend_of(woven: Woven) -> Iterator[Entry]:
    """What the marks of the drawing mean; `tone` is the class of the swatch on a page."""
    if woven.choice.view.drawing is Drawing.MATRIX:
        return
    if woven.choice.view.drawing is Drawing.COVERAGE:
        yield from coverage_legend(known_of(woven), current_language())
        return
    brush = Brush(
        labels=woven.labels,
        hued=palette(),
        scale=1.0,
        numbers={},
        places={},
        fringe=woven.choice.uncertainty,
        near=None,
        planned=planned_records(woven),
        address=None,
    )
    ghost = woven.state_words[0] if woven.base_layout() is not None else None
    for entry in legend(woven.data, woven.layout(), brush, ghost=ghost):
        if entry.tone not in GLYPHS:
            yield Entry(entry.words, ON_PAGE.get(entry.tone, entry.tone))


ON_PAGE = {"context": "ctx", "fringed": "fringe", "ghosted": "ghost"}
"""Swatches whose classes on a page differ from those in a drawing, where they would colour ribbons."""


OTHER = {Drawing.MATRIX: _matrix, Drawing.COVERAGE: _coverage}
"""Views that are drawn as something else than ribbons."""
