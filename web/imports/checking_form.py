"""The form of the check: answers to questions, and refused cells corrected in place."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from werkzeug.datastructures import MultiDict

from databank.imports.showing import Problem
from databank.imports.values import SKIP, FileQuestion, ImportMapping

Form = MultiDict[str, str]
LONGEST_CELL = 500
ROWS_ON_PAGE = 25


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """A question about the file with what was answered."""

    name: str
    question: FileQuestion
    chosen: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CellLine:
    """A refused cell: what the file says, what stands in its field, and why it cannot be taken."""

    name: str
    field: str
    value: str
    typed: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RowLine:
    """A refused row with its cells. `reasons` are about the row as a whole."""

    name: str
    sheet: str
    row: int
    cells: tuple[CellLine, ...]
    reasons: tuple[str, ...]
    is_left_out: bool


def question_name(question: FileQuestion) -> str:
    """The name of a question in the form."""
    return f"answer-{_short(question.id)}"


def question_lines(questions: Sequence[FileQuestion], mapping: ImportMapping) -> tuple[QuestionLine, ...]:
    """Every question; nothing stands chosen that nobody chose."""
    return tuple(QuestionLine(question_name(one), one, mapping.answers.get(one.id, "")) for one in questions)


def row_lines(problems: Sequence[Problem], mapping: ImportMapping) -> tuple[RowLine, ...]:
    """The refused rows in the order of the file; what concerns no row is said elsewhere."""
    rows: dict[str, list[Problem]] = {}
    for problem in problems:
        if problem.row is not None:
            rows.setdefault(place_of(problem), []).append(problem)
    return tuple(_row_line(place, found, mapping) for place, found in rows.items())


def _row_line(place: str, problems: Sequence[Problem], mapping: ImportMapping) -> RowLine:
    fixed = mapping.rows.get(place, {})
    cells: dict[str, CellLine] = {}
    for problem in problems:
        if not problem.field:
            continue
        before = cells.get(problem.field)
        cells[problem.field] = CellLine(
            name=cell_name(problem),
            field=problem.field,
            value=problem.value,
            typed=fixed.get(problem.field, problem.value),
            reasons=(*(before.reasons if before else ()), problem.message),
        )
    return RowLine(
        name=_short(place),
        sheet=problems[0].sheet,
        row=problems[0].row or 0,
        cells=tuple(cells.values()),
        reasons=tuple(problem.message for problem in problems if not problem.field),
        is_left_out=fixed.get("") == SKIP,
    )


def place_of(problem: Problem) -> str:
    """The row of a refused cell, as a mapping names it."""
    return f"{problem.sheet}!{problem.row}"


def cell_name(problem: Problem) -> str:
    """The name of a refused cell in the form."""
    return f"fix-{_short(f'{place_of(problem)}!{problem.field}')}"


def decided(
    questions: Sequence[FileQuestion], problems: Sequence[Problem], before: ImportMapping, form: Form
) -> ImportMapping:
    """What was answered and corrected; what the form does not hold stays as it was."""
    given = ((one, form.get(question_name(one), "")) for one in questions)
    answers = {one.id: chosen for one, chosen in given if chosen in {answer.id for answer in one.answers}}
    rows = {place: dict(cells) for place, cells in before.rows.items()}
    for problem in problems:
        if problem.row is not None and f"row-{_short(place_of(problem))}" in form:
            _correct(problem, rows.setdefault(place_of(problem), {}), form)
    kept = {place: cells for place, cells in rows.items() if cells}
    return replace(before, answers={**before.answers, **answers}, rows=kept)


def _correct(problem: Problem, cells: dict[str, str], form: Form) -> None:
    """What was typed instead of a cell, and whether its row is left out."""
    typed = form.get(cell_name(problem))
    if problem.field and typed is not None and typed.strip() != problem.value.strip():
        cells[problem.field] = typed.strip()[:LONGEST_CELL]
    if form.get(f"out-{_short(place_of(problem))}"):
        cells[""] = SKIP
    elif cells.get("") == SKIP:
        del cells[""]


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
