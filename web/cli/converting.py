"""`sivuvirta convert`: a flow table from one format into another."""

from __future__ import annotations

from pathlib import Path

import click

from web.cli.speech import DONE, SOME_REJECTED, say
from web.cli.speech import translate as _


@click.command()
@click.argument("flows", metavar="[FLOWS]", required=False, type=click.Path(path_type=Path))
@click.option("--year", type=click.IntRange(1900, 2200), help="The year of flows whose format has no word for it.")
@click.option("--processes", type=click.Path(path_type=Path), help="CSV: process,label,sector,area,stage.")
@click.option(
    "--audience",
    type=click.Choice(["public", "city"]),
    default="public",
    show_default=True,
    help="Whose eyes the flows of the bank are written for.",
)
@click.option(
    "--data",
    type=click.Choice(["facts", "examples"]),
    default="facts",
    show_default=True,
    help="What of the bank is written.",
)
@click.option("--keep-going", is_flag=True, help="Use the good rows of FLOWS and count the bad ones.")
@click.option(
    "--output", required=True, type=click.Path(path_type=Path), help="A file .csv .xlsx .txt .graphml or .zip"
)
def convert(
    flows: Path | None,
    year: int | None,
    processes: Path | None,
    audience: str,
    data: str,
    keep_going: bool,  # noqa: FBT001  # click hands a flag over by name
    output: Path,
) -> int:
    """Convert the flow table FLOWS, or that of the bank.

    Reads and writes CSV, workbooks (.xlsx, also .ods is read), SankeyMATIC text (.txt), GraphML and floweaver's two
    tables (.zip).
    """
    from flows.files import read_process_csv
    from web.cli.files import whole_file
    from web.cli.flow_files import read_table, written

    known = read_process_csv(processes) if processes else None
    if flows is None:
        from web.cli.bank_flows import table_of_bank

        table, _names = table_of_bank(audience, is_example=data == "examples", year=year)
    else:
        table = read_table(flows, keep_going=keep_going, processes=known, year=year)
    content = written(table, output.suffix.lower())
    with whole_file(output) as temporary:
        temporary.write_bytes(content)
    say(_("%(count)d flows are written to %(file)s.", count=len(table), file=output))
    return SOME_REJECTED if table.left_out.get("rejected") else DONE
