"""Recipients, looks, choices, secrets and requests for information."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from databank import accounts, queries, sharing
from databank.access import ANONYMOUS, CITY, COMPANY_HIDDEN, OPEN, Role, Viewer
from databank.errors import RecordNotFoundError
from databank.geography import REGION
from databank.models import SideStream
from databank.records import Coarse, Consent, FieldGroup, Level, RequestState, Reuse
from databank.sharing import GrantRefusedError, NotOpenEnoughError, RequestRefusedError, SecrecyRefusedError, Sharing
from databank.store import Bank
from databank.submissions import Change, trial
from flows.boundary import boundary
from tests.databank_rows import put_owner, put_stream

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
TODAY = NOW.date()
STREAMS = "side-streams"
ALDER = Viewer(frozenset({Role.MEMBER}), frozenset({"alder"}), person_id=5)
SIGNED: dict[str, Any] = {"made_by": "city", "at": NOW}


def put_hidden(session: Session, **cells: Any) -> None:
    put_owner(session)
    row: dict[str, Any] = {"visibility": "company_hidden", "consent": "no", "price_eur_per_t": 7}
    put_stream(session, **row | cells)


def test_a_trial_leaves_no_trace(bank: Bank) -> None:
    with bank.session(writing=True) as session:
        put_hidden(session)
        with trial(session):
            session.get_one(SideStream, "S-1").name = "Changed"
            session.flush()
            assert queries.side_stream(session, CITY, "S-1").name == "Changed"
        assert queries.side_stream(session, CITY, "S-1").name == "Sand"
        with pytest.raises(ZeroDivisionError):
            _break_inside_a_trial(session)
        assert queries.side_stream(session, CITY, "S-1").name == "Sand"


def _break_inside_a_trial(session: Session) -> None:
    with trial(session):
        session.get_one(SideStream, "S-1").name = "Broken"
        session.flush()
        raise ZeroDivisionError


# --- named recipients --------------------------------------------------------------------------------------------


def test_a_recipient_sees_more_until_the_day_and_no_longer(bank: Bank) -> None:
    with bank.session() as session:
        put_hidden(session)
        iris = accounts.add_person(session, "iris@example.org", name="Iris", language="en", at=NOW)
        until = TODAY + timedelta(days=2)
        given: dict[str, Any] = {"until": until, "granted_by": "Alder", "at": NOW}
        grant_id = sharing.grant(session, STREAMS, "S-1", email="IRIS@example.org ", **given)

        def seen(day: date) -> Any:
            ids = sharing.granted_ids(session, iris.id, (), day)
            return queries.side_stream(session, Viewer(person_id=iris.id, granted_ids=ids), "S-1")

        assert (seen(until).price_eur_per_t, seen(until).organisation_id) == (7, "alder")
        assert seen(until + timedelta(days=1)).price_eur_per_t is None
        assert [one.name for one in sharing.recipients(session, STREAMS, "S-1")] == ["iris@example.org"]
        with pytest.raises(RecordNotFoundError):
            sharing.end_grant(session, "S-2", grant_id, NOW)
        sharing.end_grant(session, "S-1", grant_id, NOW)
        assert seen(TODAY).price_eur_per_t is None
        assert not sharing.recipients(session, STREAMS, "S-1")[0].is_valid(TODAY)
        assert sharing.granted_ids(session, None, ("alder",), TODAY) == frozenset()


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"email": "nobody@example.org"}, "who"),
        ({"business_id": "0201256-6"}, "who"),
        ({"email": "nobody@example.org", "until": TODAY - timedelta(days=1)}, "until"),
        ({"email": "nobody@example.org", "until": TODAY + timedelta(days=900)}, "until"),
    ],
)
def test_a_recipient_that_cannot_be_named(sqlite_bank: Bank, given: dict[str, Any], field: str) -> None:
    with sqlite_bank.session() as session:
        put_hidden(session)
        with pytest.raises(GrantRefusedError) as refused:
            sharing.grant(session, STREAMS, "S-1", **{"until": TODAY, "granted_by": "A", "at": NOW, **given})
    assert refused.value.field == field


# --- looks -------------------------------------------------------------------------------------------------------


def test_only_looks_that_saw_more_are_kept_once_a_day(bank: Bank) -> None:
    verified = Viewer(frozenset({Role.VERIFIED_INVESTOR}), person_id=3)
    with bank.session() as session:
        put_hidden(session)
        for viewer, expected in ((ANONYMOUS, False), (ALDER, False), (verified, True), (verified, True)):
            stream = queries.side_stream(session, viewer, "S-1")
            label = sharing.label_of(session, viewer)
            assert sharing.note_look(session, viewer, stream, label, NOW) is expected
        stream = queries.side_stream(session, verified, "S-1")
        sharing.note_look(session, verified, stream, "verified_investor", NOW + timedelta(days=1))
        found = sharing.looks_of(session, STREAMS, "S-1")
    assert [(look.viewer, look.times, look.groups) for look in found] == [
        ("verified_investor", 1, (FieldGroup.COMPOSITION,)),
        ("verified_investor", 2, (FieldGroup.COMPOSITION,)),
    ]


# --- choices -----------------------------------------------------------------------------------------------------


def test_choices_change_what_is_seen_and_are_in_the_history(bank: Bank) -> None:
    with bank.session() as session:
        put_hidden(session)
        change = Change(made_by="Alder", reason="Who sees what", made_at=NOW)
        chosen = Sharing(visibility=OPEN, reuse=Reuse.OPEN, consent=Consent.NAME, coarse=(Coarse.AREA,))
        assert sharing.choose(session, STREAMS, "S-1", chosen, change)
        assert not sharing.choose(session, STREAMS, "S-1", chosen, change)
        seen = queries.side_stream(session, ANONYMOUS, "S-1")
        assert (seen.organisation_id, seen.reuse, seen.price_eur_per_t) == ("alder", Reuse.OPEN, None)
        assert set(queries.versions(session, CITY, "S-1")[-1].changes) == {"visibility", "reuse", "consent", "coarse"}
        with pytest.raises(RecordNotFoundError):
            sharing.choose(session, STREAMS, "S-2", chosen, change)


def test_a_diagram_never_tells_more_than_the_record() -> None:
    with pytest.raises(NotOpenEnoughError):
        Sharing(visibility=COMPANY_HIDDEN, reuse=Reuse.OPEN, consent=Consent.NAME).check()


# --- how many could it be ----------------------------------------------------------------------------------------


def test_the_region_is_that_of_the_diagrams() -> None:
    assert boundary("satakunta").municipalities == REGION


def test_three_sites_of_the_region_are_enough(bank: Bank) -> None:
    with bank.session() as session:
        for name in ("alder", "birch", "cedar", "dogwood"):
            place = {"municipality": "Helsinki"} if name == "dogwood" else {}
            put_owner(session, name, **place)
        for number, name in enumerate(("alder", "birch", "dogwood")):
            put_stream(session, f"S-{number}", site_id=name, material_class="slag_stainless")
        few = sharing.producers(session, material_class="slag_stainless")
        assert (few.sites, few.few, few.coarser_class, few.coarser_few) == (2, True, "slag_steel", True)
        put_stream(session, "S-9", site_id="cedar", material_class="slag_steel")
        few = sharing.producers(session, material_class="slag_stainless")
        assert (few.sites, few.few, few.coarser_few) == (2, True, False)
        put_stream(session, "S-9", site_id="cedar", material_class="foundry_sand", waste_code="100908")
        assert not sharing.producers(session, material_class="slag_stainless", waste_code="100908").few


# --- secrets -----------------------------------------------------------------------------------------------------


def test_a_claim_is_decided_with_reasons_and_a_day(bank: Bank) -> None:
    with bank.session() as session:
        put_hidden(session, hazard="non_hazardous")
        record = queries.side_stream(session, CITY, "S-1")
        given: dict[str, Any] = {"claimed_by": "Alder", "at": NOW}
        for groups, ground in (((), "Why"), ((FieldGroup.MATERIAL,), "Why"), ((FieldGroup.PRICE,), " ")):
            with pytest.raises(SecrecyRefusedError):
                sharing.claim_secrecy(session, record, groups=groups, ground=ground, **given)
        claim_id = sharing.claim_secrecy(session, record, groups=[FieldGroup.PRICE], ground="A price", **given)
        decision: dict[str, Any] = {"decided_by": "City", "on": TODAY}
        with pytest.raises(SecrecyRefusedError, match="later day"):
            sharing.decide_secrecy(session, claim_id, accepted=True, reasons="Yes", **decision)
        with pytest.raises(SecrecyRefusedError, match="reasons"):
            sharing.decide_secrecy(session, claim_id, accepted=False, reasons="", **decision)
        later = TODAY + timedelta(days=365)
        done = sharing.decide_secrecy(session, claim_id, accepted=True, reasons="Yes", review_on=later, **decision)
        assert (done.review_on, done.groups) == (later, (FieldGroup.PRICE,))
        with pytest.raises(SecrecyRefusedError, match="already"):
            sharing.decide_secrecy(session, claim_id, accepted=False, reasons="No", **decision)
        with pytest.raises(RecordNotFoundError):
            sharing.decide_secrecy(session, "S-NONE", accepted=False, reasons="No", **decision)
        assert sharing.secrecy_claims(session, record_id="S-1") == (done,)


def test_what_bears_on_health_is_no_secret(sqlite_bank: Bank) -> None:
    with sqlite_bank.session() as session:
        put_hidden(session)
        unknown = queries.side_stream(session, CITY, "S-1")
        put_stream(session, hazard="non_hazardous")
        harmless = queries.side_stream(session, CITY, "S-1")
    assert {FieldGroup.MATERIAL, FieldGroup.COMPOSITION}.isdisjoint(sharing.claimable(unknown))
    assert FieldGroup.COMPOSITION in sharing.claimable(harmless)


# --- requests for information ------------------------------------------------------------------------------------


def test_a_request_is_decided_after_the_company_was_heard(bank: Bank) -> None:
    with bank.session() as session:
        put_hidden(session)
        asked: dict[str, Any] = {"requester": "Ola", "email": None, "subject": "Sand", "received_on": TODAY}
        with pytest.raises(RequestRefusedError, match="S-9"):
            sharing.register_request(session, record_ids=["S-9"], **asked)
        request_id = sharing.register_request(session, record_ids=["S-1"], **asked)
        assert sharing.request_of(session, request_id).decide_by == TODAY + timedelta(days=14)
        with pytest.raises(RequestRefusedError, match="Hear every company"):
            sharing.decide_request(session, request_id, "No", **SIGNED)
        with pytest.raises(RequestRefusedError, match="was not asked"):
            sharing.answer_hearing(session, request_id, "alder", "No", **SIGNED)
        sharing.hear(session, request_id, "alder", "What do you say?", **SIGNED)
        assert [one.id for one in sharing.hearings_of(session, "alder")] == [request_id]
        sharing.answer_hearing(session, request_id, "alder", "It is a secret", **SIGNED)
        assert sharing.hearings_of(session, "alder") == ()
        sharing.decide_request(session, request_id, "Partly given", **SIGNED)
        done = sharing.requests(session)[0]
        with pytest.raises(RequestRefusedError, match="already"):
            sharing.hear(session, request_id, "alder", "Again?", **SIGNED)
    assert [step.step.value for step in done.steps] == ["heard", "answered", "decided"]
    assert (done.state, done.steps[0].organisation_name) == (RequestState.DECIDED, "Alder Oy")
    assert done.decide_by == TODAY + timedelta(days=31)
    assert not done.is_late(TODAY + timedelta(days=99))


def test_the_four_viewers_see_more_and_more(sqlite_bank: Bank) -> None:
    with sqlite_bank.session() as session:
        put_hidden(session, visibility="amount=verified;organisation=city;price=city")
        seen = {who: queries.side_stream(session, viewer, "S-1") for who, viewer in sharing.preview_viewers.items()}
    assert seen["public"] == seen["member"]
    assert [one.amounts[0].value for one in seen.values()] == [None, None, 100, 100]
    assert [one.organisation_id for one in seen.values()] == [None, None, None, "alder"]
    assert Level.CITY in seen["public"].visibility.values()
