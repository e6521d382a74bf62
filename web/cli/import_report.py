"""What an import from the command line tells: its report, and sentences about columns, words, questions and rows."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from web.cli.sentences import row_sentences, said
from web.cli.speech import DONE, NOTHING_DONE, SOME_REJECTED, language, say, warn
from web.cli.speech import translate as _

if TYPE_CHECKING:
    from databank.imports.direct import DirectOutcome

MOST_SAID = 20
"""Words that are named on the screen; the report names all."""


# --- what is written ---------------------------------------------------------------------------------------------


def write_files(file: Path, outcome: DirectOutcome, report: Path | None, returned: Path | None) -> None:
    """The report, and the user's own file with its bad cells marked."""
    from databank.imports.returned import write_marked
    from web.cli.files import whole_file, write_json

    if report is not None:
        write_json(report, report_of(outcome))
    if returned is not None:
        with whole_file(returned) as temporary:
            write_marked(file, file.name, outcome.readings, outcome.problems, temporary, said, language())


def report_of(outcome: DirectOutcome) -> dict[str, Any]:
    """The report as others read it; `row` is the line in the file."""
    from databank.imports.remembering import mapping_json

    counts = outcome.counts
    return {
        "accepted": counts.get("new", 0) + counts.get("changed", 0),
        **{name: counts.get(name, 0) for name in ("unchanged", "rejected", "new", "changed", "left_out")},
        "rows": [row_of(problem, outcome.form) for problem in outcome.problems],
        "columns": [column_of(reading.sheet, column) for reading in outcome.readings for column in reading.columns],
        "wordings": [wording_of(wording) for wording in outcome.wordings],
        "questions": [question_of(question) for question in outcome.questions],
        "mapping": mapping_json(outcome.mapping),
        "import_id": outcome.import_id,
    }


def line_of(row: int | None, form: str) -> int | None:
    """The line in a file; in a JSON list, which has no heading, the number of the item."""
    return row - 1 if row is not None and form == "json" else row


def row_of(problem: Any, form: str) -> dict[str, Any]:
    """One refused cell."""
    sheet = {"sheet": problem.sheet} if problem.sheet and form != "json" else {}
    where = {"row": line_of(problem.row, form), "field": problem.field, "value": problem.value}
    return {**where, "message": str(said(problem.message)), **sheet}


def column_of(sheet: str, column: Any) -> dict[str, Any]:
    """What one column was taken for."""
    return {
        **({"sheet": sheet} if sheet else {}),
        **{name: getattr(column, name) for name in ("letter", "heading", "field", "unit", "year", "reason")},
        "score": round(column.score, 3),
    }


def wording_of(wording: Any) -> dict[str, Any]:
    """What one text was taken for, or may mean."""
    return {
        "field": wording.field,
        "text": wording.text,
        "count": wording.count,
        "taken_for": taken_for(wording),
        "candidates": [
            {"value": one.value, "label": one.label, "score": round(one.score, 3)} for one in wording.candidates
        ],
    }


def taken_for(wording: Any) -> str | None:
    """The value of a text: chosen, else the best candidate when that is certain."""
    if wording.chosen is not None:
        return str(wording.chosen)
    return str(wording.candidates[0].value) if wording.is_automatic and wording.candidates else None


def question_of(question: Any) -> dict[str, Any]:
    """One question about the file, with its answers as --mapping takes them."""
    answers = [{"id": one.id, "label": str(said(one.label))} for one in question.answers]
    rows = [{"sheet": sheet, "row": row} for sheet, row in question.rows]
    where = {"id": question.id, "field": question.field, "count": question.count, "rows": rows}
    return {**where, "message": str(said(question.message)), "answers": answers}


# --- what is said ------------------------------------------------------------------------------------------------


def tell(outcome: DirectOutcome, *, dry_run: bool) -> int:
    """Say what was understood and done, name every rejected row, and give the exit code."""
    if outcome.went_on:
        say(_("The import %(id)s had been interrupted: it went on where it was.", id=outcome.import_id))
    if outcome.earlier:
        say(_("The same file was imported before, as %(id)s.", id=outcome.earlier))
    tell_columns(outcome)
    tell_wordings(outcome)
    tell_questions(outcome)
    tell_problems(outcome)
    counts = outcome.counts
    accepted, rejected = counts.get("new", 0) + counts.get("changed", 0), counts.get("rejected", 0)
    unchanged = counts.get("unchanged", 0)
    say(
        _(
            "Accepted: %(accepted)d, unchanged: %(unchanged)d, rejected: %(rejected)d.",
            accepted=accepted,
            unchanged=unchanged,
            rejected=rejected,
        )
    )
    if dry_run:
        say(_("This was a dry run: nothing is written."))
    elif accepted:
        say(_("Undo it with: sivuvirta undo %(id)s", id=outcome.import_id))
    if not rejected:
        return DONE
    return SOME_REJECTED if accepted or unchanged else NOTHING_DONE


def tell_columns(outcome: DirectOutcome) -> None:
    """How the headings were understood, where they are not our own names of columns."""
    from databank.imports.reading import ACCEPTED_FROM

    for note in outcome.notes:
        say(str(said(note)))
    columns = [column for reading in outcome.readings for column in reading.columns]
    if any(column.heading != column.field for column in columns):
        say(_("A heading is accepted from a likeness of %(score)d %% on.", score=round(ACCEPTED_FROM * 100)))
    for reading in outcome.readings:
        for column in reading.columns:
            if column.heading in {"", column.field}:
                continue
            place = {"letter": column.letter, "heading": column.heading}
            if column.field is None:
                say(_("Column %(letter)s, %(heading)s, is left out.", **place))
            else:
                score = round(column.score * 100)
                say(
                    _(
                        "Column %(letter)s, %(heading)s, is read as %(field)s (%(score)d %%).",
                        **place,
                        field=column.field,
                        score=score,
                    )
                )


def tell_wordings(outcome: DirectOutcome) -> None:
    """How words were understood."""
    from databank.imports.matching import ACCEPTED

    taken = [one for one in outcome.wordings if taken_for(one) is not None]
    if taken:
        say(_("A word is taken for a value from a likeness of %(score)d %% on.", score=round(ACCEPTED * 100)))
    for wording in taken[:MOST_SAID]:
        value = taken_for(wording)
        labels = [one.label for one in wording.candidates if one.value == value]
        say(
            _(
                '%(field)s: "%(text)s" is taken for %(value)s; rows: %(count)d.',
                field=wording.field,
                text=wording.text,
                value=labels[0] if labels else value,
                count=wording.count,
            )
        )
    if len(taken) > MOST_SAID:
        say(_("%(count)d more words were understood; the report names all.", count=len(taken) - MOST_SAID))


def tell_questions(outcome: DirectOutcome) -> None:
    """What looks wrong; the amounts wait for a person until somebody answers."""
    for question in outcome.questions:
        warn(_("Question %(id)s: %(message)s", id=question.id, message=said(question.message)))
    if outcome.questions and not outcome.mapping.answers:
        warn(_("What is asked about is put under review. Answer in --mapping, under answers."))


def tell_problems(outcome: DirectOutcome) -> None:
    """Every refused cell, as far as anybody reads such a list."""
    from databank.errors import RowError

    rows = (RowError(line_of(one.row, outcome.form), one.field, one.value, one.message) for one in outcome.problems)
    for sentence in row_sentences(rows):
        warn(sentence)
