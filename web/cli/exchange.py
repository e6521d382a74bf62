"""`sivuvirta import` and `sivuvirta export`: well-formed CSV in, the same columns out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from web.cli.speech import DONE, NOTHING_DONE, SOME_REJECTED, refuse, say, warn
from web.cli.speech import translate as _

if TYPE_CHECKING:
    from databank.access import Viewer
    from databank.errors import ImportReport

IMPORTED_BY = "sivuvirta import"
FORMATS = ("csv", "csv-fi", "json", "xlsx")


@click.command("import")
@click.argument("kind")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--organisation", metavar="BUSINESS_ID", help="Whose rows they are; without it the city's own organisation."
)
@click.option("--year", type=click.IntRange(1900, 2200), help="The year of rows that name none.")
@click.option("--dry-run", is_flag=True, help="Check every row and write nothing.")
@click.option("--report", type=click.Path(path_type=Path, dir_okay=False), help="Write the report as JSON.")
def import_rows(
    kind: str,
    file: Path,
    organisation: str | None,
    year: int | None,
    dry_run: bool,  # noqa: FBT001  # click hands a flag over by name
    report: Path | None,
) -> int:
    """Import a CSV FILE of KIND.

    KIND is one of areas, area-facts, organisations, sites, permits, side-streams, amounts, composition, documents,
    needs, exchanges, flows. Bad rows are named and left out; the same file again changes nothing.
    """
    from databank.errors import ImportReport
    from databank.exchange import import_file
    from web.cli.files import write_json
    from web.cli.opening import opened_bank

    refuse_unknown_kind(kind)
    if not file.is_file():
        refuse("There is no file %(file)s.", file=file)
    with opened_bank() as bank, bank.session() as session:
        outcome = import_file(
            session, kind, file, organisation_id=organisation, year=year, dry_run=dry_run, imported_by=IMPORTED_BY
        )
    if outcome == ImportReport():
        refuse("%(file)s has no rows under its heading. Nothing was read.", file=file.name)
    if report is not None:
        write_json(report, report_of(outcome))
    return tell(outcome, dry_run=dry_run)


def refuse_unknown_kind(kind: str) -> None:
    """Name the kinds when one is asked that does not exist."""
    from databank.exchange import KINDS

    if kind not in KINDS:
        refuse("There is no kind %(kind)s. The kinds are: %(kinds)s.", kind=kind, kinds=", ".join(KINDS))


def report_of(outcome: ImportReport) -> dict[str, Any]:
    """The report as others read it; `row` is the line in the file."""
    rows = [{"row": row.row, "field": row.field, "value": row.value, "message": row.message} for row in outcome.rows]
    return {
        "accepted": outcome.accepted,
        "unchanged": outcome.unchanged,
        "rejected": outcome.rejected,
        "rows": rows,
    }


def tell(outcome: ImportReport, *, dry_run: bool) -> int:
    """Say what was done, name every rejected row, and give the exit code."""
    from web.cli.sentences import row_sentences

    for sentence in row_sentences(outcome.rows):
        warn(sentence)
    counts = {"accepted": outcome.accepted, "unchanged": outcome.unchanged, "rejected": outcome.rejected}
    say(_("Accepted: %(accepted)d, unchanged: %(unchanged)d, rejected: %(rejected)d.", **counts))
    if dry_run:
        say(_("This was a dry run: nothing is written."))
    if not outcome.rejected:
        return DONE
    return SOME_REJECTED if outcome.accepted or outcome.unchanged else NOTHING_DONE


@click.command("export")
@click.argument("kind")
@click.option("--output", required=True, type=click.Path(path_type=Path), help="The file to write.")
@click.option("--format", "form", help="csv, csv-fi (for Excel), json or xlsx; else what the file is called.")
@click.option(
    "--audience",
    type=click.Choice(["public", "member", "city"]),
    default="public",
    show_default=True,
    help="What is left out or made coarse for whom.",
)
def export_rows(kind: str, output: Path, form: str | None, audience: str) -> None:
    """Export the records of KIND.

    The columns are those that import takes.
    """
    from databank import exchange
    from web.cli.files import whole_file
    from web.cli.opening import opened_bank

    refuse_unknown_kind(kind)
    writers = {
        "csv": exchange.write_csv,
        "csv-fi": exchange.write_csv_for_excel,
        "json": exchange.write_json,
        "xlsx": exchange.write_xlsx,
    }
    write = writers[chosen_format(form, output)]
    with opened_bank() as bank, bank.session() as session, whole_file(output) as temporary:
        count = write(exchange.export_rows(session, viewer_of(audience), kind), kind, temporary)
    say(_("%(count)d rows of %(kind)s are written to %(file)s.", count=count, kind=kind, file=output))


def chosen_format(form: str | None, output: Path) -> str:
    """The format asked for or meant by the file name, else CSV."""
    chosen = (form or output.suffix.lstrip(".")).lower()
    if form is not None and chosen not in FORMATS:
        refuse("There is no format %(format)s. Use one of %(formats)s.", format=form, formats=", ".join(FORMATS))
    return chosen if chosen in FORMATS else "csv"


def viewer_of(audience: str) -> Viewer:
    """Whose eyes an export or a diagram is made for."""
    from databank.access import ANONYMOUS, CITY, Role, Viewer

    return {"public": ANONYMOUS, "member": Viewer(roles=frozenset({Role.MEMBER})), "city": CITY}[audience]
