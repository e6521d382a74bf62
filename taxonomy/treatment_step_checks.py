"""What must hold for the list of treatments: no more comes out than went in, and everything it names is known."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal
from typing import get_args

from taxonomy import figures
from taxonomy.codes import LANGUAGES, read_rows
from taxonomy.list_checks import Rows, problem
from taxonomy.materials import material_classes
from taxonomy.treatment_steps import Keeps, leads_back, treatment_steps
from taxonomy.treatments import operations
from taxonomy.use_checks import check_parts, is_number

FILE = "treatment_steps.csv"
RANGES = ("yield", "added", "residue", "moisture", "cost")
SHARES = frozenset({"residue", "moisture"})
"""Ranges that are parts of one tonne."""


def check_treatment_steps() -> list[str]:
    """Every problem of the list of treatments."""
    problems = check_step_rows(FILE, list(read_rows("treatment_steps")))
    return problems or check_circles()


def check_step_rows(file: str, rows: Rows) -> list[str]:
    """Classes, parameters and operations are known, every range rises, and mass is not made."""
    classes = {one.id for one in material_classes()}
    known: Mapping[str, Collection[str]] = {
        "material_classes": classes,
        "output": classes,
        "residue": classes,
        "lowers": {row["id"] for _, row in read_rows("parameters")},
        "operation": {one.code for one in operations()},
        "keeps": get_args(Keeps),
        "basis": get_args(figures.Basis),
    }
    problems = [one for column, values in known.items() for one in check_parts(file, rows, column, values)]
    return problems + [problem(file, line, sentence) for line, row in rows for sentence in _row_problems(row)]


def check_circles() -> list[str]:
    """No two treatments change a class back and forth."""
    changing = [one for one in treatment_steps() if one.output]
    return [
        problem(FILE, None, f"{first.id} and {then.id} make {class_id} of {class_id} again.")
        for first in changing
        for class_id in first.material_classes
        for then in changing
        if leads_back(class_id, first, then)
    ]


def _row_problems(row: Mapping[str, str]) -> Iterator[str]:
    for column in ("material_classes", "keeps", "basis", "source", "yield_min"):
        if not row[column]:
            yield f"{column} is empty."
    wrong = [sentence for name in RANGES for sentence in _range_problems(row, name)]
    yield from wrong or _mass_problems(row)
    if bool(row["residue"]) != bool(row["residue_max"]):
        yield "a residue has a class and a share: fill in both or none."
    if len({bool(row[f"cost_{name}"]) for name in ("max", "year", "year_stated", "region", "source")}) > 1:
        yield "a cost has a year, a region and a source: fill in all of them or none."
    notes = [language for language in LANGUAGES if row[f"note_{language}"]]
    if notes and len(notes) < len(LANGUAGES):
        yield "the note is missing in a language."


def _range_problems(row: Mapping[str, str], name: str) -> Iterator[str]:
    cells = (row[f"{name}_min"], row[f"{name}_max"])
    if not any(cells):
        return
    if not all(is_number(cell) for cell in cells):
        yield f"{name} needs two numbers, not {cells[0] or 'nothing'} and {cells[1] or 'nothing'}."
        return
    low, high = map(Decimal, cells)
    if not 0 <= low <= high:
        yield f"{name} runs from {low} to {high}: write the smaller number first, 0 or more."
    if name in SHARES and high > 1:
        yield f"{name} is above 1."


def _mass_problems(row: Mapping[str, str]) -> Iterator[str]:
    """However much becomes product, the least residue beside it fits into what went in; and the other way round."""
    numbers = {name: Decimal(row[name] or 0) for name in row if name.endswith(("_min", "_max"))}
    given = 1 + numbers["added_max"]
    for product, residue in (("yield_max", "residue_min"), ("yield_min", "residue_max")):
        total = numbers[product] + numbers[residue]
        if total > given:
            yield f"{product} and {residue} add up to {total}, but only {given} went in."
