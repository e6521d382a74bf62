"""`sivuvirta work`, and the worker beside a server."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest

from databank import outbox
from databank.outbox import MailState
from databank.store import Bank
from tests.conftest import TODAY
from web.cli import server
from web.cli.entry import run

PROGRAM = [sys.executable, "-m", "web.cli"]
ROOT = Path(__file__).parent.parent
LONGEST_S = 60.0


def until(is_done: Callable[[], object]) -> None:
    end = time.monotonic() + LONGEST_S
    while not is_done():
        assert time.monotonic() < end, "this takes too long"
        time.sleep(0.05)


def environment(url: str, folder: Path) -> dict[str, str]:
    return {**os.environ, "SIVUVIRTA_DATABASE_URL": url, "SIVUVIRTA_MAIL_FOLDER": str(folder / "mails")}


def posted(url: str) -> None:
    with Bank(url) as bank, bank.session(writing=True) as session:
        outbox.write(session, "account-password-changed", "anna@bank.example", "fi", {"name": "Anna"}, at=TODAY)


def sent(url: str) -> int:
    with Bank(url) as bank, bank.session() as session:
        return outbox.state_counts(session)[MailState.SENT]


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text("utf-8")


def test_the_worker_sends_what_waits_and_stops_when_told(sqlite_url: str, tmp_path: Path) -> None:
    posted(sqlite_url)
    process = subprocess.Popen([*PROGRAM, "work"], env=environment(sqlite_url, tmp_path), cwd=ROOT)
    until(lambda: sent(sqlite_url))
    process.terminate()
    assert process.wait(30) == 0
    assert len(list((tmp_path / "mails").glob("*.eml"))) == 1


def test_a_worker_ends_with_the_server_that_was_killed(sqlite_url: str, tmp_path: Path) -> None:
    keeper = (
        "import subprocess, sys, time; "
        f"child = subprocess.Popen([*{PROGRAM!r}, 'work', '--stop-with-parent']); "
        "print(child.pid, flush=True); time.sleep(120)"
    )
    posted(sqlite_url)
    parent = subprocess.Popen(
        [sys.executable, "-c", keeper],
        env=environment(sqlite_url, tmp_path),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert parent.stdout is not None
    worker = int(parent.stdout.readline())
    until(lambda: sent(sqlite_url))
    parent.kill()
    parent.wait()
    parent.stdout.close()
    until(lambda: not is_alive(worker))


def test_a_worker_without_a_bank_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SIVUVIRTA_DATABASE_URL", f"sqlite:///{tmp_path / 'none.sqlite3'}")
    before = signal.getsignal(signal.SIGTERM)
    try:
        assert run(["work"]) == 2
    finally:
        signal.signal(signal.SIGTERM, before)
    assert "sivuvirta db upgrade" in capsys.readouterr().err


# --- beside a server ---------------------------------------------------------------------------------------------


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is begun and ended, in order, when a server is run that ends at once."""
    happened: list[str] = []

    @contextmanager
    def beside(*, on_death: Callable[[int], None]) -> Iterator[None]:
        happened.append("worker begins")
        on_death(-9)
        yield
        happened.append("worker ends")

    monkeypatch.setattr("web.jobs.child.worker_beside", beside)
    monkeypatch.setattr("web.serving.run_server", lambda *_given, **_named: happened.append("server"))
    monkeypatch.setenv(server.PUBLIC_URL, "")
    monkeypatch.delenv(server.PUBLIC_URL)
    return happened


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ([], ["worker begins", "server", "worker ends"]),
        (["--no-worker"], ["server"]),
    ],
)
@pytest.mark.parametrize("command", ["serve", "demo"])
def test_a_worker_runs_as_long_as_the_server_unless_told_otherwise(
    begun: list[str],
    command: str,
    options: list[str],
    expected: list[str],
    sqlite_url: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("SIVUVIRTA_DATABASE_URL", sqlite_url)
    monkeypatch.setattr("web.cli.demonstration.refuse_taken_port", lambda *_given: None)
    monkeypatch.setattr("web.cli.server.refuse_taken_port", lambda *_given: None)
    assert run([command, "--port", "8765", *options]) == 0
    assert begun == expected
    assert ("ended with code -9" in capsys.readouterr().err) == (not options)
    assert os.environ[server.PUBLIC_URL] == "http://127.0.0.1:8765"


@pytest.mark.parametrize(
    ("host", "expected"),
    [("0.0.0.0", "http://127.0.0.1:80"), ("[::]", "http://[::1]:80"), ("bank.example", "http://bank.example:80")],  # noqa: S104
)
def test_links_in_mails_lead_to_the_server_unless_a_setting_says_where(
    host: str, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(server.PUBLIC_URL, "")
    monkeypatch.delenv(server.PUBLIC_URL)
    server.tell_where(host, 80)
    assert os.environ[server.PUBLIC_URL] == expected
    monkeypatch.setenv(server.PUBLIC_URL, "https://bank.example")
    server.tell_where(host, 80)
    assert os.environ[server.PUBLIC_URL] == "https://bank.example"


def test_a_served_bank_sends_its_mails(
    serve: Callable[..., AbstractContextManager[str]], sqlite_url: str, tmp_path: Path
) -> None:
    posted(sqlite_url)
    variables: dict[str, Any] = {
        "SIVUVIRTA_DATABASE_URL": sqlite_url,
        "SIVUVIRTA_MAIL_FOLDER": str(tmp_path / "mails"),
        "PYTHONPATH": str(ROOT),
    }
    with serve([*PROGRAM, "serve", "--workers", "1"], environment=variables, folder=tmp_path) as address:
        until(lambda: sent(sqlite_url))
    (mail,) = (tmp_path / "mails").glob("*.eml")
    assert address in mail.read_text("ascii").replace("=\n", "")
