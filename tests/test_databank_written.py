"""What the journal keeps of a change is the same as text and as values."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from databank.records import Fate, FieldGroup, Level
from databank.submissions import written as journal
from databank.submissions.written import document, written

VALUES: st.SearchStrategy[Any] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(1900, 2100),
    st.text(max_size=5),
    st.dates(),
    st.decimals(0, 1_000_000, places=6),
    st.sampled_from(Fate),
    st.lists(st.text(max_size=3), max_size=2).map(tuple),
    st.dictionaries(st.sampled_from(FieldGroup), st.sampled_from(Level), max_size=2),
)


@given(st.dictionaries(st.text(max_size=8), st.tuples(VALUES, VALUES), max_size=6))
def test_a_document_says_what_its_values_say(changes: dict[str, tuple[Any, Any]]) -> None:
    journal._TEXTS.clear()  # a field has values of one type: 1 and True never stand in the same one
    expected = {name: [written(before), written(after)] for name, (before, after) in changes.items()}
    assert json.loads(document(changes)) == json.loads(json.dumps(expected))


def test_texts_that_are_kept_are_few(monkeypatch: Any) -> None:
    monkeypatch.setattr(journal, "MOST", 3)
    for number in range(10):
        assert json.loads(document({"year": (None, number)})) == {"year": [None, number]}
    assert len(journal._TEXTS) <= 3


def test_words_levels_days_and_numbers_are_told_as_people_write_them() -> None:
    told = document(
        {"a": (Decimal("12.500000"), Fate.UNUSED), "b": (date(2026, 1, 2), {FieldGroup.PRICE: Level.NAMED})}
    )
    assert json.loads(told) == {"a": ["12.5", "unused"], "b": ["2026-01-02", {"price": "named"}]}
