"""Facets as plain links with counts, and the chips that take a limit away again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from databank.records import Hazard, LegalStatus, RecordKind
from taxonomy import materials
from web.catalogue.wishes import Wish
from web.labels import family_title, label, material_class_title
from web.language import gettext as _
from web.numbers import kilometres, number, per_year

MASS_BANDS = ("0-100", "100-1000", "1000-10000", "10000-")
COUNTED_AS = {"legal": "legal_status"}
Counts = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class FacetLink:
    """One value of a facet; following it narrows the list, or widens it again where it is `current`."""

    text: str
    count: int
    href: str
    current: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """A heading with its links."""

    title: str
    links: tuple[FacetLink, ...]


@dataclass(frozen=True, slots=True)
class Chip:
    """A limit in force and the list without it."""

    text: str
    href: str


def facets_of(wish: Wish, counts: Mapping[str, Counts], areas: Mapping[str, str]) -> tuple[Facet, ...]:
    """The facets in the order of the page; one without any choice is left out."""
    families = {family.id: family_title(family.id) for family in materials.families()}
    facets = (
        Facet(_("Material family"), _choices(wish, "family", counts, families)),
        Facet(_("Amount per year"), tuple(_mass_links(wish, counts.get("mass", {})))),
        Facet(_("Distance from Peittoo"), tuple(_distance_links(wish, counts.get("distance", {})))),
        Facet(_("Area"), _choices(wish, "area", counts, areas)),
        Facet(_("Legal status"), _choices(wish, "legal", counts, {word: label(word) for word in LegalStatus})),
        Facet(_("Hazard"), _choices(wish, "hazard", counts, {word: label(word) for word in Hazard})),
        Facet(_("Kind of record"), _choices(wish, "kind", counts, {word: label(word) for word in RecordKind})),
    )
    return tuple(facet for facet in facets if facet.links)


def _choices(wish: Wish, name: str, counts: Mapping[str, Counts], words: Mapping[str, str]) -> tuple[FacetLink, ...]:
    chosen = getattr(wish, name)
    counted = counts.get(COUNTED_AS.get(name, name), {})
    return tuple(
        FacetLink(text, counted.get(value, 0), wish.with_choice(name, value), value in chosen)
        for value, text in words.items()
        if counted.get(value) or value in chosen
    )


def _mass_links(wish: Wish, counts: Counts) -> Iterator[FacetLink]:
    for band in MASS_BANDS:
        count = counts.get(band, 0)
        low, _dash, high = band.partition("-")
        t_min = Decimal(low) or None
        t_max = Decimal(high) if high else None
        current = (wish.t_min, wish.t_max) == (t_min, t_max) and (t_min, t_max) != (None, None)
        changes = {"t_min": None, "t_max": None} if current else {"t_min": t_min, "t_max": t_max}
        if count or current:
            yield FacetLink(_band_text(t_min, t_max), count, wish.address(**changes), current)


def _band_text(t_min: Decimal | None, t_max: Decimal | None) -> str:
    if t_max is None:
        return _("at least %(amount)s %(unit)s", amount=number(t_min), unit=per_year())
    if t_min is None:
        return _("at most %(amount)s %(unit)s", amount=number(t_max), unit=per_year())
    return _("%(low)s to %(high)s %(unit)s", low=number(t_min), high=number(t_max), unit=per_year())


def _distance_links(wish: Wish, counts: Counts) -> Iterator[FacetLink]:
    for limit, count in counts.items():
        km = Decimal(limit)
        current = wish.km == km
        if count or current:
            yield FacetLink(kilometres(km), count, wish.address(km=None if current else km), current)


def chips_of(wish: Wish, areas: Mapping[str, str]) -> tuple[Chip, ...]:
    """Every limit in force, each with the list that leaves it out."""
    return (
        *_text_chips(wish),
        *_many(wish, "family", family_title),
        *_many(wish, "material_class", material_class_title),
        *_many(wish, "area", lambda area: areas.get(area, area)),
        *_many(wish, "kind", label),
        *_many(wish, "legal", label),
        *_many(wish, "hazard", label),
        *_limit_chips(wish),
    )


def _many(wish: Wish, name: str, text: Callable[[Any], str]) -> Iterable[Chip]:
    chosen = getattr(wish, name)
    return (Chip(text(value), wish.with_choice(name, value)) for value in chosen)


def _text_chips(wish: Wish) -> Iterator[Chip]:
    if wish.q:
        yield Chip(_("Text: %(words)s", words=wish.q), wish.address(q=""))


def _limit_chips(wish: Wish) -> Iterator[Chip]:
    if wish.t_min is not None:
        yield Chip(_band_text(wish.t_min, None), wish.address(t_min=None))
    if wish.t_max is not None:
        yield Chip(_band_text(None, wish.t_max), wish.address(t_max=None))
    if wish.km is not None:
        yield Chip(_("at most %(distance)s from Peittoo", distance=kilometres(wish.km)), wish.address(km=None))
