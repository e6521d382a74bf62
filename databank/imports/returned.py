"""The user's own file again, with the refused cells marked and a column that says why."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from databank.access import Viewer
from databank.errors import Sentence
from databank.imports import pieces
from databank.imports.labels import REASON, ROW_NUMBER
from databank.imports.showing import Problem, every_problem, import_of
from databank.imports.values import TableReading
from databank.sheets import open_book
from databank.sheets.reasons import Problem as CellProblem
from databank.sheets.reasons import Words
from databank.sheets.returning import returned_suffix, write_returned
from taxonomy.codes import Language

if TYPE_CHECKING:
    from databank.store import Bank

Say = Callable[[Sentence], str]


def return_file(bank: Bank, viewer: Viewer, import_id: str, output: Path, say: Say, language: Language) -> str:
    """Write the file of an import as it goes back to whoever brought it; the name it is offered under.

    Raises
    ------
    RecordNotFoundError
        When there is no such import, or not for this viewer.
    FileRefusedError
        When the bank does not keep the file any more.
    """
    with bank.session() as session:
        view = import_of(session, viewer, import_id)
        problems = every_problem(session, viewer, import_id)
    with pieces.kept_file(bank, import_id) as path:
        form = write_marked(path, view.file_name, view.readings, problems, output, say, language)
    return (
        f"{Path(view.file_name).stem}-{REASON.in_language(language).lower().replace(' ', '-')}{returned_suffix(form)}"
    )


def write_marked(
    source: Path,
    name: str,
    readings: Sequence[TableReading],
    problems: Iterable[Problem],
    output: Path,
    say: Say,
    language: Language,
) -> str:
    """Write a file with its refused cells marked; the form it was read in."""
    headings = {reading.sheet: reading.heading_rows[-1] for reading in readings if reading.heading_rows}
    words = Words(reason=REASON.in_language(language), row=ROW_NUMBER.in_language(language), heading_rows=headings)
    with open_book(source, name) as book:
        form = book.form
    write_returned(source, _cells(readings, problems, say), output, words, name=name)
    return form


def _cells(readings: Sequence[TableReading], problems: Iterable[Problem], say: Say) -> Iterator[CellProblem]:
    columns = {reading.sheet[:64]: _columns(reading) for reading in readings}
    sheets = {reading.sheet[:64]: reading.sheet for reading in readings}
    for problem in problems:
        if problem.row is None:
            continue
        yield CellProblem(
            sheet=sheets.get(problem.sheet, problem.sheet),
            row=problem.row,
            message=say(problem.message),
            column=columns.get(problem.sheet, {}).get(problem.field),
        )


def _columns(reading: TableReading) -> Mapping[str, int]:
    """The column of each field; a field in several columns, such as one a year, is a matter of the whole row."""
    found: dict[str, list[int]] = {}
    for column in reading.columns:
        if column.field:
            found.setdefault(column.field, []).append(column.index)
    return {name: indexes[0] for name, indexes in found.items() if len(indexes) == 1}
