"""`sivuvirta import`, `undo` and `imports`: files of people into the bank, and back out."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from web.cli.speech import DONE, NOTHING_DONE, SOME_REJECTED, language, refuse, say, warn
from web.cli.speech import translate as _

if TYPE_CHECKING:
    from collections.abc import Callable

    from databank.imports.direct import DirectOutcome
    from databank.imports.values import ImportMapping

IMPORTED_BY = "sivuvirta import"
MOST_SAID = 20
"""Columns, wordings and records that are named on the screen; the report names all."""
CERTAIN = 0.995
OUTPUT = click.Path(path_type=Path, dir_okay=False)


@click.command("import")
@click.argument("kind")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--mapping", type=OUTPUT, help="What columns and words mean, as JSON; a report of an import holds one.")
@click.option(
    "--organisation", metavar="BUSINESS_ID", help="Whose rows they are; without it the city's own organisation."
)
@click.option("--year", type=click.IntRange(1900, 2200), help="The year of rows that name none.")
@click.option("--dry-run", is_flag=True, help="Check every row and write nothing.")
@click.option("--report", type=OUTPUT, help="Write the report as JSON.")
@click.option("--returned", type=OUTPUT, help="Write the file again with its refused cells coloured, and the reasons.")
def import_rows(
    kind: str,
    file: Path,
    mapping: Path | None,
    organisation: str | None,
    year: int | None,
    dry_run: bool,  # noqa: FBT001  # click hands a flag over by name
    report: Path | None,
    returned: Path | None,
) -> int:
    """Import a FILE of KIND: CSV, XLSX, ODS or JSON, as people have it.

    KIND is one of areas, area-facts, organisations, sites, permits, side-streams, amounts, composition, documents,
    needs, exchanges, flows. Headings and words are matched and told, bad rows are named and left out. The same file
    again changes nothing; after an interruption the same command goes on.
    """
    from databank.imports.beginning import Upload
    from web.cli.opening import opened_bank

    refuse_unknown_kind(kind)
    if not file.is_file():
        refuse("There is no file %(file)s.", file=file)
    upload = Upload(
        kind=kind,
        file_name=file.name,
        made_by=IMPORTED_BY,
        language=language(),
        organisation_id=organisation,
        mapping=asked_mapping(mapping, year),
    )
    with opened_bank() as bank:
        outcome = run_import(bank, file, upload, dry_run=dry_run)
    write_files(file, outcome, report, returned)
    return tell(outcome, dry_run=dry_run)


def refuse_unknown_kind(kind: str) -> None:
    """Name the kinds when one is asked that does not exist."""
    from databank.schemas import KINDS

    if kind not in KINDS:
        refuse("There is no kind %(kind)s. The kinds are: %(kinds)s.", kind=kind, kinds=", ".join(KINDS))


def asked_mapping(file: Path | None, year: int | None) -> ImportMapping:
    """What the command line says of the file."""
    from dataclasses import replace

    from databank.imports.remembering import read_mapping
    from databank.imports.values import ImportMapping

    mapping = ImportMapping() if file is None else read_mapping(file.read_text("utf-8-sig"))
    return mapping if year is None else replace(mapping, options={**mapping.options, "year": str(year)})


def run_import(bank: Any, file: Path, upload: Any, *, dry_run: bool) -> DirectOutcome:
    """Import with a bar on the screen."""
    from databank.imports.direct import Direct

    with progress() as tell_progress:
        return Direct(
            bank=bank,
            path=file,
            upload=upload,
            on_progress=tell_progress,
            on_waiting=lambda: warn(
                _("Another import for the same organisation is under way: this one waits until that has ended.")
            ),
        ).run(dry_run=dry_run)


@contextmanager
def progress() -> Iterator[Callable[[str, int, int], None]]:
    """A bar on the terminal for each step; nothing where nobody looks."""
    if not sys.stderr.isatty():
        yield lambda _step, _done, _total: None
        return
    labels = {"look": _("Looking at the file"), "save": _("Saving"), "undo": _("Undoing")}
    bars: dict[str, Any] = {}

    def told(step: str, done: int, total: int) -> None:
        if step not in bars:
            for bar in bars.values():
                bar.render_finish()
            bars[step] = click.progressbar(length=max(total, 1), label=labels[step], file=sys.stderr)
        bar = bars[step]
        bar.length = max(total, done, 1)
        bar.update(max(0, done - bar.pos))

    try:
        yield told
    finally:
        for bar in list(bars.values())[-1:]:
            bar.render_finish()


# --- what is written ---------------------------------------------------------------------------------------------


def write_files(file: Path, outcome: DirectOutcome, report: Path | None, returned: Path | None) -> None:
    """The report, and the user's own file with its bad cells marked."""
    from databank.imports.returned import write_marked
    from web.cli.files import whole_file, write_json
    from web.cli.sentences import said

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
    from web.cli.sentences import said

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
    from web.cli.sentences import said

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
    from web.cli.sentences import said

    for note in outcome.notes:
        say(str(said(note)))
    for reading in outcome.readings:
        for column in reading.columns:
            if column.reason == "exact" or not column.heading:
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
    taken = [one for one in outcome.wordings if taken_for(one) is not None]
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
    from web.cli.sentences import said

    for question in outcome.questions:
        warn(_("Question %(id)s: %(message)s", id=question.id, message=said(question.message)))
    if outcome.questions and not outcome.mapping.answers:
        warn(_("What is asked about is put under review. Answer in --mapping, under answers."))


