"""Pages of the areas and their data twins."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from databank import queries
from databank.geography import distance_km
from databank.queries.owners import organisations_by_id
from databank.records import Area, Organisation, RecordKind, SideStream, Site, TreatmentLine, Trial
from taxonomy import materials
from web import house, numbers
from web.addresses import LocalisedBlueprint, address
from web.areas import card, exports, nearby
from web.areas.grid import east_north_m
from web.areas.locator import frame_around, locator
from web.auth import current_viewer
from web.catalogue.amounts import amount_text, detail_text
from web.errors import WrongRequestError
from web.files import TABLE_FORMATS, json_response, table_response
from web.labels import title
from web.language import current_language
from web.language import gettext as _
from web.treating import line_words, trial_words

blueprint = LocalisedBlueprint("areas", __name__)

CARD_FORMATS = ("csv", "json")
PEITTOO = "peittoo"
LIST_MAP = {"width": 640.0, "height": 640.0, "margin": 90.0}


@blueprint.page("areas", formats=TABLE_FORMATS)
def areas(extension: str) -> ResponseReturnValue:
    """Every area on the map and as a list."""
    with house.bank().session() as session:
        found = queries.areas(session)
        sites = queries.sites(session, current_viewer())
    if extension != "html":
        return table_response(exports.area_rows(found), extension, exports.AREA_COLUMNS, "areas")
    spots = card.spots(found)
    sketch = (
        locator(spots, frame=frame_around(spots, **LIST_MAP), sea=_("Bothnian Sea"), type_size=17.0) if spots else None
    )
    return render_template(
        "areas/areas.html", heading=_heading(len(found)), areas=_list_rows(found, sites), locator=sketch
    )


def _heading(count: int) -> str:
    if not count:
        return _("Areas")
    return _("Industry stands in %(count)s areas, from the sea to Harjavalta.", count=count)


def _list_rows(found: Iterable[Area], sites: Iterable[Site]) -> list[dict[str, Any]]:
    by_id = {area.id: area for area in found}
    sites = list(sites)
    peittoo = by_id.get(PEITTOO)
    rows = []
    for area in by_id.values():
        here = [site for site in sites if site.area_id == area.id]
        running = sum(site.real_status in card.RUNNING for site in here)
        far = distance_km(area.lat, area.lon, peittoo.lat, peittoo.lon) if peittoo and area is not peittoo else None
        rows.append(
            {
                "area": area,
                "href": address("areas.area", area_id=area.id, extension="html"),
                "kind": card.kind_words(area.kind),
                "from_peittoo": far,
                "sites": running,
                "planned": len(here) - running,
            }
        )
    return sorted(rows, key=lambda row: row["from_peittoo"] or 0.0)


@blueprint.page("areas", "/<area_id>", formats=CARD_FORMATS)
def area(area_id: str, extension: str) -> ResponseReturnValue:
    """One area's card."""
    viewer = current_viewer()
    with house.bank().session() as session:
        found = queries.area(session, area_id)
        everywhere = queries.areas(session)
        sites = queries.sites(session, viewer, area_id=found.id)
        owners = organisations_by_id(session, viewer, {site.organisation_id for site in sites if site.organisation_id})
        lines = queries.treatments(session, viewer, area_id=found.id)
        trials = queries.trials(session, viewer, area_id=found.id)
        rings = [
            queries.mass_by_family(session, viewer, (found.lat, found.lon), km, stale_before=house.stale_before())
            for km in nearby.RADII_KM
        ]
    tables = nearby.tables(found, rings)
    if extension == "csv":
        return table_response(
            exports.card_rows(found, tables, lines, trials, current_language()),
            extension,
            exports.CARD_COLUMNS,
            found.id,
        )
    if extension == "json":
        return _card_json(found, tables, lines, trials)
    return render_template(
        "areas/area.html",
        **_card(found, everywhere, sites, owners, lines, trials),
        layers=tables,
        families=nearby.families_of(tables),
        claim=nearby.claim(tables),
        examples=any(table.name == "examples" and table.total[-1].count for table in tables),
    )


