"""The page of one side stream."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from databank import claims, queries
from databank.access import Viewer
from databank.records import FieldGroup, Level, ProvenanceKind, RealStatus, RecordKind, SideStream
from taxonomy import treatments
from taxonomy.codes import UnknownCodeError
from web import house
from web.addresses import address
from web.auth import current_viewer
from web.catalogue import exports
from web.catalogue.amounts import amount_text, quality_of, series_title
from web.catalogue.blueprint import blueprint
from web.catalogue.places import area_titles, distances_km, peittoo
from web.catalogue.rows import availability, freshness, holder, legal_text
from web.catalogue.series import sentence_of, series_of
from web.catalogue.words import form_label
from web.labels import label, title
from web.language import current_language
from web.language import gettext as _
from web.looks import note_look
from web.numbers import day, kilometres, number, with_unit


@dataclass(frozen=True, slots=True)
class Pair:
    """One line of a short list; `href` where the value leads somewhere."""

    term: str
    value: str
    href: str = ""


@blueprint.page("materials", "/<record_id>", formats=("csv", "json"))
def material(record_id: str, extension: str) -> ResponseReturnValue:
    """One side stream with every year, or its data."""
    viewer = current_viewer()
    with house.bank().session() as session:
        stream = queries.side_stream(session, viewer, record_id)
        answer = exports.stream(stream, extension) if extension != "html" else None
        page = material_page(session, viewer, stream) if answer is None else ""
    note_look(stream)
    return answer or Response(page)


def material_page(
    session: house.Session, viewer: Viewer, stream: SideStream, preview: Mapping[str, str] | None = None
) -> str:
    """The page of a side stream as the viewer sees it; `preview` says as whom its owner looks."""
    distance_km = distances_km([stream], peittoo(session)).get(stream.id)
    areas = area_titles(session, current_language())
    exchanges = queries.exchanges(session, viewer, side_stream_id=stream.id)
    statements = claims.statements(session, viewer, stream.organisation_id, side_stream_id=stream.id)
    versions = queries.versions(session, viewer, stream.id)
    return render_template(
        "catalogue/material.html",
        stream=stream,
        record_id=stream.id,
        lede=" ".join(sentences_of(stream, distance_km)),
        series=series_of(stream.amounts),
        series_sentence=sentence_of(stream.amounts),
        series_title=series_title(stream.latest) if stream.latest else "",
        quality=quality_of(stream.latest),
        legal=tuple(legal_pairs(stream)),
        logistics=tuple(logistics_pairs(stream, distance_km, areas)),
        source=tuple(source_pairs(stream)),
        visibility=visibility_rows(stream),
        exchanges=exchanges,
        versions=versions,
        statements=statements,
        from_public_source=is_from_public_source(stream),
        composition_note=composition_note(stream),
        preview=preview,
        examples=stream.is_example,
    )


def sentences_of(stream: SideStream, distance_km: float | None) -> Iterator[str]:
    """The record in a few sentences: how much and where, when, what the law says, where it goes today."""
    yield _amount_sentence(stream)
    if distance_km is not None:
        yield _("%(distance)s from Peittoo.", distance=kilometres(distance_km))
    if stream.kind is RecordKind.OFFER:
        yield _("Available: %(when)s.", when=availability(stream, house.today()).lower())
    if stream.real_status is not RealStatus.REAL:
        yield _("%(status)s, checked %(day)s.", status=label(stream.real_status), day=day(stream.status_checked_on))
    yield f"{legal_text(stream)}."
    yield _("Today: %(fate)s.", fate=label(stream.fate).lower())
    if is_from_public_source(stream):
        yield _("From a public source, not stated by the company.")


def _amount_sentence(stream: SideStream) -> str:
    latest = stream.latest
    if stream.kind is RecordKind.OFFER or latest is None or not latest.year or latest.typical is None:
        return f"{amount_text(latest, rate=True)}."
    return _("%(amount)s in %(year)s.", amount=amount_text(latest, rate=False), year=latest.year)


def is_from_public_source(stream: SideStream) -> bool:
    """Whether others than the company state it. An example has a source line too, and is nobody's fact."""
    return stream.provenance.kind is ProvenanceKind.PUBLIC_SOURCE and not stream.is_example


