"""The settings of mails: a wrong value is a sentence, and a password is in none of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from web.config import Settings
from web.mail_settings import SettingsError

SECRET = {"SIVUVIRTA_SECRET_KEY": "a secret that only the tests know"}
SENDER = {"SIVUVIRTA_MAIL_FROM": "noreply@bank.example"}


def test_mails_go_into_a_folder_unless_told_otherwise() -> None:
    settings = Settings.from_environment(SECRET)
    assert settings.smtp_url is None
    assert settings.mail_folder.name == "mails"
    assert settings.public_url == "http://127.0.0.1:8000"


@pytest.mark.parametrize(
    "url",
    [
        "smtp://mail.example",
        "smtps://user:p%40ss@mail.example:465",
        "smtp+starttls://u:p@[::1]:587",
        "smtp://mail.example/",
    ],
)
def test_a_mail_server_is_taken_as_given(url: str) -> None:
    settings = Settings.from_environment(SECRET | SENDER | {"SIVUVIRTA_SMTP_URL": url})
    assert settings.smtp_url == url
    assert url not in repr(settings)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SIVUVIRTA_SMTP_URL", "mail.example"),
        ("SIVUVIRTA_SMTP_URL", "https://mail.example"),
        ("SIVUVIRTA_SMTP_URL", "smtp://user:hush@"),
        ("SIVUVIRTA_SMTP_URL", "smtp://user:hush@mail.example:99999"),
        ("SIVUVIRTA_SMTP_URL", "smtp://user:hu/sh@mail.example"),
        ("SIVUVIRTA_SMTP_URL", "smtp://user:hush@mail.example?x=1"),
        ("SIVUVIRTA_MAIL_FROM", "the bank"),
        ("SIVUVIRTA_MAIL_FROM", "a@b.example\nBcc: c@d.example"),
        ("SIVUVIRTA_MAIL_FOLDER", "mails"),
        ("SIVUVIRTA_PUBLIC_URL", "bank.example"),
        ("SIVUVIRTA_PUBLIC_URL", "ftp://bank.example"),
        ("SIVUVIRTA_PUBLIC_URL", "https://bank.example/path"),
    ],
)
def test_a_wrong_value_is_a_sentence_that_names_the_variable_and_tells_no_password(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name) as refused:
        Settings.from_environment(SECRET | SENDER | {name: value})
    assert "hush" not in str(refused.value)


def test_a_mail_server_needs_somebody_whom_mails_come_from() -> None:
    with pytest.raises(SettingsError, match="SIVUVIRTA_MAIL_FROM is missing"):
        Settings.from_environment(SECRET | {"SIVUVIRTA_SMTP_URL": "smtp://mail.example"})


def test_the_folder_and_the_address_are_taken_as_given(tmp_path: Path) -> None:
    given = {"SIVUVIRTA_MAIL_FOLDER": str(tmp_path), "SIVUVIRTA_PUBLIC_URL": "https://bank.example:8443/"}
    settings = Settings.from_environment(SECRET | given)
    assert settings.mail_folder == tmp_path
    assert settings.public_url == "https://bank.example:8443"
