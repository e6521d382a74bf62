"""The steps of an import within a request or by the worker: none is lost, and mails are sent meanwhile."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import update

from databank.access import CITY
from databank.imports import committing, running
from databank.imports.holding import STALE
from databank.models import Import
from databank.records import ImportState
from databank.store import Bank
from tests.databank_rows import put_owner
from web import house
from web.app import create_app
from web.config import Settings
from web.jobs import imports
from web.jobs.tasks import EXTENSION, Jobs, jobs_of

GOOD = "site_id;name;material_class;year;amount\nalder;Sand;foundry_sand;2024;10\nalder;Dust;foundry_dust;2024;5\n"


@pytest.fixture
def app(bank_url: str, tmp_path: Path) -> Iterator[Flask]:
    settings = Settings(database_url=bank_url, secret_key="a key for tests only", mail_folder=tmp_path)
    made = create_app(settings, bank=Bank(bank_url))
    with made.app_context(), house.bank().session() as session:
        put_owner(session)
    yield made
    if made.extensions.get(EXTENSION) is not None:
        made.extensions[EXTENSION].queue.storage.close()
    with made.app_context():
        house.bank().dispose()


def begin(app: Flask) -> str:
    upload = running.Upload(kind="side-streams", file_name="rows.csv", made_by="Anna", language="en")
    with app.app_context():
        return running.begin(house.bank(), CITY, upload, io.BytesIO(GOOD.encode()), at=house.now())


def ask_commit(app: Flask, import_id: str) -> None:
    with app.app_context(), house.bank().session(writing=True) as session:
        running.ask_commit(session, CITY, import_id, at=house.now())


def view(app: Flask, import_id: str) -> running.ImportView:
    with app.app_context(), house.bank().session() as session:
        return running.import_of(session, CITY, import_id)


def jobs(app: Flask) -> Jobs:
    found = jobs_of(app)
    assert found is not None
    return found


def do_tasks(app: Flask) -> list[str]:
    """What the worker does with the queue; the names of the tasks."""
    queue, done = jobs(app).queue, []
    while (task := queue.dequeue()) is not None:
        queue.execute(task)
        done.append(str(task.name))
    return done


def test_a_small_file_is_done_within_the_request(app: Flask) -> None:
    import_id = begin(app)
    assert imports.start(app, "check", import_id)
    assert view(app, import_id).state is ImportState.CHECKED
    ask_commit(app, import_id)
    assert imports.start(app, "commit", import_id)
    assert view(app, import_id).counts["new"] == 2
    with app.app_context(), house.bank().session(writing=True) as session:
        running.ask_undo(session, CITY, import_id, at=house.now())
    assert imports.start(app, "undo", import_id)
    assert view(app, import_id).state is ImportState.UNDONE


def test_a_large_file_is_left_to_the_worker(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "AT_ONCE_BYTES", 10)
    import_id = begin(app)
    assert not imports.start(app, "check", import_id)
    waiting = view(app, import_id)
    assert (waiting.state, waiting.is_waiting) == (ImportState.READING, True)
    assert do_tasks(app) == ["import_step"]
    ask_commit(app, import_id)
    assert not imports.start(app, "commit", import_id)
    assert do_tasks(app) == ["import_step"]
    assert view(app, import_id).state is ImportState.DONE


def test_a_workbook_counts_for_what_it_unpacks_to(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "AT_ONCE_BYTES", 1000)
    with app.app_context(), house.bank().session(writing=True) as session:
        session.add(_row("a.csv", 900))
        session.add(_row("b.xlsx", 900))
        session.add(_row("c.csv", 900, total=imports.AT_ONCE_ROWS + 1))
    small = {name: not imports.start(app, "nothing", name) for name in ("b.xlsx", "c.csv")}
    assert small == {"b.xlsx": True, "c.csv": True}
    with pytest.raises(KeyError):
        imports.start(app, "nothing", "a.csv")


def _row(name: str, size: int, total: int | None = None) -> Import:
    now = running.system_clock()
    said = {"kind": "side-streams", "made_by": "Anna", "language": "en", "sha256": "0", "mapping": {}, "counts": {}}
    times = {"begun_at": now, "changed_at": now, "state": ImportState.READING}
    return Import(id=name, file_name=name, size_bytes=size, total=total, **said, **times)


def test_a_lost_queue_loses_no_import(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "AT_ONCE_BYTES", 10)

    def broken(_step: str, _import_id: str) -> None:
        message = "the disk is full"
        raise OSError(message)

    monkeypatch.setattr(jobs(app), "import_step", broken)
    import_id = begin(app)
    assert not imports.start(app, "check", import_id)
    imports.go_on(app, lambda: True)
    assert view(app, import_id).state is ImportState.READING
    imports.go_on(app, lambda: False)
    assert view(app, import_id).state is ImportState.CHECKED


def test_an_import_of_a_dead_worker_is_gone_on_with(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker stops between two batches; another one that died looks the same but for its word."""
    monkeypatch.setattr(committing, "BATCH", 1)
    import_id = begin(app)
    imports.start(app, "check", import_id)
    ask_commit(app, import_id)
    stops = iter([False, True])
    imports.work(app, "commit", import_id, lambda: next(stops))
    assert view(app, import_id).position == 1
    with app.app_context(), house.bank().session(writing=True) as session:
        session.execute(update(Import).values(holder="a dead process", changed_at=house.now()))
    imports.go_on(app, lambda: False)
    assert view(app, import_id).state is ImportState.SAVING
    with app.app_context(), house.bank().session(writing=True) as session:
        session.execute(update(Import).values(changed_at=house.now() - STALE - timedelta(seconds=1)))
    imports.go_on(app, lambda: False)
    assert (view(app, import_id).state, view(app, import_id).counts["new"]) == (ImportState.DONE, 2)


def test_mails_are_asked_for_while_imports_wait(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "AT_ONCE_BYTES", 10)
    imports.start(app, "check", begin(app))
    jobs(app).wake()
    jobs(app).wake()
    assert [task.name for task in jobs(app).queue.pending()] == ["import_step", "deliver"]
