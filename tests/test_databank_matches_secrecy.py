"""A match tells nobody who is hidden: interest is relayed, and a name is told by its owner alone."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import Any

import pytest
from sqlalchemy.orm import Session

from databank import matches
from databank.access import ANONYMOUS, CITY, Role, Viewer
from databank.errors import RecordNotFoundError
from databank.matches import MatchRefusedError, Target, Why
from databank.records import DropReason, KeptMatch, MatchSide, MatchSource, MatchState
from databank.store import Bank
from taxonomy.uses import uses
from tests.databank_rows import put, put_owner, put_stream
from tests.matching_parties import (
    BY,
    DESK,
    DONOR,
    FACILITATOR,
    NEED,
    NOW,
    RECEIVER,
    STRANGER,
    interest,
    people,
    put_need,
    put_parties,
    talks,
)

S = MatchState


@pytest.fixture
def parties(sqlite_bank: Bank) -> Bank:
    """Two hidden companies, and a third that has nothing to do with them."""
    with sqlite_bank.session() as session:
        put_parties(session)
    return sqlite_bank


def words(value: Any) -> str:
    """Everything that a value says, as text."""
    if is_dataclass(value):
        return " ".join(words(getattr(value, one.name)) for one in fields(value))
    if isinstance(value, list | tuple | frozenset | set):
        return " ".join(words(one) for one in value)
    return str(value)


def tells(found: KeptMatch, *names: str) -> bool:
    return any(name in words(found).lower() for name in names)


def test_interest_is_handed_on_without_the_name_of_either_side(parties: Bank) -> None:
    with parties.session() as session:
        begun = interest(session)
        assert begun.is_new
        assert begun.match.state is S.INTERESTED
        for viewer, other in ((DONOR, "birch"), (RECEIVER, "alder")):
            found = matches.match(session, viewer, begun.match.id)
            assert not tells(found, other)
            assert [letter.text for letter in found.letters] == ["Onko teillä käyttöä?"]
            assert found.need_name == "Hiekkaa"
        found = matches.match(session, FACILITATOR, begun.match.id)
        assert not tells(found, "alder", "birch")
        found = matches.match(session, DESK, begun.match.id)
        assert (found.donor.organisation_id, found.receiver.organisation_id) == ("alder", "birch")


@pytest.mark.parametrize("viewer", [ANONYMOUS, STRANGER, Viewer(roles=frozenset({Role.RESEARCHER}))])
def test_hidden_and_missing_matches_look_alike(parties: Bank, viewer: Viewer) -> None:
    with parties.session() as session:
        match_id = interest(session).match.id
        told = []
        for one in (match_id, "MA-NONE22"):
            with pytest.raises(RecordNotFoundError) as refused:
                matches.match(session, viewer, one)
            told.append(str(refused.value).replace(one, ""))
        assert told[0] == told[1]
        assert matches.matches_of_organisation(session, viewer, "alder") == ()
        assert matches.matches_of_record(session, viewer, "S-1") == ()
        with pytest.raises(RecordNotFoundError):
            matches.write(session, viewer, match_id, "Hei", at=NOW)


def test_each_side_is_named_by_itself_alone(parties: Bank) -> None:
    with parties.session() as session:
        match_id = talks(session)
        for viewer in (FACILITATOR, DESK, CITY):
            with pytest.raises(RecordNotFoundError):
                matches.agree_to_be_named(session, viewer, match_id, at=NOW)
        contact: dict[str, Any] = {"contact_name": "Anna", "contact_email": "anna@alder.example"}
        assert matches.agree_to_be_named(session, DONOR, match_id, at=NOW, **contact)
        assert not matches.agree_to_be_named(session, DONOR, match_id, at=NOW)
        found = matches.match(session, RECEIVER, match_id)
        assert (found.donor.organisation_name, found.donor.contact_name) == ("Alder Oy", "Anna")
        assert not tells(matches.match(session, DONOR, match_id), "birch")
        found = matches.match(session, FACILITATOR, match_id)
        assert (found.donor.organisation_name, found.receiver.organisation_name) == ("Alder Oy", None)


def test_the_desk_introduces_once_both_have_agreed(parties: Bank) -> None:
    with parties.session() as session:
        match_id = talks(session)
        matches.agree_to_be_named(session, DONOR, match_id, at=NOW)
        with pytest.raises(MatchRefusedError):
            matches.introduce(session, FACILITATOR, match_id, at=NOW)
        matches.agree_to_be_named(session, RECEIVER, match_id, at=NOW)
        with pytest.raises(RecordNotFoundError):
            matches.introduce(session, DONOR, match_id, at=NOW)
        assert matches.introduce(session, FACILITATOR, match_id, at=NOW)
        assert not matches.introduce(session, FACILITATOR, match_id, at=NOW)
        assert matches.match(session, DONOR, match_id).introduced_on == NOW.date()


def test_who_is_shown_anyway_need_not_agree(sqlite_bank: Bank) -> None:
    with sqlite_bank.session() as session:
        for name in ("alder", "birch"):
            put_owner(session, name)
        put_stream(session)
        put_need(session, visibility="open")
        match_id = talks(session)
        assert matches.introduce(session, FACILITATOR, match_id, at=NOW)


def test_what_the_city_alone_sees_is_no_match_for_others_before_its_owner_acts(sqlite_bank: Bank) -> None:
    with sqlite_bank.session() as session:
        put_parties(session, visibility="city_only")
        begun = matches.suggest(session, DESK, side_stream_id="S-1", target=NEED, at=NOW)
        assert (begun.is_new, begun.match.state) == (True, S.SUGGESTED)
        assert matches.match(session, DONOR, begun.match.id).need_id == "N-1"
        for viewer in (RECEIVER, FACILITATOR):
            with pytest.raises(RecordNotFoundError):
                matches.match(session, viewer, begun.match.id)
            assert matches.queue(session, viewer, day=NOW.date()).items == ()
        assert matches.answer_interest(session, DONOR, begun.match.id, "Meillä olisi", at=NOW)
        found = matches.match(session, RECEIVER, begun.match.id)
        assert (found.side_stream_id, found.side_stream_name, found.material_class) == (None, None, None)
        assert not tells(found, "alder", "s-1", "sand")
        assert matches.matches_of_record(session, RECEIVER, "S-1") == ()
        assert [one.id for one in matches.matches_of_record(session, RECEIVER, "N-1")] == [found.id]


def test_a_side_that_is_hidden_is_not_found_by_its_organisation(parties: Bank) -> None:
    with parties.session() as session:
        match_id = interest(session).match.id
        assert matches.matches_of_organisation(session, RECEIVER, "alder") == ()
        assert matches.matches_of_organisation(session, FACILITATOR, "birch") == ()
        assert [one.id for one in matches.matches_of_organisation(session, RECEIVER, "birch")] == [match_id]
        assert [one.id for one in matches.matches_of_organisation(session, DESK, "alder")] == [match_id]
        assert matches.matches_of_organisation(session, DESK, "alder", [S.AGREED]) == ()


def test_unnamed_interest_is_not_told_apart_by_addressing_the_company(sqlite_bank: Bank) -> None:
    """Birch asks unnamed; when Alder addresses Birch by a documented use, it does not learn that this was Birch."""
    with sqlite_bank.session() as session:
        put_owner(session, "alder")
        put_stream(session)
        put_owner(session, "birch")
        put_need(session, "N-2", visibility="open")
        own = Target(source=MatchSource.INTEREST, organisation_id="birch")
        asked = interest(session, RECEIVER, MatchSide.RECEIVER, own).match.id
        assert not tells(matches.match(session, DONOR, asked), "birch")
        use = Target(source=MatchSource.USE, organisation_id="birch", use_id=uses()[0].id)
        addressed = interest(session, DONOR, MatchSide.DONOR, use).match
        assert (addressed.id != asked, addressed.state) == (True, S.INTERESTED)
        assert addressed.receiver.organisation_id == "birch"
        with pytest.raises(MatchRefusedError):
            interest(session, DONOR, MatchSide.DONOR, own)


def test_a_receiver_that_comes_first_is_not_named_by_what_speaks_for_it(sqlite_bank: Bank) -> None:
    """Its industry could use it, or it took some: neither tells that it asks now. Who was addressed answers by name."""
    with sqlite_bank.session() as session:
        for name in ("alder", "birch"):
            put_owner(session, name)
        put_stream(session)
        put_stream(session, "S-2")
        put_need(session, visibility="open")
        row = {"material": "Sand", "material_class": "foundry_sand", "receiver_site_id": "birch", "consent": "name"}
        put(session, "exchanges", id="X-1", status="running", year=2024, **row)
        place: dict[str, Any] = {"organisation_id": "birch", "site_id": "birch"}
        use = Target(source=MatchSource.USE, use_id=uses()[0].id, **place)
        intake = Target(source=MatchSource.INTAKE, rests_on=("X-1",), **place)
        for stream_id, target in (("S-1", use), ("S-2", intake)):
            said = interest(session, RECEIVER, MatchSide.RECEIVER, target, side_stream_id=stream_id).match
            assert said.receiver.organisation_id == "birch"
            for viewer in (DONOR, FACILITATOR):
                found = matches.match(session, viewer, said.id)
                assert not tells(found, "birch", "x-1", f"'{uses()[0].id}'"), (viewer, target.source)
                assert (found.source, found.use_id, found.rests_on) == (MatchSource.INTEREST, None, ())
            matches.agree_to_be_named(session, RECEIVER, said.id, at=NOW)
            assert tells(matches.match(session, DONOR, said.id), "birch")
            addressed = interest(session, DONOR, MatchSide.DONOR, target, side_stream_id=stream_id).match
            answered = interest(session, RECEIVER, MatchSide.RECEIVER, target, side_stream_id=stream_id).match
            assert (answered.id, answered.state, addressed.id != said.id) == (addressed.id, S.IN_TALKS, True)


def test_an_intake_is_as_open_as_the_exchange_that_tells_of_it(sqlite_bank: Bank) -> None:
    with sqlite_bank.session() as session:
        for name in ("alder", "birch"):
            put_owner(session, name)
        put_stream(session)
        put_need(session, visibility="open")
        row = {"material": "Sand", "material_class": "foundry_sand", "year": 2024, "receiver_site_id": "birch"}
        for record_id, consent in (("X-1", "no"), ("X-2", "name")):
            put(session, "exchanges", id=record_id, consent=consent, status="running", **row)
        hidden, shown = (
            Target(source=MatchSource.INTAKE, organisation_id="birch", site_id="birch", rests_on=(one,))
            for one in ("X-1", "X-2")
        )
        with pytest.raises(RecordNotFoundError):  # what one does not see is no ground for anything
            interest(session, DONOR, MatchSide.DONOR, hidden)
        begun = matches.suggest(session, DESK, side_stream_id="S-1", target=hidden, at=NOW)
        found = matches.match(session, DONOR, begun.match.id)
        assert (found.rests_on, found.receiver.organisation_id) == ((), None)
        matches.move(session, DESK, found.id, S.DROPPED, version=1, change=BY, why=Why(DropReason.PRICE))
        again = interest(session, DONOR, MatchSide.DONOR, shown).match
        assert (again.rests_on, again.receiver.organisation_id) == (("X-2",), "birch")


def test_only_ones_own_side_can_be_spoken_for(parties: Bank) -> None:
    with parties.session() as session:
        for viewer, side in (
            (STRANGER, MatchSide.DONOR),
            (STRANGER, MatchSide.RECEIVER),
            (RECEIVER, MatchSide.DONOR),
            (DONOR, MatchSide.RECEIVER),
            (FACILITATOR, MatchSide.DONOR),
            (ANONYMOUS, MatchSide.RECEIVER),
        ):
            with pytest.raises(RecordNotFoundError):
                interest(session, viewer, side)
        with pytest.raises(RecordNotFoundError):
            matches.suggest(session, DONOR, side_stream_id="S-1", target=NEED, at=NOW)
        match_id = interest(session).match.id
        with pytest.raises(RecordNotFoundError):
            matches.answer_interest(session, FACILITATOR, match_id, "Hei", at=NOW)


def test_whoever_sent_a_record_in_without_an_account_takes_part_by_it(parties: Bank) -> None:
    sender = Viewer(submitted_ids=frozenset({"N-1"}))
    with parties.session() as session:
        match_id = interest(session).match.id
        found = matches.match(session, sender, match_id)
        assert found.sides == {MatchSide.RECEIVER}
        assert matches.answer_interest(session, sender, match_id, "Kyllä", at=NOW)
        assert matches.match(session, sender, match_id).state is S.IN_TALKS


def test_what_one_side_drops_for_is_told_to_the_other_without_its_words(parties: Bank) -> None:
    with parties.session() as session:
        match_id = talks(session)
        version = matches.match(session, DONOR, match_id).version
        matches.move(
            session, DONOR, match_id, S.DROPPED, version=version, change=BY, why=Why(DropReason.PRICE, "Salainen syy")
        )
        shown = {
            viewer: matches.match(session, viewer, match_id).reason_text
            for viewer in (DONOR, RECEIVER, FACILITATOR, DESK)
        }
        assert shown == {DONOR: "Salainen syy", RECEIVER: None, FACILITATOR: None, DESK: "Salainen syy"}
        assert matches.match(session, RECEIVER, match_id).reason is matches.match(session, DONOR, match_id).reason


def test_the_people_of_the_desk_read_each_others_words(parties: Bank) -> None:
    with parties.session() as session:
        match_id = talks(session)
        version = matches.match(session, FACILITATOR, match_id).version
        why = Why(DropReason.PRICE, "Sanottiin puhelimessa")
        matches.move(session, FACILITATOR, match_id, S.DROPPED, version=version, change=BY, why=why)
        told = {one: matches.match(session, one, match_id).reason_text for one in (DONOR, RECEIVER, FACILITATOR, DESK)}
        assert told == {DONOR: None, RECEIVER: None, FACILITATOR: why.text, DESK: why.text}


def test_notes_and_next_actions_are_for_the_desk(parties: Bank) -> None:
    fia = people(parties)["fia"]
    with parties.session() as session:
        match_id = interest(session).match.id
        plan: dict[str, Any] = {"action": "Soita Birchille", "on": NOW.date(), "held_by": fia, "version": 2, "at": NOW}
        matches.plan_next(session, FACILITATOR, match_id, **plan)
        assert matches.add_note(session, DESK, match_id, "Birch epäröi", at=NOW)
        for viewer in (DONOR, RECEIVER):
            assert not tells(matches.match(session, viewer, match_id), "soita", "epäröi", "fia")
            with pytest.raises(RecordNotFoundError):
                matches.notes(session, viewer, match_id)
            with pytest.raises(RecordNotFoundError):
                matches.add_note(session, viewer, match_id, "x", at=NOW)
            with pytest.raises(RecordNotFoundError):
                matches.plan_next(session, viewer, match_id, **{**plan, "version": 3})
        assert [one.text for one in matches.notes(session, FACILITATOR, match_id)] == ["Birch epäröi"]


@pytest.mark.parametrize(
    ("target", "field"),
    [
        (Target(source=MatchSource.NEED), "need_id"),
        (Target(source=MatchSource.NEED, need_id="N-1", organisation_id="birch"), "need_id"),
        (Target(source=MatchSource.USE, need_id="N-1"), "source"),
        (Target(source=MatchSource.NEED, organisation_id="cedar"), "source"),
        (Target(source=MatchSource.USE, organisation_id="cedar"), "use_id"),
    ],
)
def test_a_target_names_one_receiver_with_what_belongs_to_it(parties: Bank, target: Target, field: str) -> None:
    with parties.session() as session, pytest.raises(MatchRefusedError) as refused:
        interest(session, target=target)
    assert refused.value.field == field


def test_what_cannot_be_matched_says_why(parties: Bank) -> None:
    with parties.session() as session:
        put_need(session, "N-3", organisation_id="alder", site_id="alder", visibility="open")
        put_need(session, "N-4", status="expired")
        put_stream(session, "S-2", status="expired")
        put_stream(session, "S-3", kind="register")
        _ended(session)
        for stream, need in (("S-1", "N-3"), ("S-1", "N-4"), ("S-2", "N-1"), ("S-3", "N-1"), ("S-1", "N-5")):
            with pytest.raises(MatchRefusedError):
                interest(session, side_stream_id=stream, target=Target(source=MatchSource.NEED, need_id=need))


def _ended(session: Session) -> None:
    put_owner(session, "doum")
    put(session, "organisations", id="doum", name="Doum Oy", sector="metal", real_status="ended")
    put_need(session, "N-5", organisation_id="doum", site_id="doum")
