"""How far the side streams of a picture are carried, from the points of areas that everybody sees."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from markupsafe import Markup

from databank import queries
from flows.distances import Distances, Point, distances
from flows.drawing.distances import distances_svg
from flows.economics import Figure
from flows.economics.telling import basis_words
from flows.labels import word
from flows.spans import Span
from web import numbers
from web.addresses import address
from web.auth import current_viewer
from web.diagrams.choice import RECONCILED
from web.diagrams.drawings import sheet_of
from web.diagrams.weaving import Woven
from web.figures.in_use import in_use
from web.house import Session, ages, bank
from web.language import current_language
from web.language import gettext as _
from web.saying import said

TONNES = "t"


def how_far(woven: Woven) -> Iterator[tuple[str, str]]:
    """Bars by distance with tonne-kilometres; nothing where nothing is carried or no tonnes are counted."""
    if woven.data.unit != TONNES:
        return
    with bank().session() as session:
        factor, points = in_use(session).carriage("truck", "detour"), _points(session)
        found = _remembered(session, woven, points, factor)
    if found.carried <= 0:
        return
    language, heading = current_language(), _("How far it is carried")
    unit = word(f"{TONNES}_per_year", language)
    sheet = replace(sheet_of(woven, heading, " ".join(_sentences(found, factor))), name=f"distances-{woven.name}")
    drawing = Markup(distances_svg(found, woven.labels.plain_number, unit, language, sheet))  # noqa: S704  # our own
    words = Markup(" ").join(_sentences(found, factor))
    used = Markup('<a href="{}">{}</a>').format(address("figures.figures_used"), _("Numbers used in calculations"))
    yield heading, Markup('{}<figcaption class="small quiet">{} {}</figcaption>').format(drawing, words, used)


def _points(session: Session) -> dict[str, Point]:
    """The public points of areas; of municipalities the bank has none."""
    return {area.id: (area.lat, area.lon) for area in queries.areas(session)}


def _remembered(session: Session, woven: Woven, points: dict[str, Point], factor: Figure) -> Distances:
    """Worked out once as long as nobody changes the catalogue; accepted versions of values change by themselves."""
    if woven.choice.values == RECONCILED:
        return _found(woven, points, factor)
    key = ("distances", current_viewer(), woven.data.is_example, woven.choice, factor.span, *ages().values())
    return bank().remembered(session, key, lambda: _found(woven, points, factor))


def _found(woven: Woven, points: dict[str, Point], factor: Figure) -> Distances:
    """Summed from the very table that the picture is woven from."""
    choice = woven.choice
    return distances(
        woven.table,
        choice.drawn_view,
        points,
        factor.span,
        year=choice.year,
        boundary=choice.boundary,
        material=(choice.family, choice.material_class),
        narrowing=choice.narrowing,
    )


def _sentences(found: Distances, factor: Figure) -> Iterator[str]:
    """What the bars come to, how they were reckoned, and what has no distance."""
    if found.tonne_km.low:
        made = _span_words(found.tonne_km, numbers.rounded)
        yield _("From one area to another it makes %(amount)s tonne-kilometres a year.", amount=made)
    yield _(
        "A distance is the straight line between the points of two areas, times %(factor)s for the way by road "
        "(%(basis)s).",
        factor=_span_words(factor.span, numbers.number),
        basis=_("a number that the city has set") if factor.is_set_here else said(basis_words(factor)),
    )
    if found.unknown > 0:
        yield _(
            "It is not known where a stream leaves the region, where its receiver has no place on record, and where a "
            "municipality is all that is told: %(mass)s.",
            mass=numbers.tonnes_per_year(found.unknown),
        )
    if found.stays > 0:
        yield _(
            "Not counted: %(mass)s that is not carried to a receiver: without a user, in stock, or to air and water.",
            mass=numbers.tonnes_per_year(found.stays),
        )


def _span_words(span: Span, number: Callable[[float], str]) -> str:
    """One number, or from the least to the greatest."""
    if span.low is None or span.high is None:
        return _("not known")
    low, high = number(span.low), number(span.high)
    return low if low == high else _("%(low)s–%(high)s", low=low, high=high)
