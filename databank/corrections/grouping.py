"""The corrections about which nobody has decided yet, grouped by the words and by what they were corrected to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from databank import models
from databank.access import Viewer, may_see_corrections

MOST_GROUPS = 100
_Line = tuple[models.ClassificationCorrection, str]


@dataclass(frozen=True, slots=True)
class Variant:
    """One way in which the words were written, and how often."""

    words: str
    count: int


@dataclass(frozen=True, slots=True)
class Said:
    """What the engine had put first, and how often; the score is its highest."""

    code: str | None
    score: Decimal | None
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Corrections of the same words to the same class and code; `ids` are those that a decision settles."""

    key: str
    variants: tuple[Variant, ...]
    languages: tuple[str, ...]
    material_class: str
    code: str | None
    count: int
    organisations: int
    first_on: date
    last_on: date
    said: tuple[Said, ...]
    ids: tuple[int, ...]


def groups(session: Session, viewer: Viewer) -> tuple[Group, ...]:
    """What waits for a decision, the most frequent first; nothing for those who do not decide."""
    if not may_see_corrections(viewer):
        return ()
    table, stream = models.ClassificationCorrection, models.SideStream
    target = (table.key, table.class_after, func.coalesce(table.code_after, ""))
    frequent = (
        select(*(one.label(name) for one, name in zip(target, ("key", "class_after", "code_after"), strict=True)))
        .where(table.settled_on.is_(None))
        .group_by(*target)
        .order_by(func.count().desc(), *target)
        .limit(MOST_GROUPS)
        .subquery()
    )
    query = (
        select(table, stream.organisation_id)
        .join(stream, stream.id == table.side_stream_id)
        .join(
            frequent,
            (frequent.c.key == table.key)
            & (frequent.c.class_after == table.class_after)
            & (frequent.c.code_after == func.coalesce(table.code_after, "")),
        )
        .where(table.settled_on.is_(None))
        .order_by(*target, table.id)
    )
    lines: list[_Line] = [(row, owner) for row, owner in session.execute(query)]
    found = (_group(list(of_one)) for _, of_one in groupby(lines, key=_target))
    return tuple(sorted(found, key=lambda one: (-one.count, one.key)))


def _target(line: _Line) -> tuple[str, str, str | None]:
    row, _ = line
    return row.key, row.class_after, row.code_after


def _group(lines: Sequence[_Line]) -> Group:
    rows = [row for row, _ in lines]
    return Group(
        key=rows[0].key,
        variants=tuple(Variant(words, count) for words, count in Counter(row.words for row in rows).most_common()),
        languages=tuple(sorted({row.language for row in rows if row.language})),
        material_class=rows[0].class_after,
        code=rows[0].code_after,
        count=len(rows),
        organisations=len({owner for _, owner in lines}),
        first_on=min(row.made_on for row in rows),
        last_on=max(row.made_on for row in rows),
        said=tuple(
            Said(
                code,
                max((row.said_score for row in rows if row.said_code == code and row.said_score), default=None),
                count,
            )
            for code, count in Counter(row.said_code for row in rows).most_common()
        ),
        ids=tuple(row.id for row in rows),
    )
