from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy.orm import Session

from databank import reviews
from databank.access import CITY
from databank.errors import DatabankError, RecordChangedError, RecordNotFoundError, RecordRefusedError
from databank.models import MovedRecord, SideStream
from databank.queries import need, side_stream
from databank.records import RecordStatus, ReviewState
from databank.reviews.waiting import due_on, working_days
from databank.schemas import SCHEMAS
from databank.store import Bank
from databank.submissions import Change, Outcome, save, set_status
from tests.databank_rows import put, put_owner, put_stream

MONDAY = datetime(2026, 11, 2, 9, tzinfo=UTC)
FRIDAY = datetime(2026, 11, 6, 15, tzinfo=UTC)
KIND = "side-streams"


def owners(at: datetime = MONDAY, by: str = "owner") -> Change:
    return Change(made_by=by, reason="changed", made_at=at)


def change_stream(session: Session, at: datetime = MONDAY, **cells: object) -> RecordStatus:
    """Change S-1 from outside; the status it has then."""
    row = {"id": "S-1", "site_id": "alder", "name": "Sand", "material_class": "foundry_sand", **cells}
    values = SCHEMAS[KIND].load(row)
    save(session, KIND, values, owners(at), given=frozenset(cells))
    session.flush()
    return session.get_one(SideStream, "S-1").status


def published(session: Session) -> None:
    put_owner(session)
    put_stream(session)


def state(session: Session, kind: str = KIND, record_id: str = "S-1") -> ReviewState | None:
    found = reviews.case(session, kind, record_id)
    return found.state if found else None


def test_a_trusted_file_opens_no_case_unless_it_says_submitted_itself(bank: Bank) -> None:
    with bank.session() as session:
        published(session)
        put_stream(session, "S-2", status="submitted")
        assert state(session) is None
        assert state(session, record_id="S-2") is ReviewState.WAITING


def test_a_new_record_from_outside_is_submitted_and_waits(bank: Bank) -> None:
    with bank.session() as session:
        put_owner(session)
        row = {"site_id": "alder", "name": "Sand", "material_class": "foundry_sand", "status": "published"}
        put(session, KIND, owners(), id="S-1", **row)
        need_row = {"organisation_id": "alder", "name": "Sand", "material_classes": "foundry_sand"}
        put(session, "needs", owners(), id="N-1", **need_row)
        assert side_stream(session, CITY, "S-1").status is RecordStatus.SUBMITTED
        assert need(session, CITY, "N-1").status is RecordStatus.SUBMITTED
        assert (state(session), state(session, "needs", "N-1")) == (ReviewState.WAITING, ReviewState.WAITING)
        found = reviews.case(session, KIND, "S-1")
        assert found is not None
        assert (found.reviewed_version, found.since) == (0, MONDAY)


@pytest.mark.parametrize(
    "cells",
    [
        {"name": "Other sand"},
        {"material_class": "slag_steel"},
        {"waste_code": "100908"},
        {"hazard": "hazardous"},
        {"legal_status": "waste"},
    ],
)
def test_a_change_of_what_it_is_takes_a_published_record_back(sqlite_bank: Bank, cells: dict[str, Any]) -> None:
    with sqlite_bank.session() as session:
        published(session)
        assert change_stream(session, **cells) is RecordStatus.SUBMITTED
        found = reviews.case(session, KIND, "S-1")
        assert found is not None
        assert (found.state, found.reviewed_version) == (ReviewState.WAITING, 1)


def test_a_document_takes_a_published_record_back_and_a_measurement_does_not(bank: Bank) -> None:
    with bank.session() as session:
        published(session)
        put(session, "composition", owners(), side_stream_id="S-1", parameter="CaO", typical=4, unit="%")
        assert side_stream(session, CITY, "S-1").status is RecordStatus.PUBLISHED
        row = {"side_stream_id": "S-1", "kind": "photo", "title": "Heap", "url": "https://example.org/heap.jpg"}
        put(session, "documents", owners(), **row)
        assert side_stream(session, CITY, "S-1").status is RecordStatus.SUBMITTED


def test_any_other_change_keeps_it_published_and_opens_a_case(bank: Bank) -> None:
    with bank.session() as session:
        published(session)
        assert change_stream(session, year=2025, amount=110) is RecordStatus.PUBLISHED
        assert state(session) is ReviewState.WAITING


def test_a_second_change_keeps_the_place_in_the_queue(bank: Bank) -> None:
    with bank.session() as session:
        published(session)
        change_stream(session, MONDAY, packaging="bulk")
        change_stream(session, FRIDAY, packaging="sacks")
        found = reviews.case(session, KIND, "S-1")
        assert found is not None
        assert (found.since, found.reviewed_version) == (MONDAY, 1)


def test_many_parts_of_one_record_in_one_flush_make_one_case(bank: Bank) -> None:
    with bank.session() as session:
        published(session)
        with session.no_autoflush:
            for parameter in ("CaO", "SiO2", "FeO"):
                values = SCHEMAS["composition"].load(
                    {"side_stream_id": "S-1", "parameter": parameter, "typical": 4, "unit": "%"}
                )
                save(session, "composition", values, owners())
        session.flush()
        assert state(session) is ReviewState.WAITING


