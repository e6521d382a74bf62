"""Reading a flow table from CSV: every bad cell is named with line and column, and nothing is guessed."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from databank.errors import N_, RowError, Sentence
from databank.records import Basis, Layer, Process
from flows.errors import FlowFileError
from flows.selection import REJECTED
from flows.table import (
    COLUMNS,
    REQUIRED_COLUMNS,
    SUBSTANCE,
    Categorical,
    FlowTable,
    Rejected,
    is_substance,
    plain_process,
)

PROCESS_COLUMNS = ("process", "label", "sector", "area", "stage")
ALL_COLUMNS = {REQUIRED_COLUMNS: COLUMNS, PROCESS_COLUMNS[:1]: PROCESS_COLUMNS}
EARLIEST, LATEST = 1900, 2200
LARGEST_T = 1e12
LAYERS = (*Layer, f"{SUBSTANCE}<name>")


@dataclass(slots=True)
class _Column:
    """The good rows as they are collected."""

    years: list[int] = field(default_factory=list)
    amounts: list[float] = field(default_factory=list)
    uncertainties: list[float] = field(default_factory=list)
    texts: dict[str, list[str]] = field(
        default_factory=lambda: {
            name: [] for name in ("source", "target", "material", "layer", "basis", "treatment_code", "record_id")
        }
    )


@dataclass(frozen=True, slots=True)
class FlowRows:
    """The rows of a file in the columns of `flows.table.COLUMNS`, each with the line it stands on; read once."""

    file: str
    rows: Iterable[tuple[int, Mapping[str, str]]]


def flow_rows_of_csv(path: Path) -> FlowRows:
    """The rows of a CSV file: UTF-8, comma, decimal point; the first five columns are required."""
    return FlowRows(path.name, csv_rows(path, REQUIRED_COLUMNS))


def read_flow_csv(path: Path, *, keep_going: bool = False, processes: Mapping[str, Process] | None = None) -> FlowTable:
    """Read a flow table from CSV; see `read_flow_rows`."""
    return read_flow_rows(flow_rows_of_csv(path), keep_going=keep_going, processes=processes)


def read_flow_rows(
    given: FlowRows, *, keep_going: bool = False, processes: Mapping[str, Process] | None = None
) -> FlowTable:
    """Make rows a flow table.

    Parameters
    ----------
    given : FlowRows
        What a file of any format holds.
    keep_going : bool
        Use the good rows and count the bad ones: an amount below zero goes into what is rejected by its absolute value.
    processes : Mapping, optional
        What is known of the processes, from `read_process_csv`.

    Raises
    ------
    FlowFileError
        When the file cannot be used, or a row is bad and `keep_going` is off; `rows` names every bad cell.
    """
    good, errors, rejected = _Column(), [], []
    seen: dict[str, int] = {}
    for line, row in given.rows:
        faults = _faults(row, line, seen)
        errors += faults
        if not faults:
            _take(good, row)
        elif keep_going:
            rejected += _rejected(row)
    if errors and not keep_going:
        raise FlowFileError(
            N_("%(file)s: %(count)s cells cannot be used. Correct them, or ask to keep going with the other rows."),
            tuple(errors),
            file=given.file,
            count=len(errors),
        )
    bad_rows = len({error.row for error in errors})
    return _table(good, processes or {}, {REJECTED: bad_rows} if bad_rows else {}, tuple(rejected))


def check_flow_csv(path: Path) -> tuple[RowError, ...]:
    """Every bad cell of a CSV file, for a report beside `keep_going`."""
    return check_flow_rows(flow_rows_of_csv(path))


def check_flow_rows(given: FlowRows) -> tuple[RowError, ...]:
    """Every bad cell of rows."""
    seen: dict[str, int] = {}
    return tuple(error for line, row in given.rows for error in _faults(row, line, seen))


def read_process_csv(path: Path) -> dict[str, Process]:
    """Read what is known of processes: ``process,label,sector,area,stage``, only the first required."""
    found: dict[str, Process] = {}
    for _, row in csv_rows(path, PROCESS_COLUMNS[:1]):
        name = row["process"]
        if name:
            plain = plain_process(name)
            found[name] = Process(
                id=name,
                label=row.get("label") or name,
                kind=plain.kind,
                sector=row.get("sector", ""),
                area=row.get("area", ""),
                municipality=row.get("municipality", ""),
                organisation=row.get("organisation", ""),
            )
    return found


def csv_rows(path: Path, required: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    """Line number and cells of every row that is not blank."""
    reader = csv.DictReader(io.StringIO(_text(path)), restkey="")
    try:
        rows = list(_rows(reader, path, required))
    except csv.Error as error:
        raise FlowFileError(
            N_("%(file)s, line %(line)s: a quotation mark is not closed, or the line is too long."),
            file=path.name,
            line=reader.line_num,
        ) from error
    if not rows:
        raise FlowFileError(N_("%(file)s has no rows under its heading. Nothing was read."), file=path.name)
    yield from rows


def _rows(reader: csv.DictReader[str], path: Path, required: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    names = [name.strip() for name in reader.fieldnames or ()]
    require_columns(names, required, path.name)
    reader.fieldnames = names
    for row in reader:
        if any(value and str(value).strip() for value in row.values()):
            yield reader.line_num, {name: (row[name] or "").strip() for name in names}


def require_columns(names: Sequence[str], required: tuple[str, ...], file: str) -> None:
    """Refuse a heading that lacks a required column."""
    missing = [name for name in required if name not in names]
    if missing:
        raise FlowFileError(
            N_("%(file)s, line 1: the column %(columns)s is missing. The columns are %(all)s."),
            file=file,
            columns=", ".join(missing),
            all=", ".join(ALL_COLUMNS.get(required, required)),
        )


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FlowFileError(
            N_("%(file)s is not UTF-8 (byte %(byte)s). Save it as CSV UTF-8 and try again."),
            file=path.name,
            byte=error.start,
        ) from error
    except OSError as error:
        raise FlowFileError(
            N_("%(file)s cannot be read: %(reason)s. Check the path."), file=str(path), reason=error.strerror
        ) from error


def _faults(row: Mapping[str, str], line: int, seen: dict[str, int]) -> list[RowError]:
    """Everything wrong in one row; an empty amount is not measured, which is no fault."""
    faults = [*_empty(row, line), *year_faults(row, line)]
    faults += _number(row, line, "mass_t")
    faults += _number(row, line, "standard_uncertainty_t")
    faults += [] if is_substance(row.get("layer", "")) else choice_faults(row, line, "layer", LAYERS)
    faults += choice_faults(row, line, "basis", tuple(Basis))
    record_id = row.get("record_id", "")
    if record_id and record_id in seen:
        message = Sentence(
            N_("The same record stands in line %(line)s. Give each flow an id of its own."), line=seen[record_id]
        )
        faults.append(RowError(line, "record_id", record_id, message))
    elif record_id:
        seen[record_id] = line
    return faults


def _empty(row: Mapping[str, str], line: int) -> Iterator[RowError]:
    for name in ("source", "target", "material"):
        if not row[name]:
            yield RowError(line, name, "", Sentence(N_("%(column)s is missing."), column=name))


def year_faults(row: Mapping[str, str], line: int) -> Iterator[RowError]:
    """What is wrong with the year of a row."""
    text = row["year"]
    if not (text.isascii() and text.isdigit() and EARLIEST <= int(text) <= LATEST):
        message = Sentence(
            N_("The year must be a whole number from %(first)s to %(last)s."), first=EARLIEST, last=LATEST
        )
        yield RowError(line, "year", text, message)


def _number(row: Mapping[str, str], line: int, name: str) -> Iterator[RowError]:
    text = row.get(name, "")
    if not text:
        return
    value = parsed_number(text)
    if value is None:
        yield RowError(
            line, name, text, Sentence(N_("This is not a number. Write it with a decimal point, without spaces."))
        )
    elif not math.isfinite(value):
        yield RowError(
            line, name, text, Sentence(N_("This is not a finite number. Leave the cell empty when it is not known."))
        )
    elif value < 0:
        yield RowError(
            line,
            name,
            text,
            Sentence(N_("An amount cannot be below zero. Turn the flow round if it runs the other way.")),
        )
    elif value > LARGEST_T:
        yield RowError(line, name, text, Sentence(N_("This is more than any flow on earth. Check the unit: tonnes.")))


def choice_faults(row: Mapping[str, str], line: int, name: str, known: tuple[str, ...]) -> Iterator[RowError]:
    """What is wrong with a cell that may be empty or one of some words."""
    text = row.get(name, "")
    if text and text not in known:
        yield RowError(line, name, text, Sentence(N_("Choose one of: %(names)s."), names=", ".join(known)))


def parsed_number(text: str) -> float | None:
    """The number, None when it is none; underscores and other scripts' digits are none."""
    if not text.isascii() or "_" in text:
        return None
    try:
        return float(text)
    except ValueError:
        return None


