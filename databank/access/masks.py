"""Cut values to what a viewer may see. Hidden becomes None, exactly as unknown does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from databank.access.levels import Viewer, is_city, level_of, may_see_hints
from databank.amounts import public_band
from databank.geography import grid_point
from databank.records import (
    Amount,
    Exchange,
    FieldGroup,
    Level,
    MaterialNeed,
    Measurement,
    Organisation,
    Provenance,
    SideStream,
    Site,
    Version,
)

GRID = "grid_5km"
_NO_IDENTITY: Mapping[str, None] = dict.fromkeys(("organisation_id", "organisation_name", "site_id", "area_id", "note"))
GROUP_FIELDS: Mapping[FieldGroup, frozenset[str]] = {
    FieldGroup.AMOUNT: frozenset({"free_t_per_year"}),
    FieldGroup.ORGANISATION: frozenset(
        {
            *_NO_IDENTITY,
            *("site_name", "receiver", "legal_ground", "legal_authority", "coordinate_precision"),
            *("source_url", "source_title"),
        }
    ),
    FieldGroup.LOGISTICS: frozenset(
        {"available_from", "available_until", "availability_pattern", "committed_until", "packaging"}
    ),
    FieldGroup.PRICE: frozenset({"price_eur_per_t"}),
}
AMOUNT_FIELDS = frozenset(
    {"amount", "amount_min", "amount_max", "moisture_share", "density_t_m3", "standard_uncertainty", "amount_note"}
)
HINTS: Mapping[str, None] = {"hint_material_class": None, "hint_waste_code": None}


def mask_side_stream(viewer: Viewer, stream: SideStream) -> SideStream:
    """The stream as `viewer` may see it; that they may see it at all was decided by the query."""
    level = level_of(viewer, stream.organisation_id)
    hidden = [group for group in FieldGroup if stream.visibility[group] > level]
    shown: dict[str, Any] = {name: None for group in hidden for name in _fields(group, stream)}
    unnamed = FieldGroup.ORGANISATION in hidden
    if FieldGroup.AMOUNT in hidden:
        shown["amounts"] = tuple(mask_amount(amount) for amount in stream.amounts)
    elif unnamed:
        shown["amounts"] = tuple(replace(amount, note=None) for amount in stream.amounts)
    if FieldGroup.COMPOSITION in hidden:
        shown["composition"] = ()
    elif unnamed:
        shown["composition"] = tuple(_without_laboratory(row) for row in stream.composition)
    if unnamed or FieldGroup.DOCUMENTS in hidden:  # a title, an address or a photo tells whose they are
        shown["documents"] = ()
    if unnamed:
        shown |= _place(stream.lat, stream.lon)
    if not may_see_hints(viewer):
        shown |= HINTS
    shown["provenance"] = mask_provenance(stream.provenance, unnamed=unnamed, inside=level >= Level.CITY)
    return replace(stream, **shown)


def mask_need(viewer: Viewer, need: MaterialNeed) -> MaterialNeed:
    """The need as `viewer` may see it."""
    level = level_of(viewer, need.organisation_id)
    unnamed = need.visibility[FieldGroup.ORGANISATION] > level
    shown: dict[str, Any] = dict(_NO_IDENTITY) if unnamed else {}
    if unnamed:
        shown["lat"], shown["lon"] = grid_point(need.lat, need.lon)
    if need.visibility[FieldGroup.AMOUNT] > level:
        shown["amount"] = mask_amount(need.amount)
    elif unnamed:
        shown["amount"] = replace(need.amount, note=None)
    if need.visibility[FieldGroup.COMPOSITION] > level:
        shown["limits"] = ()
    if need.visibility[FieldGroup.LOGISTICS] > level:
        shown |= {"starts_on": None, "ends_on": None, "distance_km": None}
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


def mask_amount(amount: Amount) -> Amount:
    """The public band of an amount. Where nothing is known there is no band either, as nothing is hidden."""
    typical = amount.typical
    low, high = public_band(typical) if typical is not None else (None, None)
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


def mask_versions(viewer: Viewer, stream: SideStream, versions: Sequence[Version]) -> tuple[Version, ...]:
    """The history of a side stream. Who and why are for its owner and the city; hidden fields have no history."""
    level = level_of(viewer, stream.organisation_id)
    if level >= Level.CITY:
        dropped = _hidden_fields(stream, level) | (frozenset() if may_see_hints(viewer) else frozenset(HINTS))
        return tuple(replace(version, changes=_without(version.changes, dropped)) for version in versions)
    dropped = _hidden_fields(stream, level) | {*HINTS, "visibility", "consent", "source_file", "source_row"}
    return tuple(
        replace(version, made_by="", reason="", changes=_without(version.changes, dropped)) for version in versions
    )


def _hidden_fields(stream: SideStream, level: Level) -> frozenset[str]:
    """The fields of the groups that lie above a level."""
    fields: set[str] = set()
    for group in FieldGroup:
        if stream.visibility[group] > level:
            fields |= GROUP_FIELDS.get(group, frozenset())
            fields |= {"amounts"} if group in {FieldGroup.AMOUNT, FieldGroup.ORGANISATION} else set()
            fields |= {"composition"} if group in {FieldGroup.COMPOSITION, FieldGroup.ORGANISATION} else set()
            fields |= {"documents"} if group in {FieldGroup.DOCUMENTS, FieldGroup.ORGANISATION} else set()
    return frozenset(fields)


def _without(changes: Mapping[str, Any], dropped: frozenset[str]) -> dict[str, Any]:
    """Changes without the dropped fields; ``amounts[2023].amount`` belongs to ``amounts``."""
    return {name: change for name, change in changes.items() if name.partition("[")[0] not in dropped}


def _fields(group: FieldGroup, stream: SideStream) -> frozenset[str]:
    return frozenset(name for name in GROUP_FIELDS.get(group, ()) if hasattr(stream, name))


def _place(lat: float | None, lon: float | None) -> dict[str, Any]:
    grid_lat, grid_lon = grid_point(lat, lon)
    return {"lat": grid_lat, "lon": grid_lon, "coordinate_precision": GRID if grid_lat is not None else None}


def _without_laboratory(row: Measurement) -> Measurement:
    return replace(row, laboratory=None)
