"""The fourth page: what will become of the rows, questions, refused rows to correct in place, and the word to save."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import render_template, request
from flask.typing import ResponseReturnValue

from databank.imports import running
from databank.imports.showing import ImportView, Problem, Sample
from databank.imports.values import FileQuestion, ImportMapping
from databank.records import ImportState, ProblemKind
from web import house
from web.auth import current_viewer, signed_in
from web.imports import stepping
from web.imports.blueprint import blueprint
from web.imports.checking_form import decided, question_lines, row_lines
from web.imports.loading import DECIDING, is_stale, load, seen_of
from web.imports.words import change_word, field_of, field_word, kind_word, named_word, said, value_word
from web.language import gettext as _
from web.language import ngettext
from web.numbers import number

MOST_CELLS = 60
SAMPLES, MOST_CHANGES, MOST_ROWS = 5, 12, 12
HIDDEN = frozenset(
    {"id", "language", "visibility", "is_example", "reuse", "kind", "organisation_id", "origin", "period"}
)
"""What a preview need not say: what the file says of all its rows, and what stands there by itself."""
FIRST = ("name", "material_class", "waste_code", "amount", "unit", "receiver", "treatment_code", "fate", "hazard")
Figures = tuple[tuple[str, int, str], ...]


@dataclass(frozen=True, slots=True)
class SampleLine:
    """One record as it will be."""

    sample: Sample
    name: str
    changes: tuple[tuple[str, str, str], ...]


@blueprint.page("imports", "/<import_id>/check", methods=["GET", "POST"])
@signed_in
def check(import_id: str) -> ResponseReturnValue:
    """See what will happen, correct, answer; then save."""
    if request.method == "POST":
        return _decide(import_id)
    with house.bank().session() as session:
        view = load(session, import_id)
        if view.state not in DECIDING or view.missing or not view.readings:
            return stepping.where_it_is(view)
        return _page(session, view)


def _decide(import_id: str) -> ResponseReturnValue:
    stepping.count_step()
    with house.bank().session(writing=True) as session:
        view = load(session, import_id)
        if view.state not in DECIDING:
            return stepping.where_it_is(view)
        if is_stale(view):
            return _page(session, view, is_stale_form=True), stepping.CONFLICT
        problems, _more = _problems(session, view)
        mapping = decided(view.questions, problems, view.mapping, request.form)
        step = _keep(session, view, mapping)
    if step:
        stepping.begin(step, import_id)
    return stepping.go(import_id, "imports.one" if step == "commit" else "imports.check")


def _keep(session: house.Session, view: ImportView, mapping: ImportMapping) -> str:
    """The step that follows: what was changed is checked again before anything of it is saved."""
    if mapping != view.mapping:
        stepping.keep(session, view, mapping)
        return "check"
    if request.form.get("do") != "save":
        return ""
    running.ask_commit(session, current_viewer(), view.id, at=house.now(), expected=view.changed_at)
    return "commit"


def _problems(session: house.Session, view: ImportView) -> tuple[tuple[Problem, ...], int | None]:
    after = request.args.get("after", "")
    first = int(after) if after.isascii() and after.isdigit() and len(after) < 10 else -1  # noqa: PLR2004 - a whole number
    return running.problems_of(session, current_viewer(), view.id, ProblemKind.REFUSED, after=first, most=MOST_CELLS)


def _page(session: house.Session, view: ImportView, *, is_stale_form: bool = False) -> str:
    problems, following = _problems(session, view)
    notes, _more = running.problems_of(session, current_viewer(), view.id, ProblemKind.NOTE, most=MOST_CELLS)
    counts = view.counts
    good = counts.get("new", 0) + counts.get("changed", 0)
    return render_template(
        "imports/check.html",
        line=view,
        seen=seen_of(view),
        is_stale=is_stale_form,
        figures=figures_of(counts),
        summary=summary_of(view),
        questions=question_lines(view.questions, view.mapping),
        rows=row_lines(problems, view.mapping),
        next=following,
        rejected=counts.get("rejected", 0),
        samples=_samples(view),
        notes=view.notes,
        row_notes=notes,
        good=good,
        save_words=save_words(good),
        undecided=len(view.undecided),
        is_checked=view.state is ImportState.CHECKED,
        field_word=lambda name: field_word(name, view.kind),
        kind_word=kind_word,
        said=said,
        rows_of=rows_of,
    )


def figures_of(counts: Mapping[str, int]) -> Figures:
    """What becomes of how many rows."""
    return (
        (_("New"), counts.get("new", 0), "new"),
        (_("Changed"), counts.get("changed", 0), "changed"),
        (_("Unchanged"), counts.get("unchanged", 0), "unchanged"),
        (_("Not taken"), counts.get("rejected", 0), "rejected"),
        (_("Left out"), counts.get("left_out", 0), "left-out"),
    )


def save_words(good: int) -> str:
    """What the button says."""
    return ngettext("Save %(count)s row", "Save %(count)s rows", good, count=number(good))


def summary_of(view: ImportView) -> str:
    """What saving will do, in sentences."""
    counts = view.counts
    new, changed, rejected = counts.get("new", 0), counts.get("changed", 0), counts.get("rejected", 0)
    if not new and not changed:
        if rejected:
            return _("No row can be saved as it is. Correct the rows below, or go back to the columns and words.")
        return _("Everything in this file is in the bank already: there is nothing to save.")
    told = _("Nothing is saved yet. Look at it, and save when it is right.")
    if not rejected:
        return told
    return f"{told} " + ngettext(
        "%(count)s row cannot be taken: correct it here, or get it back in your own file.",
        "%(count)s rows cannot be taken: correct them here, or get them back in your own file.",
        rejected,
        count=number(rejected),
    )


def _samples(view: ImportView) -> list[tuple[str, str, list[SampleLine]]]:
    """Some of the changed and of the new records, each kind with its title."""
    titles = (("changed", _("Some of the changed records")), ("new", _("Some of the new records")))
    return [(name, word, _samples_of(view, name)) for name, word in titles]


def _samples_of(view: ImportView, outcome: str) -> list[SampleLine]:
    found = [sample for sample in view.samples if sample.outcome == outcome]
    return [_sample(view.kind, sample) for sample in found[:SAMPLES]]


def rows_of(question: FileQuestion) -> str:
    """The rows that a question is about: some of them, and that there are more."""
    shown = question.rows[:MOST_ROWS]
    many = len({sheet for sheet, _row in question.rows}) > 1
    words = ", ".join(f"{sheet}!{row}" if many else str(row) for sheet, row in shown)
    return f"{words} …" if question.count > len(shown) else words


def _sample(kind: str, sample: Sample) -> SampleLine:
    said_of = {name: pair for name, pair in sample.changes.items() if name not in HIDDEN and pair[0] != pair[1]}
    changes = tuple(
        (
            change_word(name, kind),
            value_word(field_of(name), before),
            named_word(field_of(name), after, sample.wording),
        )
        for name, (before, after) in sorted(said_of.items(), key=lambda pair: _place_of(pair[0]))
    )
    name = sample.changes.get("name", (None, None))[1]
    return SampleLine(sample, str(name or sample.record_id), changes[:MOST_CHANGES])


def _place_of(name: str) -> int:
    """The place of a field among those that are looked at first."""
    field = field_of(name)
    return FIRST.index(field) if field in FIRST else len(FIRST)
