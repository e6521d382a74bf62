"""The derived flow table: Alder gives, Birch takes, and everything that is in no sum is counted by its reason."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import event
from sqlalchemy.orm import Session

from databank import queries
from databank.access import ANONYMOUS, CITY, Role, Viewer
from databank.freshness import months_before
from databank.records import FlowColumns, LeftOut
from databank.store import Bank
from tests.databank_rows import put, put_owner, put_stream

TODAY = date(2026, 11, 20)
Row = tuple[int, str, str, float, str]


@pytest.fixture
def owned(bank: Bank) -> Bank:
    with bank.session() as session:
        for name in ("alder", "birch", "cedar"):
            put_owner(session, name)
    return bank


def columns(
    session: Session,
    viewer: Viewer = CITY,
    years: Literal["latest"] | Collection[int] | None = "latest",
    **settings: Any,
) -> FlowColumns:
    found = queries.flow_columns(session, viewer, is_example=False, years=years, today=TODAY, **settings)
    lengths = {len(getattr(found, name)) for name in ("year", "source", "amount", "record_id", "kind", "origin")}
    assert len(lengths) == 1
    return found


def rows(found: FlowColumns) -> list[Row]:
    """Year, source, target, amount, record id."""
    amounts = [amount or 0.0 for amount in found.amount]
    return sorted(zip(found.year, found.source, found.target, amounts, found.record_id, strict=True))


def part(session: Session, record_id: str = "X-1", **cells: Any) -> None:
    """An exchange of 30 t of the stream S-1 to Birch in 2024."""
    row = {"donor_site_id": "alder", "receiver_site_id": "birch", "side_stream_id": "S-1", "year": 2024, "amount": 30}
    material = {"material": "Sand", "material_class": "foundry_sand", "consent": "name"}
    put(session, "exchanges", **{"id": record_id, **row, **material, **cells})


# --- fates -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fate", "target"),
    [
        ("unused", "fate:unused"),
        ("recovery_unspecified", "fate:recovery_unspecified"),
        ("stock", "Stock"),
        ("elsewhere", "Elsewhere"),
        ("not_known", "fate:not_known"),
    ],
)
def test_a_side_stream_flows_to_its_present_fate(owned: Bank, fate: str, target: str) -> None:
    with owned.session() as session:
        put_stream(session, fate=fate, amount="12.5", standard_uncertainty="0.5", unit="kt", treatment_code="R5")
        found = columns(session)
    assert rows(found) == [(2024, "alder", target, 12_500.0, "S-1")]
    assert (found.material, found.kind, found.layer) == (["foundry_sand"], ["fate"], ["mass"])
    assert (found.standard_uncertainty, found.treatment_code, found.method) == ([500.0], ["R5"], ["estimate"])
    assert (found.basis, found.origin) == (["as_shipped"], ["primary"])
    assert {process.id: process.kind for process in found.processes}["alder"] == "site"
    assert found.left_out == {}


def test_a_stream_without_a_site_flows_from_its_organisation(owned: Bank) -> None:
    with owned.session() as session:
        put_stream(session, site_id="", organisation_id="alder")
        found = columns(session)
    assert found.source == ["organisation:alder"]
    assert [process.label for process in found.processes if process.kind == "site"] == ["Alder Oy"]


def test_years(owned: Bank) -> None:
    with owned.session() as session:
        put_stream(session)
        put(session, "amounts", side_stream_id="S-1", year=2022, amount=80)
        put(session, "amounts", side_stream_id="S-1", year=2025, amount=999, amount_status="under_review")
        assert [row[0] for row in rows(columns(session))] == [2024]
        assert [row[0] for row in rows(columns(session, years=None))] == [2022, 2024]
        assert [row[0] for row in rows(columns(session, years=[2022]))] == [2022]
        assert columns(session, years=[2025]).left_out == {LeftOut.UNDER_REVIEW: 1}
        assert columns(session, years=[]).left_out == {}
        assert queries.flow_years(session, CITY, is_example=False) == [2022, 2024]


def test_facts_and_examples_never_meet(owned: Bank) -> None:
    with owned.session() as session:
        put_stream(session)
        found = queries.flow_columns(session, CITY, is_example=True, years=None)
        assert (list(found.year), found.is_example, found.processes) == ([], True, ())


# --- what is in no sum -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"kind": "planned"}, LeftOut.PLANNED),
        ({"real_status": "planned"}, LeftOut.PLANNED),
        ({"real_status": "reserve"}, LeftOut.PLANNED),
        ({"real_status": "cancelled"}, LeftOut.NOT_REAL),
        ({"real_status": "lapsed"}, LeftOut.NOT_REAL),
        ({"real_status": "ended"}, LeftOut.NOT_REAL),
        ({"amount_status": "conflicting"}, LeftOut.CONFLICTING),
        ({"amount_status": "under_review"}, LeftOut.UNDER_REVIEW),
        ({"amount_status": "double_count"}, LeftOut.DOUBLE_COUNT),
        ({"amount": ""}, LeftOut.UNKNOWN_AMOUNT),
        ({"unit": "m3"}, LeftOut.NOT_CONVERTED),
        ({"amount": "", "unit": "m3"}, LeftOut.UNKNOWN_AMOUNT),
        ({"basis": "dry"}, LeftOut.OTHER_BASIS),
        ({"basis": "capacity"}, LeftOut.OTHER_BASIS),
        ({"period": "stock"}, LeftOut.STOCK_NOT_FLOW),
        ({"status": "expired"}, LeftOut.STALE),
        ({"confirmed_on": "2024-10-01"}, LeftOut.STALE),
    ],
)
def test_every_reason_is_counted(owned: Bank, cells: dict[str, Any], reason: LeftOut) -> None:
    with owned.session() as session:
        put_stream(session, **cells)
        put_stream(session, "S-2")
        found = columns(session)
    assert [row[4] for row in rows(found)] == ["S-2"]
    assert found.left_out == {reason: 1}


def test_a_volume_with_a_density_flows_and_a_fresh_offer_too(owned: Bank) -> None:
    with owned.session() as session:
        put_stream(session, unit="m3", density_t_m3="1.6", confirmed_on="2024-11-20")
        put_stream(session, "S-2", kind="register", confirmed_on="2019-01-01")
        assert [row[3] for row in rows(columns(session))] == [100.0, 160.0]
        assert columns(session, stale_months=6).left_out == {LeftOut.STALE: 1}


def test_what_has_ended_flowed_in_its_own_years(owned: Bank) -> None:
    with owned.session() as session:
        put_stream(session, real_status="ended")
        assert len(rows(columns(session, years=[2024]))) == 1


def test_drafts_and_withdrawn_records_are_not_even_counted(owned: Bank) -> None:
    with owned.session() as session:
        put_stream(session, status="draft")
        put_stream(session, "S-2", status="withdrawn")
        found = columns(session)
    assert (rows(found), found.left_out) == ([], {})


def test_energy_is_a_layer_of_its_own(owned: Bank) -> None:
    with owned.session() as session:
        put_stream(session, material_class="waste_heat", unit="GWh", basis="energy")
        put_stream(session, "S-2")
        assert columns(session, layer="energy").amount == [100_000.0]
        assert columns(session, layer="mass").amount == [100.0]
        assert sorted(columns(session).layer) == ["energy", "mass"]


# --- parts -------------------------------------------------------------------------------------------------------


def test_an_exchange_replaces_its_part_and_the_remainder_keeps_the_fate(owned: Bank) -> None:
    with owned.session() as session:
        put_stream(session)
        part(session)
        part(session, "X-2", receiver_site_id="cedar", amount=20)
        found = columns(session)
    assert rows(found) == [
        (2024, "alder", "birch", 30.0, "X-1"),
        (2024, "alder", "cedar", 20.0, "X-2"),
        (2024, "alder", "fate:unused", 50.0, "S-1"),
    ]


@pytest.mark.parametrize(
    ("cells", "target"),
    [
        ({"receiver_name": "Elsewhere: Sweden"}, "Elsewhere"),
        ({"receiver_name": "A farm"}, "fate:used"),
        ({"receiver_name": "A boiler", "treatment_code": "R1"}, "fate:energy"),
        ({"receiver_name": "A landfill", "treatment_code": "D1"}, "fate:disposal"),
    ],
)
def test_a_receiver_without_a_site(owned: Bank, cells: dict[str, str], target: str) -> None:
    with owned.session() as session:
        part(session, side_stream_id="", receiver_site_id="", **cells)
        assert rows(columns(session)) == [(2024, "alder", target, 30.0, "X-1")]


def test_a_donor_without_a_site_is_elsewhere(owned: Bank) -> None:
    with owned.session() as session:
        part(session, side_stream_id="", donor_site_id="", donor_name="Somebody")
        assert columns(session).source == ["Elsewhere"]


def test_a_flow_names_its_stream_too_and_nothing_remains_of_a_whole(owned: Bank) -> None:
    with owned.session() as session:
        put_stream(session)
        row = {"source": "alder", "target": "birch", "material": "foundry_sand", "consent": "name"}
        put(session, "flows", record_id="F-1", year=2024, mass_t=100, side_stream_id="S-1", **row)
        put(session, "flows", record_id="F-2", year=2024, **row)
        found = columns(session)
    assert rows(found) == [(2024, "alder", "birch", 100.0, "F-1")]
    assert found.left_out == {LeftOut.UNKNOWN_AMOUNT: 1}


def test_more_than_the_stream_is_said(owned: Bank) -> None:
    with owned.session() as session:
        put_stream(session)
        part(session, amount=130)
        found = columns(session)
    assert rows(found) == [(2024, "alder", "birch", 130.0, "X-1")]
    assert found.left_out == {LeftOut.EXCEEDS_STREAM: 1}


def test_parts_of_other_years_do_not_count_beside_the_latest(owned: Bank) -> None:
    with owned.session() as session:
        put_stream(session)
        part(session, year=2022)
        assert rows(columns(session)) == [(2024, "alder", "fate:unused", 100.0, "S-1")]
        assert len(rows(columns(session, years=None))) == 2


def test_a_planned_part_takes_nothing_away(owned: Bank) -> None:
    with owned.session() as session:
        put_stream(session)
        part(session, real_status="planned")
        found = columns(session)
    assert (rows(found), found.left_out) == ([(2024, "alder", "fate:unused", 100.0, "S-1")], {LeftOut.PLANNED: 1})


def test_a_measured_zero_is_a_flow(owned: Bank) -> None:
    with owned.session() as session:
        put_stream(session, amount=0)
        assert rows(columns(session)) == [(2024, "alder", "fate:unused", 0.0, "S-1")]


# --- the public --------------------------------------------------------------------------------------------------


def test_the_public_sees_what_is_consented_by_name_or_from_a_public_source(owned: Bank) -> None:
    with owned.session() as session:
        put_stream(session, "S-1", consent="name")
        put_stream(session, "S-2", consent="no", source_url="https://example.org/x")
        put_stream(session, "S-3", consent="sums")
        put_stream(session, "S-4", consent="no")
        put_stream(session, "S-5", status="submitted")
        public, city = columns(session, ANONYMOUS), columns(session, CITY)
        own = columns(session, Viewer(frozenset({Role.MEMBER}), frozenset({"alder"})))
    assert public.record_id == ["S-1", "S-2"]
    assert public.left_out == {LeftOut.TOO_FEW_TO_PROTECT: 1}
    assert len(city.record_id) == len(own.record_id) == 5


def _three_owners(session: Session, *amounts: int) -> None:
    for owner, amount in zip(("alder", "birch", "cedar"), amounts, strict=True):
        put_stream(session, f"S-{owner}", site_id=owner, amount=amount, consent="sums", visibility="company_hidden")


def test_three_owners_become_one_protected_row(owned: Bank) -> None:
    with owned.session() as session:
        _three_owners(session, 10, 20, 30)
        found = columns(session, ANONYMOUS)
    assert rows(found) == [(2024, "Protected", "Protected", 60.0, "")]
    assert (found.material, found.kind, found.left_out) == (["Protected"], ["protected"], {})
    assert [process.kind for process in found.processes] == ["protected"]
    assert not any(owner in repr(found) for owner in ("alder", "birch", "cedar"))


def test_an_owner_that_dominates_is_not_protected_by_a_sum(owned: Bank) -> None:
    with owned.session() as session:
        _three_owners(session, 1, 2, 300)
        found = columns(session, ANONYMOUS)
    assert (rows(found), found.left_out) == ([], {LeftOut.TOO_FEW_TO_PROTECT: 3})


def test_a_part_less_visible_than_its_stream_stays_inside_it(owned: Bank) -> None:
    """Else the remainder would tell the hidden exchange."""
    with owned.session() as session:
        put_stream(session)
        part(session, consent="no")
        part(session, "X-2", consent="sums")
        assert rows(columns(session, ANONYMOUS)) == [(2024, "alder", "fate:unused", 100.0, "S-1")]
        assert len(rows(columns(session, CITY))) == 3


def _sums(session: Session, years: Literal["latest"] | Collection[int] | None) -> dict[int, float | None]:
    found = columns(session, ANONYMOUS, years)
    return {year: amount for year, amount, kind in zip(found.year, found.amount, found.kind, strict=True) if kind}


def test_two_answers_do_not_tell_a_hidden_part_by_their_difference(owned: Bank) -> None:
    """The open stream has no amount of the year of its hidden exchange; of all years, of one and of the latest."""
    with owned.session() as session:
        _three_owners(session, 10, 20, 30)
        put_stream(session, visibility="open", year=2023)
        part(session, consent="sums", amount=5)
        assert [_sums(session, years)[2024] for years in ("latest", [2024], None)] == [60, 60, 60]


def test_the_latest_years_do_not_tell_who_reported_a_newer_one(owned: Bank) -> None:
    """All four are in the sum of 2024. That of the latest years would leave one out, and the difference is its own."""
    with owned.session() as session:
        _three_owners(session, 10, 20, 30)
        put_owner(session, "doum")
        put_stream(session, "S-5", site_id="doum", amount=7, consent="sums", visibility="company_hidden")
        assert [_sums(session, years) for years in ("latest", [2024])] == [{2024: 67}, {2024: 67}]
        put(session, "amounts", side_stream_id="S-5", year=2025, amount=8)
        assert [_sums(session, years) for years in ("latest", [2024], None)] == [{}, {2024: 67}, {2024: 67}]
        for owner, amount in (("elm", 9), ("fir", 8)):
            put_owner(session, owner)
            put_stream(session, f"S-{owner}", site_id=owner, amount=amount, consent="sums", visibility="company_hidden")
            put(session, "amounts", side_stream_id=f"S-{owner}", year=2025, amount=amount)
        assert [_sums(session, years) for years in ("latest", [2024])] == [{2024: 60, 2025: 25}, {2024: 84}]


def test_an_exchange_does_not_name_a_stream_whose_owner_is_hidden(owned: Bank) -> None:
    with owned.session() as session:
        put_stream(session, visibility="company_hidden", consent="no")
        part(session)
        found = columns(session, ANONYMOUS)
    assert rows(found) == []


def test_reasons_of_masked_records_are_not_told(owned: Bank) -> None:
    with owned.session() as session:
        put_stream(session, consent="sums", amount_status="under_review")
        assert columns(session, ANONYMOUS).left_out == {}


# --- what is planned ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("cells", [{"kind": "planned"}, {"real_status": "planned"}, {"real_status": "reserve"}])
def test_planned_rows_flow_when_asked_for_and_say_so(owned: Bank, cells: dict[str, Any]) -> None:
    with owned.session() as session:
        put_stream(session, **cells)
        put_stream(session, "S-2")
        today, found = columns(session), columns(session, planned=True)
    assert (today.record_id, today.left_out) == (["S-2"], {LeftOut.PLANNED: 1})
    assert dict(zip(found.record_id, found.kind, strict=True)) == {"S-1": "planned", "S-2": "fate"}
    assert found.left_out == {}


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"real_status": "cancelled"}, LeftOut.NOT_REAL),
        ({"amount": ""}, LeftOut.UNKNOWN_AMOUNT),
        ({"basis": "dry"}, LeftOut.OTHER_BASIS),
        ({"amount_status": "conflicting"}, LeftOut.CONFLICTING),
    ],
)
def test_a_plan_that_counts_for_nothing_else_stays_out(owned: Bank, cells: dict[str, Any], reason: LeftOut) -> None:
    with owned.session() as session:
        put_stream(session, **{"kind": "planned", "real_status": "planned", **cells})
        found = columns(session, planned=True)
    assert (found.record_id, found.left_out) == ([], {reason: 1})


def test_a_planned_batch_is_no_flow_of_a_year(owned: Bank) -> None:
    with owned.session() as session:
        put_stream(session, real_status="planned", period="batch", amount=2_000_000)
        put_stream(session, "S-2", period="batch")
        found = columns(session, planned=True)
    assert (found.record_id, found.left_out) == (["S-2"], {LeftOut.PLANNED: 1})


@pytest.mark.parametrize("year", [2024, 2027])
def test_a_planned_part_is_taken_from_the_stream_as_it_is_known(owned: Bank, year: int) -> None:
    with owned.session() as session:
        put_stream(session)
        part(session, real_status="planned", year=year)
        found = columns(session, planned=True)
        alone = columns(session, years=[2027], planned=True)
    assert rows(found) == [(2024, "alder", "birch", 30.0, "X-1"), (2024, "alder", "fate:unused", 70.0, "S-1")]
    assert sorted(found.kind) == ["fate", "planned"]
    assert rows(alone) == ([(2027, "alder", "birch", 30.0, "X-1")] if year == 2027 else [])


def test_of_a_planned_part_its_newest_year_counts_once(owned: Bank) -> None:
    with owned.session() as session:
        put_stream(session, kind="planned", real_status="planned", year=2028)
        part(session, real_status="planned", year=2027)
        found = columns(session, planned=True)
    assert rows(found) == [(2028, "alder", "birch", 30.0, "X-1"), (2028, "alder", "fate:unused", 70.0, "S-1")]
    assert set(found.kind) == {"planned"}


def test_plans_that_are_only_in_sums_are_in_no_difference(owned: Bank) -> None:
    with owned.session() as session:
        _three_owners(session, 10, 20, 30)
        put_stream(session, "S-9", amount=9, consent="sums", visibility="company_hidden", real_status="planned")
        put_stream(session, "S-8", amount=7, consent="sums", visibility="company_hidden")
        part(session, side_stream_id="S-8", amount=5, consent="sums", real_status="planned")
        put_stream(session, "S-7", amount=4, consent="no", real_status="planned")
        today, planned = columns(session, ANONYMOUS), columns(session, ANONYMOUS, planned=True)
        city = columns(session, planned=True)
    assert rows(today) == rows(planned) == [(2024, "Protected", "Protected", 67.0, "")]
    assert planned.left_out == today.left_out == {}
    assert city.kind.count("planned") == 3


def test_a_plan_does_not_tell_the_year_of_a_hidden_stream(owned: Bank) -> None:
    with owned.session() as session:
        _three_owners(session, 10, 20, 30)
        put_stream(session, "S-8", amount=7, consent="sums", visibility="company_hidden", year=2022)
        part(session, side_stream_id="S-8", amount=5, real_status="planned", year=2027)
        assert 2022 not in columns(session, ANONYMOUS, planned=True).year


# --- whatever is in the bank -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def memory() -> Any:
    bank = Bank("sqlite://")
    bank.upgrade()
    with bank.session() as session:
        for name in ("alder", "birch", "cedar"):
            put_owner(session, name)
    yield bank
    bank.dispose()


tonnes = st.integers(0, 500)
streams = st.lists(st.tuples(tonnes, st.sampled_from(["confirmed", "conflicting"])), max_size=4)
parts = st.lists(st.tuples(st.integers(0, 4), tonnes), max_size=4)


@settings(max_examples=20, deadline=None)
@given(streams=streams, parts=parts)
def test_mass_is_conserved(memory: Bank, streams: list[tuple[int, str]], parts: list[tuple[int, int]]) -> None:
    """Rows sum to what streams state, plus parts that no counted stream holds, plus what exceeds a stream."""
    with memory.session() as session:
        for number, (amount, status) in enumerate(streams):
            put_stream(session, f"S-{number}", amount=amount, amount_status=status)
        for number, (stream, amount) in enumerate(parts):
            named = f"S-{stream}" if stream < len(streams) else ""
            part(session, f"X-{number}", side_stream_id=named, amount=amount)
        found = columns(session)
        session.rollback()
    expected, exceeding = Decimal(0), 0
    for number, (amount, status) in enumerate(streams):
        taken = sum(mass for stream, mass in parts if stream == number)
        counted = amount if status == "confirmed" else 0
        expected += max(counted, taken)
        exceeding += status == "confirmed" and taken > counted
    expected += sum(amount for stream, amount in parts if stream >= len(streams))
    assert sum(amount or 0 for amount in found.amount) == pytest.approx(float(expected))
    assert found.left_out.get(LeftOut.EXCEEDS_STREAM, 0) == exceeding
    assert all((amount or 0) >= 0 for amount in found.amount)


def test_the_rows_are_one_statement(owned: Bank) -> None:
    statements: list[str] = []
    event.listen(owned._engine, "before_cursor_execute", lambda *call: statements.append(call[2]))
    with owned.session() as session:
        put_stream(session)
        statements.clear()
        columns(session)
    assert sum("stream_amounts" in statement for statement in statements) == 1
    assert len(statements) <= 3


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 11, 20), 24, date(2024, 11, 20)),
        (date(2026, 1, 31), 1, date(2025, 12, 28)),
        (date(2026, 3, 5), 0, date(2026, 3, 5)),
    ],
)
def test_months_before(day: date, months: int, expected: date) -> None:
    assert months_before(day, months) == expected
