"""Decisions about a file: as JSON that people write, and offered again for the next file of the same shape."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from databank.errors import FileRefusedError
from databank.imports.remembering import MOST_BYTES, mapping_json, read_mapping, remember, remembered
from databank.imports.values import NEW, SKIP, ImportMapping
from databank.models import SavedMapping
from databank.store import Bank
from databank.vocabulary import fold

AT = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
WHOLE = ImportMapping(
    sheets=("2024",),
    layout="waste-record",
    columns={"Jätenimike": "waste_code", "Huom": None},
    units={"Määrä": "kg"},
    words={"treatment_code": {"poltto": "R1", "muu": SKIP}, "material_class": {"xyzzy": NEW}},
    rows={"2024!17": {"amount": "12.5"}, "2024!18": {"": SKIP}},
    options={"year": "2024", "decimal": ","},
    answers={"total-1": "keep"},
)


def test_decisions_are_the_same_after_json() -> None:
    assert read_mapping(mapping_json(WHOLE)) == WHOLE
    assert read_mapping(json.dumps(mapping_json(WHOLE))) == WHOLE
    assert mapping_json(ImportMapping()) == {}
    assert mapping_json(ImportMapping(layout="")) == {"layout": ""}


TEXT = st.text(max_size=30)
TEXTS = st.dictionaries(TEXT, TEXT, max_size=4)


@given(
    st.builds(
        ImportMapping,
        sheets=st.lists(TEXT, max_size=3).map(tuple),
        layout=st.none() | TEXT,
        columns=st.dictionaries(TEXT, st.none() | TEXT, max_size=4),
        units=TEXTS,
        rows=st.dictionaries(TEXT, TEXTS.filter(bool), max_size=3),
        options=TEXTS,
        answers=TEXTS,
    )
)
def test_any_decisions_survive_json(mapping: ImportMapping) -> None:
    assert read_mapping(json.dumps(mapping_json(mapping))) == mapping


def test_people_may_write_words_as_they_stand_and_numbers_as_numbers() -> None:
    mapping = read_mapping('\ufeff{"words": {"fate": {"Kaatopaikalle  VIETY": "disposal"}}, "options": {"year": 2024}}')
    assert mapping.words == {"fate": {fold("kaatopaikalle viety"): "disposal"}}
    assert mapping.options == {"year": "2024"}
    assert read_mapping(b'{"units": {"Maara": null}}').units == {}


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ('{"colums": {}}', '"colums", which is not known. It may have: sheets, layout, columns'),
        ('{"columns": ["a"]}', 'The member "columns" of the mapping must be an object of texts or nulls.'),
        ('{"columns": {"a": 1}}', 'The member "columns" of the mapping must be'),
        ('{"sheets": "2024"}', 'The member "sheets" of the mapping must be a list of texts.'),
        ('{"layout": 3}', 'The member "layout" of the mapping must be a text or null.'),
        ('{"words": {"fate": "x"}}', 'The member "words.fate" of the mapping must be an object of texts.'),
        ('{"options": {"year": true}}', 'The member "options" of the mapping must be'),
        ('{"answers": [1]}', 'The member "answers" of the mapping must be'),
        ('{"rows": {"1": {"a": {}}}}', 'The member "rows.1" of the mapping must be'),
        ('{"options": {"year": "' + "9" * 600 + '"}}', "a text of more than 500 characters"),
        ("[1, 2]", "The mapping is no JSON object"),
        ('{"columns":\n {"a" "b"}}', "The mapping is no JSON: line 2 cannot be read."),
        ("[" * 100_000, "The mapping is no JSON: line 1 cannot be read."),
        ('{"options": {"a": "' + "x" * MOST_BYTES + '"}}', "The mapping is larger than 1 MB"),
    ],
)
def test_what_is_wrong_is_named(written: str, said: str) -> None:
    with pytest.raises(FileRefusedError, match=r".*") as refused:
        read_mapping(written)
    assert said in str(refused.value)


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(FileRefusedError):
        read_mapping(b"\xff\xfe{}")


def test_the_next_file_of_the_shape_finds_what_lasts(bank: Bank) -> None:
    with bank.session() as session:
        remember(session, "alder", "side-streams", "a" * 64, WHOLE, AT)
    with bank.session() as session:
        found = remembered(session, "alder", "side-streams", "a" * 64)
        assert found is not None
        assert (found.columns, found.words, found.options) == (WHOLE.columns, WHOLE.words, {"decimal": ","})
        assert (found.rows, found.answers) == ({}, {})
        others = [("birch", "side-streams", "a"), (None, "side-streams", "a"), ("alder", "needs", "a")]
        assert [remembered(session, owner, kind, shape * 64) for owner, kind, shape in others] == [None] * 3
    with bank.session() as session:
        remember(session, "alder", "side-streams", "a" * 64, ImportMapping(layout="yearly-report"), AT)
        again = remembered(session, "alder", "side-streams", "a" * 64)
        assert again == ImportMapping(layout="yearly-report")


@pytest.mark.parametrize("kept", [{"unheard": 1}, {"columns": 3}])
def test_what_an_older_version_kept_is_no_obstacle(sqlite_bank: Bank, kept: dict[str, Any]) -> None:
    with sqlite_bank.session() as session:
        session.add(SavedMapping(owner="", kind="needs", shape="b" * 64, mapping=kept, saved_at=AT))
        session.flush()
        assert remembered(session, None, "needs", "b" * 64) is None
