"""Where material comes from and goes to: organisations, their sites and permits, industrial areas."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from databank.records.standing import Provenance, RealStatus
from taxonomy.codes import Titles


@dataclass(frozen=True, slots=True, kw_only=True)
class Permit:
    """What a site may take. A permit opens a gate; it is no need."""

    id: str
    site_id: str
    waste_codes: tuple[str, ...]
    operations: tuple[str, ...]
    capacity_t_per_year: Decimal | None
    authority: str | None
    valid_until: date | None
    note: str | None
    provenance: Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaFact:
    """One sourced figure of an area."""

    topic: str
    titles: Titles
    value: str
    unit: str | None
    year: int | None
    provenance: Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """A named industrial area; `lat`/`lon` are WGS84."""

    id: str
    titles: Titles
    description: Titles
    kind: str
    municipality: str
    lat: float
    lon: float
    area_ha: Decimal | None
    checked_on: date | None
    provenance: Provenance
    facts: tuple[AreaFact, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    id: str
    organisation_id: str | None
    name: str
    address: str | None
    municipality: str | None
    lat: float | None
    lon: float | None
    coordinate_precision: str | None
    area_id: str | None
    sector: str
    real_status: RealStatus
    status_checked_on: date | None
    confirmed: bool
    is_example: bool
    provenance: Provenance
    permits: tuple[Permit, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """A legal unit; `name_as_of` is the date of the source its name was read in."""

    id: str
    name: str
    business_id: str | None
    industry_code: str | None
    industry_edition: str | None
    sector: str
    municipality: str | None
    holding: str | None
    name_as_of: date | None
    real_status: RealStatus
    status_checked_on: date | None
    is_example: bool
    note: str | None
    provenance: Provenance
    sites: tuple[Site, ...] = ()
    objected_on: date | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A site with its organisation; an organisation of which no site is shown has none."""

    organisation: Organisation
    site: Site | None
