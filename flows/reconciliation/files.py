"""Reading transfer coefficients, and checking a file of processes: every bad row is named."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from databank.errors import N_, RowError, Sentence
from databank.records import Layer
from flows.files import LAYERS, PROCESS_COLUMNS, choice_faults, csv_rows, parsed_number, year_faults
from flows.reconciliation.shares import coefficient_fault, share_sum_fault
from flows.reconciliation.system import systems
from flows.reconciliation.values import Coefficient
from flows.table import FlowTable, is_substance

COEFFICIENT_COLUMNS = ("year", "process", "target", "share")
KEY = ("year", "process", "target", "material", "layer")


@dataclass(frozen=True, slots=True)
class CoefficientFile:
    """The usable coefficients of a file, and every bad cell of the others."""

    coefficients: tuple[Coefficient, ...]
    faults: tuple[RowError, ...]


def read_coefficient_csv(path: Path, table: FlowTable) -> CoefficientFile:
    """Read ``year,process,target,material,layer,share[,standard_uncertainty]``.

    An empty share is not known, an empty uncertainty is 10 % of the share, 0 makes it a constant; an empty material
    means all materials together, an empty layer mass.

    Parameters
    ----------
    path : UTF-8, comma, decimal point.
    table : the flows that the coefficients must join.

    Raises
    ------
    FlowFileError
        When the file cannot be read, lacks a column or has no rows.
    """
    faults: list[RowError] = []
    read: dict[int, Coefficient] = {}
    seen: dict[tuple[str, ...], int] = {}
    for line, row in csv_rows(path, COEFFICIENT_COLUMNS):
        found = [*_cell_faults(row, line), *_repeated(row, line, seen)]
        faults += found
        if not found:
            read[line] = _coefficient(row)
    faults += _unjoined(read, table)
    faults += _more_than_all(read)
    bad = {fault.row for fault in faults}
    good = tuple(one for line, one in read.items() if line not in bad)
    return CoefficientFile(good, tuple(sorted(faults, key=lambda fault: fault.row or 0)))


def check_process_csv(path: Path) -> tuple[RowError, ...]:
    """Every bad row of a file of processes: one without a name, or named twice."""
    faults: list[RowError] = []
    seen: dict[str, int] = {}
    for line, row in csv_rows(path, PROCESS_COLUMNS[:1]):
        name = row["process"]
        if not name:
            faults.append(_missing(line, "process"))
        elif name in seen:
            message = Sentence(
                N_("This process stands in line %(line)s already. Keep one of the two rows."), line=seen[name]
            )
            faults.append(RowError(line, "process", name, message))
        else:
            seen[name] = line
    return tuple(faults)


def _cell_faults(row: Mapping[str, str], line: int) -> Iterator[RowError]:
    yield from year_faults(row, line)
    yield from (_missing(line, name) for name in ("process", "target") if not row[name])
    if not is_substance(row.get("layer", "")):
        yield from choice_faults(row, line, "layer", LAYERS)
    for name in ("share", "standard_uncertainty"):
        text = row.get(name, "")
        value = parsed_number(text) if text else 0.0
        if value is None or not (math.isfinite(value) and 0.0 <= value <= 1.0):
            message = Sentence(
                N_("Write a number from 0 to 1 with a decimal point; leave it empty if it is not known.")
            )
            yield RowError(line, name, text, message)


def _missing(line: int, column: str) -> RowError:
    return RowError(line, column, "", Sentence(N_("%(column)s is missing."), column=column))


def _repeated(row: Mapping[str, str], line: int, seen: dict[tuple[str, ...], int]) -> Iterator[RowError]:
    key = tuple(row.get(name, "") for name in KEY)
    if key in seen:
        message = Sentence(N_("This share stands in line %(line)s already. Keep one of the two rows."), line=seen[key])
        yield RowError(line, "share", row["share"], message)
    else:
        seen[key] = line


def _coefficient(row: Mapping[str, str]) -> Coefficient:
    uncertainty = row.get("standard_uncertainty", "")
    return Coefficient(
        year=int(row["year"]),
        process=row["process"],
        target=row["target"],
        material=row.get("material", ""),
        layer=row.get("layer", "") or Layer.MASS.value,
        share=float(row["share"]) if row["share"] else None,
        standard_uncertainty=float(uncertainty) if uncertainty else None,
    )


def _unjoined(read: Mapping[int, Coefficient], table: FlowTable) -> Iterator[RowError]:
    """Coefficients that join no flows of the table."""
    known = {(system.year, system.layer): system for system in systems(table)}
    for line, coefficient in read.items():
        system = known.get((coefficient.year, coefficient.layer))
        if system is None:
            message = Sentence(N_("There are no flows of this year and layer."))
            yield RowError(line, "year", str(coefficient.year), message)
        elif fault := coefficient_fault(system, table, coefficient):
            yield RowError(line, "process", coefficient.process, fault)


def _more_than_all(read: Mapping[int, Coefficient]) -> Iterator[RowError]:
    """Constant shares of a process that add up to more than 1; the last of them is named."""
    groups: dict[tuple[int, str, str], list[int]] = defaultdict(list)
    for line, one in read.items():
        groups[one.year, one.layer, one.process].append(line)
    for lines in groups.values():
        group: Sequence[Coefficient] = [read[line] for line in lines]
        if fault := share_sum_fault(group):
            yield RowError(lines[-1], "share", str(group[-1].share), fault)
