"""Values as the journal keeps them: what JSON holds."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from enum import IntEnum
from json.encoder import encode_basestring_ascii
from typing import Any, ClassVar

from databank.amounts import plain
from databank.store.bulk import Document

MOST = 8192
"""Changes of single fields that are kept as text."""


class _Writers(dict[type[Any], Callable[[Any], Any] | None]):
    """How values of each type are written, found out once; None for those that JSON holds as they are."""

    KNOWN: ClassVar[tuple[tuple[type[Any], Callable[[Any], Any]], ...]] = (
        (Decimal, plain),
        (date, lambda value: value.isoformat()),
        (IntEnum, lambda value: value.name.lower()),
        (Mapping, lambda value: {written(key): written(item) for key, item in value.items()}),
        (list, lambda value: [written(item) for item in value]),
        (tuple, lambda value: [written(item) for item in value]),
    )

    def __missing__(self, kind: type[Any]) -> Callable[[Any], Any] | None:
        write = self[kind] = next((write for known, write in self.KNOWN if issubclass(kind, known)), None)
        return write


_WRITERS = _Writers()


def written(value: Any) -> Any:
    """A value as the journal keeps it: what JSON holds."""
    write = _WRITERS[type(value)]
    return value if write is None else write(value)


class _Texts(dict[tuple[str, Any, Any], str]):
    """The change of one field as text: files say the same few things over and over."""

    def __missing__(self, change: tuple[str, Any, Any]) -> str:
        if len(self) >= MOST:
            self.clear()
        text = self[change] = _text(*change)
        return text


_TEXTS = _Texts()


def document(changes: Mapping[str, tuple[Any, Any]]) -> Document:
    """Changes as the text of a JSON document: field -> before, after."""
    texts = []
    for name, (before, after) in changes.items():
        if type(after) is dict or type(before) is dict:
            texts.append(_TEXTS[name, _items(before), _items(after)])
        else:
            texts.append(_TEXTS[name, before, after])
    return Document(f"{{{', '.join(texts)}}}")


class _Items(tuple[tuple[Any, Any], ...]):
    """The items of a dictionary, which has no hash itself."""

    __slots__ = ()


def _items(value: Any) -> Any:
    return _Items(value.items()) if type(value) is dict else value


def _text(name: str, before: Any, after: Any) -> str:
    return f"{encode_basestring_ascii(name)}: [{_json(before)}, {_json(after)}]"


def _json(value: Any) -> str:
    if value is None:
        return "null"
    told = written(dict(value) if type(value) is _Items else value)
    return encode_basestring_ascii(told) if isinstance(told, str) else json.dumps(told)
