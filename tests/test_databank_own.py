"""What an owner finds and does: their list, its counts, rows replaced at once, confirming, reserving, withdrawing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from databank import queries, reviews
from databank.access import ANONYMOUS, CITY, Viewer
from databank.errors import DatabankError, RecordChangedError, RecordNotFoundError, RecordRefusedError
from databank.queries import own
from databank.queries.own import OwnState
from databank.records import RecordStatus, ReviewState
from databank.schemas import read_row
from databank.store import Bank
from databank.submissions import Change, Outcome, owning, set_status
from databank.submissions.replacing import replace_parts
from tests.databank_rows import OWNER, REVIEWED, put, put_owner, put_stream

TODAY = date(2026, 11, 20)
BY_OWNER = Change(made_by="owner", reason="Test", made_at=datetime(2026, 11, 20, 9, tzinfo=UTC))
MEMBER = Viewer(organisation_ids=frozenset({OWNER}))
STREAMS = "side-streams"


@pytest.fixture
def session(bank: Bank) -> Iterator[Session]:
    with bank.session() as opened:
        put_owner(opened)
        put_owner(opened, "birch")
        put_stream(opened, confirmed_on="2026-10-01")
        put_stream(opened, "S-2", name="Slag", confirmed_on="2025-01-01", status="reserved")
        put_stream(opened, "S-3", name="Ash", status="withdrawn")
        put_stream(opened, "S-4", name="Fact", source_url="https://example.org/a", source_date="2026-01-01")
        put(opened, STREAMS, BY_OWNER, id="S-5", site_id=OWNER, name="New", material_class="foundry_sand")
        put_stream(opened, "B-1", site_id="birch")
        yield opened


def found(session: Session, viewer: Viewer = MEMBER, **wanted: object) -> list[str]:
    page = own.own_records(session, viewer, STREAMS, today=TODAY, **wanted)  # type: ignore[arg-type]  # a test's words
    return sorted(record.id for record in page.items)


def test_a_list_holds_own_records_of_a_state(session: Session) -> None:
    assert found(session) == ["S-1", "S-2", "S-3", "S-4", "S-5"]
    assert found(session, state=OwnState.WAITING) == ["S-5"]
    assert found(session, state=OwnState.UNCONFIRMED) == ["S-2"]
    assert found(session, state=OwnState.RESERVED) == ["S-2"]
    assert found(session, state=OwnState.ENDED) == ["S-3"]
    assert found(session, text="sla") == ["S-2"]
    assert found(session, text="s-3") == ["S-3"]
    assert found(session, Viewer(submitted_ids=frozenset({"B-1"}))) == ["B-1"]
    assert found(session, ANONYMOUS) == found(session, CITY) == []


def test_counts_are_those_of_the_lists(session: Session) -> None:
    counts = own.own_counts(session, MEMBER, STREAMS, today=TODAY)
    assert counts == {state: len(found(session, state=state)) for state in OwnState}
    assert set(own.own_counts(session, ANONYMOUS, STREAMS, today=TODAY).values()) == {0}


def test_pages_follow_each_other(session: Session) -> None:
    first = own.own_records(session, MEMBER, STREAMS, today=TODAY, limit=3)
    second = own.own_records(session, MEMBER, STREAMS, today=TODAY, limit=3, after=first.next)
    assert (len(first.items), len(second.items), second.next) == (3, 2, None)
    assert not {one.id for one in first.items} & {one.id for one in second.items}


def test_only_the_owner_opens_a_record(session: Session) -> None:
    assert own.own_side_stream(session, MEMBER, "S-1").composition == ()
    for viewer in (ANONYMOUS, CITY, Viewer(organisation_ids=frozenset({"birch"}))):
        with pytest.raises(RecordNotFoundError):
            own.own_side_stream(session, viewer, "S-1")
        with pytest.raises(RecordNotFoundError):
            own.own_kind(session, viewer, "S-1")


def row(parameter: str, typical: float, **cells: object) -> dict[str, object]:
    return read_row(
        "composition", {"side_stream_id": "S-1", "parameter": parameter, "typical": typical, "unit": "%", **cells}
    )


def test_rows_are_replaced_at_once_and_every_change_is_told(session: Session) -> None:
    replace_parts(session, "composition", "S-1", [row("Cd", 1), row("Cr", 2), row("Zn", 3)], BY_OWNER)
    saved = replace_parts(session, "composition", "S-1", [row("Zn", 4), row("Pb", 5), row("Cd", 1)], BY_OWNER)
    session.flush()
    session.expire_all()
    kept = {one.parameter: one.typical for one in own.own_side_stream(session, MEMBER, "S-1").composition}
    assert (saved.outcome, kept) == (Outcome.CHANGED, {"Zn": Decimal(4), "Pb": Decimal(5), "Cd": Decimal(1)})
    again = replace_parts(session, "composition", "S-1", [row("Zn", 4), row("Pb", 5), row("Cd", 1)], BY_OWNER)
    assert again.outcome is Outcome.UNCHANGED
    changes = queries.versions(session, MEMBER, "S-1")[-1].changes
    assert changes["composition[Cr].typical"] == ("2", None)
    assert changes["composition[Zn].typical"] == ("3", "4")


def test_two_rows_of_the_same_are_refused_by_their_number(session: Session) -> None:
    with pytest.raises(RecordRefusedError) as refused:
        replace_parts(session, "composition", "S-1", [row("Cd", 1), row("Cr", 2), row("Cd", 3)], BY_OWNER)
    assert (refused.value.rows[0].row, refused.value.rows[0].field) == (2, "parameter")
    kept = [row("Cd", 1, laboratory="A"), row("Cd", 3, laboratory="B")]
    assert replace_parts(session, "composition", "S-1", kept, BY_OWNER).outcome is Outcome.CHANGED


def test_rows_are_not_written_over_what_another_changed(session: Session) -> None:
    replace_parts(session, "composition", "S-1", [row("Cd", 1)], BY_OWNER, expected_version=1)
    with pytest.raises(RecordChangedError) as changed:
        replace_parts(session, "composition", "S-1", [row("Cd", 2)], BY_OWNER, expected_version=1)
    assert [one.field for one in changed.value.changes][:1] == ["composition[Cd].parameter"]


def test_an_expired_record_is_confirmed_and_shown_again(session: Session) -> None:
    set_status(session, STREAMS, ["S-1"], RecordStatus.EXPIRED, REVIEWED)
    assert owning.confirm(session, STREAMS, "S-1", BY_OWNER)
    assert not owning.confirm(session, STREAMS, "S-1", BY_OWNER)
    stream = own.own_side_stream(session, MEMBER, "S-1")
    assert (stream.status, stream.confirmed_on) == (RecordStatus.PUBLISHED, TODAY)
    assert reviews.case(session, STREAMS, "S-1") is None  # nothing changed, so nobody reviews


def test_what_ended_stays_expired_when_it_is_confirmed(session: Session) -> None:
    put_stream(session, "S-1", available_until="2026-01-01")
    set_status(session, STREAMS, ["S-1"], RecordStatus.EXPIRED, REVIEWED)
    owning.confirm(session, STREAMS, "S-1", BY_OWNER)
    assert own.own_side_stream(session, MEMBER, "S-1").status is RecordStatus.EXPIRED


def test_what_waits_is_neither_confirmed_nor_reserved(session: Session) -> None:
    with pytest.raises(DatabankError, match="Only a published record"):
        owning.confirm(session, STREAMS, "S-5", BY_OWNER)
    with pytest.raises(DatabankError, match="Only a published record"):
        owning.reserve(session, STREAMS, "S-5", BY_OWNER, reserved=True)


def test_what_is_withdrawn_waits_again_when_it_is_submitted(session: Session) -> None:
    owning.withdraw(session, STREAMS, "S-5", BY_OWNER)
    case = reviews.case(session, STREAMS, "S-5")
    assert case is not None
    assert case.state is ReviewState.DONE
    owning.submit_again(session, STREAMS, "S-5", BY_OWNER)
    again = reviews.case(session, STREAMS, "S-5")
    assert again is not None
    assert again.state is ReviewState.WAITING


def test_a_record_that_is_not_there(session: Session) -> None:
    with pytest.raises(RecordNotFoundError):
        owning.confirm(session, STREAMS, "S-9", BY_OWNER)
    assert own.summary(session, STREAMS, "S-9") is None
