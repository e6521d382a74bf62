"""Our own reviewed files into the bank: one transaction, all of them or none."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from sqlalchemy.orm import Session

from databank.errors import N_, FileRefusedError, ImportReport, RowError
from databank.exchange.reading import FileRow, ReadFile, read_file
from databank.imports.values import PreparedRow
from databank.schemas import KINDS
from databank.submissions import Change, Outcome
from databank.submissions.many import SaveMany

BATCH = 2000


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
    report = _save(SaveMany(session, kind, change, given=file.columns, owned=False), file)
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


def _save(many: SaveMany, file: ReadFile) -> ImportReport:
    counts: Counter[Outcome] = Counter()
    errors: list[RowError] = []
    for start in range(0, len(file.rows), BATCH):
        for outcome in many.take([_prepared(row) for row in file.rows[start : start + BATCH]]):
            counts[outcome.outcome] += 1
            errors.extend(outcome.errors)
    return ImportReport(
        accepted=counts[Outcome.CREATED] + counts[Outcome.CHANGED],
        unchanged=counts[Outcome.UNCHANGED],
        rejected=counts[Outcome.REJECTED],
        rows=tuple(errors),
    )


def _prepared(row: FileRow) -> PreparedRow:
    return PreparedRow(
        sheet="", number=row.number, cells=row.cells, errors=[row.error] if row.error is not None else []
    )
