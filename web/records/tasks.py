"""What there is to tell about a record: one task a page, in any order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from databank.records import FieldGroup, MaterialNeed, SideStream
from web.records.fields import Field

Cells = dict[str, Any]
Record = SideStream | MaterialNeed


def as_they_are(cells: Cells, _known: Mapping[str, Any]) -> Cells:
    """Every field is a column."""
    return cells


def as_known(known: Mapping[str, Any]) -> Mapping[str, Any]:
    """Every column is a field."""
    return known


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One page of the task list.

    Attributes
    ----------
    slug : str
        Its place in the address.
    title, lede : str
        Sentences, marked for translation.
    fields : tuple of Field
        What is asked, of the record or of each row of `part`.
    part : str
        The kind of rows that the page edits all at once; empty for the record itself.
    telling : tuple of str
        The fields of a row that make it one: a row without them is not there.
    group : FieldGroup, optional
        The field group that decides who sees this.
    is_done : callable
        Whether the record says it.
    settle : callable
        From fields to columns, with the columns of before.
    unfold : callable
        From columns to what the fields show.
    columns : tuple of str
        The columns that are written, where they are not the fields.
    aliases : mapping
        Columns whose refusal stands at another field.
    reviewed : bool
        A change is looked at by the city before others see the record again.
    endpoint : str
        The page, where it is not an editor of fields.
    """

    slug: str
    title: str
    lede: str = ""
    fields: tuple[Field, ...] = ()
    part: str = ""
    telling: tuple[str, ...] = ()
    group: FieldGroup | None = None
    is_done: Callable[[Any], bool]
    settle: Callable[[Cells, Mapping[str, Any]], Cells] = as_they_are
    unfold: Callable[[Mapping[str, Any]], Mapping[str, Any]] = as_known
    columns: tuple[str, ...] = ()
    aliases: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    reviewed: bool = False
    endpoint: str = "records.task"

    @property
    def written(self) -> tuple[str, ...]:
        """The columns that this task writes."""
        return self.columns or tuple(one.name for one in self.fields)


def said_any(*names: str) -> Callable[[Any], bool]:
    """A task is done when the record says one of these."""
    return lambda record: any(getattr(record, name) not in {None, ""} for name in names)
