"""Settings: defaults, and a sentence for every value that cannot be used."""

from __future__ import annotations

import stat
from datetime import date
from pathlib import Path

import pytest

from web import config
from web.config import Settings
from web.mail_settings import SettingsError

SECRET = {"SIVUVIRTA_SECRET_KEY": "a secret of enough letters"}


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setattr(config, "data_folder", lambda: tmp_path / "data")
    return tmp_path / "data"


def test_nothing_set_is_a_working_installation(folder: Path) -> None:
    settings = Settings.from_environment({})
    assert settings.database_url == f"sqlite:///{folder / 'sivuvirta.sqlite3'}"
    assert (settings.language, settings.battery_codes_from) == ("en", date(2026, 12, 9))


def test_every_setting_is_read() -> None:
    settings = Settings.from_environment(
        SECRET
        | {
            "SIVUVIRTA_DATABASE_URL": "sqlite:///x.db",
            "SIVUVIRTA_LANGUAGE": "sv",
            "SIVUVIRTA_ACCESSIBILITY_AUTHORITY": "Authority",
            "SIVUVIRTA_BATTERY_CODES_FROM": "2026-11-09",
            "SIVUVIRTA_STALE_MONTHS": "12",
            "SIVUVIRTA_SECURE_COOKIES": "1",
        }
    )
    assert settings == Settings(
        database_url="sqlite:///x.db",
        secret_key=SECRET["SIVUVIRTA_SECRET_KEY"],
        language="sv",
        accessibility_authority="Authority",
        battery_codes_from=date(2026, 11, 9),
        stale_months=12,
        secure_cookies=True,
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SIVUVIRTA_LANGUAGE", "de"),
        ("SIVUVIRTA_BATTERY_CODES_FROM", "9.12.2026"),
        ("SIVUVIRTA_STALE_MONTHS", "0"),
        ("SIVUVIRTA_STALE_MONTHS", "two"),
        ("SIVUVIRTA_STALE_MONTHS", "²"),
        ("SIVUVIRTA_SECURE_COOKIES", "yes"),
        ("SIVUVIRTA_SECRET_KEY", "short"),
    ],
)
def test_a_wrong_value_is_a_sentence_that_names_the_variable(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        Settings.from_environment(SECRET | {name: value})


def test_the_secret_never_shows_in_a_report() -> None:
    assert "a secret" not in repr(Settings.from_environment(SECRET))


def test_workers_share_one_key_that_only_the_owner_reads(folder: Path) -> None:
    first, second = config.kept_secret_key(), config.kept_secret_key()
    assert first == second
    assert stat.S_IMODE((folder / "secret-key").stat().st_mode) == 0o600


def test_an_empty_key_file_still_gives_a_key(folder: Path) -> None:
    folder.mkdir()
    (folder / "secret-key").write_text("")
    assert len(config.kept_secret_key()) == 64


def test_without_a_data_folder_each_process_has_its_own_key(folder: Path) -> None:
    folder.write_text("a file where the folder should be")
    assert config.kept_secret_key() != config.kept_secret_key()
