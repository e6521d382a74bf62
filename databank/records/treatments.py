"""What can be done to a material: treatments of sites, and trials with what they told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from databank.records.standing import Provenance, RealStatus
from taxonomy.codes import Titles


class TrialOutcome(StrEnum):
    """What a trial told of the material: fit, not fit, not known yet, or ended with a result that nobody saw."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    RUNNING = "running"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class TreatmentLine:
    """A treatment that a site has, plans or had.

    `step` is an id of `taxonomy.treatment_steps`. `material_classes` narrow what the step takes; empty is all of it.
    """

    id: str
    site_id: str
    site_name: str
    organisation_id: str | None
    organisation_name: str | None
    area_id: str | None
    municipality: str | None
    lat: float | None
    lon: float | None
    step: str
    material_classes: tuple[str, ...]
    capacity_t_per_year: Decimal | None
    permit_note: str | None
    real_status: RealStatus
    status_checked_on: date | None
    is_example: bool
    note: str | None
    provenance: Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A material tried out somewhere, under which permit and with what result.

    `titles` and `result` may be known in one language only. `use_id` is the documented use that was tried. Where no
    site is known there is an area, and its middle is the place.
    """

    id: str
    site_id: str | None
    site_name: str | None
    organisation_id: str | None
    organisation_name: str | None
    area_id: str | None
    municipality: str | None
    lat: float | None
    lon: float | None
    titles: Titles
    material_classes: tuple[str, ...]
    permit: str | None
    began_year: int | None
    ended_year: int | None
    amount: Decimal | None
    unit: str
    outcome: TrialOutcome
    result: Titles | None
    use_id: str | None
    is_example: bool
    provenance: Provenance
