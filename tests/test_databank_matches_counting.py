"""Tonnes newly agreed: the desk has every sum, others only those behind which nobody can be made out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from databank.access import ANONYMOUS, CITY, Viewer
from databank.matches import newly_matched
from databank.models import Delivery, Match, MatchStep
from databank.records import MatchSide, MatchSource, MatchState, Method, Period
from databank.store import Bank
from tests.databank_rows import put, put_owner, put_stream
from tests.matching_parties import FACILITATOR, put_need

TODAY = date(2026, 11, 20)
AGREED_IN = 2025
DONORS, RECEIVERS = ("alder", "birch", "cedar", "dogwood"), ("elm", "fir", "gum", "hazel")


def agree(session: Session, place: int, mass_t: int, *, year: int = AGREED_IN, consent: str = "sums") -> None:
    """The donor and the receiver of this place agreed on so many tonnes a year."""
    donor, receiver = DONORS[place % len(DONORS)], RECEIVERS[place % len(RECEIVERS)]
    name = f"{year}-{place}"
    put_stream(session, f"S-{name}", site_id=donor)
    put_need(session, f"N-{name}", organisation_id=receiver, site_id=receiver)
    put(
        session,
        "exchanges",
        id=f"VA-{name}",
        side_stream_id=f"S-{name}",
        material="Sand",
        status="agreed",
        material_class="foundry_sand",
        donor_site_id=donor,
        receiver_site_id=receiver,
        amount=mass_t,
        unit="t",
        year=year,
        consent=consent,
    )
    at = datetime(year, 6, 1, tzinfo=UTC)
    said = {"state": MatchState.AGREED, "source": MatchSource.NEED, "period": Period.PER_YEAR, "rests_on": ()}
    session.add(
        Match(
            id=f"M-{name}",
            side_stream_id=f"S-{name}",
            need_id=f"N-{name}",
            mass_t=Decimal(mass_t),
            version=1,
            exchange_id=f"VA-{name}",
            made_at=at,
            updated_at=at,
            **said,
        )
    )
    session.add(
        MatchStep(
            match_id=f"M-{name}",
            position=1,
            before=MatchState.IN_TALKS,
            after=MatchState.AGREED,
            side=MatchSide.DONOR,
            made_at=at,
        )
    )
    session.flush()


@pytest.fixture
def companies(sqlite_bank: Bank) -> Bank:
    with sqlite_bank.session(writing=True) as session:
        for name in (*DONORS, *RECEIVERS):
            put_owner(session, name)
    return sqlite_bank


def sums(
    bank: Bank, viewer: Viewer, *agreed: Sequence[int], today: date = TODAY, consent: str = "sums"
) -> dict[int, float]:
    with bank.session(writing=True) as session:
        for place, mass_t in agreed:
            agree(session, place, mass_t, consent=consent)
        return dict(newly_matched(session, viewer, is_example=False, today=today).sums)


def test_three_on_each_side_make_a_public_sum(companies: Bank) -> None:
    assert sums(companies, ANONYMOUS, (0, 100), (1, 200), (2, 300)) == {AGREED_IN: 600}


def test_two_on_a_side_make_none_but_the_desk_has_it(companies: Bank) -> None:
    assert sums(companies, ANONYMOUS, (0, 100), (1, 200)) == {}
    with companies.session() as session:
        for viewer in (CITY, FACILITATOR):
            found = newly_matched(session, viewer, is_example=False, today=TODAY)
            assert (dict(found.sums), found.is_whole) == ({AGREED_IN: 300}, True)
        assert not newly_matched(session, ANONYMOUS, is_example=False, today=TODAY).is_whole


def test_one_that_outweighs_the_others_makes_no_public_sum(companies: Bank) -> None:
    assert sums(companies, ANONYMOUS, (0, 10), (1, 10), (2, 980)) == {}


def test_without_consent_nothing_is_public(companies: Bank) -> None:
    assert sums(companies, ANONYMOUS, (0, 100), (1, 200), (2, 300), consent="no") == {}


def test_what_is_named_beside_it_does_not_leave_one_alone(companies: Bank) -> None:
    """Two amounts are in every diagram: the sum of three would tell the third."""
    assert sums(companies, ANONYMOUS, (0, 100), (1, 200), consent="name") == {}
    assert sums(companies, ANONYMOUS, (2, 300)) == {}
    assert sums(companies, ANONYMOUS, (3, 250)) == {}
    assert sums(companies, ANONYMOUS, (4, 350)) == {AGREED_IN: 1200}


def test_what_is_all_named_is_told(companies: Bank) -> None:
    assert sums(companies, ANONYMOUS, (0, 100), (1, 200), (2, 300), consent="name") == {AGREED_IN: 600}


def test_a_running_year_is_not_public(companies: Bank) -> None:
    running = date(AGREED_IN, 12, 31)
    assert sums(companies, ANONYMOUS, (0, 100), (1, 200), (2, 300), today=running) == {}
    with companies.session() as session:
        assert dict(newly_matched(session, CITY, is_example=False, today=running).sums) == {AGREED_IN: 600}


def test_what_was_delivered_in_the_year_stands_for_what_was_agreed(companies: Bank) -> None:
    sums(companies, CITY, (0, 100), (1, 200))
    with companies.session(writing=True) as session:
        for year, mass_t in ((AGREED_IN, 70), (AGREED_IN + 1, 5000)):
            session.add(
                Delivery(
                    exchange_id=f"VA-{AGREED_IN}-0",
                    year=year,
                    revision=1,
                    mass_t=Decimal(mass_t),
                    method=Method.WEIGHED,
                    side=MatchSide.DONOR,
                    reported_at=datetime.now(UTC),
                )
            )
        session.flush()
        assert dict(newly_matched(session, CITY, is_example=False, today=TODAY).sums) == {AGREED_IN: 270}


def test_examples_stand_apart(companies: Bank) -> None:
    sums(companies, CITY, (0, 100))
    with companies.session() as session:
        assert dict(newly_matched(session, CITY, is_example=True, today=TODAY).sums) == {}
