"""What comes up on a day, so that it is worth talking now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from databank.errors import Sentence


class MomentKind(StrEnum):
    """What comes up on a day, so that it is worth talking now."""

    CONTRACT_ENDS = "contract_ends"
    EXCHANGE_ENDS = "exchange_ends"
    PERMIT_ENDS = "permit_ends"
    TAX_CHANGES = "tax_changes"
    AVAILABLE_FROM = "available_from"
    AVAILABLE_UNTIL = "available_until"
    NEED_STARTS = "need_starts"
    NEED_ENDS = "need_ends"
    STORED_BEFORE_DISPOSAL = "stored_before_disposal"
    STORED_BEFORE_RECOVERY = "stored_before_recovery"


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """Something that comes up on a day, with the record it is about, a sentence and what says so.

    `record_kind` is "side-streams", "needs", "permits" or "matches"; of a permit `place_id` is its site.
    """

    kind: MomentKind
    on: date
    record_kind: str
    record_id: str
    record_name: str | None
    organisation_id: str | None
    place_id: str | None
    told: Sentence
    source: str
    dated: date | None
    is_example: bool
