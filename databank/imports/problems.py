"""Refused cells and notes of an import, as they are kept in the bank."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from databank.imports.kept import as_json
from databank.imports.showing import Problem
from databank.models import ImportProblem
from databank.records import ProblemKind

LONGEST_KEY = 4000


def write_problems(session: Session, import_id: str, problems: Sequence[Problem]) -> None:
    """Add problems behind those that are there."""
    if not problems:
        return
    last = session.scalar(select(func.max(ImportProblem.number)).where(ImportProblem.import_id == import_id))
    first = 0 if last is None else last + 1
    session.execute(
        insert(ImportProblem),
        [_row(import_id, number, problem) for number, problem in enumerate(problems, start=first)],
    )


def clear_problems(session: Session, import_id: str, *kinds: ProblemKind) -> None:
    """Forget the problems of some kinds, or all."""
    statement = delete(ImportProblem).where(ImportProblem.import_id == import_id)
    session.execute(statement.where(ImportProblem.kind.in_(kinds)) if kinds else statement)


def _row(import_id: str, number: int, problem: Problem) -> dict[str, object]:
    return {
        "import_id": import_id,
        "number": number,
        "kind": problem.kind,
        "sheet": problem.sheet,
        "row": problem.row,
        "field": problem.field,
        "value": problem.value,
        "message": problem.message.key[:LONGEST_KEY],
        "places": {name: as_json(value) for name, value in problem.message.values.items()},
    }
