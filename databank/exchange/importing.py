"""Files into the bank: one transaction, bad rows named, the same file again changes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from databank.errors import N_, FileRefusedError, ImportReport, RowError
from databank.exchange.reading import FileRow, ReadFile, Source, read_file
from databank.imports.values import PreparedRow
from databank.schemas import KINDS, SCHEMAS
from databank.submissions import Change, Outcome
from databank.submissions.many import SaveMany

BATCH = 2000


def import_file(
    session: Session,
    kind: str,
    source: Source,
    *,
    organisation_id: str | None = None,
    year: int | None = None,
    dry_run: bool = False,
    imported_by: str,
) -> ImportReport:
    """Import a file from outside: accepted rows wait as "submitted", bad ones are named and left out.

    Parameters
    ----------
    organisation_id : str, optional
        Id or business id of the organisation whose rows these are; rows of another one are rejected. Without it rows
        that name nobody belong to the city's own organisation.
    year : int, optional
        The year of rows that name none.
    dry_run : bool
        Check everything and write nothing.

    Raises
    ------
    FileRefusedError
        When the file cannot be read at all. Nothing is written then.
    """
    file = read_file(kind, source)
    change = Change(made_by=imported_by, reason=f"Import of {file.name}", file=file.name)
    dated = year is not None and "year" in SCHEMAS[kind].fields
    many = SaveMany(
        session,
        kind,
        change,
        owner_id=organisation_id,
        given=file.columns | ({"year"} if dated else frozenset()),
        dry=dry_run,
    )
    return _save(many, file, {"year": year} if dated else {})


def load_folder(session: Session, folder: Path | str) -> dict[str, ImportReport]:
    """Load a folder of our own reviewed files, named by kind, all or nothing.

    Raises
    ------
    FileRefusedError
        Naming file, line and column of the first row that is wrong; nothing of the folder is in the bank then.
    """
    path = Path(folder)
    strange = sorted(file for file in path.glob("*.csv") if file.stem not in KINDS)
    if strange or not path.is_dir():
        raise FileRefusedError(
            N_("%(place)s does not belong here: a folder of data has files named by kind, such as side-streams.csv."),
            place=strange[0] if strange else path,
        )
    with session.begin_nested():
        return {kind: _load_file(session, kind, path) for kind in KINDS if (path / f"{kind}.csv").is_file()}


def _load_file(session: Session, kind: str, folder: Path) -> ImportReport:
    file = read_file(kind, folder / f"{kind}.csv")
    change = Change(
        made_by="sivuvirta", reason=f"Reviewed file {folder.name}/{file.name}", file=file.name, trusted=True
    )
    report = _save(SaveMany(session, kind, change, given=file.columns, owned=False), file, {})
    if report.rows:
        first = report.rows[0]
        raise FileRefusedError(
            N_("%(file)s, line %(line)s, %(column)s: %(message)s (%(count)s rows are wrong.)"),
            file=file.name,
            line=first.row,
            column=first.field,
            message=first.message,
            count=report.rejected,
        )
    return report


def _save(many: SaveMany, file: ReadFile, defaults: Mapping[str, Any]) -> ImportReport:
    """Save the rows of a file; empty cells say what `defaults` say."""
    counts: Counter[Outcome] = Counter()
    errors: list[RowError] = []
    for start in range(0, len(file.rows), BATCH):
        for outcome in many.take([_prepared(row, defaults) for row in file.rows[start : start + BATCH]]):
            counts[outcome.outcome] += 1
            errors.extend(outcome.errors)
    return ImportReport(
        accepted=counts[Outcome.CREATED] + counts[Outcome.CHANGED],
        unchanged=counts[Outcome.UNCHANGED],
        rejected=counts[Outcome.REJECTED],
        rows=tuple(errors),
    )


def _prepared(row: FileRow, defaults: Mapping[str, Any]) -> PreparedRow:
    empty = {name: value for name, value in defaults.items() if not str(row.cells.get(name) or "").strip()}
    errors = [row.error] if row.error is not None else []
    return PreparedRow(sheet="", number=row.number, cells={**row.cells, **empty}, errors=errors)
