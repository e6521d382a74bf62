"""What an area's card says: facts, people, permits, and what arises around it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from databank.geography import distance_km
from databank.records import Area, AreaFact, Organisation, Permit, Provenance, RealStatus, Site
from web import numbers
from web.addresses import address
from web.areas.locator import Frame, Locator, Spot, locator
from web.areas.nearby import RADII_KM
from web.labels import label, sector_title, title, waste_code
from web.language import gettext as _

UNITS = {"km2": "km²", "m3": "m³", "m2": "m²"}
MAP_WIDTH, MAP_HEIGHT, UNITS_PER_KM = 400.0, 276.0, 2.6
RUNNING = frozenset({RealStatus.REAL})
INSIDE_PORI = "Pori"


class Notes:
    """The sources of a card, each numbered where it is first used."""

    def __init__(self) -> None:
        self._numbers: dict[Provenance, int] = {}

    def number(self, provenance: Provenance) -> int | None:
        """The number of a source; None for what names none."""
        if not (provenance.title or provenance.url):
            return None
        source = Provenance(kind=provenance.kind, url=provenance.url, title=provenance.title, dated=provenance.dated)
        return self._numbers.setdefault(source, len(self._numbers) + 1)

    def listed(self) -> list[Provenance]:
        """Every source in the order of its number."""
        return list(self._numbers)


@dataclass(frozen=True, slots=True)
class Figure:
    """One fact of an area with its number written for the reader; `note` numbers its source."""

    name: str
    value: str
    year: int | None
    note: int | None


@dataclass(frozen=True, slots=True)
class SiteLine:
    """One site in the lists of who is here."""

    organisation: str
    name: str
    href: str | None
    sector: str
    status: str
    checked: str
    is_example: bool
    note: int | None


@dataclass(frozen=True, slots=True)
class PermitLine:
    site: str
    is_example: bool
    what: str
    capacity: str
    validity: str
    note: int | None


def kind_words(kind: str) -> str:
    """What sort of area it is."""
    words = {
        "circular_economy_park": _("Circular economy park"),
        "industrial_park": _("Industrial park"),
        "industrial_area": _("Industrial area"),
        "port": _("Port and its industry"),
    }
    return words.get(kind, _("Area"))


def figures(area: Area, notes: Notes) -> list[Figure]:
    """The sourced figures of an area; its surface comes first unless a fact says it already."""
    found = [Figure(title(fact.titles), _value(fact), fact.year, notes.number(fact.provenance)) for fact in area.facts]
    surface = "" if area.area_ha is None else numbers.with_unit(area.area_ha, "ha")
    if surface and all(figure.value != surface for figure in found):
        found.insert(0, Figure(_("Surface"), surface, None, notes.number(area.provenance)))
    return found


def _value(fact: AreaFact) -> str:
    text = _number(fact.value)
    if not fact.unit:
        return text
    unit, per, _period = fact.unit.partition("/a")
    shown = UNITS.get(unit, unit)
    return f"{text}{numbers.NBSP}{numbers.per_year(shown) if per else shown}"


def _number(text: str) -> str:
    """A number as the reader writes it, with the sign that stands before it; words as they are."""
    sign = text[: len(text) - len(text.lstrip("<>≤≥~ "))]
    try:
        value = Decimal(text[len(sign) :])
    except InvalidOperation:
        return text
    return sign + numbers.number(value) if value.is_finite() else text


def spots(areas: Iterable[Area]) -> list[Spot]:
    """Areas as places of the map."""
    return [
        Spot(area.id, title(area.titles), area.lat, area.lon, address("areas.area", area_id=area.id, extension="html"))
        for area in areas
    ]


def map_around(area: Area, others: Iterable[Area]) -> Locator:
    """The area in the middle, rings around it."""
    frame = Frame(area.lat, area.lon, MAP_WIDTH, MAP_HEIGHT, UNITS_PER_KM)
    return locator(spots(others), frame=frame, centre_id=area.id, radii_km=RADII_KM, sea=_("Bothnian Sea"))


def neighbours(area: Area, others: Iterable[Area]) -> list[tuple[Spot, float]]:
    """The other areas, nearest first, as the crow flies."""
    far = [(spot, distance_km(spot.lat, spot.lon, area.lat, area.lon)) for spot in spots(others) if spot.id != area.id]
    return sorted(far, key=lambda item: item[1])


def site_lines(
    sites: Sequence[Site], organisations: Mapping[str, Organisation], notes: Notes, *, running: bool
) -> list[SiteLine]:
    """The sites that run, or those that are planned, ended, cancelled, lapsed or in reserve."""
    chosen = [site for site in sites if (_status(site, organisations) in RUNNING) == running]
    lines = [_line(site, organisations, notes) for site in chosen]
    return sorted(lines, key=lambda line: (line.is_example, line.organisation, line.name))


def _status(site: Site, organisations: Mapping[str, Organisation]) -> RealStatus:
    """A site of an organisation that does not run does not run either."""
    owner = organisations.get(site.organisation_id or "")
    if site.real_status is RealStatus.REAL and owner is not None:
        return owner.real_status
    return site.real_status


def _line(site: Site, organisations: Mapping[str, Organisation], notes: Notes) -> SiteLine:
    owner = organisations.get(site.organisation_id or "")
    checked = site.status_checked_on or (owner.status_checked_on if owner else None)
    return SiteLine(
        organisation=owner.name if owner else site.name,
        name=site.name,
        href=address("catalogue.organisation", record_id=owner.id, extension="html") if owner else None,
        sector=sector_title(site.sector),
        status=label(_status(site, organisations)),
        checked=_("checked on %(day)s", day=numbers.day(checked)) if checked else "",
        is_example=site.is_example,
        note=notes.number(site.provenance),
    )


def permit_lines(sites: Iterable[Site], notes: Notes) -> list[PermitLine]:
    """Every permit of the area's sites, invented ones last."""
    ordered = sorted(sites, key=lambda site: (site.is_example, site.name))
    return [_permit(site, permit, notes) for site in ordered for permit in site.permits]


def _permit(site: Site, permit: Permit, notes: Notes) -> PermitLine:
    codes = ", ".join(waste_code(code) for code in permit.waste_codes)
    operations = ", ".join(permit.operations)
    what = " · ".join(part for part in (codes, operations, permit.note or "") if part)
    until = _("valid until %(day)s", day=numbers.day(permit.valid_until)) if permit.valid_until else ""
    return PermitLine(
        site=site.name,
        is_example=site.is_example,
        what=what or _("not stated in the source"),
        capacity=numbers.UNKNOWN if permit.capacity_t_per_year is None else numbers.number(permit.capacity_t_per_year),
        validity=" · ".join(part for part in (permit.authority or "", until) if part) or numbers.UNKNOWN,
        note=notes.number(permit.provenance),
    )


def boundary_of(area: Area) -> str:
    """The narrowest boundary of the flow pictures that holds the area."""
    if area.id == "peittoo":
        return "peittoo"
    return "pori" if area.municipality == INSIDE_PORI else "satakunta"
