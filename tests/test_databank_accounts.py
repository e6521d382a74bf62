"""People, mandates, invitations, sign-ins and counters in the bank, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event, func, select

from databank import accounts, models
from databank.access import ANONYMOUS, Role, Viewer
from databank.accounts import InvitationError, Offer, attempts, mandates, sign_ins, users
from databank.errors import RecordNotFoundError
from databank.keys import KEY_LENGTH, hash_key, new_key
from databank.records import MandateKind, MandateState
from databank.store import Bank
from tests.databank_rows import put

AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
TODAY = AT.date()
TOMORROW = TODAY + timedelta(days=1)
REVIEWER = Viewer(roles=frozenset({Role.REVIEWER}), person_id=None)
IDLE = timedelta(hours=1)


def add(bank: Bank, name: str = "Ann", *roles: Role) -> int:
    with bank.session(writing=True) as session:
        email = f"{name.lower()}@example.org"
        return accounts.add_person(session, email, name=name, language="fi", at=AT, roles=roles).id


def organisation(bank: Bank, name: str = "alder") -> str:
    with bank.session(writing=True) as session:
        put(session, "organisations", id=name, name=name.title(), sector="metal")
    return name


def give(bank: Bank, person_id: int, kind: MandateKind = MandateKind.MEMBER, until: object = TODAY) -> str:
    with bank.session(writing=True) as session:
        return mandates.give(session, person_id, "alder", kind, by="a test", at=AT, valid_until=until).id  # type: ignore[arg-type]


def viewer(bank: Bank, person_id: int, today: object = TODAY, *, second_factor: bool = False) -> Viewer:
    with bank.session() as session:
        return accounts.viewer_of(session, person_id, today=today, staff_two_factor=second_factor)  # type: ignore[arg-type]


# --- people ------------------------------------------------------------------------------------------------------


def test_an_address_has_one_account_however_it_is_written(bank: Bank) -> None:
    add(bank)
    with bank.session(writing=True) as session, pytest.raises(accounts.PersonExistsError):
        accounts.add_person(session, " ANN@Example.org ", name="Other", language="en", at=AT)


def test_roles_of_the_city_count_with_a_second_factor_only(bank: Bank) -> None:
    ann = add(bank, "Ann", Role.REVIEWER, Role.RESEARCHER)
    assert viewer(bank, ann).roles == {Role.REVIEWER, Role.RESEARCHER}
    assert viewer(bank, ann, second_factor=True).roles == {Role.RESEARCHER}
    with bank.session(writing=True) as session:
        session.get_one(models.Person, ann).tf_totp_secret = "{}"
    assert Role.REVIEWER in viewer(bank, ann, second_factor=True).roles


def test_the_last_administrator_cannot_leave(bank: Bank) -> None:
    ann, bo = add(bank, "Ann", Role.ADMINISTRATOR), add(bank, "Bo", Role.ADMINISTRATOR)
    with bank.session(writing=True) as session:
        accounts.set_active(session, bo, active=False)
    with bank.session(writing=True) as session, pytest.raises(accounts.LastAdministratorError):
        accounts.change_roles(session, ann, [Role.REVIEWER])


def test_a_viewer_is_found_with_two_questions(bank: Bank) -> None:
    organisation(bank)
    ann = add(bank)
    give(bank, ann)
    asked: list[str] = []
    with bank.session() as session:
        event.listen(session.get_bind(), "before_cursor_execute", lambda *found: asked.append(found[2]))
        found = accounts.viewer_of(session, ann, today=TODAY)
    assert found.organisation_ids == {"alder"}
    assert len([one for one in asked if one.startswith("SELECT")]) == 2


# --- mandates ----------------------------------------------------------------------------------------------------


def test_a_mandate_counts_on_its_last_day_and_not_after(bank: Bank) -> None:
    organisation(bank)
    ann = add(bank)
    give(bank, ann)
    assert viewer(bank, ann).organisation_ids == {"alder"}
    assert viewer(bank, ann).roles == {Role.MEMBER}
    assert viewer(bank, ann, TOMORROW).organisation_ids == frozenset()
    assert viewer(bank, ann, TOMORROW).roles == frozenset()


def test_asked_twice_is_one_request(bank: Bank) -> None:
    organisation(bank)
    ann = add(bank)
    with bank.session(writing=True) as session:
        ids = {mandates.ask(session, ann, "alder", MandateKind.MEMBER, at=AT).id for _ in range(2)}
    assert len(ids) == 1
    assert viewer(bank, ann).organisation_ids == frozenset()


def test_who_acts_already_is_told_so(bank: Bank) -> None:
    organisation(bank)
    ann = add(bank)
    give(bank, ann)
    with bank.session(writing=True) as session, pytest.raises(mandates.MandateRefusedError):
        mandates.ask(session, ann, "alder", MandateKind.MEMBER, at=AT)


def test_a_member_decides_nothing_and_leaves_when_they_want(bank: Bank) -> None:
    organisation(bank)
    ann, bo = add(bank, "Ann"), add(bank, "Bo")
    own, other = give(bank, ann), give(bank, bo)
    looking = viewer(bank, ann)
    with bank.session(writing=True) as session, pytest.raises(RecordNotFoundError):
        mandates.end(session, other, looking, by="Ann", at=AT)
    with bank.session(writing=True) as session:
        assert mandates.end(session, own, looking, by="Ann", at=AT).state is MandateState.ENDED


def test_a_manager_whose_mandate_ended_decides_nothing(bank: Bank) -> None:
    organisation(bank)
    ann, bo = add(bank, "Ann"), add(bank, "Bo")
    give(bank, ann, MandateKind.MANAGER)
    other, looking = give(bank, bo, until=TOMORROW), viewer(bank, ann)
    with bank.session(writing=True) as session, pytest.raises(RecordNotFoundError):
        mandates.end(session, other, looking, by="Ann", at=AT + timedelta(days=1))


def test_those_who_decide_are_the_managers_else_the_city(bank: Bank) -> None:
    organisation(bank)
    ann = add(bank, "Ann")
    add(bank, "Rita", Role.REVIEWER)
    with bank.session() as session:
        assert mandates.deciders(session, "alder", today=TODAY) == (("rita@example.org", "fi"),)
    give(bank, ann, MandateKind.MANAGER)
    with bank.session() as session:
        assert mandates.deciders(session, "alder", today=TODAY) == (("ann@example.org", "fi"),)


# --- invitations -------------------------------------------------------------------------------------------------


def test_two_who_use_a_link_at_once_get_one_mandate(bank: Bank) -> None:
    organisation(bank)
    people = [add(bank, name) for name in ("Ann", "Bo")]
    with bank.session(writing=True) as session:
        offer = Offer(organisation_id="alder", mandate=MandateKind.MEMBER, valid_until=TODAY)
        key = accounts.invite(session, offer, REVIEWER, by="Rita", at=AT)

    def use(person_id: int) -> bool:
        try:
            with bank.session(writing=True) as session:
                accounts.accept(session, key, person_id, at=AT)
        except InvitationError:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(use, people)) == [False, True]
    with bank.session() as session:
        assert session.scalar(select(func.count()).select_from(models.Mandate)) == 1


@pytest.mark.parametrize("roles", [frozenset(), frozenset({Role.FACILITATOR}), frozenset({Role.REVIEWER})])
def test_a_role_is_offered_by_an_administrator_alone(bank: Bank, roles: frozenset[Role]) -> None:
    offer = Offer(role=Role.ADMINISTRATOR, valid_until=TODAY)
    with bank.session(writing=True) as session, pytest.raises(RecordNotFoundError):
        accounts.invite(session, offer, Viewer(roles=roles), by="Somebody", at=AT)


def test_nobody_invites_for_a_foreign_organisation(bank: Bank) -> None:
    organisation(bank)
    offer = Offer(organisation_id="alder", valid_until=TODAY)
    with bank.session(writing=True) as session, pytest.raises(RecordNotFoundError):
        accounts.invite(session, offer, ANONYMOUS, by="Nobody", at=AT)


# --- sign-ins ----------------------------------------------------------------------------------------------------


def begin(bank: Bank, person_id: int) -> str:
    with bank.session(writing=True) as session:
        who = session.get_one(models.Person, person_id).fs_uniquifier
        key = sign_ins.begin(
            session, who, {sign_ins.WHO: who}, browser="x" * 999, at=AT, ends_at=AT + timedelta(hours=12)
        )
    assert key is not None
    return key


def is_found(bank: Bank, key: str, at: datetime = AT) -> bool:
    with bank.session() as session:
        return sign_ins.found(session, key, at=at, idle=IDLE) is not None


def test_a_sign_in_is_found_until_it_is_idle_or_over(bank: Bank) -> None:
    key = begin(bank, add(bank))
    assert is_found(bank, key, AT + timedelta(minutes=59))
    assert not is_found(bank, key, AT + IDLE)
    with bank.session(writing=True) as session:
        sign_ins.remember(session, key, {}, at=AT + timedelta(hours=11, minutes=59))
    assert not is_found(bank, key, AT + timedelta(hours=12))
    assert not is_found(bank, new_key())


def test_a_new_word_for_the_person_ends_every_sign_in(bank: Bank) -> None:
    ann = add(bank)
    key = begin(bank, ann)
    with bank.session(writing=True) as session:
        session.get_one(models.Person, ann).fs_uniquifier = "another"
    assert not is_found(bank, key)


def test_somebody_ends_their_own_sign_ins_and_no_others(bank: Bank) -> None:
    ann, bo = add(bank, "Ann"), add(bank, "Bo")
    here, there, other = begin(bank, ann), begin(bank, ann), begin(bank, bo)
    with bank.session(writing=True) as session, pytest.raises(RecordNotFoundError):
        sign_ins.revoke(session, ann, sign_ins.id_of(other))
    with bank.session(writing=True) as session:
        sign_ins.revoke_all(session, ann, but_key=here)
    assert [is_found(bank, key) for key in (here, there, other)] == [True, False, True]


# --- codes and counters ------------------------------------------------------------------------------------------


def test_of_two_uses_of_one_code_at_once_one_is_let_in(bank: Bank) -> None:
    ann = add(bank)

    def use(step: int) -> bool:
        with bank.session(writing=True) as session:
            return users.use_code_step(session, ann, step)

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(use, [7, 7])) == [False, True]
    assert [use(6), use(8)] == [False, True]
    with bank.session() as session:
        assert users.last_code_step(session, ann) == 8


def test_attempts_are_counted_in_their_window_by_scope_and_subject(bank: Bank) -> None:
    window = timedelta(minutes=15)

    def note(scope: str, subject: str, at: datetime = AT) -> int:
        with bank.session(writing=True) as session:
            return attempts.note(session, scope, subject, at=at, window=window)

    assert [note("sign-in", "ann"), note("sign-in", "ann"), note("sign-in", "bo"), note("reset", "ann")] == [1, 2, 1, 1]
    assert note("sign-in", "ann", AT + timedelta(minutes=14)) == 3
    assert note("sign-in", "ann", AT + timedelta(minutes=15)) == 1
    with bank.session(writing=True) as session:
        attempts.forget(session, "sign-in", "ann")
    assert note("sign-in", "ann", AT + timedelta(minutes=16)) == 1


def test_attempts_made_at_once_are_all_counted(bank: Bank) -> None:
    def note(_turn: int) -> int:
        with bank.session(writing=True) as session:
            return attempts.note(session, "sign-in", "ann", at=AT, window=IDLE)

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(note, range(8))) == list(range(1, 9))


# --- keys --------------------------------------------------------------------------------------------------------


def test_keys_are_long_and_never_the_same() -> None:
    keys = {new_key() for _ in range(1000)}
    assert len(keys) == 1000
    assert {len(key) for key in keys} == {KEY_LENGTH}


@given(st.text())
def test_a_hash_is_sha256_in_hex(key: str) -> None:
    assert len(hash_key(key)) == 64
    assert hash_key(key) == hash_key(key) != hash_key(key + "x")
