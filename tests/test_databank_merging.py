from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from databank import queries
from databank.access import ANONYMOUS, CITY
from databank.errors import RecordChangedError, RecordNotFoundError
from databank.models import Exchange
from databank.records import RecordKind, RecordStatus, ReviewAction, StreamFilter
from databank.reviews import merging
from databank.reviews.cases import notes as notes_of
from databank.reviews.merging import MergeError, merge, moved_to, readable_target
from databank.store import Bank
from databank.submissions import Change
from tests.databank_rows import put, put_owner, put_stream

AT = datetime(2026, 11, 20, 9, tzinfo=UTC)
BY = Change(made_by="reviewer", reason="Merged: S-2 into S-1", made_at=AT)
KIND = "side-streams"


def two(session: Session, **other: object) -> None:
    """S-1 and its duplicate S-2, each with an amount, a measurement and a document of its own."""
    put_owner(session)
    put_stream(session, "S-1")
    put_stream(session, "S-2", **{"name": "Foundry sand", "amount": 101, **other})
    put(session, "amounts", side_stream_id="S-2", year=2023, amount=90)
    for record_id, parameter in (("S-1", "CaO"), ("S-2", "CaO"), ("S-2", "SiO2")):
        put(session, "composition", side_stream_id=record_id, parameter=parameter, typical=4, unit="%")
    row = {"kind": "photo", "title": "Heap", "url": "https://example.org/heap.jpg"}
    put(session, "documents", side_stream_id="S-2", **row)


def versions(session: Session) -> tuple[int, int]:
    return tuple(queries.side_stream(session, CITY, one).version for one in ("S-1", "S-2"))  # type: ignore[return-value]


def merge_two(session: Session) -> None:
    merge(session, KIND, "S-1", "S-2", BY, versions(session))
    session.flush()
    session.expire_all()


def test_parts_move_where_they_do_not_collide(bank: Bank) -> None:
    with bank.session() as session:
        two(session)
        merge_two(session)
        kept = queries.side_stream(session, CITY, "S-1")
    assert {one.year: one.value for one in kept.amounts} == {2023: Decimal(90), 2024: Decimal(100)}
    assert [row.parameter for row in kept.composition] == ["CaO", "SiO2"]
    assert [document.title for document in kept.documents] == ["Heap"]


def test_the_duplicate_is_withdrawn_and_in_no_sum_even_for_the_city(bank: Bank) -> None:
    with bank.session() as session:
        two(session)
        assert queries.mass_sum(session, CITY, StreamFilter())[False, RecordKind.OFFER][1] == 201
        merge_two(session)
        assert queries.mass_sum(session, CITY, StreamFilter())[False, RecordKind.OFFER][1] == 100
        assert queries.side_stream(session, CITY, "S-2").status is RecordStatus.WITHDRAWN
        flows = queries.flow_columns(session, CITY, is_example=False, years="latest")
        assert set(flows.record_id) == {"S-1"}
        with pytest.raises(RecordNotFoundError):
            queries.side_stream(session, ANONYMOUS, "S-2")


def test_exchanges_are_of_the_record_that_stays(bank: Bank) -> None:
    with bank.session() as session:
        two(session)
        put_owner(session, "birch")
        put(
            session,
            "exchanges",
            id="X-1",
            side_stream_id="S-2",
            donor_site_id="alder",
            receiver_site_id="birch",
            material="Sand",
            material_class="foundry_sand",
            year=2024,
            amount=10,
        )
        merge_two(session)
        assert session.scalar(select(Exchange.side_stream_id)) == "S-1"


def test_nothing_moves_to_where_more_people_would_see_it(bank: Bank) -> None:
    with bank.session() as session:
        two(session, visibility="city_only", consent="no")
        merge_two(session)
        kept = queries.side_stream(session, CITY, "S-1")
    assert [one.year for one in kept.amounts] == [2024]
    assert ([row.parameter for row in kept.composition], kept.documents) == (["CaO"], ())


def test_nothing_moves_between_two_owners(bank: Bank) -> None:
    with bank.session() as session:
        put_owner(session, "birch")
        two(session, site_id="birch")
        merge_two(session)
        assert [one.year for one in queries.side_stream(session, CITY, "S-1").amounts] == [2024]


def test_both_histories_tell_of_the_merge(bank: Bank) -> None:
    with bank.session() as session:
        two(session)
        merge_two(session)
        kept = queries.versions(session, CITY, "S-1")[-1]
        notes = [notes_of(session, KIND, one)[-1] for one in ("S-1", "S-2")]
    assert (kept.reason, kept.changes["merged"]) == ("Merged: S-2 into S-1", (None, "S-2"))
    assert [(note.action, note.text) for note in notes] == [
        (ReviewAction.MERGED, "S-2"),
        (ReviewAction.MERGED, "S-1"),
    ]


def test_the_old_id_leads_to_the_new_one_for_those_who_see_it(bank: Bank) -> None:
    with bank.session() as session:
        two(session)
        put_stream(session, "S-3", visibility="city_only", consent="no")
        merge_two(session)
        assert readable_target(session, ANONYMOUS, KIND, "S-2") == "S-1"
        assert readable_target(session, ANONYMOUS, KIND, "S-1") is None
        third = queries.side_stream(session, CITY, "S-3").version
        merge(session, KIND, "S-3", "S-1", BY, (third, queries.side_stream(session, CITY, "S-1").version))
        session.flush()
        session.expire_all()
        assert moved_to(session, KIND, "S-2") == "S-3"
        assert readable_target(session, CITY, KIND, "S-2") == "S-3"
        with pytest.raises(RecordNotFoundError, match="S-2"):
            readable_target(session, ANONYMOUS, KIND, "S-2")


def test_needs_are_merged_too(bank: Bank) -> None:
    with bank.session() as session:
        put_owner(session)
        for record_id in ("N-1", "N-2"):
            row = {"organisation_id": "alder", "material_classes": "foundry_sand", "visibility": "open"}
            put(session, "needs", id=record_id, name="Sand", status="published", **row)
        merge(session, "needs", "N-1", "N-2", BY, (1, 1))
        session.flush()
        assert readable_target(session, ANONYMOUS, "needs", "N-2") == "N-1"
        assert [one.id for one in queries.needs(session, ANONYMOUS).items] == ["N-1"]


@pytest.mark.parametrize(
    ("keep", "drop", "seen", "error", "words"),
    [
        ("S-1", "S-1", (1, 1), MergeError, "into itself"),
        ("S-1", "E-1", (1, 1), MergeError, "fact and an example"),
        ("S-1", "S-9", (1, 1), RecordNotFoundError, "S-9"),
        ("S-1", "S-2", (2, 1), RecordChangedError, "changed by somebody else"),
        ("S-1", "S-4", (1, 1), MergeError, "withdrawn"),
    ],
)
def test_what_cannot_be_merged_is_refused_in_a_sentence(
    sqlite_bank: Bank, keep: str, drop: str, seen: tuple[int, int], error: type[Exception], words: str
) -> None:
    with sqlite_bank.session() as session:
        put_owner(session)
        put_stream(session, "S-1")
        put_stream(session, "S-2")
        put_stream(session, "S-4", status="withdrawn")
        put(session, "organisations", id="oak", name="Oak", sector="metal", is_example=1)
        put_stream(session, "E-1", site_id="", organisation_id="oak", is_example=1)
        with pytest.raises(error, match=words):
            merging.merge(session, KIND, keep, drop, BY, seen)
