"""`sivuvirta export`: records out, in the columns that import takes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from web.cli.imports import refuse_unknown_kind
from web.cli.speech import refuse, say
from web.cli.speech import translate as _

if TYPE_CHECKING:
    from databank.access import Viewer

FORMATS = ("csv", "csv-fi", "json", "xlsx")


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
