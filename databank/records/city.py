"""What the city decides itself, version by version: numbers it sets, flows it accepts, views it makes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from taxonomy.codes import Titles
from taxonomy.figures import Basis as FigureBasis


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """A number that the city set instead of a shipped one, or where none is shipped.

    `figure` is the id of the number, `version` counts what was ever set for it.
    """

    figure: str
    low: Decimal
    high: Decimal
    unit: str
    year: int
    basis: FigureBasis
    source: str
    set_on: date
    version: int
    withdrawn_on: date | None = None


class Audience(StrEnum):
    """Who a result was computed for: from what everybody may see, or from what the city sees."""

    PUBLIC = "public"
    CITY = "city"


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionedFlow:
    """One flow of an accepted version, in tonnes or MWh by layer; None is not known.

    `observability` is a word of `flows.reconciliation.values.Observability`; `score` is the adjustment in standard
    deviations of the adjustment.
    """

    record_id: str
    source: str
    target: str
    material: str
    reported: float | None
    reported_uncertainty: float | None
    amount: float | None
    uncertainty: float | None
    observability: str
    lower: float | None
    upper: float | None
    score: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewVersion:
    """The result of one reconciliation as it is accepted; `fingerprint` is that of the flows it was computed from."""

    is_example: bool
    audience: Audience
    year: int
    layer: str
    fingerprint: str
    chi_square: float
    degrees: int
    p_value: float | None
    assumed: int
    note: str
    flows: tuple[VersionedFlow, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowVersion(NewVersion):
    """Reconciled flows of one year and layer that the city accepted; without `flows` where only the list is asked.

    `accepted_by` is a name where the account still stands.
    """

    id: int
    accepted_at: datetime
    accepted_by: str | None
    withdrawn_at: datetime | None


class ViewState(StrEnum):
    """What staff have decided about a version of a view of flows."""

    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedView:
    """One version of a view that the city made: `definition` is JSON in the grammar of views.

    `published_version` is the one that everybody sees, None where they see none. A draft may lack titles; `saved_by`
    is told to staff only, where the account still stands.
    """

    name: str
    version: int
    state: ViewState
    titles: Titles
    definition: str
    saved_at: datetime
    saved_by: str | None = None
    published_version: int | None = None
