"""Letters, claims, objections and statements, in the bank."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from databank import claims, models, recipients
from databank.access import ANONYMOUS, CITY, Role, Viewer
from databank.claims import CodeState, NewClaim
from databank.errors import RecordNotFoundError
from databank.records import ClaimKind, DecisionState, MandateKind, MandateState
from databank.store import Bank
from databank.submissions import Change
from tests.databank_rows import put, put_owner, put_stream

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SOURCE = {"source_url": "https://example.org/register", "source_title": "Register", "source_date": "2024-01-31"}


def put_company(session: Session, name: str = "alder") -> None:
    """A company with one side stream, both named by a public source."""
    put_owner(session, name)
    put(session, "organisations", id=name, name=f"{name.title()} Oy", sector="metal", **SOURCE)
    put_stream(session, f"F-{name}", site_id=name, kind="register", **SOURCE)


def said(kind: ClaimKind = ClaimKind.CONFIRM, **values: Any) -> NewClaim:
    plain = {"organisation_id": "alder", "name": "Maija Malli", "email": "maija@example.org", "language": "fi"}
    return NewClaim(kind=kind, **{**plain, **values})


def decision(reviewer: str = "Risto Reviewer", at: datetime = NOON) -> Change:
    return Change(made_by=reviewer, reason="Claim decided", made_at=at)


def objected_on(session: Session, name: str = "alder") -> date | None:
    return session.get_one(models.Organisation, name).objected_on


@pytest.fixture
def company(bank: Bank) -> Bank:
    with bank.session() as session:
        put_company(session)
    return bank


# --- codes ---------------------------------------------------------------------------------------------------------


def test_the_code_of_a_letter_vouches_at_once(company: Bank) -> None:
    with company.session() as session:
        code = claims.new_code(session, "alder", made_by="city", at=NOON)
        made = claims.make(session, ANONYMOUS, said(), at=NOON, code=code)
        assert made.is_vouched
        assert made.key is None
        assert made.claim.vouched_at == NOON
        kept = session.scalars(select(models.ClaimCode.key_hash)).all()
    assert all(code not in stored for stored in kept)


def test_a_code_is_read_as_people_type_it(company: Bank) -> None:
    with company.session() as session:
        code = claims.new_code(session, "alder", made_by="city", at=NOON)
        typed = " - ".join(code[place : place + 5].upper() for place in range(0, len(code), 5))
        assert claims.code_state(session, "alder", typed, today=NOON.date()) is CodeState.GOOD


def test_an_expired_code_leaves_the_way_by_mail(company: Bank) -> None:
    late = NOON + timedelta(days=claims.LETTER_DAYS + 1)
    with company.session() as session:
        code = claims.new_code(session, "alder", made_by="city", at=NOON)
        last = NOON + timedelta(days=claims.LETTER_DAYS)
        assert claims.code_state(session, "alder", code, today=last.date()) is CodeState.GOOD
        assert claims.code_state(session, "alder", code, today=late.date()) is CodeState.EXPIRED
        made = claims.make(session, ANONYMOUS, said(), at=late, code=code)
        assert not made.is_vouched
        assert made.key is not None


def test_a_code_used_by_one_is_good_for_the_same_person_only(company: Bank) -> None:
    with company.session() as session:
        code = claims.new_code(session, "alder", made_by="city", at=NOON)
        claims.make(session, ANONYMOUS, said(), at=NOON, code=code)
        again = claims.make(session, ANONYMOUS, said(ClaimKind.COMMENT, text="One more thing"), at=NOON, code=code)
        assert again.is_vouched
        other = said(ClaimKind.OBJECT, text="Take it away", email="other@example.org")
        made = claims.make(session, ANONYMOUS, other, at=NOON, code=code)
        assert not made.is_vouched
        assert objected_on(session) is None
        assert claims.code_state(session, "alder", code, today=NOON.date()) is CodeState.USED
        same = claims.code_state(session, "alder", code, today=NOON.date(), email=" MAIJA@example.org")
        assert same is CodeState.GOOD


def test_the_code_of_another_company_is_no_code(company: Bank) -> None:
    with company.session() as session:
        put_company(session, "birch")
        code = claims.new_code(session, "birch", made_by="city", at=NOON)
        assert claims.code_state(session, "alder", code, today=NOON.date()) is CodeState.UNKNOWN
        assert claims.code_state(session, "alder", " ", today=NOON.date()) is CodeState.NONE
        assert not claims.make(session, ANONYMOUS, said(), at=NOON, code=code).is_vouched
        with pytest.raises(RecordNotFoundError):
            claims.new_code(session, "nobody", made_by="city", at=NOON)


def test_letters_tell_who_was_written_to_and_who_answered(company: Bank) -> None:
    with company.session() as session:
        put_company(session, "birch")
        put(session, "organisations", id="example", name="Example Oy", sector="metal", is_example=True, **SOURCE)
        put_owner(session, "member")
        code = claims.new_code(session, "alder", made_by="city", at=NOON)
        claims.make(session, ANONYMOUS, said(organisation_id="birch", email="b@example.org"), at=NOON)
        claims.make(session, ANONYMOUS, said(), at=NOON + timedelta(days=3), code=code)
        letters = {letter.organisation_id: letter for letter in claims.letters(session, CITY)}
    assert list(letters) == ["alder", "birch"]
    assert letters["alder"].written_at == NOON
    assert letters["alder"].answered_at == NOON + timedelta(days=3)
    assert letters["birch"].written_at is None
    assert letters["birch"].answered_at is None  # nobody has vouched for it


# --- claims --------------------------------------------------------------------------------------------------------


def test_who_acts_for_the_company_is_vouched_for(company: Bank) -> None:
    member = Viewer(organisation_ids=frozenset({"alder"}))
    stranger = Viewer(organisation_ids=frozenset({"birch"}))
    with company.session() as session:
        assert claims.make(session, member, said(), at=NOON).is_vouched
        assert not claims.make(session, stranger, said(text="x"), at=NOON).is_vouched


def test_others_vouch_by_the_link_of_a_mail(company: Bank) -> None:
    with company.session() as session:
        made = claims.make(session, ANONYMOUS, said(), at=NOON)
        assert made.key is not None
        assert claims.open_claims(session) == ()
        assert claims.claim_of_key(session, made.key, at=NOON).id == made.claim.id
        assert claims.open_claims(session) == ()  # to look is not yet to vouch
        assert claims.vouch(session, made.key, at=NOON + timedelta(hours=1)).is_vouched
        again = claims.vouch(session, made.key, at=NOON + timedelta(days=30))
        assert not again.is_vouched
        assert again.claim.vouched_at == NOON + timedelta(hours=1)
        assert [claim.id for claim in claims.open_claims(session)] == [made.claim.id]


def test_a_link_that_came_too_late_or_never_was_says_so(company: Bank) -> None:
    with company.session() as session:
        made = claims.make(session, ANONYMOUS, said(), at=NOON)
        assert made.key is not None
        with pytest.raises(claims.ClaimLinkError):
            claims.vouch(session, made.key, at=NOON + claims.VOUCH_WITHIN + timedelta(seconds=1))
        with pytest.raises(claims.ClaimLinkError):
            claims.claim_of_key(session, "nothing", at=NOON)
        assert claims.open_claims(session) == ()


def test_a_claim_posted_twice_is_one(company: Bank) -> None:
    with company.session() as session:
        first = claims.make(session, ANONYMOUS, said(), at=NOON)
        again = claims.make(session, ANONYMOUS, said(), at=NOON + timedelta(seconds=2))
        assert again.claim.id == first.claim.id
        assert again.key is None  # and no second mail
        later = claims.make(session, ANONYMOUS, said(), at=NOON + timedelta(hours=1))
        assert later.claim.id == first.claim.id
        assert later.key is not None  # whoever comes back has not got the first mail
        different = claims.make(session, ANONYMOUS, said(ClaimKind.COMMENT, text="x"), at=NOON)
        assert different.claim.id != first.claim.id
        assert session.scalar(select(func.count()).select_from(models.Claim)) == 2
        with pytest.raises(claims.ClaimLinkError):
            claims.vouch(session, first.key or "", at=NOON)  # replaced by the newer link


def test_a_claim_is_about_what_is_shown(company: Bank) -> None:
    with company.session() as session:
        put_company(session, "birch")
        put_stream(session, "S-hidden", visibility="city_only", consent="no")
        for wrong in (
            said(organisation_id="nobody"),
            said(side_stream_id="F-birch"),
            said(side_stream_id="S-hidden"),
            said(side_stream_id="nothing"),
        ):
            with pytest.raises(RecordNotFoundError):
                claims.make(session, ANONYMOUS, wrong, at=NOON)
        assert claims.make(session, ANONYMOUS, said(side_stream_id="F-alder"), at=NOON).key


# --- decisions -----------------------------------------------------------------------------------------------------


def vouched(session: Session, kind: ClaimKind, **values: Any) -> str:
    member = Viewer(organisation_ids=frozenset({values.get("organisation_id", "alder")}))
    return claims.make(session, member, said(kind, **values), at=NOON).claim.id


def test_an_accepted_correction_becomes_a_statement_and_the_source_stays(company: Bank) -> None:
    with company.session() as session:
        claim_id = vouched(
            session,
            ClaimKind.CORRECT,
            text="We weighed 90 t.",
            side_stream_id="F-alder",
            year=2024,
            tonnes=Decimal(90),
        )
        assert claims.statements(session, ANONYMOUS, "alder") == ()
        decided = claims.decide(session, claim_id, decision(), accepted=True, answer="Thank you.")
        assert (decided.state, decided.answer, decided.decided_by) == (
            DecisionState.ACCEPTED,
            "Thank you.",
            "Risto Reviewer",
        )
        (statement,) = claims.statements(session, ANONYMOUS, "alder", side_stream_id="F-alder")
        assert (statement.text, statement.year, statement.tonnes) == ("We weighed 90 t.", 2024, Decimal(90))
        assert statement.said_on == NOON.date()
        stream = session.get_one(models.SideStream, "F-alder")
        assert stream.amounts[0].amount == Decimal(100)
        assert claims.statements(session, ANONYMOUS, "alder") == (statement,)
        assert claims.statements(session, ANONYMOUS, "alder", side_stream_id="other") == ()
        assert claims.statements(session, ANONYMOUS, None) == ()


def test_a_refused_claim_is_no_statement_and_nobody_decides_twice(company: Bank) -> None:
    with company.session() as session:
        claim_id = vouched(session, ClaimKind.COMMENT, text="Our competitor is worse.")
        claims.decide(session, claim_id, decision(), accepted=False, answer="This is about somebody else.")
        assert claims.statements(session, ANONYMOUS, "alder") == ()
        with pytest.raises(claims.ClaimDecidedError, match="Risto Reviewer has decided"):
            claims.decide(session, claim_id, decision("Tiina"), accepted=True, answer="")
        assert [claim.id for claim in claims.decided_claims(session)] == [claim_id]


def test_nobody_decides_what_nobody_vouched_for(company: Bank) -> None:
    with company.session() as session:
        made = claims.make(session, ANONYMOUS, said(), at=NOON)
        for claim_id in (made.claim.id, "V-NOTHING"):
            with pytest.raises(RecordNotFoundError):
                claims.decide(session, claim_id, decision(), accepted=True, answer="")


def test_a_statement_of_a_hidden_stream_is_hidden(company: Bank) -> None:
    with company.session() as session:
        put_stream(session, "S-2")
        claim_id = vouched(session, ClaimKind.COMMENT, text="About that one", side_stream_id="S-2")
        claims.decide(session, claim_id, decision(), accepted=True, answer="")
        assert len(claims.statements(session, ANONYMOUS, "alder")) == 1
        put_stream(session, "S-2", visibility="city_only", consent="no")
        assert claims.statements(session, ANONYMOUS, "alder") == ()
        assert len(claims.statements(session, CITY, "alder")) == 1


# --- objections ----------------------------------------------------------------------------------------------------


def test_a_vouched_objection_hides_at_once_and_a_refusal_shows_again(company: Bank) -> None:
    with company.session() as session:
        made = claims.make(session, ANONYMOUS, said(ClaimKind.OBJECT, text="Not ours"), at=NOON)
        assert objected_on(session) is None
        claims.vouch(session, made.key or "", at=NOON)
        assert objected_on(session) == NOON.date()
        assert claims.hidden_organisations(session) == (("alder", "Alder Oy", NOON.date()),)
        claims.decide(session, made.claim.id, decision(), accepted=False, answer="The register says so.")
        assert objected_on(session) is None
        versions = session.scalars(
            select(models.RecordVersion)
            .where(models.RecordVersion.kind == "organisations", models.RecordVersion.record_id == "alder")
            .order_by(models.RecordVersion.number)
        ).all()
    hidden, shown = versions[-2:]
    assert hidden.changes == {"objected_on": [None, "2026-11-22"]}
    assert hidden.made_by == "Maija Malli <maija@example.org>"
    assert shown.changes == {"objected_on": ["2026-11-22", None]}
    assert shown.made_by == "Risto Reviewer"


def test_an_accepted_objection_keeps_the_page_hidden_until_the_city_shows_it(company: Bank) -> None:
    with company.session() as session:
        claim_id = vouched(session, ClaimKind.OBJECT, text="Not ours")
        claims.decide(session, claim_id, decision(), accepted=True, answer="We agree.")
        assert objected_on(session) == NOON.date()
        claims.show_again(session, "alder", decision())
        assert objected_on(session) is None
        with pytest.raises(RecordNotFoundError):
            claims.show_again(session, "alder", decision())
        second = vouched(session, ClaimKind.OBJECT, text="Still not ours")
        claims.decide(session, second, decision(), accepted=False, answer="No.")
        assert objected_on(session) is None  # the first one stands no more


def test_one_refused_objection_does_not_lift_another(company: Bank) -> None:
    with company.session() as session:
        first = vouched(session, ClaimKind.OBJECT, text="Not ours")
        vouched(session, ClaimKind.OBJECT, text="And wrong, too")
        claims.decide(session, first, decision(), accepted=False, answer="It is.")
        assert objected_on(session) == NOON.date()
        with pytest.raises(claims.ClaimOpenError):
            claims.show_again(session, "alder", decision())


def test_objections_stand_before_what_waited_longer(company: Bank) -> None:
    with company.session() as session:
        comment = vouched(session, ClaimKind.COMMENT, text="x")
        objection = vouched(session, ClaimKind.OBJECT, text="y")
        assert [claim.id for claim in claims.open_claims(session)] == [objection, comment]


# --- who is written to ---------------------------------------------------------------------------------------------


def add_person(session: Session, name: str, role: Role | None = None, *, active: bool = True) -> models.Person:
    roles = [models.Role(name=role.value)] if role else []
    person = models.Person(
        email=f"{name}@example.org",
        active=active,
        fs_uniquifier=name,
        name=name,
        language="sv",
        created_at=NOON,
        roles=roles,
    )
    session.add(person)
    session.flush()
    return person


def test_mails_go_to_those_who_may_act_today(company: Bank) -> None:
    with company.session() as session:
        reviewer = add_person(session, "reviewer", Role.REVIEWER)
        facilitator = add_person(session, "facilitator", Role.FACILITATOR)
        add_person(session, "gone", Role.DATA_OWNER, active=False)
        people = [add_person(session, name) for name in ("acts", "asked", "acted")]
        states = (MandateState.GRANTED, MandateState.ASKED, MandateState.GRANTED)
        for place, (person, state) in enumerate(zip(people, states, strict=True)):
            session.add(
                models.Mandate(
                    id=f"M-{place}",
                    person_id=person.id,
                    organisation_id="alder",
                    kind=MandateKind.MEMBER,
                    state=state,
                    asked_at=NOON,
                    valid_until=NOON.date() - timedelta(days=1 if person.name == "acted" else 0),
                )
            )
        session.flush()
        city = recipients.with_roles(session, [Role.REVIEWER, Role.DATA_OWNER])
        assert [one.person_id for one in city] == [reviewer.id]
        assert city[0].language == "sv"
        assert [one.person_id for one in recipients.with_roles(session, [Role.FACILITATOR])] == [facilitator.id]
        acting = recipients.acting_for(session, "alder", today=NOON.date())
        assert [one.email for one in acting] == ["acts@example.org"]
