"""The materials list: offers first, register facts and plans apart, each with a sum of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from databank import queries
from databank.records import Page, RecordKind, SideStream
from web.auth import current_viewer
from web.catalogue import exports
from web.catalogue.blueprint import blueprint
from web.catalogue.facets import chips_of, facets_of
from web.catalogue.places import Place, area_titles, distances_km, peittoo
from web.catalogue.rows import Row, rows_of
from web.catalogue.wishes import Wish, wish_of
from web.house import Session, bank
from web.language import current_language, ngettext
from web.language import gettext as _
from web.numbers import number, tonnes, tonnes_per_year

ROWS_IN_SECTION = {"offers": 20, "facts": 10, "plans": 5}
ROWS_ON_PAGE = 50
SECTIONS: Mapping[str, tuple[RecordKind, ...]] = {
    "offers": (RecordKind.OFFER,),
    "facts": (RecordKind.REGISTER, RecordKind.THIRD_PARTY),
    "plans": (RecordKind.PLANNED,),
}
Sums = Mapping[tuple[bool, RecordKind], tuple[int, Decimal]]


@dataclass(frozen=True, slots=True)
class Section:
    """Records of one nature. Its sentences sum facts and examples apart, and no section adds another's sum."""

    name: str
    title: str
    note: str
    sentences: tuple[str, ...]
    rows: tuple[Row, ...]
    next_href: str | None


@blueprint.page("materials", formats=("csv", "json"))
def materials(extension: str) -> ResponseReturnValue:
    """The list, as a page or as data."""
    wish = wish_of(request.args)
    with bank().session() as session:
        origin = peittoo(session)
        if extension != "html":
            return exports.streams(session, wish.filter(origin), extension, sort=wish.sort)
        return _page(session, wish, origin)


def _page(session: Session, wish: Wish, origin: Place | None) -> ResponseReturnValue:
    areas = area_titles(session, current_language())
    counts = queries.facets(session, current_viewer(), wish.filter(origin))
    sections = tuple(
        section
        for name, kinds in SECTIONS.items()
        if wish.wants(kinds) and (section := _section(session, wish, origin, name, kinds)) is not None
    )
    page = render_template(
        "catalogue/materials.html",
        wish=wish,
        typed=request.args.get("q", ""),
        sections=sections,
        facets=facets_of(wish, counts, areas),
        chips=chips_of(wish, areas),
        without=() if sections else _without_a_limit(session, wish, origin),
        examples=any(row.stream.is_example for section in sections for row in section.rows),
    )
    return Response(page)


def _section(
    session: Session, wish: Wish, origin: Place | None, name: str, kinds: tuple[RecordKind, ...]
) -> Section | None:
    viewer = current_viewer()
    wanted = wish.filter(origin, kinds)
    sums = queries.mass_sum(session, viewer, wanted)
    if not any(count for count, _tonnes in sums.values()):
        return None
    alone = bool(wish.kind) and set(wish.kind) <= set(kinds)
    found = queries.side_streams(
        session,
        viewer,
        wanted,
        after=wish.after if alone else None,
        limit=ROWS_ON_PAGE if alone else ROWS_IN_SECTION[name],
        sort=wish.sort,
    )
    return Section(
        name=name,
        title=section_title(name),
        note=section_note(name),
        sentences=tuple(sum_sentences(name, sums)),
        rows=rows_of(found.items, distances_km(found.items, origin)),
        next_href=_next_href(wish, kinds, found),
    )


def _next_href(wish: Wish, kinds: tuple[RecordKind, ...], found: Page[SideStream]) -> str | None:
    if found.next is None:
        return None
    shown = tuple(kind for kind in kinds if not wish.kind or kind in wish.kind)
    return wish.address(kind=shown, after=found.next)


def section_title(name: str) -> str:
    """Heading of a section."""
    return {
        "offers": _("Materials on offer"),
        "facts": _("Register facts from the same search"),
        "plans": _("Planned"),
    }[name]


def section_note(name: str) -> str:
    """What the records of a section are, and are not."""
    return {
        "offers": "",
        "facts": _("A register tells what arose in the past. It is no offer and is in no sum of offers."),
        "plans": _("These plants do not run. Their amounts are in no sum."),
    }[name]


def sum_sentences(name: str, sums: Sums) -> Iterator[str]:
    """One sentence for facts and one for examples: the two are never added."""
    for is_example in (False, True):
        parts = [part for (example, _kind), part in sums.items() if example is is_example]
        count = sum(number for number, _mass in parts)
        if count:
            mass = sum((mass or Decimal(0) for _count, mass in parts), Decimal(0))
            yield _sum_sentence(name, count, mass, is_example=is_example)


def _sum_sentence(name: str, count: int, mass: Decimal, *, is_example: bool) -> str:
    values = {"count": number(count), "amount": tonnes_per_year(mass)}
    if name == "plans":
        return ngettext("%(count)s planned stream.", "%(count)s planned streams.", count, **values)
    if name == "facts":
        values["amount"] = tonnes(mass)
        return ngettext(
            "%(count)s register fact, %(amount)s in its latest year.",
            "%(count)s register facts, together %(amount)s, each in its latest year.",
            count,
            **values,
        )
    if is_example:
        return ngettext(
            "%(count)s example offer, %(amount)s as shipped.",
            "%(count)s example offers, together %(amount)s as shipped.",
            count,
            **values,
        )
    return ngettext(
        "%(count)s material on offer, %(amount)s as shipped.",
        "%(count)s materials on offer, together %(amount)s as shipped.",
        count,
        **values,
    )


def _without_a_limit(session: Session, wish: Wish, origin: Place | None) -> tuple[tuple[str, str], ...]:
    """For an empty list: which limit, taken away, would show something, the most helpful first."""
    freed = (
        (_("Without the distance limit there are %(count)s."), replace(wish, km=None)),
        (_("Without the limits of amount there are %(count)s."), replace(wish, t_min=None, t_max=None)),
        (_("Without the text there are %(count)s."), replace(wish, q="")),
        (_("Without any limit there are %(count)s."), Wish(data=wish.data)),
    )
    counted = [(_count(session, wider, origin), text, wider) for text, wider in freed if wider != wish]
    helpful = sorted((entry for entry in counted if entry[0]), key=lambda entry: entry[0])
    return tuple((text % {"count": number(count)}, wider.address()) for count, text, wider in helpful)


def _count(session: Session, wish: Wish, origin: Place | None) -> int:
    sums = queries.mass_sum(session, current_viewer(), wish.filter(origin))
    return sum(count for count, _mass in sums.values())
