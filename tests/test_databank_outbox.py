"""The outbox: written once, taken by one worker, tried again with growing pauses, kept for a while."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from databank import outbox
from databank.errors import CursorError, RecordNotFoundError, Sentence
from databank.models import OutgoingMail
from databank.outbox import LEASE, MOST_TRIES, PAUSES, Mail, MailState
from databank.store import Bank

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
PROBLEM = Sentence("The mail server %(host)s cannot be reached: %(reason)s", host="mail.example", reason="timed out")


def put(bank: Bank, template: str = "hello", to: str = "anna@bank.example", **options: object) -> str | None:
    at = options.pop("at", NOW)
    with bank.session(writing=True) as session:
        return outbox.write(session, template, to, "fi", {"name": "Anna"}, at=at, **options)  # type: ignore[arg-type]


def claimed(bank: Bank, at: datetime = NOW) -> Mail | None:
    with bank.session(writing=True) as session:
        return outbox.claim(session, at)


def failed(bank: Bank, mail: Mail, at: datetime, *, is_final: bool = False) -> None:
    with bank.session(writing=True) as session:
        outbox.note_problem(session, mail, PROBLEM, at=at, is_final=is_final)


def state(bank: Bank, mail_id: str | None) -> Mail:
    with bank.session() as session:
        return outbox.mail(session, mail_id or "")


# --- writing -----------------------------------------------------------------------------------------------------


def test_a_mail_is_written_with_the_change_and_vanishes_with_it(bank: Bank) -> None:
    def change(*, fails: bool) -> None:
        with bank.session() as session:
            outbox.write(session, "hello", "anna@bank.example", "fi", {}, at=NOW)
            if fails:
                raise RuntimeError

    with pytest.raises(RuntimeError):
        change(fails=True)
    assert claimed(bank) is None
    change(fails=False)
    assert claimed(bank) is not None


def test_the_same_key_never_gives_a_second_mail(bank: Bank) -> None:
    assert put(bank, dedupe_key="confirm:S-1:2026")
    assert put(bank, dedupe_key="confirm:S-1:2026") is None
    assert put(bank, dedupe_key="confirm:S-1:2027")
    assert None not in {put(bank), put(bank)}


@pytest.mark.postgresql
def test_two_workers_that_remind_at_the_same_moment_write_one_mail(postgresql_url: str) -> None:
    written: list[str | None] = []

    def remind() -> None:
        with Bank(postgresql_url) as other:
            written.append(put(other, dedupe_key="once"))

    with Bank(postgresql_url) as bank, bank.session() as session:
        first = outbox.write(session, "hello", "anna@bank.example", "fi", {}, at=NOW, dedupe_key="once")
        second = threading.Thread(target=remind)
        second.start()
        second.join(0.5)
        assert second.is_alive()  # it waits to learn whether our transaction is kept
    second.join(10)
    assert first is not None
    assert written == [None]


def test_whoever_listens_is_told_once_after_the_commit_and_not_after_a_rollback(bank: Bank) -> None:
    told: list[str] = []

    def change(word: str, *, fails: bool) -> None:
        with bank.session() as session:
            for _mail in range(3):
                outbox.write(session, "hello", "anna@bank.example", "fi", {}, at=NOW)
                outbox.after_commit(session, lambda: told.append(word))
            assert word not in told
            if fails:
                raise RuntimeError

    change("committed", fails=False)
    with pytest.raises(RuntimeError):
        change("rolled back", fails=True)
    assert told == ["committed"]


# --- claiming ----------------------------------------------------------------------------------------------------


def test_a_mail_is_taken_by_one_worker_until_its_lease_ends(bank: Bank) -> None:
    mail_id = put(bank)
    mail = claimed(bank)
    assert mail is not None
    assert (mail.id, mail.attempts, mail.places, mail.recipient) == (mail_id, 1, {"name": "Anna"}, "anna@bank.example")
    assert claimed(bank) is None
    assert claimed(bank, NOW + LEASE - timedelta(seconds=1)) is None
    again = claimed(bank, NOW + LEASE)
    assert again is not None
    assert (again.id, again.attempts) == (mail_id, 2)


def test_the_oldest_mail_goes_first(bank: Bank) -> None:
    late, early = put(bank, at=NOW), put(bank, at=NOW - timedelta(hours=1))
    assert [getattr(claimed(bank), "id", None) for _ in range(3)] == [early, late, None]


def test_two_workers_at_once_take_different_mails(bank: Bank, bank_url: str) -> None:
    wanted = {put(bank) for _ in range(20)}
    taken: list[str] = []

    def work() -> None:
        with Bank(bank_url) as own:
            while (mail := claimed(own)) is not None:
                taken.append(mail.id)

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(30)
    assert sorted(taken) == sorted(filter(None, wanted))


@pytest.mark.postgresql
def test_on_postgresql_a_mail_that_another_worker_is_taking_is_skipped(postgresql_url: str) -> None:
    with Bank(postgresql_url) as bank, Bank(postgresql_url) as other:
        first, second = put(bank), put(bank, at=NOW + timedelta(seconds=1))
        with bank.session() as session:
            mine = outbox.claim(session, NOW + timedelta(minutes=1))
            theirs = claimed(other, NOW + timedelta(minutes=1))
    assert mine is not None
    assert theirs is not None
    assert (mine.id, theirs.id) == (first, second)


# --- what became of it -------------------------------------------------------------------------------------------


def test_a_sent_mail_is_done(bank: Bank) -> None:
    mail_id = put(bank)
    claimed(bank)
    with bank.session(writing=True) as session:
        outbox.note_sent(session, mail_id or "", "Hello", at=NOW, forget=False)
    done = state(bank, mail_id)
    assert (done.state, done.sent_at, done.subject, done.places) == (MailState.SENT, NOW, "Hello", {"name": "Anna"})
    assert claimed(bank, NOW + timedelta(days=9)) is None


def test_what_a_mail_server_took_is_forgotten(bank: Bank) -> None:
    mail_id = put(bank)
    claimed(bank)
    with bank.session(writing=True) as session:
        outbox.note_sent(session, mail_id or "", "Hello", at=NOW, forget=True)
    assert state(bank, mail_id).places == {}


def test_a_failed_try_is_followed_by_others_after_growing_pauses_until_it_is_given_up(bank: Bank) -> None:
    mail_id, at, pauses = put(bank), NOW, []
    for _try in range(MOST_TRIES - 1):
        mail = claimed(bank, at)
        assert mail is not None
        failed(bank, mail, at)
        waiting = state(bank, mail_id)
        assert waiting.state is MailState.WAITING
        assert waiting.leased_until is not None
        assert waiting.problem == "The mail server mail.example cannot be reached: timed out"
        pauses.append(waiting.leased_until - at)
        assert claimed(bank, waiting.leased_until - timedelta(seconds=1)) is None
        at = waiting.leased_until
    assert pauses == list(PAUSES) == sorted(PAUSES)
    last = claimed(bank, at)
    assert last is not None
    failed(bank, last, at)
    assert state(bank, mail_id).state is MailState.FAILED
    assert claimed(bank, at + timedelta(days=99)) is None


def test_what_can_never_be_sent_is_given_up_at_once(bank: Bank) -> None:
    mail_id = put(bank)
    mail = claimed(bank)
    assert mail is not None
    failed(bank, mail, NOW, is_final=True)
    given_up = state(bank, mail_id)
    assert (given_up.state, given_up.attempts) == (MailState.FAILED, 1)
    assert given_up.problem is not None
    assert given_up.problem.key == PROBLEM.key


def test_a_worker_whose_lease_was_lost_cannot_fail_the_mail_of_another(bank: Bank) -> None:
    mail_id = put(bank)
    slow = claimed(bank)
    assert slow is not None
    fast = claimed(bank, NOW + LEASE)
    assert fast is not None
    failed(bank, slow, NOW + LEASE, is_final=True)
    assert state(bank, mail_id).state is MailState.WAITING
    with bank.session(writing=True) as session:
        outbox.note_sent(session, fast.id, "Hello", at=NOW + LEASE, forget=False)
    failed(bank, fast, NOW + LEASE, is_final=True)
    assert state(bank, mail_id).state is MailState.SENT


def test_an_administrator_tries_a_failed_mail_again(bank: Bank) -> None:
    mail_id = put(bank)
    mail = claimed(bank)
    assert mail is not None
    failed(bank, mail, NOW, is_final=True)
    with bank.session(writing=True) as session:
        assert outbox.try_again(session, mail.id)
    again = claimed(bank, NOW + timedelta(seconds=1))
    assert again is not None
    assert (again.id, again.attempts) == (mail_id, 1)


def test_a_mail_that_was_sent_or_is_being_sent_is_not_tried_again(bank: Bank) -> None:
    mail_id = put(bank) or ""
    claimed(bank)
    with bank.session(writing=True) as session:
        assert not outbox.try_again(session, mail_id)
        assert claimed_is_held(session, mail_id)
        outbox.note_sent(session, mail_id, "Hello", at=NOW, forget=False)
        assert not outbox.try_again(session, mail_id)
        with pytest.raises(RecordNotFoundError):
            outbox.try_again(session, "M-none")


def claimed_is_held(session: object, mail_id: str) -> bool:
    row = session.scalar(select(OutgoingMail.leased_until).where(OutgoingMail.id == mail_id))  # type: ignore[attr-defined]
    return bool(row)


# --- keeping -----------------------------------------------------------------------------------------------------


def test_the_outbox_is_read_page_by_page_the_newest_first(bank: Bank) -> None:
    ids = [put(bank, at=NOW + timedelta(minutes=minute)) for minute in range(5)]
    with bank.session(writing=True) as session:
        outbox.note_sent(session, ids[0] or "", "Hello", at=NOW, forget=False)
    seen: list[str] = []
    after: str | None = None
    with bank.session() as session:
        while True:
            page = outbox.mails(session, limit=2, after=after)
            seen += [mail.id for mail in page.items]
            if (after := page.next) is None:
                break
        assert [mail.id for mail in outbox.mails(session, MailState.SENT).items] == [ids[0]]
        assert outbox.state_counts(session) == {MailState.WAITING: 4, MailState.SENT: 1, MailState.FAILED: 0}
        with pytest.raises(CursorError):
            outbox.mails(session, after="nonsense")
        with pytest.raises(RecordNotFoundError):
            outbox.mail(session, "M-none")
    assert seen == ids[::-1]


def test_old_mails_are_deleted_but_none_that_waits(bank: Bank) -> None:
    old, waiting, new = put(bank), put(bank), put(bank, at=NOW + timedelta(days=5))
    with bank.session(writing=True) as session:
        for mail_id in (old, new):
            outbox.note_sent(session, mail_id or "", "Hello", at=NOW, forget=False)
    with bank.session(writing=True) as session:
        assert outbox.clear_old(session, NOW + timedelta(days=1)) == (old,)
    with bank.session() as session:
        assert {mail.id for mail in outbox.mails(session).items} == {waiting, new}


# --- reminders ---------------------------------------------------------------------------------------------------


def test_whoever_refuses_reminders_gets_none_and_other_mails_still(bank: Bank) -> None:
    put(bank, "reminder-confirm", "Anna@bank.example")
    kept = put(bank, "enquiry", "anna@bank.example")
    with bank.session(writing=True) as session:
        outbox.refuse_reminders(session, "anna@bank.example", at=NOW)
        outbox.refuse_reminders(session, "anna@bank.example", at=NOW)
        assert outbox.refuses_reminders(session, "ANNA@bank.example")
        assert not outbox.refuses_reminders(session, "ben@bank.example")
    with bank.session() as session:
        assert [mail.id for mail in outbox.mails(session).items] == [kept]
    assert put(bank, "reminder-confirm", "anna@bank.example") is None
    assert put(bank, "enquiry", "anna@bank.example")
    assert put(bank, "reminder-confirm", "ben@bank.example")
