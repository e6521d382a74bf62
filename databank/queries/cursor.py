"""Opaque keys of list pages: where the next page begins. They hold only what the page itself showed."""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, literal, tuple_

from databank.errors import CursorError

MOST_PER_PAGE = 1000
FIRST_YEAR = 1970
GREATEST = 1e16
LISTS: Mapping[str, Callable[[str], Any]] = {
    "mass": Decimal,
    "name": str,
    "newest": datetime.fromisoformat,
    "distance": float,
    "needs": str,
    "organisations": str,
    "reviews": datetime.fromisoformat,
    "matches": date.fromisoformat,
}
"""How the sort value of each list is read back."""


def encode(list_name: str, value: Decimal | float | datetime | str, record_id: str) -> str:
    """The key after a row with this sort value and id."""
    text = value.isoformat() if isinstance(value, datetime) else str(value)
    content = json.dumps([list_name, text, record_id], separators=(",", ":"))
    return base64.urlsafe_b64encode(content.encode()).decode().rstrip("=")


def decode(list_name: str, key: str) -> tuple[Any, str]:
    """Sort value and id of a key that `encode` made for the same list."""
    try:
        content = base64.urlsafe_b64decode(key.encode("ascii") + b"=" * (-len(key) % 4))
        name, text, record_id = json.loads(content)
        value = LISTS[list_name](text)
    except (ValueError, KeyError, TypeError, ArithmeticError, RecursionError) as error:
        raise CursorError from error
    if name != list_name or not isinstance(record_id, str) or "\0" in f"{text}{record_id}" or not _is_sane(value):
        raise CursorError
    return value, record_id


def _is_sane(value: Any) -> bool:
    """Whether a database can compare with the value."""
    if isinstance(value, datetime):
        return value.tzinfo is not None and value.year > FIRST_YEAR
    if isinstance(value, date):
        return value.year > FIRST_YEAR
    return isinstance(value, str) or (math.isfinite(value) and abs(value) < GREATEST)


def beyond(
    list_name: str, after: str | None, column: ColumnElement[Any], record_id: Any, *, falling: bool
) -> list[ColumnElement[bool]]:
    """The condition that a row stands after the key; nothing without a key."""
    if after is None:
        return []
    value, last_id = decode(list_name, after)
    here = tuple_(column, record_id)
    there = tuple_(literal(value, column.type), literal(last_id))
    return [here < there if falling else here > there]


def page_size(limit: int) -> int:
    """A page holds at least one row and not the whole bank."""
    return max(1, min(limit, MOST_PER_PAGE))
