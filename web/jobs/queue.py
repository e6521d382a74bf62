"""The queue: an SQLite file beside the bank, or tables in the bank's PostgreSQL. What it holds is plain JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from huey import Huey, PostgresHuey, SqliteHuey
from huey.registry import Message
from huey.serializer import Serializer

from databank.store import Bank
from databank.store.engines import file_of

NAME = "sivuvirta"
TABLE_PREFIX = "jobs"
MESSAGE, MOMENT = "message", "moment"


class JsonSerializer(Serializer):  # type: ignore[misc]  # huey ships no types
    """Tasks as JSON: whoever can write into the queue can name a task, but not run code as with pickle."""

    def _serialize(self, data: Any) -> bytes:
        return json.dumps(_plain(data)).encode()

    def _deserialize(self, data: bytes) -> Any:
        return json.loads(data, object_hook=_restored)


def _plain(value: Any) -> Any:
    """A task's message in what JSON knows; a time and a message are mappings with one key."""
    if isinstance(value, Message):
        return {MESSAGE: [_plain(part) for part in value]}
    if isinstance(value, datetime):
        return {MOMENT: value.isoformat()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    if isinstance(value, Mapping):
        return {str(name): _plain(part) for name, part in value.items()}
    return value


def _restored(value: dict[str, Any]) -> Any:
    if value.keys() == {MESSAGE}:
        return Message(*value[MESSAGE])
    if value.keys() == {MOMENT}:
        return datetime.fromisoformat(value[MOMENT])
    return value


def queue_file(bank: Bank) -> Path | None:
    """Where the queue of an SQLite bank is kept: the bank's own file is busy enough."""
    file = file_of(bank.url)
    return None if file is None else file.with_name(f"{file.stem}-jobs.sqlite3")


def open_queue(bank: Bank) -> Huey | None:
    """The queue of a bank; None for a bank in memory, which no other process sees."""
    common = {"name": NAME, "results": False, "serializer": JsonSerializer()}
    if bank.url.get_backend_name() == "postgresql":
        dsn = bank.url.set(drivername="postgresql").render_as_string(hide_password=False)
        return PostgresHuey(dsn=dsn, table_prefix=TABLE_PREFIX, **common)
    file = queue_file(bank)
    return None if file is None else SqliteHuey(filename=str(file), **common)
