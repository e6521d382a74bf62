"""From the values of a row to the columns of a table, and what changed by it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import Any

from databank.models.parts import GROUPS, Sourced
from databank.records import FieldGroup, Level, ProvenanceKind
from databank.schemas.codes import write_limit
from databank.store.batch import Held
from databank.submissions.journal import Change, Changes

SPECIAL = frozenset({"visibility", "limits"})
"""Columns that are kept otherwise than their schema reads them."""
SOURCE_COLUMNS = ("source_url", "source_title", "source_date")


def assign(row: Any, values: Mapping[str, Any], names: Collection[str]) -> Changes:
    """Set the named columns of `row`; the fields that changed, with before and after."""
    if isinstance(row, Held) and row.is_blank:
        return _fill(row, values, names)
    changes: Changes = {}
    for name in names:
        value = values[name]
        if name in SPECIAL:
            if name == "visibility":
                changes |= _assign_visibility(row, value)
                continue
            value = tuple(write_limit(limit) for limit in value)
        before = getattr(row, name)
        if before is not value and before != value:
            setattr(row, name, value)
            changes[name] = (before, value)
    return changes


def _fill(row: Held, values: Mapping[str, Any], names: Collection[str]) -> Changes:
    """The same for a row that says nothing yet but what it begins with: in a tenth of the time."""
    row.is_blank = False
    own = vars(row)
    said = {name: value for name in names if (value := values[name]) is not None}
    if "limits" in said:
        said["limits"] = tuple(write_limit(limit) for limit in said["limits"])
    visibility = said.pop("visibility", None)
    changes: Changes = {name: (None, value) for name, value in said.items()}
    for name, before in own.items():
        if said.get(name) == before:
            del changes[name]
        elif name in names:
            changes[name] = (before, values[name])
            said[name] = values[name]
    own.update(said)
    if visibility is not None:
        changes |= _assign_visibility(row, visibility)
    return changes


_GROUPS = tuple(FieldGroup(group) for group in GROUPS)
_LEVEL_COLUMNS = tuple(f"level_{group}" for group in GROUPS)


def _assign_visibility(row: Any, visibility: Mapping[FieldGroup, Any]) -> Changes:
    after = tuple([int(visibility[group]) for group in _GROUPS])
    known = tuple([getattr(row, column) for column in _LEVEL_COLUMNS])
    if known == after:
        return {}
    for column, level in zip(_LEVEL_COLUMNS, after, strict=True):
        setattr(row, column, level)
    before = None if None in known else dict(_levels(known))
    return {"visibility": (before, dict(_levels(after)))}


@lru_cache(maxsize=256)
def _levels(levels: tuple[int, ...]) -> Mapping[str, Level]:
    return {group: Level(level) for group, level in zip(GROUPS, levels, strict=True)}


def stamp_source(row: Sourced, values: Mapping[str, Any], change: Change) -> None:
    """Write where a row comes from. Only a reviewed file may call its sources public."""
    has_source = values.get("source_url") is not None
    row.source_kind = _source_kind(change, has_source=has_source)
    row.source_file, row.source_row = change.file, change.row
    if row.source_date is None and not has_source:
        row.source_date = change.day


def _source_kind(change: Change, *, has_source: bool) -> ProvenanceKind:
    if change.trusted and has_source:
        return ProvenanceKind.PUBLIC_SOURCE
    return ProvenanceKind.SUBMITTED if change.file is None else ProvenanceKind.IMPORTED
