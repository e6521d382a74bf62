"""Where the material went, one small drawing for each year."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from markupsafe import Markup

from flows.drawing.small_years import Kind, SmallYear, small_years
from flows.labels import word
from web.diagrams.drawings import sheet_of
from web.diagrams.weaving import Woven
from web.language import current_language
from web.language import gettext as _

MOST_YEARS, FEWEST_YEARS = 8, 2
FATES = ("used", "energy", "returns", "recovery_unspecified", "disposal", "unused")
REST = "other_end"
Figures = Mapping[str, float | str]


def by_year(woven: Woven) -> Iterator[tuple[str, str]]:
    """The newest years, those in between that tell nothing among them; nothing where one year is all there is."""
    known = known_years(woven)
    if len(known) < FEWEST_YEARS:
        return
    language = current_language()
    ends = [end for end in (*FATES, REST) if any(amount_of(figures, end) > 0 for figures in known.values())]
    if not ends:
        return
    heading = _("Where the material went, year by year")
    unit = word(f"{woven.data.unit}_per_year", language)
    drawn = small_years(
        [_small(woven, year, known, ends) for year in shown_years(known)],
        [_kind(woven, end) for end in ends],
        woven.labels.plain_number,
        unit,
        language,
        replace(sheet_of(woven, heading, ""), name=f"by-year-{woven.name}"),
    )
    items = Markup("").join(Markup("<li>{}</li>").format(Markup(one)) for one in drawn)  # noqa: S704  # our own drawings
    words = _("All years are on one scale, in %(unit)s. A year of which nothing is on record stands empty.", unit=unit)
    yield (
        heading,
        Markup('<ul class="small-years">{}</ul><figcaption class="small quiet">{}</figcaption>').format(items, words),
    )


def known_years(woven: Woven) -> dict[int, Figures]:
    """The figures of every year that has such flows; those of the chosen year are the picture's own."""
    figures = dict(woven.frame.figures)
    if woven.choice.year in figures:
        figures[woven.choice.year] = woven.data.figures
    return {year: found for year, found in figures.items() if found.get("records", 0.0)}


def shown_years(known: Mapping[int, Figures]) -> range:
    """The newest years up to the last known one, with the gaps between them."""
    return range(max(min(known), max(known) - MOST_YEARS + 1), max(known) + 1)


def amount_of(figures: Figures, end: str) -> float:
    """Tonnes of side streams that came to one end; the rest is all that no other bar shows."""
    if end == REST:
        rest = float(figures["all_side_streams_t"]) - sum(amount_of(figures, fate) for fate in FATES)
        return rest if rest > LEAST_REST * float(figures["all_side_streams_t"]) else 0.0
    return float(figures["returned_t" if end == "returns" else f"{end}_t"])


LEAST_REST = 1e-9
"""Less than this share of the whole is what adding and taking away leaves behind."""


def _small(woven: Woven, year: int, known: Mapping[int, Figures], ends: list[str]) -> SmallYear:
    figures = known.get(year)
    return SmallYear(
        year=year,
        amounts=None if figures is None else [amount_of(figures, end) for end in ends],
        href=woven.choice.address(year=year) if year in woven.frame.figures else "",
        is_chosen=year == woven.choice.year,
    )


def _kind(woven: Woven, end: str) -> Kind:
    if end == REST:
        return Kind(word(REST, current_language()), "tone-rest")
    tone = "tone-unused" if end == "unused" else f"fam-{woven.choice.family}"
    return Kind(woven.labels.key_label("fate", end), tone)