def test_the_same_row_again_opens_nothing(bank: Bank) -> None:
    with bank.session() as session:
        published(session)
        assert change_stream(session, packaging="bulk") is RecordStatus.PUBLISHED
        reviews.close_case(session, KIND, "S-1", at=FRIDAY, version=2)
        change_stream(session, FRIDAY, packaging="bulk")
        assert state(session) is ReviewState.DONE


def test_a_status_given_by_hand_decides_the_case_and_submitted_opens_one(bank: Bank) -> None:
    with bank.session() as session:
        published(session)
        change_stream(session, name="Other sand")
        set_status(session, KIND, ["S-1"], RecordStatus.PUBLISHED, owners(FRIDAY))
        found = reviews.case(session, KIND, "S-1")
        assert found is not None
        assert (found.state, found.reviewed_version) == (ReviewState.DONE, 3)
        set_status(session, KIND, ["S-1"], RecordStatus.SUBMITTED, owners(FRIDAY))
        assert state(session) is ReviewState.WAITING


def test_an_editor_who_comes_second_is_told_what_was_changed_by_whom(bank: Bank) -> None:
    with bank.session() as session:
        published(session)
        change_stream(session, MONDAY, packaging="bulk")
        change_stream(session, FRIDAY, packaging="sacks")
        row = {"id": "S-1", "site_id": "alder", "name": "Sand", "material_class": "foundry_sand", "packaging": "box"}
        values = SCHEMAS[KIND].load(row)
        with pytest.raises(RecordChangedError) as refused:
            save(session, KIND, values, owners(by="second"), given={"packaging"}, expected_version=1)
        (change,) = refused.value.changes
        assert (change.field, change.before, change.after) == ("packaging", None, "sacks")
        assert (change.made_by, change.made_at) == ("owner", FRIDAY)
        assert refused.value.version == 3
        saved = save(session, KIND, values, owners(by="second"), given={"packaging"}, expected_version=3)
        assert saved.outcome is Outcome.CHANGED


def test_a_part_is_compared_with_the_version_of_its_record(bank: Bank) -> None:
    with bank.session() as session:
        published(session)
        change_stream(session, packaging="bulk")
        values = SCHEMAS["composition"].load({"side_stream_id": "S-1", "parameter": "CaO", "typical": 4, "unit": "%"})
        with pytest.raises(RecordChangedError, match="S-1 was changed by somebody else"):
            save(session, "composition", values, owners(), expected_version=1)


def test_a_merged_record_is_not_changed_any_more(bank: Bank) -> None:
    with bank.session() as session:
        published(session)
        set_status(session, KIND, ["S-1"], RecordStatus.WITHDRAWN, owners())
        session.add(MovedRecord(kind=KIND, old_id="S-1", new_id="S-9", moved_at=MONDAY, moved_by="r"))
        session.flush()
        with pytest.raises(RecordRefusedError, match="merged into S-9"):
            change_stream(session, packaging="bulk")


def test_a_question_waits_for_its_owner_and_its_answer_for_the_city(bank: Bank) -> None:
    with bank.session() as session:
        published(session)
        change_stream(session, name="Other sand")
        from databank.reviews.decisions import ask

        ask(session, KIND, "S-1", "Which foundry?", owners(FRIDAY, by="reviewer"))
        (question,) = reviews.open_questions(session, ["alder"])
        assert (question.record_id, question.text, question.asked_at) == ("S-1", "Which foundry?", FRIDAY)
        assert reviews.open_questions(session, ["birch"]) == ()
        assert len(reviews.open_questions(session, [], ["S-1"])) == 1
        found = reviews.case(session, KIND, "S-1")
        assert found is not None
        assert found.question is not None
        assert found.days_waiting(date(2026, 11, 20)) == 0
        monday = datetime(2026, 11, 9, 9, tzinfo=UTC)
        reviews.answer(session, KIND, "S-1", "The iron foundry.", by="owner", at=monday)
        found = reviews.case(session, KIND, "S-1")
        assert found is not None
        assert found.question is None
        assert [note.text for note in found.notes] == ["Which foundry?", "The iron foundry."]
        assert (found.days_waiting(date(2026, 11, 11)), found.due_on) == (2, date(2026, 11, 12))
        assert reviews.open_questions(session, ["alder"]) == ()


def test_an_answer_to_nothing_is_refused(bank: Bank) -> None:
    with bank.session() as session:
        published(session)
        with pytest.raises(RecordNotFoundError):
            reviews.answer(session, KIND, "S-1", "Yes", by="owner", at=MONDAY)
        change_stream(session, packaging="bulk")
        with pytest.raises(DatabankError, match="Nothing is asked"):
            reviews.answer(session, KIND, "S-1", "Yes", by="owner", at=MONDAY)


@pytest.mark.parametrize(
    ("since", "today", "days"),
    [
        (date(2026, 11, 2), date(2026, 11, 2), 0),
        (date(2026, 11, 2), date(2026, 11, 1), 0),
        (date(2026, 11, 2), date(2026, 11, 5), 3),
        (date(2026, 11, 6), date(2026, 11, 8), 0),
        (date(2026, 11, 6), date(2026, 11, 9), 1),
        (date(2026, 11, 7), date(2026, 11, 23), 11),
    ],
)
def test_only_working_days_count(since: date, today: date, days: int) -> None:
    assert working_days(since, today) == days


def test_the_target_skips_the_weekend() -> None:
    assert due_on(date(2026, 11, 5)) == date(2026, 11, 10)
