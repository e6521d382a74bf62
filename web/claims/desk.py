"""The city's side: the claims that wait, one beside what the source says, and the decision."""

from __future__ import annotations

from flask import Response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from databank import claims, queries
from databank.claims import Claim
from databank.errors import RecordNotFoundError
from databank.records import Amount, ClaimKind, DecisionState, SideStream
from databank.submissions import Change
from web import contact, house
from web.addresses import address
from web.auth import current_viewer, signature
from web.catalogue.series import sentence_of, series_of
from web.claims import mails
from web.claims.blueprint import blueprint, for_deciders
from web.claims.company import amount_in_words
from web.claims.forms import kinds
from web.language import gettext as _

UNPROCESSABLE = 422
SEE_OTHER = 303


@blueprint.page("desk", "/claims")
@for_deciders
def open_claims() -> str:
    """What companies said and the city has not decided, what it decided, and who is hidden meanwhile."""
    with house.bank().session() as session:
        waiting, decided = claims.open_claims(session), claims.decided_claims(session)
        hidden = claims.hidden_organisations(session)
    return render_template(
        "claims/desk.html", waiting=waiting, decided=decided, hidden=hidden, words=_words(), today=house.today()
    )


@blueprint.page("desk", "/claims/<claim_id>", methods=["GET", "POST"])
@for_deciders
def decision(claim_id: str) -> ResponseReturnValue:
    """One claim beside what the source says, and the form that decides it."""
    with house.bank().session() as session:
        found = claims.claim(session, claim_id)
        stream = _stream(session, found)
    if found.vouched_at is None:
        raise RecordNotFoundError(claim_id)
    typed = {name: contact.tidy(request.form.get(name, "")) for name in ("decision", "answer")}
    wrong = _problems(typed) if request.method == "POST" else {}
    if request.method == "GET" or wrong:
        return Response(_page(found, stream, typed, wrong), UNPROCESSABLE if wrong else None)
    return _decide(found, typed)


def _decide(found: Claim, typed: dict[str, str]) -> ResponseReturnValue:
    change = Change(made_by=signature(), reason=f"Claim {found.id}", made_at=house.now())
    with house.bank().session(writing=True) as session:
        accepted = typed["decision"] == DecisionState.ACCEPTED
        decided = claims.decide(session, found.id, change, accepted=accepted, answer=typed["answer"])
        mails.tell_decided(session, decided)
    return redirect(address("claims.open_claims"), SEE_OTHER)


@blueprint.page("desk", "/claims/show/<record_id>", methods=["POST"])
@for_deciders
def show_again(record_id: str) -> ResponseReturnValue:
    """Show a company again that an objection hid."""
    change = Change(made_by=signature(), reason="Shown again after an objection", made_at=house.now())
    with house.bank().session(writing=True) as session:
        claims.show_again(session, record_id, change)
    return redirect(address("claims.open_claims"), SEE_OTHER)


def _problems(typed: dict[str, str]) -> dict[str, str]:
    is_refused = typed["decision"] == DecisionState.REFUSED
    is_chosen = is_refused or typed["decision"] == DecisionState.ACCEPTED
    needed = _("Write why it is refused: the answer goes to whoever made the claim")
    wrong = {
        "decision": "" if is_chosen else _("Choose what you decide"),
        "answer": contact.text_problem(typed["answer"], needed if is_refused else ""),
    }
    return {field: sentence for field, sentence in wrong.items() if sentence}


def _page(found: Claim, stream: SideStream | None, typed: dict[str, str], wrong: dict[str, str]) -> str:
    source = amount_of_year(stream, found.year)
    return render_template(
        "claims/decision.html",
        claim=found,
        stream=stream,
        series=series_of(stream.amounts) if stream else None,
        series_sentence=sentence_of(stream.amounts) if stream else "",
        source_amount=amount_in_words(source) if source else "",
        word=_words()[found.kind],
        form=typed,
        wrong=wrong,
        is_open=found.state is DecisionState.OPEN,
        choices=_choices(found),
    )


def _choices(found: Claim) -> tuple[tuple[str, str, str], ...]:
    if found.kind is ClaimKind.OBJECT:
        accept, refuse = _("The page stays hidden."), _("The page is shown again.")
    else:
        accept, refuse = _("It is shown beside the record as what the company says."), _("It is not shown.")
    return (
        (DecisionState.ACCEPTED.value, _("Accept"), accept),
        (DecisionState.REFUSED.value, _("Refuse"), refuse),
    )


def _words() -> dict[str, str]:
    return {value: word for value, word, _after in kinds()}


def _stream(session: house.Session, found: Claim) -> SideStream | None:
    """The side stream that the claim is about, as the city sees it."""
    if found.side_stream_id is None:
        return None
    try:
        return queries.side_stream(session, current_viewer(), found.side_stream_id)
    except RecordNotFoundError:
        return None


def amount_of_year(stream: SideStream | None, year: int | None) -> Amount | None:
    """What the source says of the year that the claim corrects; of the latest one where it names none."""
    if stream is None:
        return None
    if year is None:
        return stream.latest
    return next((amount for amount in stream.amounts if amount.year == year), None)
