"""The queue, the worker and its rounds: nothing is lost or sent twice, whatever dies."""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import signal
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from databank import accounts, models, outbox
from databank.access import Role
from databank.outbox import MailState
from databank.records import MandateKind, MandateState, RequestState, ReviewState
from databank.store import Bank
from tests.databank_rows import OWNER, put_owner, put_stream
from web import house
from web.app import create_app
from web.config import Settings
from web.jobs import child, rounds, worker
from web.jobs.queue import JsonSerializer, open_queue, queue_file
from web.jobs.tasks import EXTENSION, jobs_of
from web.mails import post

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)  # a Friday
MAILS = 60
MOST_KILLS = 30
LONGEST_S = 180.0


OPEN: list[Flask] = []


def make_app(url: str, folder: Path, clock: Callable[[], datetime] = house.system_clock) -> Flask:
    settings = Settings(database_url=url, secret_key="a key for tests only", mail_folder=folder)
    OPEN.append(create_app(settings, bank=Bank(url), clock=clock))
    return OPEN[-1]


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    """Close what the applications of a test have opened."""
    yield
    while OPEN:
        app = OPEN.pop()
        if app.extensions.get(EXTENSION) is not None:
            app.extensions[EXTENSION].queue.storage.close()
        with app.app_context():
            house.bank().dispose()


@pytest.fixture
def app(bank_url: str, tmp_path: Path) -> Flask:
    return make_app(bank_url, tmp_path / "mails", lambda: NOW)


def posted(app: Flask, count: int = 1) -> list[str]:
    with app.app_context(), house.bank().session(writing=True) as session:
        ids = [
            post(
                session,
                "reminder-mandate",
                f"reader{number}@bank.example",
                "fi",
                organisation="A",
                last_day="2026-12-01",
            )
            for number in range(count)
        ]
    return [mail_id for mail_id in ids if mail_id is not None]


def states(app: Flask) -> dict[MailState, int]:
    with app.app_context(), house.bank().session() as session:
        return {state: count for state, count in outbox.state_counts(session).items() if count}


def recipients_in(folder: Path) -> list[str]:
    return sorted(str(message_from_bytes(file.read_bytes())["To"]) for file in folder.glob("*.eml"))


# --- the queue ---------------------------------------------------------------------------------------------------


def test_the_queue_holds_plain_json(sqlite_url: str, tmp_path: Path) -> None:
    app = make_app(sqlite_url, tmp_path)
    posted(app, 3)
    file = tmp_path / "bank-jobs.sqlite3"
    rows = [row for (row,) in sqlite3.connect(file).execute("SELECT data FROM task")]
    assert len(rows) == 1, "one waiting task is enough, however many mails were written"
    assert json.loads(rows[0])["message"][1] == "web.jobs.tasks.deliver"


def test_a_task_comes_back_from_json_as_it_went() -> None:
    from huey.registry import Message

    inner = Message(id="2", name="after", args=(), kwargs={})
    task = Message(id="1", name="deliver", eta=NOW, args=("a", 1), kwargs={"b": [NOW]}, on_complete=inner)
    stored = JsonSerializer().serialize(task)
    assert json.loads(stored)
    back = JsonSerializer().deserialize(stored)
    assert (back.id, back.eta, back.args, back.kwargs) == ("1", NOW, ["a", 1], {"b": [NOW]})
    assert back.on_complete.name == "after"


def test_a_pickle_in_the_queue_is_not_run() -> None:
    import pickle

    with pytest.raises(ValueError, match=r"codec|JSON|Expecting"):
        JsonSerializer().deserialize(pickle.dumps(print))


def test_the_queue_stands_beside_the_bank(bank: Bank, tmp_path: Path) -> None:
    file = queue_file(bank)
    queue = open_queue(bank)
    assert queue is not None
    if bank.url.get_backend_name() == "sqlite":
        assert file == tmp_path / "bank-jobs.sqlite3"
        assert file.exists()
    else:
        assert file is None
        with bank.session() as session:
            names = session.connection().exec_driver_sql("SELECT tablename FROM pg_tables").scalars().all()
        assert {"jobs_task", "jobs_schedule"} <= set(names)
    queue.storage.close()
    with Bank("sqlite://") as in_memory:
        assert open_queue(in_memory) is None


