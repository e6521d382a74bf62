"""What is typed on the page of a match: amounts and days, what is wrong with them, and what somebody else changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import TypeVar

from databank.amounts import plain
from databank.errors import DatabankError
from databank.matches import MatchRefusedError, Terms
from databank.records import KeptMatch, MatchState, Period
from web import contact
from web.labels import label
from web.language import gettext as _
from web.matches.words import state_word
from web.numbers import day, number
from web.records.fields import read_day, read_number, show_day, show_number
from web.wizard.values import WrongAnswerError

Problems = dict[str, str]
LONGEST_NUMBER = 40
PERIODS = (Period.PER_YEAR, Period.BATCH)
# What a field of a refusal is called on the page, where several forms stand beside each other.
REPORT_FIELDS: Mapping[str, str] = MappingProxyType({"mass_t": "moved_t", "note": "report_note"})
NOTE_FIELDS: Mapping[str, str] = MappingProxyType({"text": "desk_note"})
GENERAL = "steps"
SEEN_FIELDS = 7
PLACE_OF_PERIOD, PLACES_OF_DAYS = 2, (3, 4)
Value = TypeVar("Value")


def tidy(text: str) -> str:
    """One kind of line ends, nothing around, and no character that no database keeps."""
    return contact.tidy(text.replace("\0", ""))


def said_problem(error: DatabankError, names: Mapping[str, str] = MappingProxyType({})) -> Problems:
    """The sentence of a refusal at the field that it is about, else at the steps of the match."""
    field = error.field if isinstance(error, MatchRefusedError) else ""
    return {names.get(field, field) or GENERAL: _(error.message, **error.values)}


def read_mass(text: str) -> Decimal | None:
    """Tonnes as they are typed; None for nothing.

    Raises
    ------
    WrongAnswerError
        For what is no number, or could mean two.
    """
    cell = read_number(text[:LONGEST_NUMBER])
    return Decimal(cell) if cell else None


def read_date(text: str) -> date | None:
    """A day as it is typed; None for nothing."""
    cell = read_day(text)
    return date.fromisoformat(cell) if cell else None


def terms_of(typed: Mapping[str, str]) -> tuple[Terms, Problems]:
    """Amount and dates, and what is wrong with them."""
    wrong: Problems = {}
    mass = _read(wrong, "mass_t", typed, read_mass)
    starts = _read(wrong, "starts_on", typed, read_date)
    ends = _read(wrong, "ends_on", typed, read_date)
    period = next((one for one in PERIODS if one.value == typed.get("period")), Period.PER_YEAR)
    return Terms(mass_t=mass, period=period, starts_on=starts, ends_on=ends), wrong


def typed_terms(match: KeptMatch) -> dict[str, str]:
    """What stands in the form of the terms."""
    return {
        "mass_t": show_number(match.mass_t),
        "period": match.period.value,
        "starts_on": show_day(match.starts_on),
        "ends_on": show_day(match.ends_on),
    }


def seen(match: KeptMatch) -> str:
    """What an editor saw of a match, as the form carries it: it tells afterwards what somebody else changed."""
    starts, ends = (one.isoformat() if one else "" for one in (match.starts_on, match.ends_on))
    mass = plain(match.mass_t) if match.mass_t is not None else ""
    named = f"{int(match.donor.named_on is not None)}{int(match.receiver.named_on is not None)}"
    return "|".join((match.state.value, mass, match.period.value, starts, ends, str(len(match.letters)), named))


def changes_since(match: KeptMatch, before: str) -> Iterator[tuple[str, str, str]]:
    """What it is called, how it was and how it is now, for everything that changed since a form was opened."""
    was, now = before.split("|"), seen(match).split("|")
    if len(was) != SEEN_FIELDS:
        return
    names = (_("State"), _("Amount, t"), _("For"), _("From"), _("Until"), _("Messages"), _("Agreed to be named"))
    for place, (name, old, new) in enumerate(zip(names, was, now, strict=True)):
        if old != new:
            yield name, _seen_word(place, old), _seen_word(place, new)


def _seen_word(place: int, text: str) -> str:
    try:
        if place == 0:
            return state_word(MatchState(text))
        if text and place == 1:
            return number(Decimal(text))
        if place == PLACE_OF_PERIOD:
            return label(Period(text))
        if text and place in PLACES_OF_DAYS:
            return day(date.fromisoformat(text))
    except (ValueError, ArithmeticError):
        return "?"
    return number(text.count("1")) if place == SEEN_FIELDS - 1 else text or "–"


def _read(wrong: Problems, name: str, typed: Mapping[str, str], read: Callable[[str], Value | None]) -> Value | None:
    try:
        return read(typed.get(name, ""))
    except WrongAnswerError as error:
        wrong[name] = error.sentence
        return None
