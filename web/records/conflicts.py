"""Two editors at one record: what the other one changed, beside what stands in the form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from databank.errors import FieldChange, RecordChangedError
from web.catalogue.words import parameter_label
from web.language import gettext
from web.numbers import UNKNOWN
from web.records.fields import Field
from web.records.tasks import Task


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that somebody else changed while it was open here."""

    label: str
    yours: str
    theirs: str
    before: str
    made_by: str
    made_at: datetime


def overlaps(changed: RecordChangedError, task: Task) -> bool:
    """Whether the other one changed what this page writes."""
    ours = {*task.written, task.part, *(("amounts",) if task.slug == "amounts" else ())}
    return any(one.field.partition("[")[0] in ours for one in changed.changes)


def differences(changed: RecordChangedError, task: Task, typed: Mapping[str, str]) -> list[Difference]:
    """What the other one changed of this page."""
    return [_difference(one, task, typed) for one in changed.changes if overlaps(_only(changed, one), task)]


def _only(changed: RecordChangedError, one: FieldChange) -> RecordChangedError:
    return RecordChangedError(changed.record_id, changed.version, (one,))


def _difference(one: FieldChange, task: Task, typed: Mapping[str, str]) -> Difference:
    column, _dot, inner = one.field.partition("].")
    name = task.aliases.get(one.field, inner or one.field)
    field = next((field for field in task.fields if field.name == name), None)
    label = gettext(field.label) if field else name
    if inner:
        label = f"{parameter_label(column.partition('[')[2])}: {label}"
    return Difference(
        label=label,
        yours=_shown(field, typed.get(name)) if not inner else "",
        theirs=_kept(field, one.after),
        before=_kept(field, one.before),
        made_by=one.made_by,
        made_at=one.made_at,
    )


def _kept(field: Field | None, value: Any) -> str:
    """A value of the history in words."""
    if value is None or value == "":
        return UNKNOWN
    return _shown(field, field.show(value)) if field else str(value)


def _shown(field: Field | None, typed: str | None) -> str:
    words = dict(field.choices()) if field else {}
    return words.get(typed or "", "") or typed or UNKNOWN
