"""Rows without an id find the record that they became before, and nobody else's."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import delete, func, select

from databank.errors import FileRefusedError
from databank.imports.values import PreparedRow
from databank.models import Flow, KnownRow, MaterialNeed, Organisation, RecordVersion, ReviewCase, SideStream, Site
from databank.records import AmountStatus, RecordStatus
from databank.store import Bank
from databank.submissions import Change, Outcome, set_status
from databank.submissions.many import RowOutcome, SaveMany, naming, saver
from databank.submissions.many.seen import SeenRows
from tests.databank_rows import put, put_owner, put_stream

CHANGE = Change(made_by="tester", reason="Import of t.csv", file="t.csv", import_id="I-1")
SAND = {"site_id": "alder", "name": "Sand", "material_class": "foundry_sand", "year": "2024", "amount": "10"}
FLOW = {"year": "2024", "source": "alder", "target": "Stock", "material": "foundry_sand", "mass_t": "5"}
Cells = dict[str, Any]


@pytest.fixture
def owned(bank: Bank) -> Bank:
    """A bank with two owners."""
    with bank.session(writing=True) as session:
        for name in ("alder", "birch"):
            put_owner(session, name)
    return bank


def take(bank: Bank, kind: str, *rows: Cells, settings: dict[str, Any] | None = None) -> list[RowOutcome]:
    """Save rows as one file."""
    prepared = [PreparedRow(sheet="T", number=number, cells=dict(cells)) for number, cells in enumerate(rows, start=2)]
    with bank.session(writing=True) as session:
        return SaveMany(session, kind, CHANGE, given=frozenset(rows[0]), **(settings or {})).take(prepared)


def said(taken: Sequence[RowOutcome]) -> list[str]:
    return [one.outcome.value for one in taken]


def count(bank: Bank, model: Any) -> int:
    with bank.session() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


@pytest.mark.parametrize(
    ("kind", "row", "column", "beginning"),
    [
        ("organisations", {"name": "New Oy", "sector": "metal"}, "municipality", "YR-"),
        ("sites", {"organisation_id": "alder", "name": "Yard"}, "address", "TP-"),
        ("side-streams", SAND, "amount", "SV-"),
        ("needs", {"site_id": "alder", "name": "Filler", "material_classes": "foundry_sand"}, "amount", "TA-"),
        ("flows", FLOW, "mass_t", "VI-"),
    ],
)
def test_the_same_file_twice_changes_nothing_and_a_corrected_one_the_same_record(
    owned: Bank, kind: str, row: Cells, column: str, beginning: str
) -> None:
    row = {**row, column: "1"}
    made = take(owned, kind, row)
    assert said(made) == ["created"]
    assert made[0].record_id is not None
    assert made[0].record_id.startswith(beginning)
    again = take(owned, kind, row)
    assert said(again) == ["unchanged"]
    assert again[0].record_id == made[0].record_id
    corrected = take(owned, kind, {**row, column: "2"})
    assert said(corrected) == ["changed"]
    assert corrected[0].record_id == made[0].record_id
    assert count(owned, KnownRow) == 1


def test_a_renamed_record_is_found_again(owned: Bank) -> None:
    made = take(owned, "side-streams", SAND)[0]
    take(owned, "side-streams", {"id": made.record_id, "name": "Green sand", "material_class": "foundry_sand"})
    again = take(owned, "side-streams", SAND)[0]
    assert (again.outcome, again.record_id) == (Outcome.CHANGED, made.record_id)


def test_a_record_that_says_the_same_is_meant_although_no_file_brought_it(owned: Bank) -> None:
    with owned.session(writing=True) as session:
        put_stream(session, "S-1", name="SAND")
        put(session, "organisations", id="cedar", name="Cedar Oy", business_id="0112038-9")
        put(session, "flows", record_id="F-1", **FLOW)
    assert take(owned, "side-streams", SAND)[0].record_id == "S-1"
    assert take(owned, "sites", {"organisation_id": "birch", "name": "Birch  WORKS"})[0].record_id == "birch"
    assert take(owned, "organisations", {"name": "Other name", "business_id": "0112038-9"})[0].record_id == "cedar"
    assert take(owned, "organisations", {"name": "ALDER oy"})[0].record_id == "alder"
    assert take(owned, "organisations", {"name": "OTHER name"})[0].record_id == "cedar"
    assert take(owned, "organisations", {"name": "Birch Oy", "business_id": "0201256-6"})[0].record_id == "birch"
    assert take(owned, "flows", {**FLOW, "mass_t": "6"})[0].record_id == "F-1/2024"
    with owned.session() as session:
        assert {(row.kind, row.record_id) for row in session.scalars(select(KnownRow))} == {
            ("side-streams", "S-1"),
            ("sites", "birch"),
            ("organisations", "cedar"),
            ("organisations", "alder"),
            ("organisations", "birch"),
            ("flows", "F-1"),
        }


def test_two_business_ids_are_two_organisations_whatever_they_are_called(owned: Bank) -> None:
    with owned.session(writing=True) as session:
        put(session, "organisations", id="cedar", name="Cedar Oy", business_id="0112038-9")
    assert said(take(owned, "organisations", {"name": "Cedar Oy", "business_id": "0201256-6"})) == ["created"]


def test_a_name_of_signs_that_are_many_letters_is_kept_and_found_again(owned: Bank) -> None:
    row = {**SAND, "name": "\ufdfa" * 200}
    made = take(owned, "side-streams", row)
    with owned.session(writing=True) as session:
        session.execute(delete(KnownRow))
    assert [made[0].outcome, *(one.record_id for one in take(owned, "side-streams", row))] == [
        Outcome.CREATED,
        made[0].record_id,
    ]


def test_what_two_records_say_names_neither(owned: Bank) -> None:
    with owned.session(writing=True) as session:
        put_stream(session, "S-1")
        put_stream(session, "S-2")
    assert said(take(owned, "side-streams", SAND)) == ["created"]


def test_what_is_withdrawn_an_example_or_another_ones_is_not_meant(owned: Bank) -> None:
    with owned.session(writing=True) as session:
        put_stream(session, "S-1", status="withdrawn")
        put(session, "organisations", id="demo", name="New Oy", is_example=1)
        put_stream(session, "S-2", site_id="birch")
    assert said(take(owned, "side-streams", SAND)) == ["created"]
    assert said(take(owned, "organisations", {"name": "New Oy", "sector": "metal"})) == ["created"]


def test_years_of_one_record_stand_in_one_file_and_a_year_only_once(owned: Bank) -> None:
    rows = (SAND, {**SAND, "year": "2025"}, {**SAND, "name": "SAND ", "amount": "11"}, {**SAND, "name": "Dust"})
    taken = take(owned, "side-streams", *rows)
    assert said(taken) == ["created", "changed", "rejected", "created"]
    assert taken[0].record_id == taken[1].record_id
    error = taken[2].errors[0]
    assert (error.row, error.message) == (4, "This record stands in the file already, on line 2.")
    with owned.session() as session:
        stream = session.get_one(SideStream, taken[0].record_id)
        assert {amount.year for amount in stream.amounts} == {2024, 2025}


def test_the_layout_of_a_file_says_what_identifies_its_rows(owned: Bank) -> None:
    row = PreparedRow(sheet="", number=2, cells={**SAND, "receiver": "Depot"}, identity=("site_id", "receiver"))
    for name, outcome in (("Sand", Outcome.CREATED), ("Another word", Outcome.CHANGED)):
        row.cells["name"] = name
        with owned.session(writing=True) as session:
            assert [one.outcome for one in SaveMany(session, "side-streams", CHANGE).take([row])] == [outcome]


def test_a_record_that_is_gone_is_made_anew(owned: Bank) -> None:
    first = take(owned, "needs", {"site_id": "alder", "name": "Filler", "material_classes": "foundry_sand"})[0]
    with owned.session(writing=True) as session:
        session.execute(delete(ReviewCase).where(ReviewCase.record_id == first.record_id))
        session.execute(delete(RecordVersion).where(RecordVersion.record_id == first.record_id))
        session.delete(session.get_one(MaterialNeed, first.record_id))
    again = take(owned, "needs", {"site_id": "alder", "name": "Filler", "material_classes": "foundry_sand"})[0]
    assert again.outcome is Outcome.CREATED
    with owned.session() as session:
        assert session.scalars(select(KnownRow.record_id)).all() == [again.record_id]


def test_a_refused_row_is_not_remembered(owned: Bank) -> None:
    assert said(take(owned, "flows", {**FLOW, "source": "nowhere"})) == ["rejected"]
    assert count(owned, KnownRow) == 0


def test_ids_that_are_taken_are_drawn_again(owned: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    with owned.session(writing=True) as session:
        put_stream(session, "SV-TAKEN2")
    drawn = iter(["SV-TAKEN2", "SV-FREE22", "SV-TAKEN2", "SV-FREE33"])
    monkeypatch.setattr(naming, "drawn_ids", lambda _prefix, count: [next(drawn) for _ in range(count)])
    rows = ({**SAND, "name": "Dust"}, {**SAND, "name": "Ash"})
    assert [one.record_id for one in take(owned, "side-streams", *rows)] == ["SV-FREE22", "SV-FREE33"]


def test_drawn_ids_are_different_and_lie_together() -> None:
    drawn = naming.drawn_ids("SV", 2000)
    assert len(set(drawn)) == 2000
    assert all(re.fullmatch(r"SV-[A-HJ-NP-Z2-9]{6}", one) for one in drawn)
    assert len({one[:5] for one in drawn}) <= 65
    assert naming.drawn_ids("SV", 2000) != drawn


# --- dry runs ----------------------------------------------------------------------------------------------------


def test_a_dry_run_knows_over_its_batches_what_it_would_have_made(owned: Bank) -> None:
    rows = [PreparedRow(sheet="", number=n, cells={**SAND, "site_id": "yard", "year": str(2000 + n)}) for n in range(4)]
    with owned.session() as session:
        many = SaveMany(session, "side-streams", CHANGE, dry=True)
        taken = [one for row in rows for one in many.take([row])]
    assert said(taken) == ["created", "changed", "changed", "changed"]
    assert {one.record_id for one in taken} == {None}
    assert set(taken[1].changes) > {"amounts[2001].amount"}
    assert {"name", "id"} & set(taken[0].changes) == {"name"}
    assert {count(owned, model) for model in (SideStream, KnownRow, ReviewCase)} == {0}
    assert count(owned, Site) == 2


def test_a_dry_run_keeps_few_records_in_mind(owned: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saver, "MOST_REMEMBERED", 3)
    with owned.session() as session:
        many = SaveMany(session, "side-streams", CHANGE, dry=True)
        for number in range(9):
            many.take([PreparedRow(sheet="", number=number, cells={**SAND, "name": f"Sand {number}"})])
        assert many._batch is not None
        assert len(many._batch._rows[SideStream]) <= 3
        later = PreparedRow(sheet="", number=20, cells={**SAND, "name": "Sand 0", "year": "2025"})
        assert said(many.take([later])) == ["changed"]


# --- going on ----------------------------------------------------------------------------------------------------


def test_an_import_that_goes_on_knows_the_rows_before(owned: Bank) -> None:
    rows = [PreparedRow(sheet="", number=n, cells={**SAND, "name": name}) for n, name in enumerate(("A", "B", "A"))]
    with owned.session(writing=True) as session:
        assert said(SaveMany(session, "side-streams", CHANGE).take(rows[:2])) == ["created", "created"]
    with owned.session(writing=True) as session:
        again = SaveMany(session, "side-streams", CHANGE)
        again.pass_over(rows[:2])
        assert said(again.take(rows[2:])) == ["rejected"]


def test_a_batch_that_is_taken_again_after_its_transaction_failed_is_not_twice(owned: Bank) -> None:
    many = SaveMany(None, "side-streams", CHANGE)  # type: ignore[arg-type]
    row = PreparedRow(sheet="", number=2, cells=dict(SAND))
    with owned.session(writing=True) as session:
        many.session = session
        many.take([row])
        session.rollback()
    with owned.session(writing=True) as session:
        many.session = session
        assert said(many.take([row])) == ["created"]
    assert count(owned, SideStream) == 1


def test_rows_are_known_by_sheet_and_line() -> None:
    seen = SeenRows()
    assert [seen.first((n % 50_000,), "A", n) for n in range(50_000)] == [None] * 50_000
    assert (seen.first((7,), "B", 7), seen.first((7,), "A", 8), seen.first((7,), "A", 7)) == ("A!7", "7", None)


# --- what is written besides -------------------------------------------------------------------------------------


def test_a_version_says_which_import_rows_and_words_it_came_from(owned: Bank) -> None:
    row = PreparedRow(
        sheet="Taul1", number=5, numbers=(5, 6, 9), cells=dict(SAND), wording={"material_class": "valimohiekka"}
    )
    with owned.session(writing=True) as session:
        SaveMany(session, "side-streams", CHANGE).take([row])
    with owned.session() as session:
        version = session.scalars(select(RecordVersion).where(RecordVersion.import_id == "I-1")).one()
        stream = session.scalars(select(SideStream)).one()
        assert (version.place, version.wording, version.prior) == (
            "Taul1!5-9 (3)",
            {"material_class": "valimohiekka"},
            None,
        )
        assert version.changes["name"] == [None, "Sand"]
        assert version.changes["amounts[2024].amount"] == [None, "10"]
        assert (stream.source_file, stream.source_row, stream.status) == ("t.csv", 5, RecordStatus.SUBMITTED)


def test_an_import_keeps_what_it_overwrites_silently(owned: Bank) -> None:
    with owned.session(writing=True) as session:
        put_stream(session, "S-1", confirmed_on="2025-01-01")
        put(session, "amounts", side_stream_id="S-1", year=2023, amount=120)
    changed = take(owned, "side-streams", {"id": "S-1", **SAND, "amount": "500000"})
    assert said(changed) == ["changed"]
    with owned.session() as session:
        version = session.scalars(select(RecordVersion).where(RecordVersion.import_id == "I-1")).one()
        stream = session.get_one(SideStream, "S-1")
        assert next(one for one in stream.amounts if one.year == 2024).amount_status is AmountStatus.UNDER_REVIEW
    assert version.prior is not None
    assert version.prior["confirmed_on"] == "2025-01-01"
    assert version.prior["source_file"] is None
    assert version.prior["amounts[2024].amount_status"] == "confirmed"


def test_what_was_worked_out_is_forgotten_after_rows_were_saved_together(owned: Bank) -> None:
    def streams() -> int:
        with owned.session() as session:
            return owned.remembered(session, "count", lambda: session.query(SideStream).count())

    assert streams() == 0
    take(owned, "side-streams", SAND)
    assert streams() == 1


def test_a_session_sees_what_was_written_past_it(owned: Bank) -> None:
    with owned.session(writing=True) as session:
        site = session.get_one(Site, "alder")
        row = PreparedRow(sheet="", number=2, cells={"id": "alder", "organisation_id": "alder", "name": "New name"})
        SaveMany(session, "sites", CHANGE, given=frozenset(row.cells)).take([row])
        assert site.name == "New name"


# --- whose -------------------------------------------------------------------------------------------------------


def test_nobody_takes_a_record_of_somebody_else(owned: Bank) -> None:
    with owned.session(writing=True) as session:
        put_stream(session, "S-1", site_id="birch")
        put(session, "flows", record_id="F-1", **{**FLOW, "source": "birch"})
    own = {"owner_id": "alder", "own_only": True}
    for kind, row in (
        ("side-streams", {"id": "S-1", **SAND}),
        ("sites", {"id": "birch", "organisation_id": "alder", "name": "Mine"}),
        ("flows", {"record_id": "F-1", **FLOW}),
        ("flows", {**FLOW, "source": "birch"}),
        ("organisations", {"id": "birch", "name": "Mine Oy"}),
    ):
        assert said(take(owned, kind, row, settings=own)) == ["rejected"], kind
    with owned.session() as session:
        assert session.get_one(SideStream, "S-1").organisation_id == "birch"
        assert session.get_one(Organisation, "birch").name == "Birch Oy"
        assert session.get_one(Flow, ("F-1", 2024)).source == "birch"


def test_an_importer_that_the_bank_does_not_know_is_refused(owned: Bank) -> None:
    with pytest.raises(FileRefusedError, match="knows no organisation nobody"):
        take(owned, "side-streams", SAND, settings={"owner_id": "nobody"})


def test_two_new_organisations_of_one_file_cannot_share_a_business_id(owned: Bank) -> None:
    rows = ({"name": "A Oy", "business_id": "0112038-9", "sector": "metal"}, {"id": "b", "name": "B Oy"})
    rows[1]["business_id"] = "0112038-9"
    assert said(take(owned, "organisations", *rows)) == ["created", "rejected"]


def test_a_status_given_by_the_city_stays_when_the_same_file_comes_again(owned: Bank) -> None:
    made = take(owned, "side-streams", SAND)[0]
    with owned.session(writing=True) as session:
        set_status(session, "side-streams", [str(made.record_id)], RecordStatus.PUBLISHED, CHANGE)
    assert said(take(owned, "side-streams", SAND)) == ["unchanged"]
    with owned.session() as session:
        assert session.get_one(SideStream, made.record_id).status is RecordStatus.PUBLISHED
