"""The values that an import hands from step to step: what was found in a table, what people decided, rows to save."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from databank.errors import RowError, Sentence

NEW = "+new"
"""Decision on a wording: it names something that the bank does not know yet, so make it."""
SKIP = "+skip"
"""Decision on a wording or a row: leave these rows out."""
NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportMapping:
    """What people decided for a file. Its JSON form is what ``--mapping`` takes and what is offered again next time.

    Attributes
    ----------
    sheets : tuple of str
        The sheets to read; empty for those that look like the kind.
    layout : str, optional
        Id of a known layout, such as "waste-record"; empty text for none of them.
    columns : mapping
        Heading as it is written -> column of the kind, or None to leave it out.
    units : mapping
        Heading -> unit of its numbers.
    words : mapping
        Column of the kind -> folded wording -> value, `NEW` or `SKIP`: "all with this text".
    rows : mapping
        "sheet!row" -> column of the kind -> text that counts instead of the cell, or {"": SKIP}: "this row".
    options : mapping
        What the file does not say: year, decimal ("," or "."), record_kind, site_id, density_t_m3, dates ("dmy"/"mdy").
    answers : mapping
        Id of a question -> id of the chosen answer.
    """

    sheets: tuple[str, ...] = ()
    layout: str | None = None
    columns: Mapping[str, str | None] = field(default_factory=lambda: NOTHING)
    units: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: NOTHING)
    rows: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: NOTHING)
    options: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    answers: Mapping[str, str] = field(default_factory=lambda: NOTHING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a table and what it was taken for.

    Attributes
    ----------
    index : int
        From 0; `letter` is how a spreadsheet calls it.
    field : str, optional
        Column of the kind; None when nothing fits or it was left out.
    score : float
        0..1, how well the heading and the content fit.
    year : int, optional
        The year that the numbers of this column are of, when the heading says it.
    reason : str
        One of chosen, remembered, layout, exact, synonym, similar, content, none; of a column that is left out:
        personal, carrier, document_number or ignored.
    """

    index: int
    letter: str
    heading: str
    field: str | None
    score: float
    unit: str | None = None
    year: int | None = None
    reason: str = "none"
    samples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TableReading:
    """How one sheet is read.

    Attributes
    ----------
    title_rows, heading_rows : tuple of int
        Rows above the data, counted from 1.
    first_row : int
        The first row of data.
    identity : tuple of str
        The columns of the kind that tell one record of this layout from another, when rows have no id.
    is_log : bool
        Every row is one load or one day: rows of one record and year are added up.
    missing : tuple of str
        Columns that the kind needs and that neither a column nor an option gives.
    """

    kind: str
    sheet: str
    columns: tuple[Column, ...]
    title_rows: tuple[int, ...] = ()
    heading_rows: tuple[int, ...] = ()
    first_row: int = 1
    layout: str | None = None
    layout_score: float = 0.0
    identity: tuple[str, ...] = ()
    is_log: bool = False
    options: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    missing: tuple[str, ...] = ()
    notes: tuple[Sentence, ...] = ()


@dataclass(slots=True, kw_only=True)
class SourceRow:
    """One row of a table: canonical text by column of the kind, and what the cells really said.

    A total is handed on too, so that it can be checked against the sum; `span` are the first and the last
    row that it adds up, when known.
    """

    sheet: str
    number: int
    cells: dict[str, Any]
    original: dict[str, str]
    letters: dict[str, str]
    errors: list[RowError] = field(default_factory=list)
    is_total: bool = False
    span: tuple[int, int] | None = None


@dataclass(slots=True, kw_only=True)
class PreparedRow:
    """What one record says in one year, ready for its schema.

    Attributes
    ----------
    number : int
        The first row of the file that it rests on; `numbers` are all of them.
    cells : dict
        Text by column of the kind, as its schema reads it.
    wording : dict
        Field -> what the file says, where the value is not the wording itself.
    identity : tuple of str
        See `TableReading.identity`.
    """

    sheet: str
    number: int
    cells: dict[str, Any]
    numbers: tuple[int, ...] = ()
    wording: dict[str, str] = field(default_factory=dict)
    errors: list[RowError] = field(default_factory=list)
    identity: tuple[str, ...] = ()

    @property
    def place(self) -> str:
        """Sheet and rows, such as "Taul1!17" or "Taul1!12-41 (30)"."""
        sheet = f"{self.sheet[:60]}!" if self.sheet else ""
        if len(self.numbers) <= 1:
            return f"{sheet}{self.number}"
        return f"{sheet}{self.numbers[0]}-{self.numbers[-1]} ({len(self.numbers)})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A value that a wording may mean: `label` names it in the reader's language, `score` is 0..1."""

    value: str
    label: str
    score: float
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """One text of a matched column: how often it stands, what it may mean, what was chosen.

    `is_automatic` tells that the best candidate is good enough to be taken without asking.
    """

    field: str
    text: str
    count: int
    rows: tuple[int, ...]
    candidates: tuple[Candidate, ...]
    chosen: str | None = None
    is_automatic: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One way to answer a question about a file; `effect` is what it does to the rows.

    `effect` is "keep", "leave_out", "under_review" or "times:<factor>".
    """

    id: str
    label: Sentence
    effect: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FileQuestion:
    """Something in a file that may be wrong: nothing is changed before a person answered.

    Attributes
    ----------
    id : str
        The same for the same question about the same file, so that an answer can be remembered.
    rows : tuple of (str, int)
        Sheet and row of some of the rows it is about; `count` is how many there are.
    spans : tuple of (sheet, first row, last row, year)
        Where all of them stand; an empty year means every year.
    """

    id: str
    check: str
    message: Sentence
    field: str
    rows: tuple[tuple[str, int], ...]
    count: int
    answers: tuple[Answer, ...]
    spans: tuple[tuple[str, int, int, str], ...] = ()
