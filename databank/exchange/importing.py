"""Files into the bank: one transaction, bad rows named, the same file again changes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from databank.errors import N_, FileRefusedError, ImportReport, RecordRefusedError, RowError, Sentence
from databank.exchange.ahead import look_ahead
from databank.exchange.owners import Owners
from databank.exchange.reading import FileRow, ReadFile, Source, read_file
from databank.schemas import KINDS, SCHEMAS, read_row
from databank.submissions import Change, Outcome, save

KEYS: Mapping[str, tuple[str, ...]] = {
    "area-facts": ("area_id", "topic", "name_en", "year", "source_url"),
    "amounts": ("side_stream_id", "year"),
    "composition": ("side_stream_id", "parameter", "measured_on", "laboratory"),
    "documents": ("side_stream_id", "url"),
    "flows": ("record_id", "year"),
}
BATCH = 500


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
    savepoint = session.begin_nested()
    owners = Owners(session, kind, organisation_id, change)
    report = _Import(session=session, kind=kind, change=change, owners=owners, year=year).run(file)
    if dry_run:
        savepoint.rollback()
    else:
        savepoint.commit()
    return report


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
    report = _Import(session=session, kind=kind, change=change).run(file)
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


@dataclass(slots=True, kw_only=True)
class _Import:
    """One run over one file, and what has become of its rows so far."""

    session: Session
    kind: str
    change: Change
    owners: Owners | None = None
    year: int | None = None
    accepted: int = 0
    unchanged: int = 0
    rejected: int = 0
    errors: list[RowError] = field(default_factory=list)
    seen: dict[tuple[Any, ...], int] = field(default_factory=dict)

    def run(self, file: ReadFile) -> ImportReport:
        """Save every row that can be saved."""
        given = file.columns | ({"organisation_id"} if self.owners else set()) | ({"year"} if self.year else set())
        with self.session.no_autoflush:
            for start in range(0, len(file.rows), BATCH):
                batch = file.rows[start : start + BATCH]
                known = look_ahead(self.session, self.kind, [row.cells for row in batch])
                for row in batch:
                    self._take(row, given)
                self.session.flush()
                known.clear()
        return ImportReport(self.accepted, self.unchanged, self.rejected, tuple(self.errors))

    def _take(self, row: FileRow, given: frozenset[str]) -> None:
        try:
            outcome = self._save(row, given)
        except RecordRefusedError as refused:
            self._reject(row, list(refused.rows))
        else:
            self.accepted += outcome is not Outcome.UNCHANGED
            self.unchanged += outcome is Outcome.UNCHANGED

    def _save(self, row: FileRow, given: frozenset[str]) -> Outcome:
        if row.error is not None:
            raise RecordRefusedError((row.error,))
        cells = dict(row.cells)
        if self.year is not None and "year" in SCHEMAS[self.kind].fields and not str(cells.get("year") or "").strip():
            cells["year"] = self.year
        values = read_row(self.kind, cells)
        self._refuse_twice(row, values)
        if self.owners is not None:
            self.owners.complete(values)
        change = replace(self.change, row=row.number)
        return save(self.session, self.kind, values, change, given=given).outcome

    def _refuse_twice(self, row: FileRow, values: Mapping[str, Any]) -> None:
        names = KEYS.get(self.kind, ("id",))
        key = tuple(values[name] for name in names)
        if key == (None,):
            return
        first = self.seen.setdefault(key, row.number)
        if first != row.number:
            message = Sentence(N_("This record stands in the file already, on line %(line)s."), line=first)
            raise RecordRefusedError((RowError(row.number, names[0], str(key[0]), message),))

    def _reject(self, row: FileRow, errors: list[RowError]) -> None:
        self.rejected += 1
        self.errors += [replace(error, row=row.number) for error in errors]