def legal_pairs(stream: SideStream) -> Iterator[Pair]:
    """Legal status with its ground."""
    yield Pair(_("Status"), label(stream.legal_status))
    yield Pair(_("Hazard"), label(stream.hazard))
    if stream.legal_ground:
        yield Pair(_("Ground"), stream.legal_ground)
    if stream.legal_authority:
        yield Pair(_("Authority"), stream.legal_authority)
    if stream.legal_date:
        yield Pair(_("Dated"), day(stream.legal_date))


def logistics_pairs(stream: SideStream, distance_km: float | None, areas: Mapping[str, str]) -> Iterator[Pair]:
    """Where it is, in what form, and where it goes; what is not known is left out."""
    area = address("areas.area", area_id=stream.area_id) if stream.area_id else ""
    place = ", ".join(part for part in (stream.site_name, stream.municipality) if part)
    stated = (
        Pair(_("Place"), place),
        Pair(_("Area"), areas.get(stream.area_id or "", ""), area),
        Pair("Peittoo", "" if distance_km is None else kilometres(distance_km)),
        Pair(_("Form"), form_label(stream.physical_form)),
        Pair(_("Packaging"), stream.packaging or ""),
        Pair(_("Arises in"), stream.origin_process or ""),
        Pair(_("Origin"), label(stream.origin)),
        Pair(_("Goes today to"), label(stream.fate)),
        Pair(_("Treatment"), treatment_text(stream.treatment_code)),
        Pair(_("Receiver"), stream.receiver or ""),
        Pair(_("Committed until"), day(stream.committed_until) if stream.committed_until else ""),
        Pair(_("Free per year"), _quantity(stream.free_t_per_year, "t")),
        Pair(_("Price"), _quantity(stream.price_eur_per_t, "€/t")),
    )
    return (pair for pair in stated if pair.value)


def _quantity(value: Decimal | None, unit: str) -> str:
    return "" if value is None else with_unit(value, unit)


def treatment_text(code: str | None) -> str:
    """Code and name of a recovery or disposal operation."""
    if not code:
        return ""
    try:
        return f"{code} {title(treatments.operation(code).titles)}"
    except UnknownCodeError:
        return code


def source_pairs(stream: SideStream) -> Iterator[Pair]:
    """Whose statement this is and how fresh."""
    href = address("catalogue.organisation", record_id=stream.organisation_id) if stream.organisation_id else ""
    yield Pair(_("Company"), holder(stream), href)
    if freshness(stream):
        yield Pair(_("Freshness"), freshness(stream))
    yield Pair(_("State"), f"{label(stream.real_status)}, {day(stream.status_checked_on)}".removesuffix(", \u2013"))
    yield Pair(_("Diagrams"), label(stream.consent))
    version = _("version %(number)s", number=number(stream.version))
    yield Pair(_("Record"), f"{stream.id}, {version}")


def visibility_rows(stream: SideStream) -> tuple[tuple[Level, tuple[FieldGroup, ...]], ...]:
    """The widest circle that sees each field group, the widest first; empty where everything is public."""
    levels = {group: stream.visibility.get(group, Level.PUBLIC) for group in FieldGroup}
    circles = sorted(set(levels.values()))
    if circles == [Level.PUBLIC]:
        return ()
    return tuple((circle, tuple(group for group, level in levels.items() if level is circle)) for circle in circles)


def composition_note(stream: SideStream) -> str:
    """Why there is no composition to show."""
    if stream.composition:
        return ""
    if stream.visibility.get(FieldGroup.COMPOSITION, Level.PUBLIC) is not Level.PUBLIC:
        return _("The composition is not public.")
    return _("No composition is stated.")
