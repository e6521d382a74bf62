"""Settings of the service, read once from the environment. A wrong value is a sentence naming the variable."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import platformdirs

from taxonomy.codes import LANGUAGES, Language
from web import mail_settings
from web.mail_settings import SettingsError

STALE_MONTHS_RANGE = range(1, 121)
DATA_FOLDER_MODE = 0o700
SECRET_FILE_MODE = 0o600
SHORTEST_SECRET = 16
SITE = re.compile(r"https?://(\*\.)?[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*(:[0-9]{1,5})?")


def data_folder() -> Path:
    """Where the default database and the signing key live: the user's own data folder."""
    return Path(platformdirs.user_data_path("sivuvirta", appauthor=False))


def default_database_url() -> str:
    """Address of the SQLite file that is used when no other database is named."""
    return f"sqlite:///{data_folder() / 'sivuvirta.sqlite3'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that may differ between two installations.

    Attributes
    ----------
    database_url : str
        ``SIVUVIRTA_DATABASE_URL``.
    secret_key : str
        ``SIVUVIRTA_SECRET_KEY``: signs the cookie that protects forms; never shown in a report.
    language : Language
        ``SIVUVIRTA_LANGUAGE``: language of the command line.
    accessibility_authority : str
        ``SIVUVIRTA_ACCESSIBILITY_AUTHORITY``: who supervises act 306/2019; named in the accessibility statement.
    battery_codes_from : date
        ``SIVUVIRTA_BATTERY_CODES_FROM``: first day of the battery codes of (EU) 2025/934.
    stale_months : int
        ``SIVUVIRTA_STALE_MONTHS``: offers confirmed longer ago are left out of sums.
    secure_cookies : bool
        ``SIVUVIRTA_SECURE_COOKIES``: 1 when served over HTTPS only.
    public_url : str
        ``SIVUVIRTA_PUBLIC_URL``: where visitors reach the service; links in mails begin with it.
    mail_from : str
        ``SIVUVIRTA_MAIL_FROM``: whom mails come from.
    smtp_url : str, optional
        ``SIVUVIRTA_SMTP_URL``: the server that takes our mails; without it they are written into a folder.
    mail_folder : Path
        ``SIVUVIRTA_MAIL_FOLDER``: that folder.
    staff_two_factor : bool
        ``SIVUVIRTA_STAFF_TWO_FACTOR``: 0 lets the city's people in with a password alone.
    session_idle_minutes : int
        ``SIVUVIRTA_SESSION_IDLE_MINUTES``: somebody who does nothing for so long is signed out.
    session_hours : int
        ``SIVUVIRTA_SESSION_HOURS``: everybody signs in again after so long.
    proxies : int
        ``SIVUVIRTA_PROXIES``: how many proxies of ours stand in front; only their X-Forwarded headers are believed.
    import_megabytes : int
        ``SIVUVIRTA_IMPORT_MEGABYTES``: how large a spreadsheet may be that somebody brings with a browser.
    embed_ancestors : str
        ``SIVUVIRTA_EMBED_ANCESTORS``: which sites may show our diagrams in a frame, as `frame-ancestors` takes it.
    """

    database_url: str = field(default_factory=default_database_url)
    secret_key: str = field(default_factory=lambda: secrets.token_hex(32), repr=False)
    language: Language = "en"
    accessibility_authority: str = "Traficom"
    battery_codes_from: date = date(2026, 12, 9)
    stale_months: int = 24
    secure_cookies: bool = False
    public_url: str = "http://127.0.0.1:8000"
    mail_from: str = "sivuvirta@localhost"
    smtp_url: str | None = field(default=None, repr=False)
    mail_folder: Path = field(default_factory=lambda: data_folder() / "mails")
    staff_two_factor: bool = True
    session_idle_minutes: int = 60
    session_hours: int = 12
    proxies: int = 0
    import_megabytes: int = 50
    embed_ancestors: str = "*"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """Read the ``SIVUVIRTA_*`` variables; whatever is not set keeps its default."""
        given = os.environ if environment is None else environment
        standard = cls(secret_key=given.get("SIVUVIRTA_SECRET_KEY", "") or kept_secret_key())
        if len(standard.secret_key) < SHORTEST_SECRET:
            raise SettingsError("SIVUVIRTA_SECRET_KEY is too short: use at least 16 random characters.")
        return cls(
            database_url=given.get("SIVUVIRTA_DATABASE_URL") or standard.database_url,
            secret_key=standard.secret_key,
            language=_language(given.get("SIVUVIRTA_LANGUAGE") or standard.language),
            accessibility_authority=given.get("SIVUVIRTA_ACCESSIBILITY_AUTHORITY") or standard.accessibility_authority,
            battery_codes_from=_day(given, "SIVUVIRTA_BATTERY_CODES_FROM", standard.battery_codes_from),
            stale_months=_whole(given, "SIVUVIRTA_STALE_MONTHS", standard.stale_months, STALE_MONTHS_RANGE),
            secure_cookies=_switch(given, "SIVUVIRTA_SECURE_COOKIES"),
            public_url=mail_settings.public_url(given, "SIVUVIRTA_PUBLIC_URL") or standard.public_url,
            mail_from=mail_settings.sender(given, "SIVUVIRTA_MAIL_FROM", "SIVUVIRTA_SMTP_URL") or standard.mail_from,
            smtp_url=mail_settings.smtp_url(given, "SIVUVIRTA_SMTP_URL"),
            mail_folder=mail_settings.folder(given, "SIVUVIRTA_MAIL_FOLDER") or standard.mail_folder,
            staff_two_factor=_switch(given, "SIVUVIRTA_STAFF_TWO_FACTOR", "1"),
            session_idle_minutes=_whole(given, "SIVUVIRTA_SESSION_IDLE_MINUTES", 60, range(1, 1441)),
            session_hours=_whole(given, "SIVUVIRTA_SESSION_HOURS", 12, range(1, 169)),
            proxies=_whole(given, "SIVUVIRTA_PROXIES", 0, range(10)),
            import_megabytes=_whole(given, "SIVUVIRTA_IMPORT_MEGABYTES", 50, range(1, 151)),
            embed_ancestors=_ancestors(given, "SIVUVIRTA_EMBED_ANCESTORS", standard.embed_ancestors),
        )


def kept_secret_key() -> str:
    """The signing key in the data folder, made on first use, so that several workers share one.

    Where the folder cannot be written every process has its own key: forms then live as long as the process.
    """
    file = data_folder() / "secret-key"
    try:
        return file.read_text("ascii").strip() or _written_key(file)
    except FileNotFoundError:
        return _written_key(file)
    except OSError:
        return secrets.token_hex(32)


def _written_key(file: Path) -> str:
    key = secrets.token_hex(32)
    try:
        file.parent.mkdir(mode=DATA_FOLDER_MODE, parents=True, exist_ok=True)
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, SECRET_FILE_MODE), "w") as opened:
            opened.write(key)
    except FileExistsError:  # another worker was faster
        return file.read_text("ascii").strip() or key
    except OSError:
        return key
    return key


def _language(value: str) -> Language:
    for language in LANGUAGES:
        if value == language:
            return language
    raise SettingsError('SIVUVIRTA_LANGUAGE is "%(value)s": write fi, sv or en.', value=value)


def _day(given: Mapping[str, str], name: str, default: date) -> date:
    value = given.get(name, "").strip()
    if not value:
        return default
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise SettingsError('%(name)s is "%(value)s": write a date as 2026-12-09.', name=name, value=value) from None


def _whole(given: Mapping[str, str], name: str, default: int, allowed: range) -> int:
    value = given.get(name, "").strip()
    if not value:
        return default
    if not (value.isascii() and value.isdigit() and int(value) in allowed):
        raise SettingsError(
            '%(name)s is "%(value)s": write a whole number from %(least)s to %(most)s.',
            name=name,
            value=value,
            least=allowed.start,
            most=allowed.stop - 1,
        )
    return int(value)


def _ancestors(given: Mapping[str, str], name: str, default: str) -> str:
    """Sites as a policy takes them; nothing else may get into the header."""
    words = given.get(name, "").split()
    if not words:
        return default
    if words in (["*"], ["none"]):
        return words[0] if words == ["*"] else "'none'"
    wrong = next((word for word in words if not SITE.fullmatch(word)), None)
    if wrong is not None:
        raise SettingsError(
            '%(name)s holds "%(value)s": write sites such as https://www.pori.fi, apart by spaces, or * for all, or '
            "none.",
            name=name,
            value=wrong[:80],
        )
    return " ".join(words)


def _switch(given: Mapping[str, str], name: str, default: str = "0") -> bool:
    value = given.get(name, "").strip() or default
    if value not in {"0", "1"}:
        raise SettingsError('%(name)s is "%(value)s": write 1 for yes or 0 for no.', name=name, value=value)
    return value == "1"
