"""`sivuvirta reconcile`: reported flows made to balance, with what can be known and what is likely wrong."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from web.cli.speech import DONE, NOTHING_DONE, SOME_REJECTED, refuse, say, warn
from web.cli.speech import translate as _

if TYPE_CHECKING:
    from databank.errors import RowError
    from databank.records import Process
    from flows.reconciliation.values import Coefficient, Reconciled
    from flows.table import FlowTable

Row = Mapping[str, str]

COLUMNS = (
    "reconciled_mass_t",
    "reconciled_standard_uncertainty_t",
    "observability",
    "lower_t",
    "upper_t",
    "score",
    "is_suspect",
    "proposed_t",
    "is_clipped",
)


@click.command()
@click.argument("flows", metavar="FLOWS.csv", type=click.Path(path_type=Path))
@click.option("--coefficients", type=click.Path(path_type=Path), help="Transfer coefficients: shares of what comes in.")
@click.option("--processes", type=click.Path(path_type=Path), help="What is known of the processes.")
@click.option("--keep-going", is_flag=True, help="Use the good rows of all files and name the bad ones.")
@click.option("--output", required=True, type=click.Path(path_type=Path), help="The file of reconciled flows, CSV.")
def reconcile(
    flows: Path,
    coefficients: Path | None,
    processes: Path | None,
    keep_going: bool,  # noqa: FBT001  # click hands a flag over by name
    output: Path,
) -> int:
    """Make the flows of FLOWS.csv balance.

    Weighted least squares for each year and layer, with the uncertainty of the result, what can be known of each flow,
    and which values are likely wrong. No value is deleted.
    """
    from flows.files import FlowRows, check_flow_rows, flow_rows_of_csv, read_flow_rows
    from flows.reconciliation.reconciling import reconcile as reconciled
    from web.cli.files import csv_text, write_whole

    given = FlowRows(flows.name, tuple(flow_rows_of_csv(flows).rows))
    wrong = {flows: check_flow_rows(given)}
    known = _processes(processes, wrong)
    bad = {fault.row for fault in wrong[flows]}
    if len(bad) == len(tuple(given.rows)):
        return _told(wrong, is_end=True)
    table = read_flow_rows(given, keep_going=True, processes=known)
    shares = _coefficients(coefficients, table, wrong)
    is_rejected = any(wrong.values())
    if is_rejected and not keep_going:
        return _told(wrong, is_end=True)
    _told(wrong, is_end=False)
    results = reconciled(table, coefficients=shares)
    _say(results, table)
    if all(result.conflict for result in results):
        refuse("No year and layer can be reconciled. Nothing was written.")
    rows = list(_rows(given.rows, bad, results))
    write_whole(output, csv_text(list(rows[0]), [list(row.values()) for row in rows]))
    say(_("%(count)d flows are written to %(file)s.", count=len(rows), file=output))
    return SOME_REJECTED if is_rejected or any(result.conflict for result in results) else DONE


def _processes(file: Path | None, wrong: dict[Path, tuple[RowError, ...]]) -> Mapping[str, Process]:
    from flows.files import read_process_csv
    from flows.reconciliation.files import check_process_csv

    if file is None:
        return {}
    wrong[file] = check_process_csv(file)
    return read_process_csv(file)


def _coefficients(
    file: Path | None, table: FlowTable, wrong: dict[Path, tuple[RowError, ...]]
) -> Sequence[Coefficient]:
    from flows.reconciliation.files import read_coefficient_csv

    if file is None:
        return ()
    read = read_coefficient_csv(file, table)
    wrong[file] = read.faults
    return read.coefficients


def _told(wrong: Mapping[Path, tuple[RowError, ...]], *, is_end: bool) -> int:
    """Name every bad row of every file on stderr."""
    from web.cli.sentences import row_sentences

    for file, faults in wrong.items():
        if not faults:
            continue
        values = {"file": file.name, "count": len(faults)}
        if is_end:
            message = _(
                "%(file)s: %(count)s cells cannot be used. Correct them, or ask to keep going with the other rows.",
                **values,
            )
        else:
            message = _("%(file)s: %(count)s cells cannot be used; their rows are left out.", **values)
        warn(message)
        for sentence in row_sentences(faults):
            warn(sentence)
    return NOTHING_DONE


def _say(results: Iterable[Reconciled], table: FlowTable) -> None:
    """The test, what was assumed, suspects and conflicts of every year and layer, and its shares."""
    from flows.reconciliation.telling import sentences
    from web.cli.sentences import said

    for result in results:
        tell = warn if result.conflict else say
        for sentence in sentences(result, table):
            tell(f"{result.year} {result.layer}: {said(sentence)}")
        for one in result.coefficients:
            values = {"process": one.coefficient.process, "target": one.coefficient.target}
            place = f"{result.year} {result.layer}: "
            if one.share is None:
                say(place + _("Nothing tells the share of %(process)s that goes to %(target)s.", **values))
            else:
                values |= {"share": f"{one.share:.6f}", "uncertainty": f"{one.uncertainty:.6f}"}
                say(
                    place
                    + _(
                        "Of %(process)s the share %(share)s goes to %(target)s (standard uncertainty %(uncertainty)s).",
                        **values,
                    )
                )


def _rows(given: Iterable[tuple[int, Row]], bad: set[int | None], results: Iterable[Reconciled]) -> Iterator[Row]:
    """The rows of the file with what reconciliation says of them; a row that was left out has empty cells."""
    found = {row: cells for result in results for row, cells in _cells(result)}
    blank = dict.fromkeys(COLUMNS, "")
    place = 0
    for line, row in given:
        if line in bad:
            yield {**row, **blank}
        else:
            yield {**row, **found[place]}
            place += 1


def _cells(result: Reconciled) -> Iterator[tuple[int, Row]]:
    """Table row and new cells of every flow of a result."""
    suspects = {one.row: one for one in result.suspects}
    clipped = set(result.clipped)
    numbers = (result.amount, result.uncertainty, result.lower, result.upper, result.score)
    columns = [[_number(value) for value in column.tolist()] for column in numbers]
    for row, word, amount, uncertainty, lower, upper, score in zip(
        result.rows.tolist(), result.observability, *columns, strict=True
    ):
        proposed = suspects[row].proposed if row in suspects else None
        cells = (
            *(amount, uncertainty, str(word), lower, upper, score),
            *(_flag(row in suspects), "" if proposed is None else _number(proposed), _flag(row in clipped)),
        )
        yield row, dict(zip(COLUMNS, cells, strict=True))


def _flag(value: object) -> str:
    return "true" if value else "false"


def _number(value: float) -> str:
    """Twelve digits; empty where nothing is known or nothing ends it."""
    return f"{value:.12g}" if math.isfinite(value) else ""
