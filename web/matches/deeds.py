"""What can be done on the page of a match. Each deed keeps what was typed, and says what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from flask import flash, request

from databank import matches
from databank.matches import MatchRefusedError, NewDelivery, Terms, Why
from databank.records import DropReason, MatchState, Method
from web import contact, house
from web.language import gettext as _
from web.mails.matches import tell_interest, tell_introduced, tell_moved, tell_named, tell_reported, tell_written
from web.matches.acting import Acting, change
from web.matches.posting import ask_for_help, path_of
from web.matches.showing import holders
from web.matches.typed import NOTE_FIELDS, REPORT_FIELDS, Problems, read_date, read_mass, said_problem, terms_of, tidy
from web.matches.words import METHODS
from web.saying import said
from web.wizard.values import WrongAnswerError

Typed = Mapping[str, str]
Deed = Callable[[house.Session, Acting, Typed], Problems]
LONGEST_YEAR = 4


def answer(session: house.Session, acting: Acting, typed: Typed) -> Problems:
    """The company is interested too."""
    wrong = _text_problems(typed, "")
    if not wrong and matches.answer_interest(
        session, acting.viewer, acting.match.id, typed["text"], at=house.now(), side=acting.side
    ):
        tell_interest(session, acting.match.id, acting.side, typed["text"], path_of)
        flash(_("Your interest was passed on."))
    return wrong


def write(session: house.Session, acting: Acting, typed: Typed) -> Problems:
    """A message to the others."""
    wrong = _text_problems(typed, _("Write your message"))
    if not wrong and matches.write(
        session, acting.viewer, acting.match.id, typed["text"], at=house.now(), side=acting.side
    ):
        tell_written(session, acting.match.id, acting.side, typed["text"], path_of)
        flash(_("Your message was passed on."))
    return wrong


def name(session: house.Session, acting: Acting, typed: Typed) -> Problems:
    """The company agrees to be named."""
    checked = {
        "contact_name": contact.name_problem(typed["contact_name"]),
        "contact_email": contact.email_problem(typed["contact_email"]),
    }
    wrong = {field: sentence for field, sentence in checked.items() if sentence}
    if not wrong and matches.agree_to_be_named(
        session,
        acting.viewer,
        acting.match.id,
        at=house.now(),
        contact_name=typed["contact_name"],
        contact_email=typed["contact_email"],
        side=acting.side,
    ):
        tell_named(session, acting.match.id, acting.side, path_of)
        flash(_("The other side sees now who you are."))
    return wrong


def ask_help(session: house.Session, acting: Acting, typed: Typed) -> Problems:
    """The company asks the desk to help."""
    ask_for_help(session, acting.match.id, acting.side, typed["text"])
    flash(_("The city has been asked to help."))
    return {}


def move(session: house.Session, acting: Acting, typed: Typed) -> Problems:
    """One step on or back; a button pressed twice is one step."""
    after = next((one for one in MatchState if one.value == typed["to"]), None)
    if after is None or after is MatchState.DROPPED:
        return {"steps": _("Choose a step.")}
    return _move(session, acting, typed, after, None)


def drop(session: house.Session, acting: Acting, typed: Typed) -> Problems:
    """The match does not go on, for a reason."""
    reason = next((one for one in DropReason if one.value == typed["reason"]), None)
    why = Why(reason, typed["reason_text"]) if reason else None
    return _move(session, acting, typed, MatchState.DROPPED, why)


def _move(session: house.Session, acting: Acting, typed: Typed, after: MatchState, why: Why | None) -> Problems:
    found = matches.move(
        session,
        acting.viewer,
        acting.match.id,
        after,
        version=version_of(typed),
        change=change("Step of a match"),
        why=why,
    )
    if found.version != acting.match.version:
        tell_moved(session, found.id, acting.side, path_of)
    flash(_("It is noted."))
    return {}


def settle(session: house.Session, acting: Acting, typed: Typed) -> Problems:
    """Amount and dates."""
    terms, wrong = terms_of(typed)
    if wrong:
        return wrong
    _set(session, acting, typed, terms)
    flash(_("Amount and dates are kept."))
    return {}


def _set(session: house.Session, acting: Acting, typed: Typed, terms: Terms) -> None:
    made = change("Amount and dates of a match")
    matches.set_terms(session, acting.viewer, acting.match.id, terms, version=version_of(typed), change=made)


def report(session: house.Session, acting: Acting, typed: Typed) -> Problems:
    """The tonnes that were moved in a year."""
    try:
        mass = read_mass(typed["moved_t"])
    except WrongAnswerError as error:
        return {"moved_t": error.sentence}
    year = typed["year"]
    if not (year.isascii() and year.isdigit() and len(year) == LONGEST_YEAR):
        return {"year": _("Write the year in four digits, for example 2026")}
    if mass is None:
        return {"moved_t": _("Write the tonnes that were moved")}
    new = NewDelivery(
        year=int(year),
        mass_t=mass,
        method=next((one for one in METHODS if one.value == typed["method"]), Method.RECORDS),
        note=typed["report_note"],
        revision=whole(typed["revision"]),
    )
    try:
        kept = matches.report_delivery(session, acting.viewer, acting.match.id, new, change("Tonnes that were moved"))
    except MatchRefusedError as refused:
        return said_problem(refused, REPORT_FIELDS)
    if kept.is_new:
        is_question = bool(kept.questions)
        tell_reported(session, acting.match.id, acting.side, kept.delivery, path_of, is_question=is_question)
    flash(_("The report is kept."))
    for question in kept.questions:
        flash(said(question), "error")
    return {}


# --- the desk ----------------------------------------------------------------------------------------------------


def plan(session: house.Session, acting: Acting, typed: Typed) -> Problems:
    """What is to be done next, when, and by whom."""
    try:
        on = read_date(typed["next_on"])
    except WrongAnswerError as error:
        return {"next_on": error.sentence}
    holder = whole(typed["held_by"]) or None
    if holder is not None and str(holder) not in dict(holders(session)):
        return {"held_by": _("Choose somebody of the list")}
    matches.plan_next(
        session,
        acting.viewer,
        acting.match.id,
        action=typed["action"],
        on=on,
        held_by=holder,
        version=version_of(typed),
        at=house.now(),
    )
    flash(_("It is noted."))
    return {}


def note(session: house.Session, acting: Acting, typed: Typed) -> Problems:
    """A note that the companies never see."""
    try:
        matches.add_note(session, acting.viewer, acting.match.id, typed["desk_note"], at=house.now())
    except MatchRefusedError as refused:
        return said_problem(refused, NOTE_FIELDS)
    flash(_("The note is kept."))
    return {}


def introduce(session: house.Session, acting: Acting, typed: Typed) -> Problems:  # noqa: ARG001 - a deed like the others
    """Each of the two learns who the other is."""
    if matches.introduce(session, acting.viewer, acting.match.id, at=house.now()):
        who = "Prizztech" if acting.side.value == "facilitator" else _("City of Pori")
        tell_introduced(session, acting.match.id, who, path_of)
    flash(_("Both have been written to."))
    return {}


def version_of(typed: Typed) -> int:
    """The version that the editor saw."""
    return whole(typed["version"])


def whole(text: str) -> int:
    """A number of the page; 0 for anything that is none or that no table can hold."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < len("2147483647") else 0


def typed_form() -> dict[str, str]:
    """Everything that was sent, tidied; what was not sent is empty."""
    return {field: tidy(request.form.get(field, "")) for field in FIELDS}


def _text_problems(typed: Typed, empty: str) -> Problems:
    problem = contact.text_problem(typed["text"], empty)
    return {"text": problem} if problem else {}


FIELDS = (
    *("deed", "version", "seen", "to", "text", "contact_name", "contact_email", "reason", "reason_text"),
    *("mass_t", "period", "starts_on", "ends_on", "year", "moved_t", "method", "report_note", "revision"),
    *("action", "next_on", "held_by", "desk_note"),
)
COMPANY: Mapping[str, Deed] = MappingProxyType(
    {
        "answer": answer,
        "write": write,
        "name": name,
        "help": ask_help,
        "move": move,
        "drop": drop,
        "terms": settle,
        "report": report,
    }
)
AT_DESK: Mapping[str, Deed] = MappingProxyType(
    {
        "write": write,
        "move": move,
        "drop": drop,
        "terms": settle,
        "plan": plan,
        "note": note,
        "introduce": introduce,
    }
)
