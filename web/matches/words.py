"""The words of kept matches: their states, sides, reasons and what comes up."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from databank.records import DropReason, KeptMatch, MatchSide, MatchSource, MatchState, Method, MomentKind, Period
from web.labels import N_
from web.language import gettext as _
from web.numbers import UNKNOWN, day, per_year, with_unit

STATES: Mapping[MatchState, str] = MappingProxyType(
    {
        MatchState.SUGGESTED: N_("Suggested"),
        MatchState.INTERESTED: N_("Interest shown"),
        MatchState.IN_TALKS: N_("In talks"),
        MatchState.TRIAL: N_("Trial"),
        MatchState.AGREED: N_("Agreed"),
        MatchState.RUNNING: N_("Running"),
        MatchState.ENDED: N_("Ended"),
        MatchState.DROPPED: N_("Dropped"),
    }
)
MOVES: Mapping[tuple[MatchState, MatchState], str] = MappingProxyType(
    {
        (MatchState.INTERESTED, MatchState.IN_TALKS): N_("Both are in talks"),
        (MatchState.IN_TALKS, MatchState.TRIAL): N_("A trial is under way"),
        (MatchState.IN_TALKS, MatchState.AGREED): N_("We have agreed"),
        (MatchState.TRIAL, MatchState.IN_TALKS): N_("Go back to talks"),
        (MatchState.TRIAL, MatchState.AGREED): N_("We have agreed"),
        (MatchState.AGREED, MatchState.RUNNING): N_("It runs now"),
        (MatchState.RUNNING, MatchState.ENDED): N_("It has ended"),
    }
)
DESK_MOVES: Mapping[tuple[MatchState, MatchState], str] = MappingProxyType(
    {
        (MatchState.IN_TALKS, MatchState.AGREED): N_("They have agreed"),
        (MatchState.TRIAL, MatchState.AGREED): N_("They have agreed"),
    }
)
SOURCES: Mapping[MatchSource, str] = MappingProxyType(
    {
        MatchSource.NEED: N_("It rests on a posted need."),
        MatchSource.USE: N_("It rests on a documented use in the receiver's industry."),
        MatchSource.INTAKE: N_("It rests on what the receiver takes or took."),
        MatchSource.INTEREST: N_("The receiver came forward itself."),
    }
)
SHORT_SOURCES: Mapping[MatchSource, str] = MappingProxyType(
    {
        MatchSource.NEED: N_("Posted need"),
        MatchSource.USE: N_("Documented use"),
        MatchSource.INTAKE: N_("Known taker"),
        MatchSource.INTEREST: N_("Own interest"),
    }
)
REASONS: Mapping[DropReason, str] = MappingProxyType(
    {
        DropReason.PRICE: N_("The price"),
        DropReason.QUALITY: N_("The quality of the material"),
        DropReason.AMOUNT: N_("The amount is too small or too great"),
        DropReason.TIME: N_("The times do not fit"),
        DropReason.PERMIT: N_("A permit is missing or does not cover it"),
        DropReason.DISTANCE: N_("The distance"),
        DropReason.LEGAL: N_("A law stands against it"),
        DropReason.NO_ANSWER: N_("Nobody answered"),
        DropReason.OTHER_USER: N_("Somebody else takes the material"),
        DropReason.CONFIDENTIALITY: N_("Confidentiality"),
        DropReason.OTHER: N_("Another reason"),
    }
)
METHODS: Mapping[Method, str] = MappingProxyType(
    {
        Method.WEIGHED: N_("Weighed"),
        Method.RECORDS: N_("From our records, such as transport documents"),
        Method.ESTIMATE: N_("Estimated"),
    }
)
MOMENTS: Mapping[MomentKind, str] = MappingProxyType(
    {
        MomentKind.CONTRACT_ENDS: N_("A contract ends"),
        MomentKind.EXCHANGE_ENDS: N_("An agreement ends"),
        MomentKind.PERMIT_ENDS: N_("A permit ends"),
        MomentKind.TAX_CHANGES: N_("A tax changes"),
        MomentKind.AVAILABLE_FROM: N_("Becomes available"),
        MomentKind.AVAILABLE_UNTIL: N_("Last day of availability"),
        MomentKind.NEED_STARTS: N_("A need begins"),
        MomentKind.NEED_ENDS: N_("A need ends"),
        MomentKind.STORED_BEFORE_DISPOSAL: N_("One year in storage"),
        MomentKind.STORED_BEFORE_RECOVERY: N_("Three years in storage"),
    }
)


def state_word(state: MatchState) -> str:
    """What a state is called."""
    return _(STATES[state])


def side_word(side: MatchSide, own: MatchSide) -> str:
    """Who acted, as somebody of the side `own` reads it."""
    if side is own:
        return _("You")
    words = {
        MatchSide.DONOR: _("Who has the material"),
        MatchSide.RECEIVER: _("Who could use it"),
        MatchSide.FACILITATOR: "Prizztech",
        MatchSide.CITY: _("City of Pori"),
    }
    return words[side]


def material_of(match: KeptMatch) -> str:
    """What changes hands, as the reader may know it."""
    return match.side_stream_name or _("Material that is not shown")


def wanted_of(match: KeptMatch) -> str:
    """Who could use it, and for which need: as the reader may know it."""
    who = match.receiver.organisation_name or _("company hidden")
    return f"{match.need_name} ({who})" if match.need_name else who


def title_of(match: KeptMatch) -> str:
    """One line that names a match."""
    return _("%(material)s for %(receiver)s", material=material_of(match), receiver=wanted_of(match))


def amount_text(match: KeptMatch) -> str:
    """The amount that is talked about or agreed."""
    if match.mass_t is None:
        return UNKNOWN
    return with_unit(match.mass_t, per_year() if match.period is Period.PER_YEAR else "t")


def dates_text(match: KeptMatch) -> str:
    """From when until when."""
    if match.starts_on is None and match.ends_on is None:
        return UNKNOWN
    return f"{day(match.starts_on)} – {day(match.ends_on)}"


def move_word(before: MatchState, after: MatchState, *, is_desk: bool) -> str:
    """What the button of a step says."""
    key = (before, after)
    return _(DESK_MOVES[key] if is_desk and key in DESK_MOVES else MOVES[key])