def _card_json(
    found: Area, tables: list[nearby.LayerTable], lines: Sequence[TreatmentLine], trials: Sequence[Trial]
) -> ResponseReturnValue:
    members = next(exports.area_rows([found]))
    rows = exports.card_rows(found, tables, lines, trials, current_language())
    return json_response({**members, "items": list(rows)})


def _card(
    found: Area,
    everywhere: Iterable[Area],
    sites: Sequence[Site],
    owners: Mapping[str, Organisation],
    lines: Sequence[TreatmentLine],
    trials: Sequence[Trial],
) -> dict[str, Any]:
    name, notes = title(found.titles), card.Notes()
    return {
        "area": found,
        "name": name,
        "kind": card.kind_words(found.kind),
        "coordinates": _coordinates(found),
        "today": house.today(),
        "description_note": notes.number(found.provenance),
        "locator": card.map_around(found, everywhere),
        "map_label": _("Map sketch: %(name)s with rings of 10, 25 and 50 km", name=name),
        "neighbours": card.neighbours(found, everywhere),
        "figures": card.figures(found, notes),
        "here_today": card.site_lines(sites, owners, notes, running=True),
        "changing": card.site_lines(sites, owners, notes, running=False),
        "trials": [(trial_words(one), notes.number(one.provenance)) for one in trials],
        "treatments": [(line_words(one), notes.number(one.provenance)) for one in lines],
        "permits": card.permit_lines(sites, notes),
        "sources": notes.listed(),
        "radii": nearby.RADII_KM,
        "boundary": card.boundary_of(found),
    }


def _coordinates(found: Area) -> str:
    east, north = east_north_m(found.lat, found.lon)
    return _(
        "%(lat)s N %(lon)s E (ETRS-TM35FIN: N %(north)s, E %(east)s)",
        lat=numbers.number(found.lat, 3),
        lon=numbers.number(found.lon, 3),
        north=numbers.number(north, 0),
        east=numbers.number(east, 0),
    )


@blueprint.page("areas", "/<area_id>/streams", formats=TABLE_FORMATS)
def streams(area_id: str, extension: str) -> ResponseReturnValue:
    """The records behind a sum of the card, nearest first."""
    layer, km, family = _asked_layer(), _asked_km(), _asked_family()
    viewer = current_viewer()
    with house.bank().session() as session:
        found = queries.area(session, area_id)
        narrowed = layer.filter(found, km, family)
        page = queries.side_streams(
            session, viewer, narrowed, after=request.args.get("after"), limit=200, sort="distance"
        )
        sums = queries.mass_by_family(session, viewer, (found.lat, found.lon), km, stale_before=house.stale_before())
    if extension != "html":
        return table_response(exports.stream_rows(page.items), extension, exports.STREAM_COLUMNS, f"{found.id}-{km}-km")
    return render_template(
        "areas/streams.html",
        area=found,
        layer=layer.name,
        km=km,
        family=family,
        total=nearby.one_sum(layer, sums, family),
        rows=[_stream_row(found, stream) for stream in page.items],
        next=page.next,
        examples=layer.is_example,
    )


def _stream_row(found: Area, stream: SideStream) -> dict[str, Any]:
    return {
        "stream": stream,
        "words": amount_text(stream.latest, rate=stream.kind is RecordKind.OFFER),
        "detail": detail_text(stream.latest),
        "far": _far(found, stream),
    }


def _far(found: Area, stream: SideStream) -> float | None:
    if stream.lat is None or stream.lon is None:
        return None
    return distance_km(stream.lat, stream.lon, found.lat, found.lon)


def _asked_layer() -> nearby.Layer:
    name = request.args.get("layer", "facts")
    for layer in nearby.LAYERS:
        if layer.name == name:
            return layer
    raise WrongRequestError(_("layer can be offers, facts or examples."), field="layer")


def _asked_km() -> int:
    text = request.args.get("km", "25")
    if text not in {str(km) for km in nearby.RADII_KM}:
        raise WrongRequestError(_("km can be 10, 25 or 50."), field="km")
    return int(text)


def _asked_family() -> str:
    family = request.args.get("family", "")
    known = [item.id for item in materials.families()]
    if family and family not in known:
        raise WrongRequestError(
            _(
                "There is no material family %(family)s. Choose one of: %(known)s.",
                family=family,
                known=", ".join(known),
            ),
            field="family",
        )
    return family
