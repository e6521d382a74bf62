"""An import is killed at random moments and begun again: nothing is lost, nothing is doubled."""

from __future__ import annotations

import os
import random
import shutil
import signal
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import func, select

from databank.imports import committing, examining, running, undoing
from databank.imports.beginning import Upload
from databank.imports.direct import Direct
from databank.models import Import, ImportProblem, KnownRow, RecordVersion, ReviewCase, SideStream, StreamAmount
from databank.records import ImportState
from databank.store import Bank
from tests.databank_rows import put_owner, put_stream

KILLS = 50
"""A moment at random follows the length of the import: a short one is killed everywhere as well, and much sooner."""
KILLS_ON_A_SERVER = 5
KILLS_WHILE_UNDOING = 12
A_MOMENT_S, LONG_ENOUGH_S = 0.005, 60.0
STREAMS = 40
YEARS = (2023, 2024)
BAD_EVERY = 18
ROWS = STREAMS * len(YEARS)
BAD = len(range(0, ROWS, BAD_EVERY))


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many transactions, so that a moment at random is often within one."""
    monkeypatch.setattr(committing, "BATCH", 8)
    monkeypatch.setattr(examining, "BATCH", 30)
    monkeypatch.setattr(undoing, "BATCH", 5)
    monkeypatch.setattr(committing, "PAUSE_S", 0.0)
    monkeypatch.setattr(undoing, "PAUSE_S", 0.0)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Streams without ids in two years; some rows are wrong, never both years of a stream."""
    lines = ["site_id,name,material_class,year,amount"]
    for number in range(ROWS):
        amount = "-1" if number % BAD_EVERY == 0 else str(number + 1)
        lines.append(f"alder,Sand {number % STREAMS},foundry_sand,{YEARS[number // STREAMS]},{amount}")
    path = tmp_path / "rows.csv"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def bring(url: str, file: Path) -> None:
    """The whole import, as the command line does it."""
    with Bank(url) as bank:
        upload = Upload(kind="side-streams", file_name=file.name, made_by="tester", language="en")
        Direct(bank=bank, path=file, upload=upload).run()


