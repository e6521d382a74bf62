"""Cut values to what a viewer may see. Hidden becomes None, exactly as unknown does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any, TypeVar

from databank.access.coarsening import REGION_ONLY, rough_material
from databank.access.levels import Viewer, is_city, level_of, level_on, may_see_hints
from databank.amounts import public_band, wide_band
from databank.geography import grid_point
from databank.records import (
    Amount,
    Coarse,
    Exchange,
    FieldGroup,
    Level,
    MaterialNeed,
    Measurement,
    Organisation,
    Provenance,
    SideStream,
    Site,
    TreatmentLine,
    Trial,
)

GRID = "grid_5km"
_NO_IDENTITY: Mapping[str, None] = dict.fromkeys(("organisation_id", "organisation_name", "site_id", "area_id", "note"))
_NO_CONTACT: Mapping[str, None] = dict.fromkeys(("contact_name", "contact_email"))
GROUP_FIELDS: Mapping[FieldGroup, frozenset[str]] = {
    FieldGroup.AMOUNT: frozenset({"free_t_per_year"}),
    FieldGroup.ORGANISATION: frozenset(
        {
            *_NO_IDENTITY,
            *_NO_CONTACT,
            *("site_name", "receiver", "legal_ground", "legal_authority", "coordinate_precision"),
            *("source_url", "source_title"),
        }
    ),
    FieldGroup.LOGISTICS: frozenset(
        {
            *("available_from", "available_until", "availability_pattern", "committed_until", "packaging"),
            *("loading", "storage"),
        }
    ),
    FieldGroup.PRICE: frozenset({"price_eur_per_t"}),
    FieldGroup.CONTACT: frozenset(_NO_CONTACT),
}
HINTS: Mapping[str, None] = {"hint_material_class": None, "hint_waste_code": None}


def hidden_groups(record: SideStream | MaterialNeed, level: Level) -> frozenset[FieldGroup]:
    """The groups that lie above a level; the name of who objected is for themselves and the city."""
    hidden = {group for group in FieldGroup if record.visibility[group] > level}
    if record.owner_objected and level < Level.CITY:
        hidden.add(FieldGroup.ORGANISATION)
    return frozenset(hidden)


def told_roughly(stream: SideStream, hidden: frozenset[FieldGroup]) -> tuple[Coarse, ...]:
    """What is told roughly to a viewer from whom these groups are hidden."""
    return stream.coarse if FieldGroup.ORGANISATION in hidden else ()


def mask_side_stream(viewer: Viewer, stream: SideStream) -> SideStream:
    """The stream as `viewer` may see it; that they may see it at all was decided by the query."""
    level = level_on(viewer, stream.organisation_id, stream.id)
    hidden = hidden_groups(stream, level)
    rough = told_roughly(stream, hidden)
    unnamed = FieldGroup.ORGANISATION in hidden
    shown: dict[str, Any] = {name: None for group in hidden for name in _fields(group, stream)}
    shown |= _amounts(stream, hidden, rough) | _composition(stream, hidden)
    if unnamed or FieldGroup.DOCUMENTS in hidden:  # a title, an address or a photo tells whose they are
        shown["documents"] = ()
    if unnamed:
        shown |= REGION_ONLY if Coarse.AREA in rough else _place(stream.lat, stream.lon)
    if Coarse.MATERIAL in rough:
        shown |= rough_material(stream)
    if not may_see_hints(viewer):
        shown |= HINTS
    if level < Level.CITY:
        shown |= {"legal_check": None, "owner_objected": False}
    shown["provenance"] = mask_provenance(stream.provenance, unnamed=unnamed, inside=level >= Level.CITY)
    return replace(stream, **shown)


def _amounts(stream: SideStream, hidden: frozenset[FieldGroup], rough: tuple[Coarse, ...]) -> dict[str, Any]:
    """Exact amounts, or bands; a remark tells whose they are."""
    if Coarse.AMOUNT in rough:
        return {"amounts": tuple(mask_amount(amount, wide_band) for amount in stream.amounts), "free_t_per_year": None}
    if FieldGroup.AMOUNT in hidden:
        return {"amounts": tuple(mask_amount(amount) for amount in stream.amounts)}
    if FieldGroup.ORGANISATION in hidden:
        return {"amounts": tuple(replace(amount, note=None) for amount in stream.amounts)}
    return {}


def _composition(stream: SideStream, hidden: frozenset[FieldGroup]) -> dict[str, Any]:
    if FieldGroup.COMPOSITION in hidden:
        return {"composition": ()}
    if FieldGroup.ORGANISATION in hidden:
        return {"composition": tuple(_without_laboratory(row) for row in stream.composition)}
    return {}


def mask_need(viewer: Viewer, need: MaterialNeed) -> MaterialNeed:
    """The need as `viewer` may see it."""
    level = level_on(viewer, need.organisation_id, need.id)
    hidden = hidden_groups(need, level)
    unnamed = FieldGroup.ORGANISATION in hidden
    shown: dict[str, Any] = dict(_NO_IDENTITY) if unnamed else {}
    if unnamed:
        shown["lat"], shown["lon"] = grid_point(need.lat, need.lon)
    if unnamed or FieldGroup.CONTACT in hidden:
        shown |= _NO_CONTACT
    if FieldGroup.AMOUNT in hidden:
        shown["amount"] = mask_amount(need.amount)
    elif unnamed:
        shown["amount"] = replace(need.amount, note=None)
    if FieldGroup.COMPOSITION in hidden:
        shown["limits"] = ()
    if FieldGroup.LOGISTICS in hidden:
        shown |= {"starts_on": None, "ends_on": None, "distance_km": None, "structure": None}
    if level < Level.CITY:
        shown["owner_objected"] = False
    shown["provenance"] = mask_provenance(need.provenance, unnamed=unnamed, inside=level >= Level.CITY)
    return replace(need, **shown)


def mask_exchange(viewer: Viewer, exchange: Exchange, *, stream_named: bool) -> Exchange:
    """The exchange without the name of a side stream whose owner is hidden."""
    shown: dict[str, Any] = {} if stream_named else {"side_stream_id": None}
    shown["provenance"] = mask_provenance(exchange.provenance, unnamed=False, inside=is_city(viewer))
    return replace(exchange, **shown)


def mask_organisation(viewer: Viewer, organisation: Organisation) -> Organisation:
    """The organisation without the names of our own files; its sites were chosen by the query."""
    inside = level_of(viewer, organisation.id) >= Level.CITY
    return replace(
        organisation,
        provenance=mask_provenance(organisation.provenance, unnamed=False, inside=inside),
        sites=tuple(mask_site(viewer, site) for site in organisation.sites),
    )


def mask_site(viewer: Viewer, site: Site) -> Site:
    """The site and its permits without the names of our own files."""
    inside = level_of(viewer, site.organisation_id) >= Level.CITY
    permits = tuple(
        replace(permit, provenance=mask_provenance(permit.provenance, unnamed=False, inside=inside))
        for permit in site.permits
    )
    provenance = mask_provenance(site.provenance, unnamed=False, inside=inside)
    return replace(site, provenance=provenance, permits=permits)


Sited = TypeVar("Sited", TreatmentLine, Trial)


def mask_sited(viewer: Viewer, record: Sited) -> Sited:
    """What stands or was tried at a site, without the names of our own files; that it is shown the query decided."""
    inside = level_of(viewer, record.organisation_id) >= Level.CITY
    return replace(record, provenance=mask_provenance(record.provenance, unnamed=False, inside=inside))


Band = Callable[[Decimal], tuple[Decimal, Decimal]]


def mask_amount(amount: Amount, band: Band = public_band) -> Amount:
    """The band of an amount. Where nothing is known there is no band either, as nothing is hidden."""
    typical = amount.typical
    low, high = band(typical) if typical is not None else (None, None)
    return Amount(
        year=amount.year,
        low=low,
        high=high,
        unit=amount.unit,
        period=amount.period,
        basis=amount.basis,
        method=amount.method,
        status=amount.status,
        band=typical is not None,
    )


def mask_provenance(provenance: Provenance, *, unnamed: bool, inside: bool) -> Provenance:
    """Where a record comes from, without what would name a hidden owner or our own files."""
    shown: dict[str, Any] = {}
    if unnamed:
        shown |= {"url": None, "title": None}
    if unnamed or not inside:
        shown |= {"file": None, "row": None}
    return replace(provenance, **shown)


def _fields(group: FieldGroup, stream: SideStream) -> frozenset[str]:
    return frozenset(name for name in GROUP_FIELDS.get(group, ()) if hasattr(stream, name))


def _place(lat: float | None, lon: float | None) -> dict[str, Any]:
    grid_lat, grid_lon = grid_point(lat, lon)
    return {"lat": grid_lat, "lon": grid_lon, "coordinate_precision": GRID if grid_lat is not None else None}


def _without_laboratory(row: Measurement) -> Measurement:
    return replace(row, laboratory=None)
