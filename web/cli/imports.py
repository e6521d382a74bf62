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
"""Records that stay and are named on the screen."""
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
    needs, exchanges, flows, treatment-lines, trials. Headings and words are matched and told, bad rows are named and
    left out. The same file again changes nothing; after an interruption the same command goes on.
    """
    from databank.imports.beginning import Upload
    from web.cli.import_report import tell, write_files
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
