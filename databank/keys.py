"""Random keys for links and cookies. Whoever was given one holds it; the bank keeps its hash only."""

from __future__ import annotations

import base64
import hashlib
import secrets

KEY_BYTES = 16
KEY_LENGTH = 26


def new_key() -> str:
    """128 random bits that can be read aloud: 26 small letters and digits.

    >>> len(new_key())
    26
    """
    return base64.b32encode(secrets.token_bytes(KEY_BYTES)).decode().rstrip("=").lower()


def hash_key(key: str) -> str:
    """What is kept of a key. A key is random enough to need neither salt nor slowness."""
    return hashlib.sha256(key.encode()).hexdigest()
