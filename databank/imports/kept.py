"""What is kept of a reading between two steps: values as JSON, and back."""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from databank.amounts import plain
from databank.errors import Sentence

T = TypeVar("T")


def as_json(value: Any) -> Any:
    """A value of an import in what JSON knows."""
    if isinstance(value, Sentence):
        return {"key": value.key, "values": {name: as_json(one) for name, one in value.values.items()}}
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: as_json(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, Mapping):
        return {str(name): as_json(one) for name, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [as_json(one) for one in value]
    return _plain(value)


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Enum):
        return as_json(value.value)
    return value if value is None or isinstance(value, bool | int | float) else str(value)


def from_json(kind: type[T], kept: Any) -> T:
    """The value of a class that `as_json` wrote."""
    built: T = _built(kind, kept)
    return built


def sentence(kept: Mapping[str, Any] | None) -> Sentence | None:
    """A sentence that was kept, or none."""
    if not kept or "key" not in kept:
        return None
    return Sentence(kept["key"], **{name: _value(one) for name, one in kept.get("values", {}).items()})


def _value(kept: Any) -> Any:
    """A value of a sentence: another sentence, or as it is."""
    if isinstance(kept, dict) and kept.keys() == {"key", "values"}:
        return sentence(kept)
    return kept


@cache
def _hints(kind: type[Any]) -> Mapping[str, Any]:
    return get_type_hints(kind)


def _built(kind: Any, kept: Any) -> Any:  # noqa: PLR0911 - one line for each kind of type
    if kept is None or kind is Any:
        return kept
    origin, inner = get_origin(kind), get_args(kind)
    if origin in {Union, types.UnionType}:
        return _built(next(one for one in inner if one is not type(None)), kept)
    if origin is tuple:
        return _tuple(inner, kept)
    if origin is list:
        return [_built(inner[0], one) for one in kept]
    if origin is not None and issubclass(origin, Mapping):
        return {name: _built(inner[1], one) for name, one in kept.items()}
    if kind is Sentence:
        return sentence(kept)
    if is_dataclass(kind) and isinstance(kind, type):
        hints = _hints(kind)
        return kind(**{name: _built(hints[name], one) for name, one in kept.items() if name in hints})
    if kind is str and isinstance(kept, dict):
        return sentence(kept)
    return Decimal(kept) if kind is Decimal else kept


def _tuple(inner: tuple[Any, ...], kept: Any) -> tuple[Any, ...]:
    """A list of one kind of value, or one value for each place."""
    if len(inner) > 1 and inner[1] is not Ellipsis:
        return tuple(_built(kind, one) for kind, one in zip(inner, kept, strict=True))
    return tuple(_built(inner[0], one) for one in kept)
