"""Drafts: kept as typed, opened by their key, one record however often they are sent."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from databank import drafts
from databank.errors import RecordNotFoundError
from databank.store import Bank

AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def begun(bank: Bank, **answers: str) -> str:
    with bank.session() as session:
        return drafts.begin(session, "side-streams", "fi", at=AT, answers=answers)


def test_a_draft_is_opened_by_its_key_and_keeps_what_was_typed(bank: Bank) -> None:
    key = begun(bank, material="valimohiekkaa <b>", empty="")
    with bank.session() as session:
        found = drafts.draft(session, key)
    assert (found.kind, found.language, dict(found.answers)) == (
        "side-streams",
        "fi",
        {"material": "valimohiekkaa <b>"},
    )
    assert (found.revision, found.begun_at, found.record_id) == (1, AT, None)


def test_a_wrong_key_opens_nothing(bank: Bank) -> None:
    with bank.session() as session, pytest.raises(RecordNotFoundError):
        drafts.draft(session, "a" * 26)


def test_the_key_itself_is_not_in_the_bank(sqlite_bank: Bank) -> None:
    key = begun(sqlite_bank)
    file = str(sqlite_bank.url.database)
    sqlite_bank.dispose()
    with open(file, "rb") as stored:  # noqa: PTH123 - the raw bytes are the point
        assert key.encode() not in stored.read()


def test_the_same_page_sent_twice_changes_nothing(bank: Bank) -> None:
    key = begun(bank)
    with bank.session(writing=True) as session:
        first = drafts.save_page(session, key, {"amount": "1200"}, 1, at=AT)
    with bank.session(writing=True) as session:
        second = drafts.save_page(session, key, {"amount": "1200"}, 1, at=AT + timedelta(seconds=1))
    assert (first.revision, second.revision, second.saved_at) == (2, 2, AT)


def test_two_editors_of_different_pages_do_not_disturb_each_other(bank: Bank) -> None:
    key = begun(bank)
    with bank.session(writing=True) as session:
        drafts.save_page(session, key, {"amount": "1200"}, 1, at=AT)
        both = drafts.save_page(session, key, {"email": "a@example.org"}, 1, at=AT)
    assert both.answers == {"amount": "1200", "email": "a@example.org"}


def test_two_editors_of_one_answer_see_each_others_change(bank: Bank) -> None:
    key = begun(bank, amount="1000", unit="t")
    with bank.session(writing=True) as session:
        drafts.save_page(session, key, {"amount": "1200", "unit": "t"}, 1, at=AT)
    with bank.session(writing=True) as session, pytest.raises(drafts.DraftChangedError) as refused:
        drafts.save_page(session, key, {"amount": "1500", "unit": "t"}, 1, at=AT)
    assert refused.value.theirs == {"amount": "1200"}
    with bank.session(writing=True) as session:
        chosen = drafts.save_page(session, key, {"amount": "1500"}, refused.value.revision, at=AT)
    assert chosen.answers["amount"] == "1500"


def test_an_answer_is_taken_back_by_emptying_it(bank: Bank) -> None:
    key = begun(bank, address="Satamakatu 1")
    with bank.session(writing=True) as session:
        assert drafts.save_page(session, key, {"address": ""}, 1, at=AT).answers == {}


def test_a_sent_draft_is_closed_and_its_key_tells_its_record(bank: Bank) -> None:
    key, other = begun(bank), begun(bank)
    with bank.session(writing=True) as session:
        assert drafts.sent(session, key) is None
        drafts.finish(session, key, "SV-AAAAAA", at=AT)
    with bank.session(writing=True) as session:
        assert drafts.sent(session, key) == "SV-AAAAAA"
        assert drafts.save_page(session, key, {"amount": "9"}, 1, at=AT).answers == {}
        assert drafts.record_ids_of(session, [key, other, "nothing"]) == {"SV-AAAAAA"}
        assert drafts.record_ids_of(session, []) == frozenset()
        found = drafts.draft_of(session, "SV-AAAAAA")
    assert found is not None
    assert found.record_id == "SV-AAAAAA"


def test_an_address_is_confirmed_once(bank: Bank) -> None:
    key = begun(bank)
    with bank.session(writing=True) as session:
        drafts.confirm_email(session, key, at=AT)
        drafts.confirm_email(session, key, at=AT + timedelta(days=1))
        assert drafts.draft(session, key).email_confirmed_at == AT


def test_forgotten_drafts_go_and_sent_ones_stay(bank: Bank) -> None:
    old, sent = begun(bank), begun(bank)
    with bank.session(writing=True) as session:
        drafts.finish(session, sent, "SV-AAAAAA", at=AT)
        assert drafts.forget(session, AT) == 0
        assert drafts.forget(session, AT + timedelta(days=1)) == 1
        assert drafts.draft(session, sent).record_id == "SV-AAAAAA"
        with pytest.raises(RecordNotFoundError):
            drafts.draft(session, old)
