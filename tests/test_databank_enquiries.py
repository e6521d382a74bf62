"""Questions about records, handed on: who is reached, who sees what, what each side can do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from databank import enquiries, models
from databank.access import ANONYMOUS, CITY, Role, Viewer
from databank.enquiries import NewEnquiry
from databank.errors import RecordNotFoundError
from databank.records import EnquirySide, EnquiryState, MandateKind, MandateState
from databank.store import Bank
from tests.databank_rows import put, put_owner, put_stream

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
HELPER = Viewer(roles=frozenset({Role.FACILITATOR}), person_id=77)


def add_person(session: Session, person_id: int, name: str, role: Role | None = None, acts_for: str = "") -> Viewer:
    roles = [models.Role(name=role.value)] if role else []
    session.add(
        models.Person(
            id=person_id,
            email=f"{name}@people.example",
            active=True,
            fs_uniquifier=name,
            name=name,
            language="en",
            created_at=NOON,
            roles=roles,
        )
    )
    session.flush()
    if acts_for:
        session.add(
            models.Mandate(
                id=f"M-{name}",
                person_id=person_id,
                organisation_id=acts_for,
                kind=MandateKind.MEMBER,
                state=MandateState.GRANTED,
                asked_at=NOON,
            )
        )
        session.flush()
    held = frozenset({acts_for}) if acts_for else frozenset[str]()
    return Viewer(roles=frozenset({role}) if role else frozenset(), organisation_ids=held, person_id=person_id)


def said(**values: Any) -> NewEnquiry:
    plain = {
        "kind": "side-streams",
        "record_id": "S-1",
        "name": "Asta Asker",
        "email": "asta@asker.example",
        "language": "en",
        "text": "How dry is it?",
    }
    return NewEnquiry(**{**plain, **values})


@pytest.fixture
def offer(bank: Bank) -> Bank:
    """A hidden company that offers sand, with a contact."""
    with bank.session() as session:
        put_owner(session)
        put_stream(
            session,
            visibility="company_hidden",
            consent="sums",
            contact_name="Olli Owner",
            contact_email="olli@alder.example",
        )
    return bank


def asked(session: Session, viewer: Viewer = ANONYMOUS, **values: Any) -> str:
    return enquiries.ask(session, viewer, said(**values), at=NOON).id


def key_of(session: Session, enquiry_id: str, side: EnquirySide) -> str:
    (notice,) = [one for one in enquiries.notices(session, enquiry_id, at=NOON) if one.side is side]
    assert notice.key is not None
    return notice.key


def seen_by(session: Session, enquiry_id: str, side: EnquirySide) -> enquiries.Thread:
    return enquiries.thread_for(session, ANONYMOUS, enquiry_id, side)


# --- asking --------------------------------------------------------------------------------------------------------


def test_a_question_goes_to_the_contact_and_a_copy_to_the_asker(offer: Bank) -> None:
    with offer.session() as session:
        notices = enquiries.notices(session, asked(session), at=NOON)
        kept = set(session.scalars(select(models.EnquiryKey.key_hash)))
    assert [(one.side, one.recipient.email) for one in notices] == [
        (EnquirySide.ASKER, "asta@asker.example"),
        (EnquirySide.OWNER, "olli@alder.example"),
    ]
    keys = {one.key for one in notices}
    assert len(keys) == 2
    assert not keys & kept


def test_without_a_contact_those_who_act_for_the_owner_are_asked(offer: Bank) -> None:
    with offer.session() as session:
        put_stream(session, visibility="company_hidden", consent="sums", contact_email="")
        member = add_person(session, 1, "member", acts_for="alder")
        add_person(session, 2, "stranger")
        notices = enquiries.notices(session, asked(session), at=NOON, but=EnquirySide.ASKER)
        assert [(one.recipient.person_id, one.key) for one in notices] == [(member.person_id, None)]


def test_when_nobody_can_be_reached_the_city_gets_it(offer: Bank) -> None:
    with offer.session() as session:
        put_stream(session, visibility="company_hidden", consent="sums", contact_email="")
        reviewer = add_person(session, 1, "reviewer", Role.REVIEWER)
        enquiry_id = asked(session)
        notices = enquiries.notices(session, enquiry_id, at=NOON, but=EnquirySide.ASKER)
        assert [(one.side, one.recipient.email) for one in notices] == [(EnquirySide.CITY, "reviewer@people.example")]
        assert enquiries.thread(session, reviewer, enquiry_id).side is EnquirySide.CITY


def test_the_city_does_not_read_what_an_owner_was_asked(offer: Bank) -> None:
    with offer.session() as session, pytest.raises(RecordNotFoundError):
        enquiries.thread(session, CITY, asked(session))


def test_a_question_sent_twice_is_one(offer: Bank) -> None:
    with offer.session() as session:
        first = enquiries.ask(session, ANONYMOUS, said(), at=NOON)
        again = enquiries.ask(session, ANONYMOUS, said(), at=NOON + timedelta(seconds=3))
        assert (first.is_new, again.is_new, again.id) == (True, False, first.id)
        assert enquiries.ask(session, ANONYMOUS, said(text="And how wet?"), at=NOON).is_new
        assert session.scalar(select(func.count()).select_from(models.Enquiry)) == 2


def test_what_is_hidden_or_nobody_offers_cannot_be_asked_about(offer: Bank) -> None:
    with offer.session() as session:
        source = {"source_url": "https://example.org/register", "source_title": "Register"}
        put_stream(session, "S-hidden", visibility="city_only", consent="no")
        put_stream(session, "S-fact", kind="register", **source)
        put_stream(session, "S-plan", kind="planned", **source)
        refused = []
        for record_id in ("S-hidden", "S-fact", "S-plan", "nothing"):
            with pytest.raises(RecordNotFoundError) as error:
                asked(session, record_id=record_id)
            refused.append(str(error.value).replace(record_id, "-"))
    assert len(set(refused)) == 1  # all four say the same


def test_a_need_can_be_asked_about(offer: Bank) -> None:
    with offer.session() as session:
        need = {"material_classes": "foundry_sand", "year": 2026, "amount": 10, "status": "published"}
        put(session, "needs", id="N-1", site_id="alder", name="Sand wanted", visibility="open", **need)
        enquiry_id = asked(session, kind="needs", record_id="N-1")
        assert seen_by(session, enquiry_id, EnquirySide.ASKER).record_name == "Sand wanted"


# --- who sees what -------------------------------------------------------------------------------------------------


def test_the_asker_does_not_learn_the_owner_nor_the_owner_the_address(offer: Bank) -> None:
    with offer.session() as session:
        enquiry_id = asked(session)
        asker = enquiries.thread_of_key(session, key_of(session, enquiry_id, EnquirySide.ASKER), today=NOON.date())
        owner = enquiries.thread_of_key(session, key_of(session, enquiry_id, EnquirySide.OWNER), today=NOON.date())
    assert asker.side is EnquirySide.ASKER
    assert "alder" not in repr(asker).lower()
    assert owner.side is EnquirySide.OWNER
    assert owner.owner_name == "Alder Oy"
    assert owner.asker_name == "Asta Asker"
    assert "asta@asker.example" not in repr(owner)


def test_the_asker_may_show_the_address(offer: Bank) -> None:
    with offer.session() as session:
        enquiry_id = asked(session, shows_email=True)
        assert seen_by(session, enquiry_id, EnquirySide.OWNER).asker_email == "asta@asker.example"


def test_the_owner_shows_itself_to_this_asker_only(offer: Bank) -> None:
    with offer.session() as session:
        enquiry_id, other = asked(session), asked(session, email="other@asker.example")
        owner = seen_by(session, enquiry_id, EnquirySide.OWNER)
        shown: dict[str, Any] = {"name": "Olli Owner", "email": "olli@alder.example", "by": "Olli", "at": NOON}
        assert enquiries.reveal(session, owner, **shown)
        assert not enquiries.reveal(session, owner, **shown)
        asker = seen_by(session, enquiry_id, EnquirySide.ASKER)
        assert (asker.owner_name, asker.shown_name, asker.shown_email) == (
            "Alder Oy",
            "Olli Owner",
            "olli@alder.example",
        )
        assert "alder" not in repr(seen_by(session, other, EnquirySide.ASKER)).lower()
        row = session.get_one(models.Enquiry, enquiry_id)
        assert (row.revealed_at, row.revealed_by) == (NOON, "Olli")


def test_nobody_but_the_owner_shows_the_owner(offer: Bank) -> None:
    with offer.session() as session:
        enquiry_id = asked(session)
        for side in (EnquirySide.ASKER, EnquirySide.CITY, EnquirySide.FACILITATOR):
            with pytest.raises(RecordNotFoundError):
                enquiries.reveal(
                    session, seen_by(session, enquiry_id, side), name="x", email="x@example.org", by="x", at=NOON
                )


def test_the_facilitator_reads_along_once_asked_without_hidden_names(offer: Bank) -> None:
    with offer.session() as session:
        enquiry_id = asked(session)
        with pytest.raises(RecordNotFoundError):
            enquiries.thread(session, HELPER, enquiry_id)
        add_person(session, 77, "helper", Role.FACILITATOR)
        assert enquiries.ask_help(session, seen_by(session, enquiry_id, EnquirySide.ASKER), at=NOON)
        assert not enquiries.ask_help(session, seen_by(session, enquiry_id, EnquirySide.ASKER), at=NOON)
        helped = enquiries.thread(session, HELPER, enquiry_id)
        assert helped.side is EnquirySide.FACILITATOR
        assert "alder" not in repr(helped).lower()
        assert "asta@asker.example" not in repr(helped)
        sides = [one.side for one in enquiries.notices(session, enquiry_id, at=NOON)]
        assert sides == [EnquirySide.ASKER, EnquirySide.OWNER, EnquirySide.FACILITATOR]
        assert [one.side for one in enquiries.listed(session, HELPER)] == [EnquirySide.FACILITATOR]


def test_who_takes_no_part_sees_nothing(offer: Bank) -> None:
    with offer.session() as session:
        member = add_person(session, 1, "member", acts_for="alder")
        asker = add_person(session, 2, "asker")
        enquiry_id = asked(session, asker)
        put_owner(session, "birch")
        stranger = add_person(session, 3, "stranger", acts_for="birch")
        for viewer in (stranger, ANONYMOUS, HELPER, CITY):
            with pytest.raises(RecordNotFoundError):
                enquiries.thread(session, viewer, enquiry_id)
            assert enquiries.listed(session, viewer) == ()
        assert enquiries.thread(session, member, enquiry_id).side is EnquirySide.OWNER
        assert enquiries.thread(session, asker, enquiry_id).side is EnquirySide.ASKER
        (row,) = enquiries.listed(session, asker)
        assert (row.side, row.record_name, row.state) == (EnquirySide.ASKER, "Sand", EnquiryState.OPEN)


def test_a_link_opens_nothing_when_it_has_expired_or_never_was(offer: Bank) -> None:
    with offer.session() as session:
        key = key_of(session, asked(session), EnquirySide.OWNER)
        for wrong, day in ((key, NOON.date() + timedelta(days=366)), ("nothing", NOON.date())):
            with pytest.raises(enquiries.EnquiryLinkError):
                enquiries.thread_of_key(session, wrong, today=day)


def test_a_record_that_was_hidden_later_is_not_named_to_the_asker(offer: Bank) -> None:
    with offer.session() as session:
        enquiry_id = asked(session)
        put_stream(session, visibility="city_only", consent="no")
        assert seen_by(session, enquiry_id, EnquirySide.ASKER).record_name is None
        assert seen_by(session, enquiry_id, EnquirySide.OWNER).record_name == "Sand"


# --- what one can do -----------------------------------------------------------------------------------------------


def test_messages_follow_each_other_and_the_same_one_twice_is_one(offer: Bank) -> None:
    with offer.session() as session:
        enquiry_id = asked(session)
        owner = seen_by(session, enquiry_id, EnquirySide.OWNER)
        assert enquiries.write(session, owner, "Quite dry.", at=NOON)
        assert not enquiries.write(session, owner, "Quite dry.", at=NOON)
        answered = seen_by(session, enquiry_id, EnquirySide.ASKER)
        assert answered.state is EnquiryState.ANSWERED
        assert [(one.side, one.text) for one in answered.letters] == [
            (EnquirySide.ASKER, "How dry is it?"),
            (EnquirySide.OWNER, "Quite dry."),
        ]
        enquiries.write(session, answered, "Thank you.", at=NOON)
        assert seen_by(session, enquiry_id, EnquirySide.OWNER).state is EnquiryState.OPEN


def test_a_closed_question_is_read_only(offer: Bank) -> None:
    with offer.session() as session:
        enquiry_id = asked(session)
        asker = seen_by(session, enquiry_id, EnquirySide.ASKER)
        enquiries.close(session, asker)
        with pytest.raises(enquiries.EnquiryClosedError):
            enquiries.write(session, asker, "One more", at=NOON)
        with pytest.raises(enquiries.EnquiryClosedError):
            enquiries.ask_help(session, asker, at=NOON)
        assert len(seen_by(session, enquiry_id, EnquirySide.OWNER).letters) == 1


def test_the_owner_names_an_asker_with_an_account_as_recipient(offer: Bank) -> None:
    until = NOON.date() + timedelta(days=30)
    with offer.session() as session:
        asker = add_person(session, 2, "asker")
        with_account, without = asked(session, asker), asked(session, text="Another")
        owner = seen_by(session, with_account, EnquirySide.OWNER)
        assert owner.asker_has_account
        enquiries.let_see(session, owner, until=until, by="Olli", at=NOON)
        (grant,) = session.scalars(select(models.Grant))
        assert (grant.person_id, grant.record_id, grant.valid_until) == (2, "S-1", until)
        for thread in (
            seen_by(session, without, EnquirySide.OWNER),
            seen_by(session, with_account, EnquirySide.ASKER),
        ):
            with pytest.raises(RecordNotFoundError):
                enquiries.let_see(session, thread, until=until, by="x", at=NOON)