def tell_problems(outcome: DirectOutcome) -> None:
    """Every refused cell, as far as anybody reads such a list."""
    from databank.errors import RowError
    from web.cli.sentences import row_sentences

    rows = (RowError(line_of(one.row, outcome.form), one.field, one.value, one.message) for one in outcome.problems)
    for sentence in row_sentences(rows):
        warn(sentence)


# --- undo and list -----------------------------------------------------------------------------------------------


@click.command()
@click.argument("import_id")
def undo(import_id: str) -> int:
    """Take back the import IMPORT_ID.

    What it brought goes and what it changed says again what it said before. Records that somebody built on stay and
    are named. After an interruption the same command goes on.
    """
    from databank.access import CITY
    from databank.imports import running
    from databank.records import ImportState
    from web.cli.opening import opened_bank

    with opened_bank() as bank, progress() as tell_progress:
        now = running.system_clock()
        with bank.session(writing=True) as session:
            view = running.import_of(session, CITY, import_id)
            if view.state is not ImportState.UNDOING:
                running.ask_undo(session, CITY, import_id, at=now)
        total = sum(view.counts.get(name, 0) for name in ("new", "changed"))
        running.undo(bank, import_id, force=True, on_progress=lambda done: tell_progress("undo", done, total))
        with bank.session() as session:
            view = running.import_of(session, CITY, import_id)
            stays, _after = running.problems_of(session, CITY, import_id, running.ProblemKind.NOTE, most=MOST_SAID)
    return tell_undone(view.counts, stays)


def tell_undone(counts: Any, stays: Any) -> int:
    """Say what went and what stays."""
    from web.cli.sentences import said

    removed, restored, kept = (counts.get(name, 0) for name in ("removed", "restored", "kept"))
    for problem in stays:
        warn(_("%(kind)s %(id)s stays: %(reason)s", kind=problem.field, id=problem.value, reason=said(problem.message)))
    if kept > len(stays):
        warn(_("%(count)d more records stay.", count=kept - len(stays)))
    say(
        _(
            "Removed: %(removed)d, as before: %(restored)d, kept: %(kept)d.",
            removed=removed,
            restored=restored,
            kept=kept,
        )
    )
    if not kept:
        return DONE
    return SOME_REJECTED if removed or restored else NOTHING_DONE


@click.command()
def imports() -> None:
    """List the imports, the latest first: id, time, kind, state, rows, file."""
    from databank.access import CITY
    from databank.imports import running
    from web.cli.opening import opened_bank

    with opened_bank() as bank, bank.session() as session:
        lines = running.imports_of(session, CITY)
    for line in lines:
        counts = _(
            "%(new)d new, %(changed)d changed, %(rejected)d rejected",
            **{name: line.counts.get(name, 0) for name in ("new", "changed", "rejected")},
        )
        when = f"{line.begun_at:%Y-%m-%d %H:%M}"
        say(f"{line.id}\t{when}\t{line.kind}\t{line.state.value}\t{counts}\t{line.file_name}")
    if not lines:
        say(_("Nothing was imported yet."))
