"""A match from interest to tonnes that were moved: steps, two editors, the exchange it makes, and what is left."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from databank import matches, queries
from databank.access import ANONYMOUS, CITY, Viewer
from databank.errors import DatabankError, RecordNotFoundError
from databank.imports import undoing
from databank.matches import (
    DeliveryChangedError,
    MatchChangedError,
    MatchMoveError,
    MatchRefusedError,
    NewDelivery,
    Terms,
    Why,
)
from databank.models import Delivery, Match, MatchLetter, MatchNote, MatchStep, Person
from databank.records import (
    DropReason,
    ExchangeStatus,
    LeftOut,
    MatchSide,
    MatchState,
    Method,
    Period,
    RealStatus,
)
from databank.reviews.merging import merge
from databank.store import Bank
from databank.submissions import Change
from tests.databank_rows import put, put_stream
from tests.matching_parties import (
    BY,
    DESK,
    DONOR,
    FACILITATOR,
    NOW,
    RECEIVER,
    day,
    interest,
    move,
    named,
    people,
    put_need,
    put_parties,
    talks,
)

S = MatchState
LATER = NOW + timedelta(days=1)
AGREED = Terms(mass_t=Decimal(40), starts_on=day("2024-03-01"), ends_on=day("2027-02-28"))


@pytest.fixture
def parties(bank: Bank) -> Bank:
    """Two hidden companies that fit together."""
    with bank.session() as session:
        put_parties(session)
    return bank


@pytest.fixture
def quick(sqlite_bank: Bank) -> Bank:
    """The same where the database does not matter."""
    with sqlite_bank.session() as session:
        put_parties(session)
    return sqlite_bank


def running(session: Session) -> str:
    match_id = named(session)
    move(session, match_id, S.AGREED, terms=AGREED)
    move(session, match_id, S.RUNNING, RECEIVER)
    return match_id


def test_a_match_goes_from_interest_to_its_end_and_makes_one_exchange(parties: Bank) -> None:
    with parties.session() as session:
        match_id = named(session)
        move(session, match_id, S.TRIAL)
        assert queries.exchanges(session, CITY) == ()
        found = move(session, match_id, S.AGREED, RECEIVER, terms=AGREED)
        (exchange,) = queries.exchanges(session, CITY)
        assert (exchange.id, exchange.status, exchange.real_status) == (
            found.exchange_id,
            ExchangeStatus.AGREED,
            RealStatus.PLANNED,
        )
        assert (exchange.donor_name, exchange.receiver_name, exchange.side_stream_id) == ("Alder Oy", "Birch Oy", "S-1")
        assert (exchange.amount.year, exchange.amount.mass_t, exchange.receiver_site_id) == (2024, Decimal(40), "birch")
        move(session, match_id, S.RUNNING)
        found = move(session, match_id, S.ENDED, FACILITATOR)
        (exchange,) = queries.exchanges(session, CITY)
        assert (exchange.status, exchange.real_status) == (ExchangeStatus.ENDED, RealStatus.ENDED)
        assert found.ends_on == NOW.date()
        assert [(one.after, one.side) for one in found.steps] == [
            (S.INTERESTED, MatchSide.DONOR),
            (S.IN_TALKS, MatchSide.RECEIVER),
            (S.TRIAL, MatchSide.DONOR),
            (S.AGREED, MatchSide.RECEIVER),
            (S.RUNNING, MatchSide.DONOR),
            (S.ENDED, MatchSide.FACILITATOR),
        ]


def test_an_exchange_is_in_no_public_diagram_and_names_nobody_to_others(quick: Bank) -> None:
    with quick.session() as session:
        running(session)
        assert queries.exchanges(session, ANONYMOUS) == ()
        assert [one.donor_name for one in queries.exchanges(session, RECEIVER)] == ["Alder Oy"]


def test_an_agreement_that_is_dropped_never_ran(quick: Bank) -> None:
    with quick.session() as session:
        match_id = named(session)
        move(session, match_id, S.AGREED, terms=AGREED)
        move(session, match_id, S.DROPPED, why=Why(DropReason.PERMIT))
        (exchange,) = queries.exchanges(session, CITY)
        assert (exchange.status, exchange.real_status) == (ExchangeStatus.ENDED, RealStatus.CANCELLED)
        assert matches.remaining_t_per_year(session, CITY, ["S-1"])["S-1"] == 100


def test_nobody_tries_or_agrees_without_knowing_with_whom(quick: Bank) -> None:
    with quick.session() as session:
        match_id = talks(session)
        for after in (S.TRIAL, S.AGREED):
            with pytest.raises(MatchRefusedError):
                move(session, match_id, after)
        matches.agree_to_be_named(session, DONOR, match_id, at=NOW)
        with pytest.raises(MatchRefusedError):
            move(session, match_id, S.TRIAL)


def test_talks_need_an_answer_or_the_word_of_the_desk(quick: Bank) -> None:
    with quick.session() as session:
        match_id = interest(session).match.id
        with pytest.raises(MatchMoveError):
            move(session, match_id, S.IN_TALKS)
        with pytest.raises(MatchMoveError):
            move(session, match_id, S.RUNNING)
        with pytest.raises(MatchMoveError):
            move(session, match_id, S.SUGGESTED)
        assert move(session, match_id, S.IN_TALKS, DESK).state is S.IN_TALKS


def test_the_other_side_may_begin_the_talks_by_a_step(quick: Bank) -> None:
    with quick.session() as session:
        match_id = interest(session).match.id
        assert move(session, match_id, S.IN_TALKS, RECEIVER).receiver.interested_on == NOW.date()


def test_a_repeated_step_does_nothing_more(parties: Bank) -> None:
    with parties.session() as session:
        first, again = interest(session), interest(session)
        assert (again.is_new, again.match) == (False, first.match)
        match_id = named(session)
        before = move(
            session, match_id, S.AGREED, terms=AGREED, version=matches.match(session, DONOR, match_id).version
        )
        assert move(session, match_id, S.AGREED, RECEIVER, version=1).version == before.version
        why = Why(DropReason.PRICE)
        dropped = move(session, match_id, S.DROPPED, why=why)
        assert move(session, match_id, S.DROPPED, why=why, version=1).version == dropped.version
        assert len(queries.exchanges(session, CITY)) == 1


def test_the_second_of_two_editors_is_told(parties: Bank) -> None:
    with parties.session() as session:
        match_id = named(session)
        seen = matches.match(session, DONOR, match_id).version
        move(session, match_id, S.TRIAL, RECEIVER, version=seen)
        with pytest.raises(MatchChangedError) as refused:
            move(session, match_id, S.AGREED, DONOR, version=seen)
        assert (refused.value.state, refused.value.version) == (S.TRIAL, seen + 1)
        with pytest.raises(MatchChangedError):
            matches.set_terms(session, DONOR, match_id, AGREED, version=seen, change=BY)


@pytest.mark.postgresql
def test_both_sides_that_show_interest_at_one_moment_meet_in_one_match(postgresql_url: str) -> None:
    with Bank(postgresql_url) as bank:
        with bank.session() as session:
            put_parties(session)

        def second() -> None:
            with bank.session() as session:
                interest(session, RECEIVER, MatchSide.RECEIVER)

        with bank.session() as session:
            interest(session)
            thread = Thread(target=second)
            thread.start()
            thread.join(timeout=0.3)
        thread.join(timeout=20)
        with bank.session() as session:
            (one,) = matches.matches_of_record(session, DESK, "S-1")
            assert one.state is S.IN_TALKS


def test_what_was_dropped_is_begun_anew_as_another_match(quick: Bank) -> None:
    with quick.session() as session:
        first = interest(session).match.id
        with pytest.raises(MatchRefusedError) as refused:
            move(session, first, S.DROPPED)
        assert refused.value.field == "reason"
        with pytest.raises(MatchRefusedError):
            move(session, first, S.DROPPED, why=Why(DropReason.OTHER, " "))
        move(session, first, S.DROPPED, why=Why(DropReason.OTHER, "Kokeillaan myöhemmin"))
        with pytest.raises(MatchRefusedError):
            matches.write(session, DONOR, first, "Hei", at=NOW)
        second = interest(session).match
        assert (second.id != first, second.state) == (True, S.INTERESTED)


def test_letters_go_both_ways_and_are_not_doubled(quick: Bank) -> None:
    with quick.session() as session:
        match_id = talks(session)
        assert matches.write(session, FACILITATOR, match_id, "Voinko auttaa?", at=NOW)
        assert not matches.write(session, FACILITATOR, match_id, " Voinko auttaa? ", at=LATER)
        for text in ("", "x" * 4001):
            with pytest.raises(MatchRefusedError):
                matches.write(session, DONOR, match_id, text, at=NOW)
        found = matches.match(session, RECEIVER, match_id)
        sides = [one.side for one in found.letters]
        assert sides == [MatchSide.DONOR, MatchSide.RECEIVER, MatchSide.FACILITATOR]


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        (Terms(mass_t=Decimal(0)), "mass_t"),
        (Terms(mass_t=Decimal(-1)), "mass_t"),
        (Terms(mass_t=Decimal("1e10")), "mass_t"),
        (Terms(period=Period.STOCK), "period"),
        (Terms(starts_on=day("2026-02-01"), ends_on=day("2026-01-01")), "ends_on"),
    ],
)
def test_terms_that_cannot_be_say_which_field_is_wrong(quick: Bank, terms: Terms, field: str) -> None:
    with quick.session() as session:
        match_id = named(session)
        version = matches.match(session, DONOR, match_id).version
        with pytest.raises(MatchRefusedError) as refused:
            matches.set_terms(session, DONOR, match_id, terms, version=version, change=BY)
    assert refused.value.field == field


def test_changed_terms_change_the_exchange_and_its_history(quick: Bank) -> None:
    with quick.session() as session:
        match_id = running(session)
        version = matches.match(session, DONOR, match_id).version
        less = Terms(mass_t=Decimal(30), starts_on=AGREED.starts_on, ends_on=AGREED.ends_on)
        found = matches.set_terms(session, DONOR, match_id, less, version=version, change=BY)
        assert matches.set_terms(session, DONOR, match_id, less, version=1, change=BY) == found
        (exchange,) = queries.exchanges(session, CITY)
        assert (exchange.amount.mass_t, exchange.status) == (Decimal(30), ExchangeStatus.RUNNING)
        assert matches.remaining_t_per_year(session, CITY, ["S-1"])["S-1"] == 70


def test_a_part_that_was_agreed_is_taken_off_what_is_left(quick: Bank) -> None:
    with quick.session() as session:
        put(session, "side-streams", _at(-1), **_stream("S-1", visibility="open", free_t_per_year=60))
        put(session, "side-streams", **_stream("S-2", visibility="open"))
        match_id = named(session)
        assert matches.remaining_t_per_year(session, CITY, ["S-1"])["S-1"] == 60
        move(session, match_id, S.AGREED, terms=AGREED, change=_at(10))
        assert matches.remaining_t_per_year(session, CITY, ["S-1", "S-2", "S-9"]) == {"S-1": 20, "S-2": 100}
        for one in (DONOR, RECEIVER):
            assert matches.remaining_t_per_year(session, one, ["S-1"]) == {"S-1": 20}
        # That there is an agreement is told by no difference to those who do not see it.
        assert matches.remaining_t_per_year(session, ANONYMOUS, ["S-1"]) == {"S-1": 60}
        put(session, "side-streams", _at(20), **_stream("S-1", visibility="open", free_t_per_year=25))
        assert matches.remaining_t_per_year(session, CITY, ["S-1"])["S-1"] == 25


def test_a_hidden_amount_leaves_nothing_to_be_told(quick: Bank) -> None:
    with quick.session() as session:
        assert matches.remaining_t_per_year(session, ANONYMOUS, ["S-1"]) == {}
        assert matches.remaining_t_per_year(session, ANONYMOUS, []) == {}
        assert matches.remaining_t_per_year(session, DONOR, ["S-1"])["S-1"] == 100


def test_of_exchanges_that_a_file_tells_only_those_of_the_latest_amount_count(quick: Bank) -> None:
    with quick.session() as session:
        row: dict[str, Any] = {
            "side_stream_id": "S-1",
            "material": "Sand",
            "material_class": "foundry_sand",
            "receiver_name": "X",
        }
        for year, status in ((2023, "running"), (2024, "running"), (2025, "ended")):
            put(session, "exchanges", id=f"X-{year}", year=year, amount=year - 2000, status=status, **row)
        assert matches.remaining_t_per_year(session, CITY, ["S-1"])["S-1"] == 76


def _stream(record_id: str, **cells: Any) -> dict[str, Any]:
    row: dict[str, Any] = {
        "site_id": "alder",
        "name": "Sand",
        "material_class": "foundry_sand",
        "year": 2024,
        "amount": 100,
    }
    return {"id": record_id, "fate": "unused", "status": "published", "consent": "no", **row, **cells}


def _at(hours: int) -> Change:
    return Change(made_by="reviewer", reason="-", trusted=True, made_at=NOW + timedelta(hours=hours))


# --- deliveries --------------------------------------------------------------------------------------------------


def report(session: Session, match_id: str, year: int, mass_t: str, viewer: Viewer = DONOR, **more: Any) -> Any:
    said = NewDelivery(year=year, mass_t=Decimal(mass_t), **more)
    return matches.report_delivery(session, viewer, match_id, said, BY)


def test_reported_tonnes_replace_the_agreed_ones_in_the_flows_of_their_year(parties: Bank) -> None:
    with parties.session() as session:
        put(session, "amounts", side_stream_id="S-1", year=2025, amount=90)
        match_id = running(session)

        def flows(years: Any) -> dict[tuple[int, str], float]:
            found = queries.flow_columns(session, CITY, is_example=False, years=years, today=NOW.date())
            assert LeftOut.EXCEEDS_STREAM not in found.left_out
            return {
                (year, kind): amount
                for year, kind, amount in zip(found.year, found.kind, found.amount, strict=True)
                if amount is not None
            }

        assert flows(None) == {(2024, "exchange"): 40, (2024, "fate"): 60, (2025, "fate"): 90}
        report(session, match_id, 2024, "33.5", method=Method.WEIGHED)
        report(session, match_id, 2025, "12", RECEIVER)
        report(session, match_id, 2026, "7", RECEIVER)
        assert flows(None) == {
            (2024, "exchange"): 33.5,
            (2024, "fate"): 66.5,
            (2025, "exchange"): 12,
            (2025, "fate"): 78,
            (2026, "exchange"): 7,
        }
        assert flows("latest") == {(2025, "exchange"): 12, (2025, "fate"): 78}
        report(session, match_id, 2025, "15", revision=1)
        assert flows([2025]) == {(2025, "exchange"): 15, (2025, "fate"): 75}


def test_a_year_is_reported_once_and_a_correction_keeps_what_was_said(quick: Bank) -> None:
    with quick.session() as session:
        match_id = running(session)
        first = matches.report_delivery(session, DONOR, match_id, NewDelivery(year=2025, mass_t=Decimal(30)), BY)
        again = matches.report_delivery(session, RECEIVER, match_id, NewDelivery(year=2025, mass_t=Decimal(30)), BY)
        assert (first.is_new, again.is_new, again.delivery) == (True, False, first.delivery)
        with pytest.raises(DeliveryChangedError) as refused:
            report(session, match_id, 2025, "31", RECEIVER)
        assert refused.value.standing == first.delivery
        report(session, match_id, 2025, "31", RECEIVER, revision=1)
        with pytest.raises(DeliveryChangedError):
            report(session, match_id, 2025, "32", revision=1)
        with pytest.raises(MatchRefusedError):
            report(session, match_id, 2024, "32", revision=1)
        found = matches.deliveries(session, DONOR, match_id)
        assert [(one.revision, float(one.mass_t), one.side, one.is_current) for one in found] == [
            (2, 31, MatchSide.RECEIVER, True),
            (1, 30, MatchSide.DONOR, False),
        ]


def test_a_note_of_a_report_is_read_by_the_companies_and_the_city(quick: Bank) -> None:
    with quick.session() as session:
        match_id = running(session)
        report(session, match_id, 2025, "31", note="Osa meni muualle")
        read = [[one.note for one in matches.deliveries(session, who, match_id)] for who in (DONOR, RECEIVER, DESK)]
        assert read == [["Osa meni muualle"]] * 3
        assert [(one.year, one.note) for one in matches.deliveries(session, FACILITATOR, match_id)] == [(2025, None)]


def test_more_than_was_agreed_is_a_question_and_no_refusal(quick: Bank) -> None:
    with quick.session() as session:
        match_id = running(session)
        asked = matches.report_delivery(session, DONOR, match_id, NewDelivery(year=2025, mass_t=Decimal(50)), BY)
        assert [one.values.get("agreed") for one in asked.questions] == ["40"]
        early = matches.report_delivery(session, DONOR, match_id, NewDelivery(year=2023, mass_t=Decimal(5)), BY)
        assert len(early.questions) == 1
        assert [one.year for one in matches.deliveries(session, DONOR, match_id)] == [2025, 2023]


def test_reports_that_cannot_be_say_why(quick: Bank) -> None:
    with quick.session() as session:
        match_id = named(session)
        assert matches.deliveries(session, DONOR, match_id) == ()
        with pytest.raises(MatchRefusedError):
            report(session, match_id, 2025, "5")
        move(session, match_id, S.AGREED)
        move(session, match_id, S.RUNNING)
        for year, mass, note, field in (
            (2027, "5", "", "year"),
            (1800, "5", "", "year"),
            (2025, "-5", "", "mass_t"),
            (2025, "nan", "", "mass_t"),
            (2025, "5", "x" * 501, "note"),
        ):
            with pytest.raises(MatchRefusedError) as refused:
                report(session, match_id, year, mass, note=note)
            assert refused.value.field == field
        with pytest.raises(RecordNotFoundError):
            report(session, match_id, 2025, "5", FACILITATOR)


# --- records that go, move or were dropped -----------------------------------------------------------------------


def test_a_match_goes_with_its_record_and_stays_without_the_people(parties: Bank) -> None:
    ids = people(parties)
    with parties.session() as session:
        anna = Viewer(organisation_ids=DONOR.organisation_ids, person_id=ids["anna"])
        match_id = interest(session, anna).match.id
        matches.add_note(session, DESK, match_id, "Muistiinpano", at=NOW)
        plan: dict[str, Any] = {"action": "Soita", "on": None, "held_by": ids["fia"], "version": 2, "at": NOW}
        with pytest.raises(MatchRefusedError):
            matches.plan_next(session, DESK, match_id, **{**plan, "held_by": ids["ben"]})
        assert matches.plan_next(session, DESK, match_id, **plan).held_by == "Fia"
        assert matches.match(session, DESK, match_id).steps[0].made_by == "Anna"
        session.delete(session.get_one(Person, ids["fia"]))
        session.flush()
        session.expire_all()
        found = matches.match(session, DESK, match_id)
        assert (found.held_by, found.held_by_id, found.next_action) == (None, None, "Soita")
        undoing.remove(session, "needs", ["N-1"])
        session.expire_all()
        for table in (Match, MatchStep, MatchLetter, MatchNote):
            assert session.scalar(select(func.count()).select_from(table)) == 0


def test_deliveries_go_with_their_exchange_and_the_match_stays(parties: Bank) -> None:
    with parties.session() as session:
        match_id = running(session)
        report(session, match_id, 2025, "5")
        exchange_id = matches.match(session, DONOR, match_id).exchange_id
        undoing.remove(session, "exchanges", [str(exchange_id)])
        session.expire_all()
        assert session.scalar(select(func.count()).select_from(Delivery)) == 0
        assert matches.match(session, DONOR, match_id).exchange_id is None


def test_a_merged_side_stream_brings_its_matches_and_the_further_one_stays_open(parties: Bank) -> None:
    with parties.session() as session:
        put_stream(session, "S-2", visibility="company_hidden", consent="no")
        put_need(session, "N-2", name="Toinen")
        other = matches.Target(source=matches.match(session, DONOR, interest(session).match.id).source, need_id="N-2")
        behind = interest(session).match.id
        ahead = interest(session, side_stream_id="S-2").match.id
        interest(session, RECEIVER, MatchSide.RECEIVER, side_stream_id="S-2")
        alone = interest(session, side_stream_id="S-2", target=other).match.id
        first, second = (queries.side_stream(session, CITY, one).version for one in ("S-1", "S-2"))
        merge(session, "side-streams", "S-1", "S-2", BY, (first, second))
        session.expire_all()
        found = {one.id: one for one in matches.matches_of_record(session, DONOR, "S-1")}
        states = {one: found[one].state for one in (behind, ahead, alone)}
        assert states == {behind: S.DROPPED, ahead: S.IN_TALKS, alone: S.INTERESTED}
        assert interest(session).match.id == ahead


def test_a_merged_need_brings_its_matches(quick: Bank) -> None:
    with quick.session() as session:
        put_need(session, "N-2")
        match_id = interest(session).match.id
        first, second = (queries.need(session, CITY, one).version for one in ("N-2", "N-1"))
        merge(session, "needs", "N-2", "N-1", BY, (first, second))
        session.expire_all()
        assert matches.match(session, RECEIVER, match_id).need_id == "N-2"
        to = matches.Target(source=matches.match(session, DONOR, match_id).source, need_id="N-2")
        assert interest(session, target=to).match.id == match_id


def test_every_refusal_is_a_sentence_for_a_person() -> None:
    for error in (MatchChangedError(S.TRIAL, 3), MatchMoveError("No.", S.TRIAL, S.AGREED), MatchRefusedError("No.")):
        assert isinstance(error, DatabankError)
        assert str(error).endswith(".")
