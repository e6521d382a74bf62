"""Files as people have them: tests/corpus/expected.json says what is to become of each, this holds the import to it.

Keys of an expectation: `new`, `changed` records; `refused` cells as [row, column]; `tonnes` in sums by year; `codes`;
`classes` and `fates` by name; `names`; `questions` by check; `under_review` amounts; `record_kind`; `notes`, words that
a note of the file has; `notes_kept` of the records; `never`, texts that may stand nowhere in the bank; `sentence`, a
word of the sentence with which the whole file is refused; `before`, a file that was imported first.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from databank.errors import FileRefusedError
from databank.imports.direct import Direct, DirectOutcome
from databank.imports.running import Upload
from databank.imports.values import ImportMapping
from databank.models import Base, SideStream, StreamAmount
from databank.records import AmountStatus
from databank.schemas import read_row
from databank.store import Bank
from databank.submissions import Change, save
from tests.corpus_files import FILES as FIRST_FILES
from tests.corpus_files import FOLDER
from tests.corpus_found import MORE_FILES

EXPECTED: dict[str, dict[str, Any]] = json.loads((FOLDER / "expected.json").read_text())
FILES = {**FIRST_FILES, **MORE_FILES}
OWNER = "testivalimo"
FAMILIAR: tuple[tuple[str, dict[str, Any]], ...] = (
    ("organisations", {"id": OWNER, "name": "Testivalimo Oy", "business_id": "1234567-1", "sector": "metal"}),
    ("organisations", {"id": "testivoima", "name": "Testivoima Oy", "sector": "energy"}),
    ("sites", {"id": "testivalimo-pori", "organisation_id": OWNER, "name": "Porin valimo", "municipality": "Pori"}),
    ("sites", {"id": "testivoima-pori", "organisation_id": "testivoima", "name": "Voimala", "municipality": "Pori"}),
)


@pytest.fixture
def bank(sqlite_bank: Bank) -> Bank:
    """A bank that knows a foundry and a power station."""
    with sqlite_bank.session(writing=True) as session:
        for kind, row in FAMILIAR:
            save(session, kind, read_row(kind, row), Change(made_by="test", reason="familiar", trusted=True))
            session.flush()
    return sqlite_bank


def brought(bank: Bank, name: str, *, dry_run: bool = False) -> DirectOutcome:
    wanted = EXPECTED[name]
    upload = Upload(
        kind=wanted["kind"],
        file_name=name,
        made_by="test",
        language="fi",
        organisation_id=wanted.get("owner", OWNER),
        mapping=ImportMapping(options=wanted.get("options", {})),
    )
    return Direct(bank=bank, path=FOLDER / name, upload=upload).run(dry_run=dry_run)


def contents(session: Session) -> Iterator[tuple[Any, ...]]:
    """Every row of the catalogue."""
    for table in ("organisations", "sites", "side_streams", "stream_amounts", "needs", "flows", "record_versions"):
        yield from (tuple(row) for row in session.execute(select(Base.metadata.tables[table])))


def test_the_corpus_is_whole() -> None:
    """Every file has an expectation, every expectation a file, and the files are those that are written."""
    kept = {path.name for path in FOLDER.iterdir()} - {"expected.json"}
    assert kept == set(EXPECTED) == set(FILES)
    assert len(kept) >= 40
    texts = [name for name in kept if Path(name).suffix not in {".xlsx", ".ods"}]
    assert [name for name in texts if (FOLDER / name).read_bytes() != FILES[name]()] == []


@pytest.mark.parametrize("name", sorted(name for name, wanted in EXPECTED.items() if "sentence" in wanted))
def test_a_file_that_cannot_be_read_is_refused_with_a_sentence(bank: Bank, name: str) -> None:
    with bank.session() as session:
        before = list(contents(session))
    with pytest.raises(FileRefusedError) as refused:
        brought(bank, name)
    assert EXPECTED[name]["sentence"] in str(refused.value)
    assert name in str(refused.value)
    with bank.session() as session:
        assert list(contents(session)) == before


@pytest.mark.parametrize("name", sorted(name for name, wanted in EXPECTED.items() if "sentence" not in wanted))
def test_a_file_becomes_what_is_expected_of_it_and_the_same_again_changes_nothing(bank: Bank, name: str) -> None:
    wanted = EXPECTED[name]
    if "before" in wanted:
        brought(bank, wanted["before"])
    planned = brought(bank, name, dry_run=True)
    done = brought(bank, name)
    assert numbers(planned) == numbers(done), "the preview promised something else"
    refused = sorted([problem.row, problem.field] for problem in done.problems)
    assert refused == sorted(wanted.get("refused", refused))
    assert done.counts["new"] == wanted["new"], [str(one.message) for one in done.problems]
    assert done.counts["changed"] >= wanted.get("changed", 0)
    assert done.counts["rejected"] >= wanted.get("refused_any", 0)
    asked = {question.check for question in done.questions}
    assert asked == set(wanted.get("questions", asked if "questions_any" in wanted else ()))
    said = " ".join(map(str, done.notes)).lower()
    assert [word for word in wanted.get("notes", ()) if word not in said] == []
    with bank.session() as session:
        check_records(session, wanted)
        kept = list(contents(session))
    assert [word for word in wanted.get("never", ()) if word in str(kept)] == []
    again = brought(bank, name)
    assert again.counts["new"] == again.counts["changed"] == 0
    with bank.session() as session:
        assert list(contents(session)) == kept


def numbers(outcome: DirectOutcome) -> dict[str, int]:
    return {name: outcome.counts[name] for name in ("new", "changed", "unchanged", "rejected", "left_out")}


def check_records(session: Session, wanted: dict[str, Any]) -> None:
    """The records in the bank say what is expected."""
    streams = session.scalars(select(SideStream)).all()
    amounts = session.scalars(select(StreamAmount)).all()
    if wanted.get("tonnes") is not None:
        assert tonnes_by_year(amounts) == {int(year): Decimal(str(t)) for year, t in wanted["tonnes"].items()}
    if "codes" in wanted:
        assert sorted(stream.waste_code or stream.code_if_waste or "" for stream in streams) == wanted["codes"]
    for name, material_class in wanted.get("classes", {}).items():
        assert {one.material_class for one in streams if one.name == name} == {material_class}
    for name, fate in wanted.get("fates", {}).items():
        assert {one.fate.value for one in streams if one.name == name} == {fate}
    if "names" in wanted:
        assert sorted(one.name for one in streams) == sorted(wanted["names"])
    if "record_kind" in wanted:
        assert {one.kind.value for one in streams} == {wanted["record_kind"]}
    under_review = sum(one.amount_status is AmountStatus.UNDER_REVIEW for one in amounts)
    assert under_review == wanted.get("under_review", under_review)
    assert under_review >= wanted.get("under_review_at_least", 0)
    notes = {one.note for one in streams}
    assert [note for note in wanted.get("notes_kept", ()) if note not in notes] == []


def tonnes_by_year(amounts: Any) -> dict[int, Decimal]:
    """What flows, by year."""
    sums: dict[int, Decimal] = {}
    for amount in amounts:
        if amount.layer_amount is not None and amount.year is not None:
            sums[amount.year] = sums.get(amount.year, Decimal(0)) + amount.layer_amount
    return sums


def test_what_is_said_of_a_formula_stays_text(bank: Bank) -> None:
    brought(bank, "hostile-formulas.csv")
    with bank.session() as session:
        assert session.scalar(text("SELECT count(*) FROM side_streams WHERE note LIKE '=HYPERLINK%'")) == 1
