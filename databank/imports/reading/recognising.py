"""Which known layout a table is: a waste record, transfer documents, the export of their register, a yearly report."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from types import MappingProxyType
from typing import NamedTuple

from databank.errors import N_, FileRefusedError
from databank.imports.reading.assigning import TableColumn, options_for
from databank.imports.reading.lists import LEFT_OUT, Layout, layouts
from databank.imports.values import Column
from databank.vocabulary import fold

LAYOUT_FROM = 0.6
"""From this score on a table is read as a known layout."""
TYPICAL_COUNTS, WORDS_COUNT, AGAINST_COSTS = 0.3, 0.3, 0.2

LAYOUT_NOTES = MappingProxyType(
    {
        "waste-record": N_(
            "The table was read as a waste record: its loads are added up by year, as facts of the past, not as offers."
        ),
        "transfer-document": N_(
            "The table was read as transfer documents: they are added up by year, as facts of the past, not as offers."
        ),
        "transfer-register": N_(
            "The table was read as an export of the register of transfer documents: the documents are added up by "
            "year, as facts of the past, not as offers."
        ),
        "environmental-report": N_(
            "The table was read as a yearly environmental report: its rows are facts of the past, not offers."
        ),
    }
)
"""What a person is told about each layout."""

IDENTITIES = MappingProxyType(
    {
        "side-streams": ("organisation_id", "site_id", "name", "waste_code"),
        "needs": ("organisation_id", "site_id", "name"),
        "organisations": ("business_id", "name"),
        "sites": ("organisation_id", "name", "municipality"),
        "flows": ("source", "target", "material", "treatment_code", "layer"),
    }
)
"""What tells one record from another where rows have no id, in tables of no known layout."""


class Found(NamedTuple):
    """A layout and how surely a table has it."""

    layout: Layout | None
    score: float


def find_layout(
    kind: str,
    columns: Sequence[Column],
    table: Sequence[TableColumn],
    texts: Iterable[str],
    chosen: str | None,
) -> Found:
    """The layout of a table; `chosen` is the id that a person named, the empty text for none.

    Raises
    ------
    FileRefusedError
        When there is no layout of that id.
    """
    if chosen is not None:
        return Found(_named(chosen), 1.0) if chosen else Found(None, 0.0)
    fields = _fields(kind, columns, table)
    words = " ".join(fold(text) for text in texts)
    scored = [Found(one, _score(one, fields, words)) for one in layouts().values() if one.kind == kind]
    best = max(scored, key=lambda found: found.score, default=Found(None, 0.0))
    return best if best.score >= LAYOUT_FROM else Found(None, best.score)


def _named(layout_id: str) -> Layout:
    try:
        return layouts()[layout_id]
    except KeyError:
        raise FileRefusedError(
            N_("There is no layout %(layout)s: choose one of %(layouts)s."),
            layout=layout_id,
            layouts=", ".join(layouts()),
        ) from None


def _fields(kind: str, columns: Sequence[Column], table: Sequence[TableColumn]) -> frozenset[str]:
    """What the columns were taken for, and what those that are left out are about."""
    fields = {column.field for column in columns if column.field}
    for column in table:
        best = options_for(column, kind)[:1]
        fields.update(option.field for option in best if option.field in LEFT_OUT)
    return frozenset(fields)


def _score(layout: Layout, fields: frozenset[str], words: str) -> float:
    if not layout.required <= fields:
        return 0.0
    score = layout.base + TYPICAL_COUNTS * len(layout.typical & fields) / len(layout.typical)
    score += WORDS_COUNT * any(_has(words, word) for word in layout.words)
    return round(max(0.0, min(1.0, score - AGAINST_COSTS * len(layout.against & fields))), 3)


def _has(text: str, word: str) -> bool:
    """Whether a text has a word at the beginning of one of its own."""
    place = text.find(word)
    while place > 0 and text[place - 1].isalnum():
        place = text.find(word, place + 1)
    return place >= 0


def identity_of(kind: str, layout: Layout | None) -> tuple[str, ...]:
    """The columns that tell one record of a table from another."""
    return layout.identity if layout else IDENTITIES.get(kind, ())
