"""Matches that somebody keeps: how far the two have come, what was said, agreed and moved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from databank.records.amounts import Method, Period


class MatchState(StrEnum):
    """How far a match has come. From `interested` on somebody stands behind it; the last two are ends."""

    SUGGESTED = "suggested"
    INTERESTED = "interested"
    IN_TALKS = "in_talks"
    TRIAL = "trial"
    AGREED = "agreed"
    RUNNING = "running"
    ENDED = "ended"
    DROPPED = "dropped"


class MatchSide(StrEnum):
    """Who acts on a match: one of the two, or somebody of the facilitation desk."""

    DONOR = "donor"
    RECEIVER = "receiver"
    FACILITATOR = "facilitator"
    CITY = "city"


class MatchSource(StrEnum):
    """Why the receiver might take it: a need they posted, a documented use, a known intake, or their own word."""

    NEED = "need"
    USE = "use"
    INTAKE = "intake"
    INTEREST = "interest"


class DropReason(StrEnum):
    """What a match died of."""

    PRICE = "price"
    QUALITY = "quality"
    AMOUNT = "amount"
    TIME = "time"
    PERMIT = "permit"
    DISTANCE = "distance"
    LEGAL = "legal"
    NO_ANSWER = "no_answer"
    OTHER_USER = "other_user"
    CONFIDENTIALITY = "confidentiality"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchParty:
    """One of the two sides of a match, as one viewer may see it.

    Attributes
    ----------
    organisation_id, organisation_name, site_id : str, optional
        None where the company is hidden from this viewer.
    interested_on : date, optional
        When this side said that it is interested.
    named_on : date, optional
        When it agreed to be named to the other side and to whoever brings the two together.
    contact_name, contact_email : str, optional
        Whom to ask, as it wrote when it agreed to be named.
    is_city_owned : bool
        The city's own: its contracts may have to be tendered.
    has_ended : bool
        The company is no longer.
    """

    organisation_id: str | None
    organisation_name: str | None
    site_id: str | None
    interested_on: date | None
    named_on: date | None
    contact_name: str | None
    contact_email: str | None
    is_city_owned: bool = False
    has_ended: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchLetter:
    """One message that was handed on."""

    side: MatchSide
    text: str
    written_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchStep:
    """One change of the state: by which side, and by whom where that may be told."""

    before: MatchState | None
    after: MatchState
    side: MatchSide
    made_at: datetime
    made_by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchNote:
    """A note of the facilitation desk; the companies never see it."""

    id: int
    text: str
    written_at: datetime
    written_by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptMatch:
    """A match that somebody keeps, as one viewer may see it: what it is, whose, how far, and what became of it.

    Attributes
    ----------
    sides : frozenset of MatchSide
        As what the viewer acts on it.
    side_stream_name, need_name : str, optional
        None where the record is not shown to this viewer.
    use_id : str, optional
        The documented use it rests on.
    rests_on : tuple of str
        The exchanges it rests on, as far as they are shown.
    treatment_line_id : str, optional
        The treatment between the two.
    mass_t : Decimal, optional
        What the two talk about or agreed: tonnes a year, or of a batch where `period` says so. It may be a part.
    reason_text : str, optional
        In words of whoever dropped it, for their own side and the desk.
    next_action, next_on : optional
        For the desk only.
    version : int
        Of the match as it was read: whoever changes it says which one they saw.
    """

    id: str
    version: int
    state: MatchState
    source: MatchSource
    sides: frozenset[MatchSide]
    is_example: bool
    side_stream_id: str | None
    side_stream_name: str | None
    side_stream_language: str | None
    material_class: str | None
    family: str | None
    need_id: str | None
    need_name: str | None
    need_language: str | None
    donor: MatchParty
    receiver: MatchParty
    use_id: str | None
    rests_on: tuple[str, ...]
    treatment_line_id: str | None
    mass_t: Decimal | None
    period: Period
    starts_on: date | None
    ends_on: date | None
    reason: DropReason | None
    reason_text: str | None
    dropped_by: MatchSide | None
    introduced_on: date | None
    exchange_id: str | None
    held_by: str | None
    held_by_id: int | None
    next_action: str | None
    next_on: date | None
    made_at: datetime
    updated_at: datetime
    letters: tuple[MatchLetter, ...] = ()
    steps: tuple[MatchStep, ...] = ()

    def party(self, side: MatchSide) -> MatchParty:
        """The donor or the receiver."""
        return self.donor if side is MatchSide.DONOR else self.receiver


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """The tonnes that were moved in one year, as one side reported them; a correction is a new revision."""

    year: int
    mass_t: Decimal
    method: Method
    side: MatchSide
    revision: int
    reported_at: datetime
    is_current: bool
    note: str | None
