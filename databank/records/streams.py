"""Side streams: what somebody has, what the law calls it and where it goes today."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from databank.records.amounts import Amount, AmountStatus
from databank.records.evidence import Document, Measurement
from databank.records.standing import Provenance, RealStatus, RecordKind, RecordStatus
from databank.records.visibility import Coarse, Consent, FieldGroup, Level, Reuse


class LegalStatus(StrEnum):
    """Waste Framework Directive 2008/98/EC articles 3, 5 and 6; never a boolean."""

    WASTE = "waste"
    BY_PRODUCT = "by_product"
    END_OF_WASTE = "end_of_waste"
    PRODUCT = "product"
    OUTSIDE_WASTE_LAW = "outside_waste_law"
    UNKNOWN = "unknown"


class Hazard(StrEnum):
    """A mirror entry without a test is unknown."""

    HAZARDOUS = "hazardous"
    NON_HAZARDOUS = "non_hazardous"
    UNKNOWN = "unknown"


class Origin(StrEnum):
    """Outputs of treatment plants are secondary: sums of what is generated count primary only."""

    PRIMARY = "primary"
    SECONDARY = "secondary"


class Fate(StrEnum):
    """Where a side stream goes today."""

    UNUSED = "unused"
    USED = "used"
    ENERGY = "energy"
    RECOVERY_UNSPECIFIED = "recovery_unspecified"
    DISPOSAL = "disposal"
    STOCK = "stock"
    ELSEWHERE = "elsewhere"
    NOT_KNOWN = "not_known"


@dataclass(frozen=True, slots=True, kw_only=True)
class SideStream:
    """One side stream as one viewer may see it."""

    id: str
    kind: RecordKind
    is_example: bool
    name: str
    language: str
    material_class: str
    family: str
    waste_code: str | None
    waste_list_edition: str | None
    code_if_waste: str | None
    legal_status: LegalStatus
    legal_ground: str | None
    legal_authority: str | None
    legal_date: date | None
    hazard: Hazard
    physical_form: str | None
    packaging: str | None
    origin: Origin
    origin_process: str | None
    organisation_id: str | None
    organisation_name: str | None
    site_id: str | None
    site_name: str | None
    sector: str
    municipality: str | None
    area_id: str | None
    lat: float | None
    lon: float | None
    coordinate_precision: str | None
    amounts: tuple[Amount, ...]
    composition: tuple[Measurement, ...]
    documents: tuple[Document, ...]
    available_from: date | None
    available_until: date | None
    availability_pattern: str | None
    committed_until: date | None
    free_t_per_year: Decimal | None
    fate: Fate
    treatment_code: str | None
    receiver: str | None
    price_eur_per_t: Decimal | None
    status: RecordStatus
    real_status: RealStatus
    status_checked_on: date | None
    consent: Consent
    visibility: Mapping[FieldGroup, Level]
    provenance: Provenance
    confirmed_on: date | None
    updated_at: datetime
    version: int
    note: str | None = None
    hint_material_class: str | None = None
    hint_waste_code: str | None = None
    reuse: Reuse = Reuse.MEMBERS
    coarse: tuple[Coarse, ...] = ()
    loading: str | None = None
    storage: str | None = None
    contact_name: str | None = None
    contact_email: str | None = None
    legal_check: Mapping[str, str] | None = None
    owner_objected: bool = False

    @property
    def latest(self) -> Amount | None:
        """The amount of the latest year that counts, else the latest of any kind."""
        dated = sorted(self.amounts, key=lambda amount: amount.year or 0)
        sound = [amount for amount in dated if amount.status is AmountStatus.CONFIRMED]
        return (sound or dated)[-1] if dated else None
