"""The controls of a diagram: plain links, each an address that can be kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from databank.records import Layer
from flows.boundary import boundaries
from flows.drawing.palette import palette
from flows.labels import TaxonomyLabels
from flows.views import view, view_names
from flows.views.definitions import Drawing
from taxonomy import materials
from web.diagrams.choice import DATA_SETS, RECONCILED, REPORTED, UNITS, Choice
from web.diagrams.comparing import base_of
from web.diagrams.contents import content_title, offered
from web.diagrams.picking import removers
from web.diagrams.pictures import Wayfinder
from web.labels import title
from web.language import gettext as _

BOUNDARY_ORDER = ("peittoo", "pori", "satakunta", "finland")
MOST_YEARS = 6
FIRST_VIEWS = 3
"""Views whose names stand in the row; the gallery has them all."""


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
    units: tuple[Wayfinder, ...]
    closer: tuple[tuple[str, tuple[Wayfinder, ...]], ...]
    narrowed: tuple[Wayfinder, ...]
    is_closer: bool


def controls(choice: Choice, years: Sequence[int], labels: TaxonomyLabels, *, has_version: bool) -> Controls:
    """The links for a choice, the years that the bank has and whether there are reconciled values to show."""
    earlier, later = _neighbours(choice, years)
    has_amounts = choice.view.drawing is not Drawing.COVERAGE  # shares of what is known look the same in every unit
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
        units=tuple(_units(choice)) if has_amounts else (),
        closer=tuple(_closer(choice, years, has_version=has_version)) if has_amounts else (),
        narrowed=tuple(removers(choice, labels)),
        is_closer=bool(choice.compare or choice.content or choice.uncertainty or choice.values != REPORTED),
    )


def _year_shown(choice: Choice) -> str:
    if choice.latest:
        return _("Latest known")
    return str(choice.year) if choice.year is not None else _("Newest year")


def _views(choice: Choice) -> list[Wayfinder]:
    """The first views and the one that is shown; another keeps data set, year and boundary, and its own material."""
    names = list(view_names()[:FIRST_VIEWS])
    shown = [view(name) for name in names] + ([] if choice.view.name in names else [choice.view])
    links = []
    for other in shown:
        family, material_class = (choice.family, choice.material_class) if other.needs_material else (None, None)
        href = choice.plain().address(view=other, family=family, material_class=material_class)
        links.append(Wayfinder(title(other.titles), href, other.name == choice.view.name))
    return links


def _data(choice: Choice) -> list[Wayfinder]:
    words = {"facts": _("Facts"), "examples": _("Examples"), "both": _("Both, apart")}
    return [
        Wayfinder(words[name], choice.address(data=name, year=None, latest=choice.latest), name == choice.data)
        for name in DATA_SETS
    ]


def _boundaries(choice: Choice) -> list[Wayfinder]:
    known = boundaries()
    links = [
        Wayfinder(title(known[name].titles), choice.address(boundary=name), name == choice.boundary)
        for name in BOUNDARY_ORDER
    ]
    own = choice.boundary.partition(":")[2]  # a site or an organisation of its own
    return [*links, Wayfinder(own, choice.address(), chosen=True)] if own else links


def _units(choice: Choice) -> list[Wayfinder]:
    words = {"t": _("MWh") if choice.view.layer == "energy" else _("Tonnes"), "share": _("Share")}
    if choice.view.layer != "energy":
        words["truckloads"] = _("Truckloads")
    return [Wayfinder(words[unit], choice.address(unit=unit), unit == choice.unit) for unit in UNITS if unit in words]


def _closer(choice: Choice, years: Sequence[int], *, has_version: bool) -> Iterator[tuple[str, tuple[Wayfinder, ...]]]:
    """What a reader may lay beside the picture: another year, planned plants, reconciled values, uncertainty."""
    others = [str(year) for year in years if year != choice.year][-MOST_YEARS:]
    base = base_of(choice, years)
    states = [*((year, year) for year in others), ("planned", _("Planned plants running"))]
    if not (choice.view.compares_years and base):  # such a view never stands alone
        states.insert(0, ("", _("No comparison")))
    known = {value for value, _words in states}
    found = [Wayfinder(words, choice.address(compare=value), value == base) for value, words in states]
    if base not in known:
        found.append(Wayfinder(_("One plant off"), choice.address(), chosen=True))
    yield _("Compare with"), tuple(found)
    if has_version:
        values = {REPORTED: _("As reported"), RECONCILED: _("Reconciled")}
        links = (Wayfinder(word, choice.address(values=one), one == choice.values) for one, word in values.items())
        yield _("Values"), tuple(links)
    if choice.view.layer == Layer.MASS:
        yield _("What is counted"), tuple(_contents(choice))
    if choice.view.drawing is Drawing.MATRIX:  # a field has no edge that could be pale
        return
    shown = {False: _("Hidden"), True: _("Shown")}
    links = (Wayfinder(word, choice.address(uncertainty=one), one is choice.uncertainty) for one, word in shown.items())
    yield _("Uncertainty"), tuple(links)


def _contents(choice: Choice) -> Iterator[Wayfinder]:
    """Wet mass, dry mass, or a substance that analyses often tell."""
    words = {**offered(), choice.content: content_title(choice.content)}
    for content, word in words.items():
        yield Wayfinder(word, choice.address(content=content), content == choice.content)


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
