"""`sivuvirta balance`: what goes into each process, what comes out, and what is missing."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from web.cli.speech import refuse, say
from web.cli.speech import translate as _

if TYPE_CHECKING:
    from flows.balance import BalanceRow
    from flows.table import FlowTable

COLUMNS = ("year", "layer", "process", "input_t", "output_t", "stock_change_t", "residual_t", "within_tolerance")
FINDING_COLUMNS = ("kind", "year", "layer", "process", "record_ids", "amount_t", "expected_t", "message")
BAD_ROW = "bad_row"
DEFAULT_TOLERANCE = 0.05


@click.command()
@click.argument("flows", metavar="FLOWS.csv", type=click.Path(path_type=Path))
@click.option(
    "--tolerance",
    type=click.FloatRange(0, None),
    default=DEFAULT_TOLERANCE,
    show_default=True,
    help="What may be missing: below 1 a share of the larger side, from 1 on tonnes.",
)
@click.option(
    "--findings", is_flag=True, help="Say what looks wrong instead: amounts, duplicates, units, years, imbalances."
)
@click.option("--output", type=click.Path(path_type=Path), help="Write the rows as CSV instead of printing them.")
def balance(
    flows: Path,
    tolerance: float,
    findings: bool,  # noqa: FBT001  # click hands a flag over by name
    output: Path | None,
) -> None:
    """Mass balance of every process.

    One row per year, layer and process of FLOWS.csv. An imbalance is a result, not an error.
    """
    from flows.balance import balance as balanced
    from flows.files import read_flow_csv
    from web.cli.files import write_whole

    if not math.isfinite(tolerance):
        refuse("The tolerance %(value)s is no number of tonnes or share.", value=tolerance)
    if findings:
        _find(flows, tolerance, output)
        return
    rows = balanced(read_flow_csv(flows), tolerance)
    text = balance_csv(rows)
    if output is None:
        say(text.rstrip("\n"))
        return
    write_whole(output, text)
    outside = sum(not row.within_tolerance for row in rows)
    say(
        _(
            "%(count)d balances are written to %(file)s; %(outside)d are outside the tolerance.",
            count=len(rows),
            file=output,
            outside=outside,
        )
    )


def _find(flows: Path, tolerance: float, output: Path | None) -> None:
    """Say what looks wrong; a row that cannot be used is a finding too."""
    from flows.files import check_flow_csv, read_flow_csv
    from web.cli.files import csv_text, write_whole
    from web.cli.sentences import row_sentence

    bad = [(BAD_ROW, "", "", "", "", "", "", row_sentence(error)) for error in check_flow_csv(flows)]
    lines = [*bad, *_finding_lines(read_flow_csv(flows, keep_going=True), tolerance)]
    text = csv_text(FINDING_COLUMNS, lines)
    if output is None:
        say(text.rstrip("\n"))
        return
    write_whole(output, text)
    say(_("%(count)d findings are written to %(file)s.", count=len(lines), file=output))


def _finding_lines(table: FlowTable, tolerance: float) -> Iterator[tuple[object, ...]]:
    from flows.system.checking import findings
    from web.cli.sentences import said

    for one in findings(table, tolerance):
        named = (table.record_id.labels[table.record_id.codes[row]] for row in one.rows)
        place = (one.kind.value, one.year, one.layer, one.process, ";".join(filter(None, named)))
        yield (*place, one.amount, one.expected, said(one.sentence))


def balance_csv(rows: Iterable[BalanceRow]) -> str:
    """The balance in its stable columns."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in rows:
        cells = [getattr(row, column) for column in COLUMNS[:-1]]
        writer.writerow([*cells, "true" if row.within_tolerance else "false"])
    return stream.getvalue()
