"""The facilitation desk: the queue, what died of what, who is written to, what comes up, and what is the city's own."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy.orm import Session

from databank import matches, models
from databank.access import ANONYMOUS, Role, Viewer
from databank.errors import CursorError
from databank.matches import MatchLinkError, QueueFilter, Target, Terms, Why
from databank.matches.storing import years_after
from databank.records import DropReason, MatchSide, MatchSource, MatchState, MomentKind
from databank.store import Bank
from taxonomy.economics import waste_tax_changes
from tests.databank_rows import put, put_owner, put_stream
from tests.matching_parties import (
    BY,
    DESK,
    DONOR,
    FACILITATOR,
    NEED,
    NOW,
    RECEIVER,
    TODAY,
    interest,
    move,
    named,
    people,
    put_need,
    put_parties,
    talks,
)

S = MatchState
K = MomentKind
WOOD_ASH = "100101"


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


def plan(session: Session, match_id: str, action: str, on: date | None) -> None:
    version = matches.match(session, DESK, match_id).version
    matches.plan_next(session, DESK, match_id, action=action, on=on, held_by=None, version=version, at=NOW)


def three(session: Session) -> list[str]:
    """Matches with three needs: planned for yesterday, for next week, and not planned."""
    found = []
    for number, on in ((1, TODAY - timedelta(days=1)), (2, TODAY + timedelta(days=7)), (3, None)):
        put_need(session, f"N-{number}")
        target = Target(source=MatchSource.NEED, need_id=f"N-{number}")
        found.append(interest(session, target=target).match.id)
        if on is not None:
            plan(session, found[-1], "Soita", on)
    return found


def ids(page: Any) -> list[str]:
    return [one.id for one in page.items]


# --- the queue ---------------------------------------------------------------------------------------------------


def test_the_queue_stands_by_day_and_is_narrowed(parties: Bank) -> None:
    with parties.session() as session:
        late, soon, bare = three(session)
        assert ids(matches.queue(session, DESK, day=TODAY)) == [late, soon, bare]
        for wanted, expected in (
            (QueueFilter(is_overdue=True), [late]),
            (QueueFilter(without_next_action=True), [bare]),
            (QueueFilter(states=frozenset({S.AGREED})), []),
            (QueueFilter(states=frozenset({S.INTERESTED}), is_example=False), [late, soon, bare]),
            (QueueFilter(is_example=True), []),
            (QueueFilter(held_by=1), []),
        ):
            assert ids(matches.queue(session, DESK, wanted, day=TODAY)) == expected
        counts = matches.queue_counts(session, FACILITATOR, day=TODAY, is_example=False)
        assert (counts.by_state[S.INTERESTED], counts.overdue, counts.without_next_action) == (3, 1, 1)


def test_the_queue_has_pages(parties: Bank) -> None:
    with parties.session() as session:
        expected, seen, after = three(session), [], None
        for _ in range(3):
            page = matches.queue(session, DESK, day=TODAY, after=after, limit=1)
            seen += ids(page)
            after = page.next
        assert (seen, after) == (expected, None)
        with pytest.raises(CursorError):
            matches.queue(session, DESK, day=TODAY, after="nonsense")


@pytest.mark.parametrize("viewer", [ANONYMOUS, DONOR, Viewer(roles=frozenset({Role.RESEARCHER}))])
def test_the_queue_is_for_the_desk(quick: Bank, viewer: Viewer) -> None:
    with quick.session() as session:
        three(session)
        assert matches.queue(session, viewer, day=TODAY).items == ()
        assert sum(matches.queue_counts(session, viewer, day=TODAY).by_state.values()) == 0
        assert matches.holders(session, viewer) == ()


def test_what_is_dropped_leaves_the_queue(quick: Bank) -> None:
    with quick.session() as session:
        late, *_ = three(session)
        move(session, late, S.DROPPED, why=Why(DropReason.NO_ANSWER))
        assert late not in ids(matches.queue(session, DESK, day=TODAY))
        assert matches.queue_counts(session, DESK, day=TODAY).overdue == 0


def test_a_note_sent_twice_is_one(quick: Bank) -> None:
    with quick.session() as session:
        match_id = interest(session).match.id
        assert matches.add_note(session, DESK, match_id, " Soitettu ", at=NOW)
        assert not matches.add_note(session, DESK, match_id, "Soitettu", at=NOW)
        for text in ("", "x" * 4001):
            with pytest.raises(matches.MatchRefusedError):
                matches.add_note(session, DESK, match_id, text, at=NOW)
        with pytest.raises(matches.MatchRefusedError):
            plan(session, match_id, "", TODAY)


def test_what_died_of_what_tells_small_numbers_to_the_desk_alone(parties: Bank) -> None:
    with parties.session() as session:
        for number in range(3):
            donor, taker = f"donor{number}", f"taker{number}"
            for name in (donor, taker):
                put_owner(session, name)
            put_stream(session, f"S-{number + 10}", site_id=donor, visibility="open")
            put_need(session, f"N-{number + 10}", organisation_id=taker, site_id=taker, visibility="open")
            viewer = Viewer(organisation_ids=frozenset({donor}))
            target = Target(source=MatchSource.NEED, need_id=f"N-{number + 10}")
            begun = interest(session, viewer, target=target, side_stream_id=f"S-{number + 10}")
            reason = DropReason.PRICE if number < 2 else DropReason.TIME
            move(session, begun.match.id, S.DROPPED, viewer, why=Why(reason))
        found = matches.what_died_of_what(session, DESK)
        assert [(one.reason, one.source, one.count) for one in found] == [
            (DropReason.PRICE, MatchSource.NEED, 2),
            (DropReason.TIME, MatchSource.NEED, 1),
        ]
        assert matches.what_died_of_what(session, ANONYMOUS) == ()
        assert matches.what_died_of_what(session, DESK, is_example=True) == ()
        for row in session.query(models.Match):
            row.reason = DropReason.PRICE
        session.flush()
        assert [one.count for one in matches.what_died_of_what(session, ANONYMOUS)] == [3]


# --- who is written to -------------------------------------------------------------------------------------------


def test_each_side_is_written_to_with_what_it_may_know(quick: Bank) -> None:
    ids_of = people(quick)
    with quick.session() as session:
        match_id = interest(session).match.id
        (notice,) = matches.notices(session, match_id, to=[MatchSide.RECEIVER], at=NOW)
        assert (notice.recipient.person_id, notice.side, notice.key) == (ids_of["ben"], MatchSide.RECEIVER, None)
        assert notice.match.donor.organisation_name is None


def test_the_contact_without_an_account_gets_a_key_that_opens_this_match_alone(quick: Bank) -> None:
    with quick.session() as session:
        put_need(session, contact_email="contact@birch.example")
        match_id = interest(session).match.id
        (notice,) = matches.notices(session, match_id, to=[MatchSide.RECEIVER], at=NOW)
        viewer, opened = matches.viewer_of_key(session, notice.key or "", today=TODAY)
        assert (notice.recipient.email, opened) == ("contact@birch.example", match_id)
        assert matches.answer_interest(session, viewer, opened, "Kyllä", at=NOW)
        for key, day in ((notice.key or "", TODAY + timedelta(days=366)), ("none", TODAY)):
            with pytest.raises(MatchLinkError):
                matches.viewer_of_key(session, key, today=day)


def test_when_nobody_can_be_reached_the_facilitator_is_asked(quick: Bank) -> None:
    ids_of = people(quick)
    with quick.session() as session:
        put_owner(session, "doum")
        put_need(session, "N-2", organisation_id="doum", site_id="doum")
        begun = interest(session, target=Target(source=MatchSource.NEED, need_id="N-2"))
        (notice,) = matches.notices(session, begun.match.id, to=[MatchSide.RECEIVER], at=NOW)
        assert (notice.side, notice.recipient.person_id) == (MatchSide.FACILITATOR, ids_of["fia"])
        assert notice.match.receiver.organisation_name is None


# --- coming moments ----------------------------------------------------------------------------------------------


def moments(session: Session, viewer: Viewer = DESK, within: int = 60, **more: Any) -> dict[str, set[MomentKind]]:
    found: dict[str, set[MomentKind]] = {}
    for one in matches.coming_moments(session, viewer, TODAY, within, **more):
        assert one.told.endswith(".")
        found.setdefault(one.record_id, set()).add(one.kind)
    return found


def test_dates_of_records_come_up_in_their_time(parties: Bank) -> None:
    soon, far = TODAY + timedelta(days=30), TODAY + timedelta(days=90)
    with parties.session() as session:
        put_stream(session, "S-2", committed_until=soon, available_from=TODAY, available_until=far, visibility="open")
        put_need(session, "N-2", starts_on=soon, ends_on=far, visibility="open")
        codes = {"waste_codes": "100908", "operations": "R5"}
        put(session, "permits", id="P-1", site_id="cedar", valid_until=soon, authority="AVI", **codes)
        match_id = named(session)
        move(session, match_id, S.AGREED, terms=Terms(mass_t=Decimal(5), ends_on=soon))
        expected = {
            "S-2": {K.CONTRACT_ENDS, K.AVAILABLE_FROM},
            "N-2": {K.NEED_STARTS},
            "P-1": {K.PERMIT_ENDS},
            match_id: {K.EXCHANGE_ENDS},
        }
        assert moments(session) == expected
        assert moments(session, within=100)["S-2"] == {K.CONTRACT_ENDS, K.AVAILABLE_FROM, K.AVAILABLE_UNTIL}
        assert moments(session, RECEIVER, organisation_id="birch").keys() == {match_id, "N-2"}
        assert moments(session, is_example=True) == {}
        assert len(matches.coming_moments(session, DESK, TODAY, 60, limit=2)) == 2


def test_a_hidden_date_is_no_moment_and_a_hidden_company_is_not_named(quick: Bank) -> None:
    soon = TODAY + timedelta(days=30)
    with quick.session() as session:
        put_stream(session, "S-2", committed_until=soon, visibility="company_hidden", consent="no")
        put_stream(session, "S-3", committed_until=soon, visibility="city_only", consent="no")
        put_need(session, "N-2", ends_on=soon)
        assert moments(session).keys() == {"S-2", "S-3", "N-2"}
        (one,) = [one for one in matches.coming_moments(session, ANONYMOUS, TODAY, 60) if one.record_id == "S-2"]
        assert (one.organisation_id, one.place_id, one.source) == (None, None, "")
        assert "S-3" not in moments(session, ANONYMOUS)
        assert moments(session, ANONYMOUS, organisation_id="alder") == {}


def test_a_change_of_the_waste_tax_comes_up_for_what_may_be_landfilled(quick: Bank) -> None:
    before, after = waste_tax_changes("030302")
    within = (after.valid_from - TODAY).days
    with quick.session() as session:
        for record_id, fate in (("S-2", "disposal"), ("S-3", "used")):
            row = {"waste_code": "030302", "material_class": "green_liquor_dregs", "visibility": "open"}
            put_stream(session, record_id, fate=fate, **row)
        found = matches.coming_moments(session, DESK, TODAY, within)
        assert [(one.record_id, one.kind, one.on) for one in found] == [("S-2", K.TAX_CHANGES, after.valid_from)]
        assert found[0].told.values["after"] == after.eur_per_t != before.eur_per_t
        assert found[0].source == after.source
        assert matches.coming_moments(session, DESK, TODAY, within - 1) == ()


@pytest.mark.parametrize(
    ("cells", "kinds"),
    [
        ({"fate": "stock"}, {K.STORED_BEFORE_DISPOSAL, K.STORED_BEFORE_RECOVERY}),
        ({"fate": "disposal", "period": "stock"}, {K.STORED_BEFORE_DISPOSAL}),
        ({"fate": "used", "period": "stock"}, {K.STORED_BEFORE_RECOVERY}),
        ({"fate": "disposal"}, set()),
        ({"fate": "stock", "legal_status": "product"}, set()),
        ({"fate": "stock", "legal_status": "unknown"}, set()),
        ({"fate": "stock", "available_from": "2025-12-01"}, {K.STORED_BEFORE_DISPOSAL}),
        ({"fate": "stock", "available_from": None}, set()),
    ],
)
def test_stored_waste_becomes_a_landfill_after_a_year_or_three(
    quick: Bank, cells: dict[str, Any], kinds: set[MomentKind]
) -> None:
    with quick.session() as session:
        row = {"legal_status": "waste", "available_from": "2023-12-01", "visibility": "open", **cells}
        put_stream(session, "S-2", **{name: value for name, value in row.items() if value is not None})
        assert moments(session).get("S-2", set()) == kinds


def test_years_after_a_leap_day() -> None:
    assert years_after(date(2024, 2, 29), 1) == date(2025, 2, 28)
    assert years_after(date(2024, 2, 29), 4) == date(2028, 2, 29)
    assert years_after(date(2026, 11, 20), -1) == date(2025, 11, 20)


# --- the city's own ----------------------------------------------------------------------------------------------


def test_the_citys_own_companies_are_told_apart(quick: Bank) -> None:
    with quick.session() as session:
        put(session, "organisations", id="city", name="Porin kaupunki", sector="communities")
        put(session, "organisations", id="water", name="Vesi Oy", sector="waste", holding="Porin Kaupunki")
        put(session, "organisations", id="other", name="Porin kaupungin ystävät", sector="other", holding="Muu Oy")
        put(session, "organisations", id="same", name="Kaupunki", sector="other", business_id="0137323-9")
        assert matches.city_owned_ids(session) == {"city", "water", "same"}
        put(session, "sites", id="well", organisation_id="water", name="Kaivo")
        put_stream(session, "S-2", site_id="well", visibility="open")
        begun = matches.suggest(session, DESK, side_stream_id="S-2", target=NEED, at=NOW)
        assert (begun.match.donor.is_city_owned, begun.match.receiver.is_city_owned) == (True, False)


def test_a_company_that_ended_is_marked(quick: Bank) -> None:
    with quick.session() as session:
        match_id = talks(session)
        ended = {"id": "birch", "name": "Birch Oy", "sector": "metal", "real_status": "ended"}
        put(session, "organisations", BY, **ended)
        session.expire_all()
        assert matches.match(session, DESK, match_id).receiver.has_ended
        assert not matches.match(session, DONOR, match_id).receiver.has_ended
