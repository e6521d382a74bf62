from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from databank import queries
from databank.access import ANONYMOUS, CITY
from databank.freshness import Age, age_of, stale_before, stated_on
from databank.records import LeftOut, RecordKind, StreamFilter
from databank.reviews.reminders import Which, due, which_of
from databank.schemas import SCHEMAS
from databank.store import Bank
from databank.submissions import Change, save
from databank.submissions.owning import confirm
from tests.databank_rows import put, put_owner, put_stream

TODAY = date(2026, 11, 21)
NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
OFFER = (False, RecordKind.OFFER)
SOURCE = {"source_url": "https://example.org/register", "source_date": "2019-12-31"}
OWNERS = Change(made_by="owner", reason="Nothing has changed", made_at=NOW)


def ages(session: Session) -> dict[str, Age]:
    page = queries.side_streams(session, CITY, StreamFilter(), sort="name")
    return {stream.id: age_of(stream, TODAY) for stream in page.items}


def put_ages(session: Session) -> None:
    """Offers of every age, an old fact of a register, and an old offer that a public source tells of."""
    put_owner(session)
    for record_id, day in (("S-1", "2026-10-01"), ("S-2", "2025-11-01"), ("S-3", "2024-11-20")):
        put_stream(session, record_id, confirmed_on=day)
    put_stream(session, "S-4", source_date="2024-01-01")
    put_stream(session, "S-5", kind="register", **SOURCE)
    put_stream(session, "S-6", **SOURCE)


def test_an_offer_is_as_old_as_its_owners_last_word(bank: Bank) -> None:
    with bank.session() as session:
        put_ages(session)
        assert ages(session) == {
            "S-1": Age.FRESH,
            "S-2": Age.ASKED,
            "S-3": Age.STALE,
            "S-4": Age.STALE,
            "S-5": Age.FRESH,
            "S-6": Age.FRESH,
        }
        assert stated_on(queries.side_stream(session, CITY, "S-4")) == date(2024, 1, 1)
        assert stated_on(queries.side_stream(session, CITY, "S-6")) is None


def test_the_catalogue_and_the_flows_leave_out_the_same_records(bank: Bank) -> None:
    before = stale_before(TODAY)
    with bank.session() as session:
        put_ages(session)
        total = queries.totals(session, ANONYMOUS, StreamFilter(), stale_before=before)[OFFER]
        near = queries.mass_by_family(session, ANONYMOUS, (61.6, 21.5), 3, stale_before=before)
        flows = queries.flow_columns(session, ANONYMOUS, is_example=False, years="latest", today=TODAY)
    assert (total.records, total.summed, total.tonnes, total.stale) == (5, 3, Decimal(300), 2)
    assert near[*OFFER, "K"] == (5, Decimal(300))
    assert flows.left_out == {LeftOut.STALE: 2}
    assert set(flows.record_id) == {"S-1", "S-2", "S-5", "S-6"}


def test_the_setting_moves_the_limit(bank: Bank) -> None:
    with bank.session() as session:
        put_ages(session)
        found = queries.totals(session, ANONYMOUS, StreamFilter(), stale_before=stale_before(TODAY, 12))
        flows = queries.flow_columns(session, ANONYMOUS, is_example=False, years="latest", stale_months=12, today=TODAY)
    assert found[OFFER].stale == flows.left_out[LeftOut.STALE] == 3


def test_what_is_not_shown_is_not_counted_as_stale(bank: Bank) -> None:
    with bank.session() as session:
        put_owner(session)
        put_stream(session, confirmed_on="2020-01-01", visibility="company_hidden", consent="no")
        assert queries.totals(session, ANONYMOUS, StreamFilter())[OFFER].stale == 0
        assert queries.totals(session, CITY, StreamFilter())[OFFER].stale == 1


def test_a_confirmation_brings_a_record_back_without_a_review(bank: Bank) -> None:
    from databank.reviews import case

    with bank.session() as session:
        put_ages(session)
        confirm(session, "side-streams", "S-3", OWNERS)
        session.flush()
        assert ages(session)["S-3"] is Age.FRESH
        assert queries.versions(session, CITY, "S-3")[-1].changes == {"confirmed_on": ("2024-11-20", "2026-11-21")}
        assert case(session, "side-streams", "S-3") is None


def test_whoever_changes_a_record_states_it_anew(bank: Bank) -> None:
    with bank.session() as session:
        put_ages(session)
        row = {"id": "S-3", "site_id": "alder", "name": "Sand", "material_class": "foundry_sand", "packaging": "bulk"}
        save(session, "side-streams", SCHEMAS["side-streams"].load(row), OWNERS, given={"packaging"})
        put(session, "composition", OWNERS, side_stream_id="S-4", parameter="CaO", typical=4, unit="%")
        assert ages(session)["S-3"] is ages(session)["S-4"] is Age.FRESH


def test_a_reviewed_file_confirms_nothing_by_itself(bank: Bank) -> None:
    with bank.session() as session:
        put_ages(session)
        put_stream(session, "S-3", confirmed_on="2024-11-20", packaging="bulk")
        assert ages(session)["S-3"] is Age.STALE


@pytest.mark.parametrize(
    ("said", "which"),
    [
        (date(2026, 1, 1), None),
        (date(2025, 12, 22), None),
        (date(2025, 12, 21), Which.SOON),
        (date(2025, 11, 22), Which.SOON),
        (date(2025, 11, 21), Which.NOW),
        (date(2025, 10, 23), Which.NOW),
        (date(2025, 10, 22), Which.LATE),
        (date(2025, 9, 22), Which.LATE),
        (date(2025, 9, 21), None),
    ],
)
def test_three_reminders_a_year(said: date, which: Which | None) -> None:
    assert which_of(said, TODAY) is which


def test_reminders_go_to_the_contact_of_published_offers_and_needs(bank: Bank) -> None:
    contact = {"contact_email": "anna@alder.example", "language": "sv"}
    with bank.session() as session:
        put_owner(session)
        put_stream(session, "S-1", confirmed_on="2025-11-21", **contact)
        put_stream(session, "S-2", confirmed_on="2025-11-21")
        put_stream(session, "S-3", confirmed_on="2025-11-21", status="withdrawn", **contact)
        put_stream(session, "S-4", confirmed_on="2026-10-01", **contact)
        need = {"organisation_id": "alder", "name": "Sand", "material_classes": "foundry_sand", "status": "published"}
        put(session, "needs", id="N-1", confirmed_on="2025-12-10", **need, **contact)
        found = due(session, TODAY)
    assert [(one.kind, one.id, one.which) for one in found] == [
        ("side-streams", "S-1", Which.NOW),
        ("needs", "N-1", Which.SOON),
    ]
    first = found[0]
    assert (first.name, first.organisation, first.stated_on) == ("Sand", "Alder Oy", date(2025, 11, 21))
    assert [(one.email, one.language) for one in first.recipients] == [("anna@alder.example", "sv")]
