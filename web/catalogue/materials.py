"""The materials list: offers first, register facts and plans apart, each with a sum of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from databank import queries
from databank.errors import CursorError
from databank.records import Page, RecordKind, SideStream, StreamFilter
from web.auth import current_viewer
from web.catalogue import exports
from web.catalogue.blueprint import blueprint
from web.catalogue.facets import chips_of, facets_of
from web.catalogue.places import Place, area_titles, distances_km, peittoo
from web.catalogue.rows import Row, rows_of
from web.catalogue.sums import section_note, section_title, sum_sentences, unsummed_sentences
from web.catalogue.wishes import Wish, wish_of
from web.files import TABLE_FORMATS
from web.house import Session, bank, stale_before
from web.language import current_language
from web.language import gettext as _
from web.numbers import number

ROWS_IN_SECTION = {"offers": 20, "facts": 8, "plans": 4}
ROWS_ON_PAGE = 40
SECTIONS: Mapping[str, tuple[RecordKind, ...]] = {
    "offers": (RecordKind.OFFER,),
    "facts": (RecordKind.REGISTER, RecordKind.THIRD_PARTY),
    "plans": (RecordKind.PLANNED,),
}


@dataclass(frozen=True, slots=True)
class Section:
    """Records of one nature. Its sentences sum facts and examples apart, and no section adds another's sum."""

    name: str
    title: str
    note: str
    sentences: tuple[str, ...]
    unsummed: tuple[str, ...]
    rows: tuple[Row, ...]
    next_href: str | None


@blueprint.page("materials", formats=TABLE_FORMATS)
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
    counts = _facets(session, wish.filter(origin))
    sections = tuple(_sections(session, wish, origin))
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


def _facets(session: Session, wanted: StreamFilter) -> Mapping[str, Mapping[str, int]]:
    viewer = current_viewer()
    return bank().remembered(session, ("facets", viewer, wanted), lambda: queries.facets(session, viewer, wanted))


def _totals(session: Session, wanted: StreamFilter) -> Mapping[queries.Key, queries.Total]:
    viewer, before = current_viewer(), stale_before()
    return bank().remembered(
        session,
        ("totals", viewer, wanted, before),
        lambda: queries.totals(session, viewer, wanted, stale_before=before),
    )


def _sections(session: Session, wish: Wish, origin: Place | None) -> Iterator[Section]:
    """The sections that hold something. A place in the list belongs to one section, asked for by its kinds."""
    if wish.after and not any(wish.is_within(kinds) for kinds in SECTIONS.values()):
        raise CursorError
    found = _totals(session, wish.filter(origin))
    for name, kinds in SECTIONS.items():
        own = {key: total for key, total in found.items() if key[1] in kinds and total.records}
        if own:
            yield _section(
                session,
                wish,
                origin,
                name,
                sentences=sum_sentences(name, own),
                unsummed=unsummed_sentences(name, own),
            )


def _section(
    session: Session,
    wish: Wish,
    origin: Place | None,
    name: str,
    *,
    sentences: tuple[str, ...],
    unsummed: tuple[str, ...],
) -> Section:
    kinds = SECTIONS[name]
    size = ROWS_ON_PAGE if wish.is_within(kinds) else ROWS_IN_SECTION[name]
    wanted = wish.filter(origin, kinds)
    found = _rows(session, wish, wanted, size)
    return Section(
        name=name,
        title=section_title(name),
        note=section_note(name),
        sentences=sentences,
        unsummed=unsummed,
        rows=rows_of(found.items, distances_km(found.items, origin)),
        next_href=_next_href(wish, kinds, found),
    )


def _rows(session: Session, wish: Wish, wanted: StreamFilter, size: int) -> Page[SideStream]:
    viewer = current_viewer()
    return bank().remembered(
        session,
        ("rows", viewer, wanted, wish.after, wish.sort, size),
        lambda: queries.side_streams(session, viewer, wanted, after=wish.after, limit=size, sort=wish.sort),
    )


def _next_href(wish: Wish, kinds: tuple[RecordKind, ...], found: Page[SideStream]) -> str | None:
    if found.next is None:
        return None
    shown = tuple(kind for kind in kinds if not wish.kind or kind in wish.kind)
    return wish.address(kind=shown, after=found.next)


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
