"""The settings of mails: where the service is reached, whom mails come from, and where they go."""

from __future__ import annotations

import re
from collections.abc import Mapping
from email.errors import HeaderParseError
from email.headerregistry import Address
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from databank.errors import DatabankError

SMTP_SCHEMES = ("smtp", "smtps", "smtp+starttls")


class SettingsError(DatabankError):
    """A setting that cannot be used. The sentence names the variable, the value and what would be right."""


def public_url(given: Mapping[str, str], name: str) -> str | None:
    """The address of the service, without a slash at its end."""
    value = given.get(name, "").strip().rstrip("/")
    if not value:
        return None
    parts = _parts(value)
    if parts is None or parts.scheme not in {"http", "https"} or parts.path or parts.query or parts.fragment:
        raise SettingsError('%(name)s is "%(value)s": write it like https://bank.example.', name=name, value=value)
    return value


def sender(given: Mapping[str, str], name: str, server_name: str) -> str | None:
    """The address that mails come from; needed as soon as they leave the house."""
    value = given.get(name, "").strip()
    if not value:
        if given.get(server_name, "").strip():
            raise SettingsError(
                "%(name)s is missing: write the address that mails come from, such as noreply@bank.example.", name=name
            )
        return None
    if not is_address(value):
        raise SettingsError('%(name)s is "%(value)s": write it like noreply@bank.example.', name=name, value=value)
    return value


def is_address(text: str) -> bool:
    r"""Whether a mail can be addressed to `text`.

    >>> is_address("anna@bank.example"), is_address("anna"), is_address("anna@bank.example\nBcc: all@bank.example")
    (True, False, False)
    """
    if not re.fullmatch(r"[^\s@<>\x00-\x1f]+@[^\s@<>\x00-\x1f]+", text):
        return False
    try:
        return Address(addr_spec=text).addr_spec == text
    except (HeaderParseError, ValueError, IndexError):
        return False


def smtp_url(given: Mapping[str, str], name: str) -> str | None:
    """The address of the mail server. Its sentence never repeats the value: it may hold a password."""
    value = given.get(name, "").strip()
    if not value:
        return None
    parts = _parts(value)
    if parts is None or parts.scheme not in SMTP_SCHEMES or parts.path.strip("/") or parts.query or parts.fragment:
        raise SettingsError(
            "%(name)s cannot be read: write it like smtp://user:password@host:port, smtps:// for TLS from the start "
            "or smtp+starttls:// for TLS after it. Signs such as @ or / in a password are written as %%40 and %%2F.",
            name=name,
        )
    return value


def folder(given: Mapping[str, str], name: str) -> Path | None:
    """The folder that mails are written into."""
    value = given.get(name, "").strip()
    if not value:
        return None
    if not Path(value).is_absolute():
        raise SettingsError('%(name)s is "%(value)s": write the whole path, from / on.', name=name, value=value)
    return Path(value)


def _parts(value: str) -> SplitResult | None:
    """The parts of an address with a host and a port that may be; None for anything else."""
    try:
        parts = urlsplit(value)
        is_whole = bool(parts.hostname) and parts.port != 0 and not re.search(r"\s", value)
    except ValueError:
        return None
    return parts if is_whole else None