def killed(work: Callable[[], None], after_s: float) -> bool:
    """Do the work in a process that is killed after a while; whether it was at work then.

    No connection is open when the process divides itself. One that has done its work is not waited for any longer.
    """
    pid = os.fork()
    if pid == 0:
        try:
            work()
        except BaseException:  # noqa: BLE001 - the child never returns into the test
            os._exit(1)
        os._exit(0)
    end = time.monotonic() + after_s
    ended, status = 0, 0
    while not ended and (left := end - time.monotonic()) > 0:
        time.sleep(min(left, A_MOMENT_S))
        ended, status = os.waitpid(pid, os.WNOHANG)
    if not ended:
        os.kill(pid, signal.SIGKILL)
        _, status = os.waitpid(pid, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return os.WIFSIGNALED(status)


def chance_of(seed: int) -> random.Random:
    """Moments at random, the same in every run."""
    return random.Random(seed)  # noqa: S311 - nothing secret


def took(work: Callable[[], object]) -> float:
    began = time.monotonic()
    work()
    return time.monotonic() - began


def count(bank: Bank, table: type) -> int:
    with bank.session() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def check_whole(url: str) -> str:
    """Every row is there once, with one version, and the counts say so; the id of the import.

    One that was killed when all was done already is begun anew, and changes nothing.
    """
    streams = RecordVersion.kind == "side-streams"
    with Bank(url) as bank:
        with bank.session() as session:
            found, *others = session.scalars(select(Import).order_by(Import.begun_at)).all()
            names = session.scalars(select(SideStream.name)).all()
            made = session.scalar(select(func.count()).where(RecordVersion.number == 1, streams))
            versions = session.scalar(select(func.count()).where(streams))
            bad = session.scalars(select(ImportProblem.row).where(ImportProblem.import_id == found.id)).all()
        assert {row.state for row in (found, *others)} == {ImportState.DONE}
        assert [(row.counts["new"], row.counts["changed"]) for row in others] == [(0, 0) for _ in others]
        assert (found.position, found.total) == (ROWS, ROWS)
        assert found.counts["rejected"] == BAD == len(bad) == len(set(bad))
        assert sorted(names) == sorted(f"Sand {number}" for number in range(STREAMS))
        assert count(bank, StreamAmount) == ROWS - BAD
        assert (made, versions) == (STREAMS, ROWS - BAD)
        assert (found.counts["new"], found.counts["changed"]) == (STREAMS, ROWS - BAD - STREAMS)
        assert (count(bank, KnownRow), count(bank, ReviewCase)) == (STREAMS, STREAMS)
        return found.id


def prepare(url: str) -> None:
    with Bank(url) as bank, bank.session() as session:
        put_owner(session)


def kill_often(fresh: Callable[[], str], file: Path, kills: int, chance: random.Random) -> str:
    """Import again and again, killed in between; the address of the last bank.

    How long an import takes is measured as it is killed: in a process that divided off.
    """
    first, url, done = fresh(), fresh(), 0
    bring(first, file)  # what it loads and remembers is there in every process that divides off
    check_whole(first)
    length = took(lambda: killed(partial(bring, url, file), LONG_ENOUGH_S))
    check_whole(url)
    url = fresh()
    while done < kills:
        if killed(partial(bring, url, file), chance.uniform(0, length)):
            done += 1
        else:
            check_whole(url)
            url = fresh()
    bring(url, file)
    check_whole(url)
    return url


@pytest.fixture
def fresh_sqlite(sqlite_template: Path, tmp_path: Path) -> Callable[[], str]:
    """Makes banks with one owner."""
    made = iter(range(1000))

    def make() -> str:
        path = tmp_path / f"bank-{next(made)}.sqlite3"
        path.write_bytes(sqlite_template.read_bytes())
        prepare(f"sqlite:///{path}")
        return f"sqlite:///{path}"

    return make


@pytest.mark.no_cover  # measured by the few kills on a server; here it would double the time of all that is killed
def test_fifty_kills_lose_nothing_and_double_nothing(fresh_sqlite: Callable[[], str], file: Path) -> None:
    url = kill_often(fresh_sqlite, file, KILLS, chance_of(4))
    assert check_whole(url), "the last bank holds the one import"


@pytest.mark.postgresql
def test_kills_on_a_server_lose_nothing_and_double_nothing(postgresql_url: str, file: Path) -> None:
    prepare(postgresql_url)
    chance = chance_of(5)
    done = 0
    while done < KILLS_ON_A_SERVER and killed(lambda: bring(postgresql_url, file), chance.uniform(0.05, 0.4)):
        done += 1
    bring(postgresql_url, file)
    assert done
    check_whole(postgresql_url)


def test_undoing_is_gone_on_with_too(fresh_sqlite: Callable[[], str], file: Path) -> None:
    url = fresh_sqlite()
    bring(url, file)
    import_id = check_whole(url)
    ask(url, import_id)
    other = fresh_sqlite()
    shutil.copy(url.removeprefix("sqlite:///"), other.removeprefix("sqlite:///"))
    length = took(lambda: killed(partial(take_back, other, import_id), LONG_ENOUGH_S))
    chance = chance_of(6)
    done = 0
    while done < KILLS_WHILE_UNDOING and killed(lambda: take_back(url, import_id), chance.uniform(0, length / 2)):
        done += 1
    assert done
    with Bank(url) as bank:
        with bank.session() as session:
            is_undone = session.get_one(Import, import_id).state is ImportState.UNDONE
        if not is_undone:
            take_back(url, import_id)
        with bank.session() as session:
            found = session.get_one(Import, import_id)
        assert found.state is ImportState.UNDONE
        assert (found.counts["removed"], found.counts["restored"], found.counts["kept"]) == (STREAMS, 0, 0)
        for table in (SideStream, StreamAmount, KnownRow, ReviewCase):
            assert count(bank, table) == 0


def ask(url: str, import_id: str) -> None:
    from databank.access import CITY

    with Bank(url) as bank, bank.session(writing=True) as session:
        running.ask_undo(session, CITY, import_id, at=running.system_clock())


def take_back(url: str, import_id: str) -> None:
    with Bank(url) as bank:
        running.undo(bank, import_id, force=True)


PARTS = 75
"""As many rows as take long enough for others to write meanwhile."""
LONGEST_WAIT_S = 4.0
"""Less than what a writer waits for an SQLite bank before it gives up, on a busy machine too."""


def test_others_write_while_a_file_is_imported(
    fresh_sqlite: Callable[[], str], file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()  # batches as large as in life
    lines = file.read_text("utf-8").splitlines()
    file.write_text(
        "\n".join([lines[0], *(line.replace("Sand", f"Sand {part}") for part in range(PARTS) for line in lines[1:])])
    )
    url = fresh_sqlite()
    pid = os.fork()
    if pid == 0:
        bring(url, file)
        os._exit(0)
    waits: list[float] = []
    with Bank(url) as bank:
        while os.waitpid(pid, os.WNOHANG) == (0, 0):
            began = time.monotonic()
            with bank.session(writing=True) as session:
                put_stream(session, "OWN", amount=len(waits) + 1)
            waits.append(time.monotonic() - began)
            time.sleep(0.05)
        assert count(bank, SideStream) == STREAMS * PARTS + 1
    assert len(waits) > 10
    assert max(waits) < LONGEST_WAIT_S
