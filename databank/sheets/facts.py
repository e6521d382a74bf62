"""What is known of a sheet beside its cells, and what its reader should be told of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from databank.errors import N_, Sentence
from databank.sheets.cells import letters
from databank.sheets.values import Merged


@dataclass(slots=True)
class Counted:
    """How many cells of one sort there are, and which is the first."""

    count: int = 0
    first: str = ""

    def add(self, row: int, column: int) -> None:
        """Count the cell there."""
        self.first = self.first or f"{letters(column)}{row}"
        self.count += 1


@dataclass(slots=True, kw_only=True)
class SheetFacts:
    """What is known of a sheet beside its cells."""

    name: str
    is_hidden: bool = False
    merged: list[Merged] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    errors: Counted = field(default_factory=Counted)
    valueless: Counted = field(default_factory=Counted)


def notes_of(facts: SheetFacts) -> list[Sentence]:
    """What a reader should know about a sheet."""
    notes = []
    if facts.is_hidden:
        notes.append(Sentence(N_("The sheet %(sheet)s is hidden in the workbook."), sheet=facts.name))
    if facts.hidden_rows or facts.hidden_columns:
        notes.append(
            Sentence(
                N_(
                    "The sheet %(sheet)s has hidden rows (%(rows)s) or columns (%(columns)s): they are read like "
                    "the others."
                ),
                sheet=facts.name,
                rows=len(facts.hidden_rows),
                columns=len(facts.hidden_columns),
            )
        )
    if facts.errors.count:
        notes.append(
            Sentence(
                N_("The sheet %(sheet)s has %(count)s cells with an error such as #N/A, the first is %(cell)s."),
                sheet=facts.name,
                count=facts.errors.count,
                cell=facts.errors.first,
            )
        )
    if facts.valueless.count:
        notes.append(
            Sentence(
                N_(
                    "The sheet %(sheet)s has %(count)s formulas without a stored value, the first is %(cell)s: they "
                    "were read as empty. Open the workbook in a spreadsheet program and save it."
                ),
                sheet=facts.name,
                count=facts.valueless.count,
                cell=facts.valueless.first,
            )
        )
    return notes
