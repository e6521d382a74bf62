"""Words from corrections: what owners called their waste, what it was corrected to, and whether that makes a word."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from databank import corrections
from databank.access import CORRECTION_ROLES
from databank.corrections import AcceptedTerm, Group, NewTerm, TermChangedError, TermRefusedError
from databank.sheets.dialects import MACHINE
from taxonomy.codes import LANGUAGES
from web import house
from web.addresses import address
from web.auth import current_viewer, needs_role
from web.desk.blueprint import blueprint
from web.desk.meanings import typed as typed_code
from web.desk.meanings import written
from web.files import csv_response
from web.language import NAMES
from web.language import gettext as _
from web.numbers import day
from web.saying import said

SEE_OTHER = 303
UNPROCESSABLE, CONFLICT = 422, 409
LONGEST_LIST = 10_000
FILE = "sivuvirta-accepted-terms"
Form = MultiDict[str, str]
Typed = Mapping[str, str]
Problems = Mapping[str, str]
FIELDS = ("term", "language", "codes", "version")
OWN_WORD = "-own"
"""The mark of the form for a word that comes from no correction."""
for_vocabulary = needs_role(*sorted(CORRECTION_ROLES))


@dataclass(frozen=True, slots=True)
class Card:
    """The form in which a reviewer makes a word, of a group of corrections or of their own knowledge."""

    group: Group | None
    mark: str
    typed: Typed
    wrong: Problems

    @property
    def form(self) -> dict[str, str]:
        """What stands in the fields, by their names on the page."""
        return {f"{name}{self.mark}": text for name, text in self.typed.items()}

    @property
    def faults(self) -> dict[str, str]:
        """What is wrong with the fields, by their names on the page."""
        return {f"{name}{self.mark}": text for name, text in self.wrong.items()}


@blueprint.page("desk", "/vocabulary", formats=("csv",))
@for_vocabulary
def vocabulary(extension: str) -> ResponseReturnValue:
    """The words that wait, and those that were accepted; as CSV the accepted ones, in the columns of our lists."""
    if extension == "csv":
        with house.bank().session() as session:
            terms = corrections.accepted_terms(session, current_viewer())
        return csv_response(corrections.term_rows(terms), corrections.COLUMNS, FILE, MACHINE)
    return _page({}, {})


@blueprint.page("desk", "/vocabulary", methods=["POST"])
@for_vocabulary
def decide_word() -> ResponseReturnValue:
    """Accept or dismiss a group of words, add a word, or withdraw one."""
    form = request.form
    step = STEPS.get(form.get("do", ""))
    if step is None:
        return _page({}, {"term": _("Choose what to do with the word")}), UNPROCESSABLE
    try:
        with house.bank().session(writing=True) as session:
            sentence = step(session, form)
    except TermRefusedError as refused:
        problems = {name: said(problem) for name, problem in refused.problems.items()}
        return _page(_typed(form), problems, form.get("mark", "")), UNPROCESSABLE
    except TermChangedError as changed:
        version = str(changed.standing.version if changed.standing else 0)
        typed = _typed(form) | {"version": version}
        return _page(typed, {"term": _meanwhile(changed.standing)}, form.get("mark", "")), CONFLICT
    flash(sentence)
    return redirect(address("desk.vocabulary", extension="html"), SEE_OTHER)


def _accept(session: house.Session, form: Form) -> str:
    typed = _typed(form)
    wanted = NewTerm(
        term=typed["term"], language=typed["language"], codes=typed["codes"], version=_number(typed["version"])
    )
    term = corrections.accept(session, current_viewer(), wanted, _ids(form), today=house.today())
    return _("“%(term)s” leads to %(codes)s from now on.", term=term.term, codes=", ".join(map(written, term.codes)))


def _dismiss(session: house.Session, form: Form) -> str:
    corrections.dismiss(session, current_viewer(), _ids(form), today=house.today())
    return _("The words are dismissed. Later corrections of the same words are listed again.")


def _withdraw(session: house.Session, form: Form) -> str:
    term_id, version = _number(form.get("term_id", "")), _number(form.get("version", ""))
    term = corrections.withdraw(session, current_viewer(), term_id, version, today=house.today())
    return _("“%(term)s” is withdrawn.", term=term.term)


STEPS: Mapping[str, Callable[[house.Session, Form], str]] = {
    "accept": _accept,
    "dismiss": _dismiss,
    "withdraw": _withdraw,
}


def _ids(form: Form) -> tuple[int, ...]:
    """The corrections that stood on the page."""
    return tuple(_number(one) for one in form.get("ids", "").split(",")[:LONGEST_LIST] if one.isdecimal())


def _number(text: str) -> int:
    """A number of the page; 0 for anything that is none or that no table can hold."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < len("2147483647") else 0


def _typed(form: Form) -> dict[str, str]:
    """The fields of the one form that was sent: every form of the page has its mark in the names of its fields."""
    mark = form.get("mark", "")
    return {name: form.get(f"{name}{mark}", "") for name in FIELDS}


def _meanwhile(standing: AcceptedTerm | None) -> str:
    if standing is None:
        return _("Somebody else has decided about these words meanwhile. Look again.")
    if standing.withdrawn_on is not None:
        return _("“%(term)s” was withdrawn on %(day)s.", term=standing.term, day=day(standing.withdrawn_on))
    return _(
        "“%(term)s” was accepted on %(day)s and leads to %(codes)s. Accept again to change that.",
        term=standing.term,
        day=day(standing.accepted_on),
        codes=", ".join(map(written, standing.codes)),
    )


def _page(typed: Typed, problems: Problems, mark: str = "") -> str:
    """The page; what was typed stands in the form with this mark, or in the last one when that has gone meanwhile."""
    viewer = current_viewer()
    with house.bank().session() as session:
        groups = corrections.groups(session, viewer)
        terms = corrections.accepted_terms(session, viewer)
    marks = {_mark(group) for group in groups}
    cards = [_card(group, typed, problems if _mark(group) == mark else {}) for group in groups]
    own = Card(None, OWN_WORD, typed or _standing(terms), {} if mark in marks else problems)
    return render_template(
        "desk/vocabulary.html",
        cards=[*cards, own],
        wrong={f"{name}{card.mark}": text for card in (*cards, own) for name, text in card.wrong.items()},
        most=corrections.MOST_GROUPS,
        in_use=[term for term in terms if term.withdrawn_on is None],
        withdrawn=[term for term in terms if term.withdrawn_on is not None],
        languages=[(one, NAMES[one]) for one in LANGUAGES],
        written=written,
    )


def _card(group: Group, typed: Typed, problems: Problems) -> Card:
    """What a reviewer would accept: the most frequent words, their language, and the code of the correction."""
    offered = {
        "term": group.variants[0].words,
        "language": group.languages[0] if group.languages else LANGUAGES[0],
        "codes": typed_code(group.code) if group.code else "",
        "version": "0",
    }
    return Card(group, _mark(group), typed if problems else offered, problems)


def _mark(group: Group) -> str:
    """What tells the form of a group from the others."""
    return f"-{min(group.ids)}"


def _standing(terms: Sequence[AcceptedTerm]) -> Typed:
    """The accepted word that the address names, to be changed."""
    wanted = _number(request.args.get("term", ""))
    return next(
        (
            {
                "term": one.term,
                "language": one.language,
                "codes": "; ".join(map(typed_code, one.codes)),
                "version": str(one.version),
            }
            for one in terms
            if one.id == wanted
        ),
        {},
    )
