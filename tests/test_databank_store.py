from __future__ import annotations

import sqlite3
import sys
import threading
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from databank import queries
from databank.access import CITY
from databank.errors import BankUnavailableError
from databank.exchange import export_rows
from databank.records import StreamFilter
from databank.store import Bank, engines, explain
from tests.databank_rows import put, put_owner, put_stream


def test_what_a_session_did_is_kept_and_what_failed_is_not(bank: Bank) -> None:
    with bank.session() as session:
        put_owner(session)
    with pytest.raises(LookupError), bank.session(writing=True) as session:
        _put_and_fail(session)
    with bank.session() as session:
        counts = queries.bank_counts(session)
    assert (counts.organisations, counts.side_streams, counts.is_empty) == (1, 0, False)


def _put_and_fail(session: Session) -> None:
    put_stream(session)
    raise LookupError


def test_a_table_that_went_missing_asks_for_an_upgrade(bank: Bank) -> None:
    with bank.session() as session:
        session.execute(text("DROP TABLE flows"))
    with pytest.raises(BankUnavailableError, match="sivuvirta db upgrade"), bank.session() as session:
        queries.bank_counts(session)


def test_a_bank_that_is_not_set_up_says_so(tmp_path: Path) -> None:
    (tmp_path / "bank.sqlite3").touch()
    with (
        Bank(f"sqlite:///{tmp_path}/bank.sqlite3") as bank,
        pytest.raises(BankUnavailableError, match="sivuvirta db upgrade"),
        bank.session(),
    ):
        pass


def test_a_missing_file_is_not_made_by_looking(tmp_path: Path) -> None:
    bank = Bank(f"sqlite:///{tmp_path}/bank.sqlite3")
    assert not bank.is_current()
    with pytest.raises(BankUnavailableError, match="not set up"), bank.session():
        pass
    assert not list(tmp_path.iterdir())


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    bank = Bank(f"sqlite:///{tmp_path}/nowhere/bank.sqlite3")
    for attempt in (bank.upgrade, lambda: bank.session().__enter__()):
        with pytest.raises(BankUnavailableError, match=r"nowhere/bank.sqlite3 cannot be opened: check that its folder"):
            attempt()


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("Dear city, " * 200)
    with Bank(f"sqlite:///{file}") as bank, pytest.raises(BankUnavailableError, match="is no data bank"):
        bank.upgrade()


def test_a_locked_bank_says_wait(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "BUSY_MS", 20)
    other = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with (
        Bank(sqlite_url) as bank,
        pytest.raises(BankUnavailableError, match="locked by another program"),
        bank.session(writing=True) as session,
    ):
        queries.bank_counts(session)
    other.close()


def test_a_writer_gets_in_where_another_pauses_for_a_moment(sqlite_url: str) -> None:
    other = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None, check_same_thread=False)
    is_in = threading.Event()

    def keep_busy() -> None:
        while not is_in.is_set():
            other.execute("BEGIN IMMEDIATE")
            is_in.wait(0.5)
            other.execute("COMMIT")
            is_in.wait(0.02)

    busy = threading.Thread(target=keep_busy)
    with Bank(sqlite_url) as bank:
        with bank.session() as session:
            queries.bank_counts(session)
        busy.start()
        try:
            with bank.session(writing=True) as session:
                put_owner(session)
        finally:
            is_in.set()
            busy.join()
    other.close()


def test_a_bank_opened_for_reading_refuses_a_change(bank_url: str) -> None:
    with Bank(bank_url, read_only=True) as bank:
        with bank.session() as session:
            assert queries.bank_counts(session).is_empty
        with pytest.raises(BankUnavailableError, match="open for reading only"), bank.session() as session:
            put_owner(session)


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("not an address", "cannot be read: write it like"),
        ("mysql://root:secret@host/bank", "of a kind that is not supported"),
        ("postgresql://anna:secret@127.0.0.1:1/bank?connect_timeout=1", "cannot be reached"),
    ],
)
def test_a_wrong_address_is_explained_without_its_password(url: str, sentence: str) -> None:
    with pytest.raises(BankUnavailableError, match=sentence) as caught:
        Bank(url).upgrade()
    assert "secret" not in str(caught.value)


def test_a_missing_driver_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(BankUnavailableError, match=r"pip install 'sivuvirta\[postgresql\]'"):
        Bank("postgresql://host/bank")


@pytest.mark.postgresql
def test_a_database_that_does_not_exist_cannot_be_reached(postgresql_url: str) -> None:
    with Bank(postgresql_url + "x") as bank, pytest.raises(BankUnavailableError, match="cannot be reached"):
        bank.upgrade()


@pytest.mark.parametrize(
    ("state", "sentence"), [("57P01", "cannot be reached"), ("40P01", "locked"), ("53100", "disk"), ("23505", None)]
)
def test_what_postgresql_says_becomes_a_sentence(state: str, sentence: str | None) -> None:
    origin = type("Error", (Exception,), {"sqlstate": state})()
    explained = explain(DBAPIError("SELECT 1", None, origin), "the bank")
    assert (sentence in str(explained)) if sentence else (explained is None)


def test_a_wrong_statement_is_our_own_mistake_and_no_excuse(bank: Bank) -> None:
    with pytest.raises(Exception, match="syntax"), bank.session() as session:
        session.execute(text("SELEKT 1"))


def test_a_bank_of_a_newer_version_is_left_alone(bank: Bank) -> None:
    with bank.session() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert not bank.is_current()
    with pytest.raises(BankUnavailableError, match="newer version"):
        bank.upgrade()


# --- copies ------------------------------------------------------------------------------------------------------


def _content(bank: Bank) -> list[object]:
    with bank.session() as session:
        return [
            list(export_rows(session, CITY, kind)) for kind in ("organisations", "sites", "side-streams", "amounts")
        ]


def test_a_backup_brings_the_bank_back(bank: Bank, tmp_path: Path) -> None:
    with bank.session() as session:
        put_owner(session)
        put_stream(session, amount="123456789.123456", name="Jäte ”ä”")
    before = _content(bank)
    bank.backup(tmp_path / "copy.sqlite3")
    assert [file.name for file in tmp_path.glob("*copy*")] == ["copy.sqlite3"]
    with bank.session() as session:
        put_stream(session, "S-2")
        put(session, "side-streams", id="S-1", site_id="alder", name="Other", material_class="foundry_sand")
    assert _content(bank) != before
    bank.restore(tmp_path / "copy.sqlite3")
    assert _content(bank) == before
    with bank.session() as session:
        assert queries.versions(session, CITY, "S-1")[0].changes["name"] == (None, "Jäte ”ä”")


def test_a_backup_into_a_missing_folder_is_refused(sqlite_bank: Bank, tmp_path: Path) -> None:
    with pytest.raises(BankUnavailableError, match="cannot be written"):
        sqlite_bank.backup(tmp_path / "nowhere" / "copy.sqlite3")


def test_what_is_no_backup_changes_nothing(sqlite_bank: Bank, tmp_path: Path) -> None:
    with sqlite_bank.session() as session:
        put_owner(session)
    (tmp_path / "letter.txt").write_text("Dear city")
    sqlite3.connect(tmp_path / "other.sqlite3").close()
    for name, sentence in (
        ("missing", "There is no backup"),
        ("letter.txt", "no data bank"),
        ("other.sqlite3", "no data"),
    ):
        with pytest.raises(BankUnavailableError, match=sentence):
            sqlite_bank.restore(tmp_path / name)
    with sqlite_bank.session() as session:
        assert len(queries.organisations(session, CITY).items) == 1
        assert not queries.side_streams(session, CITY, StreamFilter()).items