def _take(good: _Column, row: Mapping[str, str]) -> None:
    good.years.append(int(row["year"]))
    good.amounts.append(float(row["mass_t"]) if row["mass_t"] else math.nan)
    uncertainty = row.get("standard_uncertainty_t", "")
    good.uncertainties.append(float(uncertainty) if uncertainty else math.nan)
    for name, values in good.texts.items():
        values.append(row.get(name, ""))
    good.texts["layer"][-1] = _layer(row)
    good.texts["basis"][-1] = _basis(row)


def _layer(row: Mapping[str, str]) -> str:
    return row.get("layer", "") or Layer.MASS.value


def _basis(row: Mapping[str, str]) -> str:
    usual = {Layer.ENERGY.value: Basis.ENERGY, Layer.DRY_MASS.value: Basis.DRY}
    return row.get("basis", "") or usual.get(_layer(row), Basis.AS_SHIPPED).value


def _rejected(row: Mapping[str, str]) -> list[Rejected]:
    """What a refused row would have brought, when its year and amount can be read at all."""
    value = parsed_number(row["mass_t"])
    if value is None or not math.isfinite(value) or not (row["year"].isascii() and row["year"].isdigit()):
        return []
    return [Rejected(int(row["year"]), _layer(row), _basis(row), abs(value))]


def _table(
    good: _Column, processes: Mapping[str, Process], left_out: Mapping[str, int], rejected: tuple[Rejected, ...]
) -> FlowTable:
    texts = {name: Categorical.encode(values) for name, values in good.texts.items()}
    blank = Categorical.encode([""] * len(good.years))
    names = dict.fromkeys([*texts["source"].labels, *texts["target"].labels])
    return FlowTable(
        year=np.array(good.years, dtype=np.int32),
        amount=np.array(good.amounts, dtype=np.float64),
        standard_uncertainty=np.array(good.uncertainties, dtype=np.float64),
        method=blank,
        origin=blank,
        kind=blank,
        processes={name: processes.get(name) or plain_process(name) for name in names},
        left_out=left_out,
        rejected=rejected,
        stream_is_record=False,
        source=texts["source"],
        target=texts["target"],
        material=texts["material"],
        layer=texts["layer"],
        basis=texts["basis"],
        treatment_code=texts["treatment_code"],
        record_id=texts["record_id"],
    )
