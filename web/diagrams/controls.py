"""The controls of a diagram: plain links, each an address that can be kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flows.boundary import boundaries
from flows.drawing.palette import palette
from flows.views import view, view_names
from taxonomy import materials
from web.diagrams.choice import DATA_SETS, Choice
from web.diagrams.pictures import Wayfinder
from web.labels import title
from web.language import gettext as _

BOUNDARY_ORDER = ("pori", "peittoo", "satakunta")


@dataclass(frozen=True, slots=True, kw_only=True)
class Controls:
    """Every group of links above a picture."""

    views: tuple[Wayfinder, ...]
    data: tuple[Wayfinder, ...]
    boundaries: tuple[Wayfinder, ...]
    year: str
    earlier: Wayfinder | None
    later: Wayfinder | None
    latest: Wayfinder | None
    families: tuple[Wayfinder, ...]
    classes: tuple[Wayfinder, ...]
    class_chosen: bool


def controls(choice: Choice, years: Sequence[int]) -> Controls:
    """The links for a choice and the years that the bank has."""
    earlier, later = _neighbours(choice, years)
    return Controls(
        views=tuple(_views(choice)),
        data=tuple(_data(choice)),
        boundaries=tuple(_boundaries(choice)),
        year=_year_shown(choice),
        earlier=_year(choice, earlier),
        later=_year(choice, later),
        latest=None if choice.latest else Wayfinder(_("Latest known"), choice.address(year=None, latest=True)),
        families=tuple(_families(choice)) if choice.view.needs_material else (),
        classes=tuple(_classes(choice)) if choice.view.needs_material else (),
        class_chosen=choice.material_class is not None,
    )


def _year_shown(choice: Choice) -> str:
    if choice.latest:
        return _("Latest known")
    return str(choice.year) if choice.year is not None else _("Newest")


def _views(choice: Choice) -> list[Wayfinder]:
    """Another view keeps data set, year and boundary; a material is kept by the views that show one."""
    links = []
    for name in view_names():
        other = view(name)
        family, material_class = (choice.family, choice.material_class) if other.needs_material else (None, None)
        href = choice.address(view=other, family=family, material_class=material_class)
        links.append(Wayfinder(title(other.titles), href, name == choice.view.name))
    return links


def _data(choice: Choice) -> list[Wayfinder]:
    words = {"facts": _("Facts"), "examples": _("Examples"), "both": _("Both, apart")}
    return [
        Wayfinder(words[name], choice.address(data=name, year=None, latest=choice.latest), name == choice.data)
        for name in DATA_SETS
    ]


def _boundaries(choice: Choice) -> list[Wayfinder]:
    known = boundaries()
    return [
        Wayfinder(title(known[name].titles), choice.address(boundary=name), name == choice.boundary)
        for name in BOUNDARY_ORDER
    ]


def _neighbours(choice: Choice, years: Sequence[int]) -> tuple[int | None, int | None]:
    """The year before and the year after; before the latest known stands the last year."""
    ordered = sorted(years)
    if choice.year is None:
        return (ordered[-1] if ordered else None), None
    place = ordered.index(choice.year)
    return (ordered[place - 1] if place else None), (ordered[place + 1] if place + 1 < len(ordered) else None)


def _year(choice: Choice, year: int | None) -> Wayfinder | None:
    return Wayfinder(str(year), choice.address(year=year, latest=False)) if year is not None else None


def _families(choice: Choice) -> list[Wayfinder]:
    return [
        Wayfinder(
            title(family.titles),
            choice.address(family=family.id, material_class=None),
            family.id == choice.family,
            family.id,
        )
        for family in materials.families()
        if family.id in palette() and family.kind != "energy"
    ]


def _classes(choice: Choice) -> list[Wayfinder]:
    return [
        Wayfinder(
            title(item.titles),
            choice.address(family=item.family, material_class=item.id),
            item.id == choice.material_class,
        )
        for item in materials.material_classes()
        if item.family == choice.family
    ]
