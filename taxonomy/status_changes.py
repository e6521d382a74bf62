"""What changes when the legal status of a material changes: codes, chemicals law, documents, tax and permits.

The list says what the law demands on each side of a change. It does not say that a change is permitted: only an
authority decides the classification.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal, cast, get_args

from taxonomy.codes import Titles, parts, read_rows, titles_of

Status = Literal["waste", "by_product", "end_of_waste", "product"]
STATUSES: tuple[Status, ...] = get_args(Status)


@dataclass(frozen=True, slots=True)
class Topic:
    """One thing that a change touches, such as labelling or the waste tax."""

    id: str
    titles: Titles


@dataclass(frozen=True, slots=True)
class Change:
    """What happens to one topic; `valid_from` is the first day of the law that says so."""

    topic: Topic
    titles: Titles
    source: str
    valid_from: date


def topics() -> tuple[Topic, ...]:
    """All topics in the order in which they are read."""
    return tuple(Topic(row["id"], titles_of(row)) for _, row in read_rows("status_topics"))


def pairs() -> tuple[tuple[Status, Status], ...]:
    """Every change there is: from each status to each other one."""
    return tuple((before, after) for before in STATUSES for after in STATUSES if before != after)


def changes(before: Status, after: Status, on: date) -> tuple[Change, ...]:
    """What changes from one status to another by the law of a day, in the order of the topics.

    >>> [change.topic.id for change in changes("waste", "end_of_waste", date(2026, 11, 22))][:2]
    ['decision', 'waste_code']
    """
    found = _changes().get((before, after), {})
    held = (_newest(found.get(topic.id, ()), on) for topic in topics())
    return tuple(change for change in held if change)


def _newest(versions: tuple[Change, ...], on: date) -> Change | None:
    held = [change for change in versions if change.valid_from <= on]
    return max(held, key=lambda change: change.valid_from, default=None)


def pairs_of(row: Mapping[str, str]) -> Iterator[tuple[Status, Status]]:
    """The changes that a row speaks of; from a status to itself is none."""
    for before in parts(row["from"]):
        for after in parts(row["to"]):
            if before != after:
                yield cast(Status, before), cast(Status, after)


@cache
def _changes() -> Mapping[tuple[Status, Status], Mapping[str, tuple[Change, ...]]]:
    named = {topic.id: topic for topic in topics()}
    found: dict[tuple[Status, Status], dict[str, tuple[Change, ...]]] = {}
    for _, row in read_rows("status_changes"):
        topic = named[row["topic"]]
        change = Change(topic, titles_of(row), row["source"], date.fromisoformat(row["valid_from"]))
        for pair in pairs_of(row):
            held = found.setdefault(pair, {})
            held[topic.id] = (*held.get(topic.id, ()), change)
    return found
