"""A suggestion becomes a match: a company says that it is interested, or the desk brings two together."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from databank import matches, queries
from databank.access import Viewer, desk_sides
from databank.errors import RecordNotFoundError
from databank.matches import MatchRefusedError, Target
from databank.records import MatchSide, MatchSource
from taxonomy.codes import Titles
from web import contact, house
from web.addresses import address
from web.auth import current_viewer, sign_in_address
from web.auth.limits import refuse_too_many
from web.language import gettext as _
from web.looks import note_look
from web.mails.matches import tell_interest
from web.matches.blueprint import blueprint
from web.matches.posting import ask_for_help, path_of
from web.matches.targets import Proposal, proposal
from web.matches.typed import Problems, said_problem, tidy

INTEREST = Titles("/<record_id>/kiinnostus", "/<record_id>/intresse", "/<record_id>/interest")
UNPROCESSABLE, SEE_OTHER = 422, 303
FIELDS = ("side", "company", "text", "help")


@blueprint.page("materials", INTEREST, methods=["GET", "POST"])
def interest(record_id: str) -> ResponseReturnValue:
    """The form about one suggestion; whoever speaks for neither company learns how to ask instead."""
    viewer = current_viewer()
    with house.bank().session() as session:
        found = proposal(session, viewer, record_id, request.args)
        companies = _companies(session, viewer, found)
    for record in (found.stream, *((found.need,) if found.need else ())):
        note_look(record)
    typed = _typed(found)
    if request.method == "GET":
        return _page(found, companies, typed, {})
    if request.form.get("deed") == "suggest":
        return _suggest(found, companies, typed)
    side, target = _side(found, typed), _target(found, companies, typed)
    if side is None:
        raise RecordNotFoundError(record_id)
    wrong = _problems(typed, target)
    if wrong or target is None:
        return _page(found, companies, typed, wrong)
    return _show_interest(found, companies, typed, side, target)


def _show_interest(
    found: Proposal, companies: list[tuple[str, str]], typed: dict[str, str], side: MatchSide, target: Target
) -> ResponseReturnValue:
    """Keep the interest, hand the message on, and lead to the page that tells what happened."""
    refuse_too_many("match-interest", most=30, minutes=60)
    try:
        with house.bank().session(writing=True) as session:
            begun = matches.show_interest(
                session,
                current_viewer(),
                side=side,
                side_stream_id=found.stream.id,
                target=target,
                text=typed["text"],
                at=house.now(),
                treatment_line_id=found.line_id,
            )
            match_id = begun.match.id
            if begun.is_new:
                tell_interest(session, match_id, side, typed["text"], path_of)
            if typed["help"]:
                ask_for_help(session, match_id, side, typed["text"])
    except MatchRefusedError as refused:
        return _page(found, companies, typed, said_problem(refused))
    return redirect(address("matches.one", match_id=match_id, side=side.value, done="interest"), SEE_OTHER)


def _suggest(found: Proposal, companies: list[tuple[str, str]], typed: dict[str, str]) -> ResponseReturnValue:
    """The desk keeps a suggestion, to bring the two together."""
    if found.target is None or not desk_sides(current_viewer()):
        raise RecordNotFoundError(found.stream.id)
    try:
        with house.bank().session(writing=True) as session:
            begun = matches.suggest(
                session,
                current_viewer(),
                side_stream_id=found.stream.id,
                target=found.target,
                at=house.now(),
                treatment_line_id=found.line_id,
            )
    except MatchRefusedError as refused:
        return _page(found, companies, typed, said_problem(refused))
    flash(_("It is in the queue now. Nobody has been told yet.") if begun.is_new else _("It was in the queue already."))
    return redirect(address("matches.desk_one", match_id=begun.match.id), SEE_OTHER)


def _typed(found: Proposal) -> dict[str, str]:
    typed = {name: tidy(request.form.get(name, "")) for name in FIELDS}
    if request.method == "GET":
        typed["help"] = "1" if request.args.get("help") else ""
        typed["side"] = next((side.value for side in MatchSide if side in found.own), "")
    return typed


def _side(found: Proposal, typed: dict[str, str]) -> MatchSide | None:
    """For which of the two somebody speaks; whoever comes forward itself is the receiver."""
    if found.target is None:
        return MatchSide.RECEIVER if current_viewer().organisation_ids else None
    own = [side for side in MatchSide if side in found.own]
    return next((side for side in own if side.value == typed["side"]), next(iter(own), None))


def _target(found: Proposal, companies: list[tuple[str, str]], typed: dict[str, str]) -> Target | None:
    if found.target is not None:
        return found.target
    known = [one for one, _name in companies]
    chosen = typed["company"] if typed["company"] in known else known[0] if len(known) == 1 else None
    return Target(source=MatchSource.INTEREST, organisation_id=chosen) if chosen else None


def _companies(session: house.Session, viewer: Viewer, found: Proposal) -> list[tuple[str, str]]:
    """The viewer's own companies that could come forward for a material that is not theirs."""
    if found.target is not None:
        return []
    own = sorted(viewer.organisation_ids - {found.stream.organisation_id})
    return [(one, queries.organisation(session, viewer, one).name) for one in own]


def _problems(typed: dict[str, str], target: Target | None) -> Problems:
    wrong = {
        "company": "" if target else _("Choose for which company you speak"),
        "text": contact.text_problem(typed["text"], ""),
    }
    return {field: sentence for field, sentence in wrong.items() if sentence}


def _page(
    found: Proposal, companies: list[tuple[str, str]], typed: dict[str, str], wrong: Problems
) -> ResponseReturnValue:
    page = render_template(
        "matches/interest.html",
        proposal=found,
        stream=found.stream,
        companies=companies,
        may_speak=bool(found.own if found.target else companies),
        is_visitor=current_viewer().person_id is None,
        sign_in=sign_in_address(),
        is_desk=bool(found.target) and bool(desk_sides(current_viewer())),
        form=typed,
        wrong=wrong,
        examples=found.stream.is_example,
    )
    return Response(page, UNPROCESSABLE if wrong else 200)
