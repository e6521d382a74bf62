"""Needs: what somebody would take, and what it must keep to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from databank.records.amounts import Amount
from databank.records.standing import Provenance, RealStatus, RecordKind, RecordStatus
from databank.records.visibility import FieldGroup, Level, Reuse


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """What a receiver accepts: `parameter operator value unit`."""

    parameter: str
    operator: str
    value: Decimal
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialNeed:
    """What somebody would take: per year, or for one project between two dates."""

    id: str
    kind: RecordKind
    is_example: bool
    name: str
    language: str
    material_classes: tuple[str, ...]
    waste_codes: tuple[str, ...]
    organisation_id: str | None
    organisation_name: str | None
    site_id: str | None
    sector: str
    municipality: str | None
    area_id: str | None
    lat: float | None
    lon: float | None
    amount: Amount
    starts_on: date | None
    ends_on: date | None
    limits: tuple[Limit, ...]
    physical_form: str | None
    distance_km: Decimal | None
    status: RecordStatus
    real_status: RealStatus
    status_checked_on: date | None
    provenance: Provenance
    confirmed_on: date | None
    updated_at: datetime
    version: int
    note: str | None = None
    visibility: Mapping[FieldGroup, Level] = field(default_factory=dict)
    structure: str | None = None
    reuse: Reuse = Reuse.MEMBERS
    contact_name: str | None = None
    contact_email: str | None = None
    owner_objected: bool = False
