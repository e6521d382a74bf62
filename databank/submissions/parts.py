"""Rows that are parts of a record: amounts, composition and documents of a side stream, the facts of an area."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from databank import models
from databank.models.parts import Sourced
from databank.plausibility import amounts
from databank.records import AmountStatus
from databank.schemas import COLUMNS
from databank.store.batch import new_part
from databank.submissions.derived import derive_amount, derive_side_stream
from databank.submissions.journal import Change, Changes
from databank.submissions.rows import assign, stamp_source


def _nothing(_: Any) -> None:
    """Nothing follows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A kind whose rows belong to a parent; `key` finds a row among its siblings."""

    kind: str
    model: type[Any]
    parent: type[Any]
    parent_kind: str
    parent_column: str
    collection: str
    key: tuple[str, ...]
    derive_parent: Callable[[Any], None] = _nothing


PARTS: Mapping[str, Part] = MappingProxyType(
    {
        part.kind: part
        for part in (
            Part(
                kind="area-facts",
                model=models.AreaFact,
                parent=models.Area,
                parent_kind="areas",
                parent_column="area_id",
                collection="facts",
                key=("topic", "name_en", "year", "source_url"),
            ),
            Part(
                kind="amounts",
                model=models.StreamAmount,
                parent=models.SideStream,
                parent_kind="side-streams",
                parent_column="side_stream_id",
                collection="amounts",
                key=("year",),
                derive_parent=derive_side_stream,
            ),
            Part(
                kind="composition",
                model=models.Measurement,
                parent=models.SideStream,
                parent_kind="side-streams",
                parent_column="side_stream_id",
                collection="composition",
                key=("parameter", "measured_on", "laboratory"),
            ),
            Part(
                kind="documents",
                model=models.Document,
                parent=models.SideStream,
                parent_kind="side-streams",
                parent_column="side_stream_id",
                collection="documents",
                key=("url",),
            ),
        )
    }
)


def assign_part(part: Part, parent: Any, row: Mapping[str, Any], change: Change, columns: Collection[str]) -> Changes:
    """Set one part of a record; the fields that changed, named after the part."""
    siblings = getattr(parent, part.collection)
    item = _found(siblings, part, row) if siblings else None
    if item is None:
        last = max((one.position for one in siblings), default=0)
        item, columns = new_part(parent, part.model, {"position": last + 1}), _stored(part.kind)
        siblings.append(item)
    stored = _stored(part.kind)
    names: Collection[str] = columns if columns is stored else [name for name in columns if name in stored]
    if _waits(item, change):
        names = [name for name in names if name != "amount_status"]
    changes = assign(item, row, names)
    if changes and part.model is models.StreamAmount:
        _settle_amount(item, siblings, change)
    if changes and issubclass(part.model, Sourced):
        stamp_source(item, row, change)
    label = row[part.key[0]] or "-"
    return {f"{part.collection}[{label}].{name}": pair for name, pair in changes.items()}


def _found(siblings: Sequence[Any], part: Part, row: Mapping[str, Any]) -> Any:
    return next((one for one in siblings if all(getattr(one, name) == row[name] for name in part.key)), None)


@cache
def _stored(kind: str) -> Mapping[str, None]:
    """The columns of a part, in their order."""
    return dict.fromkeys(name for name in COLUMNS[kind] if name != PARTS[kind].parent_column)


def _waits(item: Any, change: Change) -> bool:
    """An amount under review is confirmed by a person, not by the same file again."""
    return not change.trusted and getattr(item, "amount_status", None) is AmountStatus.UNDER_REVIEW


def _settle_amount(item: models.StreamAmount, siblings: list[models.StreamAmount], change: Change) -> None:
    """Work out what flows; a jump that no reviewed file vouches for waits for a person."""
    derive_amount(item)
    if not change.trusted and is_jump(item, siblings):
        item.amount_status = AmountStatus.UNDER_REVIEW


def is_jump(item: models.StreamAmount, siblings: list[models.StreamAmount]) -> bool:
    """Whether an amount is a thousandfold or a thousandth of the confirmed amounts beside it."""
    history = [
        one.layer_amount
        for one in siblings
        if one is not item
        and one.layer is item.layer
        and one.amount_status is AmountStatus.CONFIRMED
        and one.layer_amount
    ]
    return amounts.is_jump(item.layer_amount, history)
