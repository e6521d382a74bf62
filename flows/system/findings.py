"""What a check of a flow table says: a finding is a sentence that names its rows or its process."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from databank.errors import N_, Sentence
from flows.matching.saying import class_word
from flows.table import FlowTable


class FindingKind(StrEnum):
    """What is the matter, in the order in which it should be looked at."""

    NOT_FINITE = "not_finite"
    NEGATIVE = "negative"
    DUPLICATE = "duplicate"
    UNIT_SLIP = "unit_slip"
    IMBALANCE = "imbalance"
    NOT_MEASURED = "not_measured"
    YEAR_MISSING = "year_missing"
    TAKES_ONLY = "takes_only"
    STOCK_CHANGE = "stock_change"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing to look at.

    Attributes
    ----------
    rows : tuple of int
        Places in the table; empty where it is about a process as a whole.
    process : str
        The process it is about, empty where it is about rows.
    amount, expected : float, optional
        What is stated or left over, and what the rest of the table lets expect; tonnes or MWh by `layer`.
    """

    kind: FindingKind
    year: int
    layer: str
    process: str
    rows: tuple[int, ...]
    amount: float | None
    expected: float | None
    sentence: Sentence


def row_name(table: FlowTable, row: int) -> Sentence:
    """A row by its ends, material, year and, where it has one, its record."""
    record_id = text_of(table, "record_id", row)
    values = {
        "source": table.process(text_of(table, "source", row)).label,
        "target": table.process(text_of(table, "target", row)).label,
        "material": class_word(text_of(table, "material", row)),
        "year": int(table.year[row]),
    }
    if record_id:
        return Sentence(
            N_("%(record_id)s (%(source)s to %(target)s, %(material)s, %(year)s)"), record_id=record_id, **values
        )
    return Sentence(N_("%(source)s to %(target)s, %(material)s, %(year)s"), **values)


def of_row(
    table: FlowTable,
    kind: FindingKind,
    row: int,
    words: Sentence,
    *,
    rows: tuple[int, ...] = (),
    year: int | None = None,
    process: str = "",
    expected: float | None = None,
) -> Finding:
    """A finding about a row, and about others with it."""
    amount = float(table.amount[row])
    return Finding(
        kind=kind,
        year=int(table.year[row]) if year is None else year,
        layer=text_of(table, "layer", row),
        process=process,
        rows=rows or (row,),
        amount=amount if np.isfinite(amount) else None,
        expected=expected,
        sentence=words,
    )


def text_of(table: FlowTable, name: str, row: int) -> str:
    """A text of a row."""
    column = getattr(table, name)
    return str(column.labels[column.codes[row]])
