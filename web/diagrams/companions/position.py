"""A company's place: what comes in and goes out beside the region in bands, and what is recovered beside its sector."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from databank import queries
from databank.access import GREATEST_SHARE, LEAST_ORGANISATIONS, hides_each
from flows.boundary import boundary, boundary_titles
from flows.drawing.position import BandColumn, BandLine, Recovered, position_svg
from flows.labels import share, word
from flows.position import FamilyPlace, Position
from flows.position import position as place_of
from web.auth import current_viewer
from web.diagrams.choice import AROUND
from web.diagrams.companions.widths import of_both_widths
from web.diagrams.drawings import sheet_of
from web.diagrams.weaving import Woven
from web.house import bank
from web.labels import title
from web.language import current_language
from web.language import gettext as _


def position(woven: Woven) -> Iterator[tuple[str, str]]:
    """The place of the company or site of the picture, counted from the table of the picture and from nothing else."""
    around = woven.choice.boundary
    if not around.startswith(AROUND) or woven.is_empty:
        return
    year, layer = woven.choice.year, woven.data.layer
    found = place_of(woven.table, around, layer=layer, year=year, but_for=_own_names())
    heading = _("Place in the area")
    words = _("Amounts by material family and the bands of their shares. Each line says its own numbers.")
    sheet = replace(sheet_of(woven, heading, words), name=f"position-{woven.name}")
    columns = tuple(_columns(woven, found))
    bars, notes = _recovered(woven, found)
    language = current_language()
    yield (
        heading,
        of_both_widths(
            lambda on, narrow: position_svg(columns, bars, notes, language, on, is_narrow=narrow),
            sheet,
        ),
    )


def _own_names() -> list[str]:
    """The reader's own organisations: what they know themselves hides nobody else."""
    ids = current_viewer().organisation_ids
    if not ids:
        return []
    with bank().session() as session:
        return [one.name for one in queries.organisations_by_id(session, current_viewer(), ids).values()]


def _columns(woven: Woven, found: Position) -> Iterator[BandColumn]:
    language, region = current_language(), title(boundary(found.region).titles)
    sides = (
        ("position_in", "share_of_taken", found.taken, found.taken_total),
        ("position_out", "share_of_given", found.given, found.given_total),
    )
    for heading, scale, places, total in sides:
        every = (total, *places) if len(places) > 1 else places
        yield BandColumn(
            heading=word(heading, language),
            scale=word(scale, language).format(region=region),
            lines=tuple(_line(woven, place) for place in every),
        )


def _line(woven: Woven, place: FamilyPlace) -> BandLine:
    """A place without families is that of all of them."""
    language, labels = current_language(), woven.labels
    unit = word(f"{woven.data.unit}_per_year", language)
    name, tone = word("all_materials", language), ""
    if len(place.families) == 1:
        name, tone = labels.family_label(place.families[0]), f"fam-{place.families[0]}"
    elif place.families:
        name = word("folded", language).format(number=len(place.families))
    amount = f"{labels.plain_number(place.amount)}\N{NO-BREAK SPACE}{unit}"
    return BandLine(name=name, amount=amount, band=place.band, tone=tone)


def _recovered(woven: Woven, found: Position) -> tuple[Sequence[Recovered], Sequence[str]]:
    """The company's own share and the median where it is safe, and what is to be said about them."""
    language = current_language()
    notes = [word("shares_of_seen", language)]
    if found.own is None:
        return (), notes
    name = title(boundary_titles(woven.data.boundary, woven.data.names))
    bars = [Recovered(name=name, share=found.own.share, is_own=True)]
    median = found.median if hides_each({other.organisation: other.given for other in found.others}) else None
    if median is None:
        least, most = str(LEAST_ORGANISATIONS), share(GREATEST_SHARE, language)
        return bars, [word("median_hidden", language).format(number=least, share=most), *notes]
    sector = woven.labels.key_label("sector", found.sector)
    words = word("median_of", language).format(sector=sector, number=len(found.others))
    return [*bars, Recovered(name=words, share=median, is_own=False)], notes
