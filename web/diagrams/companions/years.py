"""Lines by year: what was recovered, what came back, what was disposed of and what has no user."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from flows.drawing.years import YearLine, years_svg
from web.diagrams.drawings import sheet_of
from web.diagrams.weaving import Woven
from web.language import current_language
from web.language import gettext as _


def years(woven: Woven) -> Iterator[tuple[str, str]]:
    """The figures of every year that the view knows; nothing where there are none."""
    lines = tuple(_lines(woven.frame.figures))
    if not lines:
        return
    heading = _("Side streams by year")
    sheet = replace(sheet_of(woven, heading, ""), name=f"years-{woven.name}")
    yield heading, years_svg(lines, woven.labels.plain_number, woven.data.unit, current_language(), sheet)


def _lines(years: Mapping[int, Mapping[str, float | str]]) -> Iterator[YearLine]:
    """A line for each figure that some year has; a year without flows stays a gap."""
    names = (
        ("recovered_t", _("Recovered"), "used"),
        ("returned_t", _("Returns as raw material"), "returned"),
        ("disposal_t", _("To disposal"), "ink"),
        ("unused_t", _("No user yet"), "unused"),
    )
    for figure, name, tone in names:
        values = {year: float(figures[figure]) for year, figures in years.items() if figure in figures}
        if any(values.values()):
            yield YearLine(name=name, tone=tone, values=values)
