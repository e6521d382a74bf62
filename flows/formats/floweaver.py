"""The process and flow tables of floweaver (https://floweaver.readthedocs.io): a table of flows, one of processes.

floweaver reads ``flows`` with the columns source, target, material, time and value, and joins ``processes`` by id.
"""

from __future__ import annotations

import csv
import io
import math
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from databank.errors import N_
from databank.records import Process
from flows.errors import FlowFileError
from flows.files import FlowRows, require_columns
from flows.table import FlowTable, process_kind

FLOWS, PROCESSES = "flows.csv", "processes.csv"
FLOW_COLUMNS = ("source", "target", "material", "time", "value", "layer", "standard_uncertainty")
PROCESS_COLUMNS = ("id", "label", "type", "location", "function")
LARGEST_BYTES = 300_000_000
UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, UnicodeDecodeError, NotImplementedError, RuntimeError)
"""What a damaged, encrypted or strangely packed archive raises."""
MEMBERS = {
    "year": ("time", "year"),
    "source": ("source",),
    "target": ("target",),
    "material": ("material", "type"),
    "mass_t": ("value",),
    "layer": ("layer",),
    "standard_uncertainty_t": ("standard_uncertainty",),
}


def packed(table: FlowTable) -> bytes:
    """Both tables in one zip file; rows whose amount is not known are left out, as floweaver has no word for them."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(FLOWS, _csv(FLOW_COLUMNS, _flows(table)))
        archive.writestr(PROCESSES, _csv(PROCESS_COLUMNS, _processes(table)))
    return buffer.getvalue()


def read_packed(path: Path, *, year: int) -> tuple[FlowRows, dict[str, Process]]:
    """The flows and processes of a zip file with ``flows.csv`` and, if there is one, ``processes.csv``.

    `year` stands for flows without a time.

    Raises
    ------
    FlowFileError
        When the file is no such zip, or a table lacks a column.
    """
    texts = _texts(path)
    try:
        heading, rows = _read(texts[FLOWS])
        known = dict(_known(texts.get(PROCESSES, "id\n")))
    except csv.Error as error:  # a quote that is opened and never closed
        raise _not_packed(path) from error
    require_columns(heading, ("source", "target", "value"), f"{path.name}/{FLOWS}")
    return FlowRows(f"{path.name}/{FLOWS}", [(line, _flow(row, year)) for line, row in rows]), known


def _flows(table: FlowTable) -> Iterator[tuple[object, ...]]:
    columns = (table.source.values(), table.target.values(), table.material.values(), table.year.tolist())
    rest = (table.amount.tolist(), table.layer.values(), table.standard_uncertainty.tolist())
    for *texts, amount, layer, uncertainty in zip(*columns, *rest, strict=True):
        if not math.isnan(amount):
            yield (*texts, amount, layer, "" if math.isnan(uncertainty) else uncertainty)


def _processes(table: FlowTable) -> Iterator[tuple[str, ...]]:
    for process in table.processes.values():
        yield process.id, process.label, process.sector, process.area, process.kind


def _csv(columns: tuple[str, ...], rows: Iterator[tuple[object, ...]]) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return stream.getvalue()


def _texts(path: Path) -> dict[str, str]:
    try:
        with zipfile.ZipFile(path) as archive:
            held = [info for info in archive.infolist() if Path(info.filename).name in {FLOWS, PROCESSES}]
            if sum(info.file_size for info in held) > LARGEST_BYTES:
                raise FlowFileError(N_("%(file)s is too large. Split it by year."), file=path.name)
            texts = {Path(info.filename).name: archive.read(info).decode("utf-8-sig") for info in held}
    except UNREADABLE as error:
        raise _not_packed(path) from error
    if FLOWS not in texts:
        raise _not_packed(path)
    return texts


def _not_packed(path: Path) -> FlowFileError:
    return FlowFileError(
        N_("%(file)s is no zip file with %(flows)s and %(processes)s in UTF-8. Pack both tables and try again."),
        file=path.name,
        flows=FLOWS,
        processes=PROCESSES,
    )


def _read(text: str) -> tuple[list[str], list[tuple[int, dict[str, str]]]]:
    reader = csv.DictReader(io.StringIO(text), restkey="")
    names = [name.strip() for name in reader.fieldnames or ()]
    reader.fieldnames = names
    rows = [(reader.line_num, {name: (row[name] or "").strip() for name in names}) for row in reader]
    return names, rows


def _flow(row: Mapping[str, str], year: int) -> dict[str, str]:
    found = {name: next((row[one] for one in given if row.get(one)), "") for name, given in MEMBERS.items()}
    return found | {"year": found["year"] or str(year), "material": found["material"] or "unspecified"}


def _known(text: str) -> Iterator[tuple[str, Process]]:
    heading, rows = _read(text)
    require_columns(heading, ("id",), PROCESSES)
    for _line, row in rows:
        name = row["id"]
        yield (
            name,
            Process(
                id=name,
                label=row.get("label") or name,
                kind=process_kind(name),
                sector=row.get("type", ""),
                area=row.get("location", ""),
            ),
        )