def test_the_worker_is_woken_after_the_commit_and_not_before(app: Flask) -> None:
    found = jobs_of(app)
    assert found is not None
    with app.app_context(), house.bank().session(writing=True) as session:
        post(session, "reminder-mandate", "anna@bank.example", "fi", organisation="A", last_day="2026-12-01")
        assert found.queue.pending_count() == 0
    assert found.queue.pending_count() == 1


def test_a_broken_queue_does_not_break_the_change(
    app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_app: Flask) -> None:
        message = "the disk is full"
        raise OSError(message)

    monkeypatch.setattr("web.jobs.tasks.jobs_of", broken)
    assert posted(app)
    assert states(app) == {MailState.WAITING: 1}
    assert "the disk is full" in caplog.text


def test_a_bank_that_cannot_be_used_is_one_line_and_no_traceback(
    app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from databank.errors import BankUnavailableError

    def unavailable(*_given: Any, **_named: Any) -> int:
        raise BankUnavailableError("The data bank %(place)s is locked.", place="x")

    monkeypatch.setattr("web.mails.delivery.deliver_due", unavailable)
    found = jobs_of(app)
    assert found is not None
    found.deliver.call_local()
    assert "The data bank x is locked." in caplog.text
    assert "Traceback" not in caplog.text


# --- workers that die --------------------------------------------------------------------------------------------


def started(unopened: Flask) -> multiprocessing.process.BaseProcess:
    """A whole worker in a process of its own, as `sivuvirta work` runs it. Its application has no connection yet."""
    process = multiprocessing.get_context("fork").Process(target=worker.work, args=(unopened,), daemon=True)
    process.start()
    return process


def end_leases(app: Flask) -> None:
    """Let the minutes pass after which another worker may take up what a dead one held."""
    with app.app_context(), house.bank().session(writing=True) as session:
        held = (models.OutgoingMail.state == MailState.WAITING, models.OutgoingMail.leased_until.is_not(None))
        session.execute(update(models.OutgoingMail).where(*held).values(leased_until=NOW - timedelta(days=1)))


def waits(app: Flask) -> bool:
    return MailState.WAITING in states(app)


def has_more(folder: Path, than: int, app: Flask) -> bool:
    return len(list(folder.glob("*.eml"))) > than or not waits(app)


def until(is_done: Callable[[], bool], seconds: float = LONGEST_S) -> None:
    end = time.monotonic() + seconds
    while not is_done():
        assert time.monotonic() < end, "this takes too long"
        time.sleep(0.02)


def test_workers_killed_at_any_moment_lose_no_mail_and_send_none_twice(bank_url: str, tmp_path: Path) -> None:
    folder = tmp_path / "mails"
    app, unopened = make_app(bank_url, folder), make_app(bank_url, folder)
    ids = posted(app, MAILS)
    chance = random.Random(20261120)  # noqa: S311  # moments, not secrets
    kills_while_sending = 0
    seen: dict[str, int] = {}
    for _kill in range(MOST_KILLS):
        process = started(unopened)
        until(partial(has_more, folder, len(recipients_in(folder)) + chance.randrange(4), app))
        time.sleep(chance.uniform(0, 0.02))
        process.kill()
        process.join()
        kills_while_sending += waits(app)
        for file in folder.glob("*.eml"):  # a file that is there is whole and is never touched again
            assert seen.setdefault(file.name, file.stat().st_mtime_ns) == file.stat().st_mtime_ns
        end_leases(app)
        if not waits(app):
            break
    assert kills_while_sending >= 3, "the machine was too fast for this test to tell anything"
    if waits(app):  # else the worker that was killed last had sent the last mail
        last = started(unopened)
        until(lambda: not waits(app))
        last.terminate()
        last.join(20)
        assert last.exitcode == 0
    assert states(app) == {MailState.SENT: MAILS}
    assert sorted(file.stem for file in folder.glob("*.eml")) == sorted(ids)
    assert recipients_in(folder) == sorted(f"reader{number}@bank.example" for number in range(MAILS))


def test_two_workers_at_once_share_the_work(bank_url: str, tmp_path: Path) -> None:
    folder = tmp_path / "mails"
    app, unopened = make_app(bank_url, folder), make_app(bank_url, folder)
    posted(app, MAILS)
    workers = [started(unopened) for _ in range(2)]
    until(lambda: not waits(app))
    for process in workers:
        process.terminate()
    for process in workers:
        process.join(20)
        assert process.exitcode == 0
    assert states(app) == {MailState.SENT: MAILS}
    assert recipients_in(folder) == sorted(f"reader{number}@bank.example" for number in range(MAILS))
    with app.app_context(), house.bank().session() as session:
        assert set(session.scalars(select(models.OutgoingMail.attempts))) == {1}


def test_a_mail_that_is_posted_while_a_worker_runs_goes_out_at_once(sqlite_url: str, tmp_path: Path) -> None:
    folder = tmp_path / "mails"
    app, unopened = make_app(sqlite_url, folder), make_app(sqlite_url, folder)
    process = started(unopened)
    posted(app)
    until(lambda: not waits(app), 30)
    posted(app)
    until(lambda: not waits(app), 30)
    process.terminate()
    process.join(20)
    assert process.exitcode == 0


def test_a_bank_in_memory_has_no_worker() -> None:
    with pytest.raises(worker.NoWorkError, match="in memory"):
        worker.work(make_app("sqlite://", Path()))


# --- a worker beside a server ------------------------------------------------------------------------------------


def is_alive(pid: int | None) -> bool:
    try:
        os.kill(pid or 0, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_child_that_dies_is_started_again_and_stops_with_its_keeper(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "FIRST_PAUSE_S", 0.01)
    deaths: list[int] = []
    kept = child.Child([sys.executable, "-c", "import time; time.sleep(60)"], on_death=deaths.append)
    kept.start()
    until(lambda: kept.pid is not None, 10)
    first = kept.pid
    os.kill(first or 0, signal.SIGKILL)
    until(lambda: kept.pid not in {None, first}, 10)
    second = kept.pid
    kept.stop()
    assert deaths == [-signal.SIGKILL]
    assert not is_alive(first)
    assert not is_alive(second)


def test_a_child_that_does_not_listen_is_killed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(child, "LONGEST_STOP_S", 0.2)
    ready = tmp_path / "ready"
    deaf = (
        "import pathlib, signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
        f"pathlib.Path({str(ready)!r}).touch(); time.sleep(60)"
    )
    kept = child.Child([sys.executable, "-c", deaf], on_death=lambda _code: None)
    kept.start()
    until(ready.exists, 10)
    pid = kept.pid
    assert is_alive(pid)
    kept.stop()
    until(lambda: not is_alive(pid), 10)
    assert not is_alive(pid)


def test_a_keeper_that_is_stopped_before_it_began_starts_nothing() -> None:
    kept = child.Child([sys.executable, "-c", ""], on_death=lambda _code: None)
    kept._stopping.set()
    kept.start()
    kept.stop()
    assert kept.pid is None


# --- the rounds of the day ---------------------------------------------------------------------------------------


def go_round(app: Flask, at: datetime = NOW) -> list[tuple[str, str]]:
    """Go round at a moment; template and recipient of every mail in the outbox, in order."""
    app.extensions[house.EXTENSION] = dataclass_with(app.extensions[house.EXTENSION], clock=lambda: at)
    rounds.go_round(app)
    with app.app_context(), house.bank().session() as session:
        return sorted((mail.template, mail.recipient) for mail in outbox.mails(session, limit=1000).items)


def dataclass_with(value: Any, **changes: Any) -> Any:
    from dataclasses import replace

    return replace(value, **changes)


def person(app: Flask, email: str, *roles: Role) -> int:
    with app.app_context(), house.bank().session(writing=True) as session:
        return accounts.add_person(session, email, name="Anna", language="fi", at=NOW, roles=roles).id


def add(app: Flask, *rows: object) -> None:
    with app.app_context(), house.bank().session(writing=True) as session:
        session.add_all(rows)


def owner(app: Flask) -> None:
    with app.app_context(), house.bank().session(writing=True) as session:
        put_owner(session)


def mandate(
    person_id: int, valid_until: datetime | None, mandate_id: str = "MA-1", state: Any = None
) -> models.Mandate:
    return models.Mandate(
        id=mandate_id,
        person_id=person_id,
        organisation_id=OWNER,
        kind=MandateKind.MEMBER,
        state=state or MandateState.GRANTED,
        asked_at=NOW,
        valid_until=None if valid_until is None else valid_until.date(),
    )


def test_reviewers_are_told_once_a_working_day_what_waits(app: Flask) -> None:
    person(app, "reviewer@pori.example", Role.REVIEWER)
    person(app, "owner@pori.example", Role.DATA_OWNER)
    assert go_round(app) == []
    waiting = {"state": ReviewState.WAITING, "since": NOW - timedelta(days=3), "reviewed_version": 0}
    add(app, models.ReviewCase(kind="side-streams", record_id="S-1", **waiting))
    told = ("reminder-review", "reviewer@pori.example")
    assert go_round(app) == [told]
    assert go_round(app, NOW + timedelta(hours=5)) == [told]
    assert go_round(app, NOW + timedelta(days=1)) == [told], "not on a Saturday"
    assert go_round(app, NOW + timedelta(days=3)) == [told, told]


def test_people_are_reminded_once_of_a_mandate_that_ends(app: Flask) -> None:
    owner(app)
    add(app, mandate(person(app, "ends@bank.example"), NOW + timedelta(days=30)))
    add(app, mandate(person(app, "later@bank.example"), NOW + timedelta(days=31), "MA-2"))
    add(app, mandate(person(app, "over@bank.example"), NOW - timedelta(days=1), "MA-3"))
    add(app, mandate(person(app, "never@bank.example"), None, "MA-4"))
    prolonged = person(app, "prolonged@bank.example")
    add(app, mandate(prolonged, NOW + timedelta(days=9), "MA-5"), mandate(prolonged, NOW + timedelta(days=300), "MA-6"))
    told = [("reminder-mandate", "ends@bank.example")]
    assert go_round(app) == told
    assert go_round(app, NOW + timedelta(hours=3)) == told
    assert ("reminder-mandate", "later@bank.example") in go_round(app, NOW + timedelta(days=3))


def test_whoever_was_invited_is_reminded_before_the_link_ends(app: Flask) -> None:
    def invitation(name: str, days: int, **changes: Any) -> models.Invitation:
        given = {"email": f"{name}@bank.example", "language": "sv", "made_at": NOW, "made_by": "A"}
        last_day = (NOW + timedelta(days=days)).date()
        return models.Invitation(key_hash=name.ljust(64, "0"), valid_until=last_day, **(given | changes))

    add(
        app,
        invitation("soon", 4),
        invitation("later", 20),
        invitation("over", -1),
        invitation("used", 4, used_at=NOW),
        invitation("nobody", 4, email=None),
    )
    assert go_round(app) == [("reminder-invitation", "soon@bank.example")]
    assert go_round(app, NOW + timedelta(days=1)) == [("reminder-invitation", "soon@bank.example")]


def test_those_who_decide_are_told_of_requests_that_fall_due_and_that_are_late(app: Flask) -> None:
    person(app, "decides@pori.example", Role.DATA_OWNER)
    person(app, "reviews@pori.example", Role.REVIEWER)

    def request(name: str, days: int, state: RequestState) -> models.InformationRequest:
        return models.InformationRequest(
            id=name,
            requester="B",
            subject="Records",
            record_ids=(),
            received_on=NOW.date(),
            decide_by=(NOW + timedelta(days=days)).date(),
            state=state,
        )

    add(app, request("R-1", 5, RequestState.HEARING), request("R-2", 5, RequestState.DECIDED))
    add(app, request("R-3", 30, RequestState.RECEIVED))
    told = ("reminder-request", "decides@pori.example")
    assert go_round(app) == [told]
    assert go_round(app, NOW + timedelta(days=1)) == [told]
    assert go_round(app, NOW + timedelta(days=6)) == [told, told]


def test_owners_are_asked_a_month_before_a_year_has_passed_on_the_day_and_a_month_after(app: Flask) -> None:
    with app.app_context(), house.bank().session(writing=True) as session:
        put_owner(session)
        put_stream(session, confirmed_on=NOW.date().isoformat(), contact_email="contact@bank.example")
    a_year = timedelta(days=365)
    told = ("reminder-confirm", "contact@bank.example")
    counts = [len(go_round(app, NOW + a_year + timedelta(days=day))) for day in (-32, -29, -20, 1, 2, 31, 32, 55)]
    assert counts == [0, 1, 1, 2, 2, 3, 3, 3]
    assert set(go_round(app, NOW + a_year)) == {told}


def test_the_link_of_the_reminder_opens_the_page_that_confirms(app: Flask) -> None:
    with app.app_context(), house.bank().session(writing=True) as session:
        put_owner(session)
        put_stream(session, confirmed_on=NOW.date().isoformat(), contact_email="contact@bank.example")
    go_round(app, NOW + timedelta(days=340))
    with app.app_context(), house.bank().session() as session:
        (mail,) = outbox.mails(session).items
    page = app.test_client().get(mail.places["path"])
    assert page.status_code == 200
    assert mail.places["name"] in page.text


def test_what_is_old_is_cleared_away_with_the_files_of_mails(app: Flask, tmp_path: Path) -> None:
    from web.mails.delivery import deliver_due

    anna = person(app, "anna@bank.example")
    posted(app, 2)
    deliver_due(app)
    (tmp_path / "mails" / ".M-left.part").touch()
    ended = {"person_id": anna, "remembered": {}, "browser": "", "began_at": NOW, "seen_at": NOW}
    add(app, models.SignIn(key_hash="a" * 64, ends_at=NOW + timedelta(days=1), **ended))
    add(app, models.SignIn(key_hash="b" * 64, ends_at=NOW + timedelta(days=200), **ended))
    add(app, models.Attempts(scope="x", subject_hash="c" * 64, count=1, window_ends_at=NOW))
    draft = {"kind": "needs", "answers": {}, "changed_in": {}, "revision": 1, "language": "fi", "begun_at": NOW}
    add(app, models.Draft(key_hash="d" * 64, saved_at=NOW, **draft))
    add(app, models.Draft(key_hash="e" * 64, saved_at=NOW + timedelta(days=100), **draft))
    go_round(app)
    assert rows(app, models.SignIn.key_hash) == ["a" * 64, "b" * 64]
    assert rows(app, models.Draft.key_hash) == ["d" * 64, "e" * 64]
    assert len(recipients_in(tmp_path / "mails")) == 2
    assert go_round(app, NOW + timedelta(days=181)) == []
    assert rows(app, models.SignIn.key_hash) == ["b" * 64]
    assert rows(app, models.Attempts.scope) == []
    assert rows(app, models.Draft.key_hash) == ["e" * 64]
    assert recipients_in(tmp_path / "mails") == []


def rows(app: Flask, column: Any) -> list[str]:
    with app.app_context(), house.bank().session() as session:
        return sorted(session.scalars(select(column)))


def test_a_part_of_the_round_that_fails_leaves_the_others_alone(
    app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails() -> None:
        message = "out of order"
        raise RuntimeError(message)

    done: list[str] = []
    monkeypatch.setattr(rounds, "PARTS", (fails, lambda: done.append("done")))
    rounds.go_round(app)
    assert done == ["done"]
    assert "out of order" in caplog.text
