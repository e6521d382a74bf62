"""What changes hands, and the market of offers, needs and places that it comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from databank.records.amounts import Amount
from databank.records.needs import MaterialNeed
from databank.records.places import Organisation, Place
from databank.records.standing import Provenance, RealStatus
from databank.records.streams import SideStream
from databank.records.visibility import Consent


class ExchangeStatus(StrEnum):
    AGREED = "agreed"
    RUNNING = "running"
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """Material that one party hands to another: agreed, running or ended. A proposal is a Match, never this."""

    id: str
    is_example: bool
    side_stream_id: str | None
    material: str
    material_class: str
    donor_site_id: str | None
    donor_name: str | None
    receiver_site_id: str | None
    receiver_name: str | None
    amount: Amount
    treatment_code: str | None
    status: ExchangeStatus
    real_status: RealStatus
    status_checked_on: date | None
    provenance: Provenance
    note: str | None = None
    consent: Consent = Consent.NO


@dataclass(frozen=True, slots=True, kw_only=True)
class Market:
    """Offers, needs, places and what changed hands.

    `owners` are the organisations of offers and needs that are shown, by id. `claimed` are the register records that
    are matched because their company confirmed or corrected them.
    """

    offers: tuple[SideStream, ...]
    needs: tuple[MaterialNeed, ...]
    places: tuple[Place, ...]
    exchanges: tuple[Exchange, ...]
    owners: Mapping[str, Organisation]
