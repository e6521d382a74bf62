"""Decisions about a file as JSON, and those of earlier files of the same shape, offered again."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from databank.errors import N_, FileRefusedError
from databank.imports.values import ImportMapping
from databank.models import SavedMapping
from databank.vocabulary import fold

MOST_BYTES = 1_000_000
MOST_MEMBERS = 20_000
MOST_SHEETS = 1_000
LONGEST = {"key": 500, "value": 500}
OF_ONE_FILE = frozenset({"year"})
"""Options that are true of one file only."""
NO_JSON = N_("The mapping is no JSON: line %(line)s cannot be read.")
TOO_GREAT = N_("The mapping is larger than 1 MB: take decisions out of it that are not needed.")
NO_OBJECT = N_("The mapping is no JSON object: write for example %(example)s.")
UNKNOWN_MEMBER = N_('The mapping has the member "%(name)s", which is not known. It may have: %(known)s.')
WRONG_TYPE = N_('The member "%(name)s" of the mapping must be %(wanted)s.')
TOO_MANY = N_('The member "%(name)s" of the mapping has more than %(most)s entries.')
TOO_LONG = N_('The member "%(name)s" of the mapping has a text of more than %(most)s characters.')
A_LIST, A_TEXT = N_("a list of texts"), N_("a text or null")
TEXTS, TEXTS_OR_NULL = N_("an object of texts"), N_("an object of texts or nulls")
OBJECTS = N_("an object of objects of texts")
EXAMPLE = '{"columns": {"Jätenimike": "waste_code"}}'


# --- JSON --------------------------------------------------------------------------------------------------------


def mapping_json(mapping: ImportMapping) -> dict[str, Any]:
    """What was decided as JSON holds it, without what is empty; `read_mapping` reads it back."""
    whole: dict[str, Any] = {
        "sheets": list(mapping.sheets),
        "layout": mapping.layout,
        "columns": dict(mapping.columns),
        "units": dict(mapping.units),
        "words": {column: dict(said) for column, said in mapping.words.items() if said},
        "rows": {place: dict(cells) for place, cells in mapping.rows.items() if cells},
        "options": dict(mapping.options),
        "answers": dict(mapping.answers),
    }
    return {name: value for name, value in whole.items() if value or (name == "layout" and value is not None)}


def read_mapping(source: str | bytes | Mapping[str, Any]) -> ImportMapping:
    """Read decisions from JSON: text, or what was read of it.

    Raises
    ------
    FileRefusedError
        Naming the member that is wrong.
    """
    content = source if isinstance(source, Mapping) else _loaded(source)
    unknown = next((str(name) for name in content if name not in _READERS), None)
    if unknown is not None:
        raise FileRefusedError(UNKNOWN_MEMBER, name=unknown[: LONGEST["key"]], known=", ".join(_READERS))
    return ImportMapping(**{name: _READERS[name](name, value) for name, value in content.items()})


def _loaded(source: str | bytes) -> Mapping[str, Any]:
    if len(source.encode() if isinstance(source, str) else source) > MOST_BYTES:
        raise FileRefusedError(TOO_GREAT)
    try:
        text = source if isinstance(source, str) else source.decode("utf-8-sig")
        content = json.loads(text.removeprefix("\ufeff"))
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise FileRefusedError(NO_JSON, line=getattr(error, "lineno", 1)) from error
    if not isinstance(content, dict):
        raise FileRefusedError(NO_OBJECT, example=EXAMPLE)
    return content


def _texts(name: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list | tuple) or not all(isinstance(one, str) for one in value):
        raise FileRefusedError(WRONG_TYPE, name=name, wanted=A_LIST)
    _bounded(name, len(value), MOST_SHEETS)
    return tuple(_short(name, one) for one in value)


def _text(name: str, value: Any) -> str | None:
    if value is not None and not isinstance(value, str):
        raise FileRefusedError(WRONG_TYPE, name=name, wanted=A_TEXT)
    return None if value is None else _short(name, value)


def _object(name: str, value: Any) -> Mapping[str, str]:
    """Texts by text. A number is taken as it is written, and what is null was not decided."""
    if not isinstance(value, Mapping):
        raise FileRefusedError(WRONG_TYPE, name=name, wanted=TEXTS)
    _bounded(name, len(value), MOST_MEMBERS)
    return {_short(name, key): _scalar(name, one) for key, one in value.items() if one is not None}


def _scalar(name: str, value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise FileRefusedError(WRONG_TYPE, name=name, wanted=TEXTS)
    return _short(name, str(value))


def _columns(name: str, value: Any) -> Mapping[str, str | None]:
    if not isinstance(value, Mapping) or not all(one is None or isinstance(one, str) for one in value.values()):
        raise FileRefusedError(WRONG_TYPE, name=name, wanted=TEXTS_OR_NULL)
    _bounded(name, len(value), MOST_MEMBERS)
    return {_short(name, key): None if one is None else _short(name, one) for key, one in value.items()}


def _objects(name: str, value: Any) -> Mapping[str, Mapping[str, str]]:
    if not isinstance(value, Mapping):
        raise FileRefusedError(WRONG_TYPE, name=name, wanted=OBJECTS)
    _bounded(name, len(value), MOST_MEMBERS)
    return {_short(name, key): _object(f"{name}.{key}"[: LONGEST["key"]], one) for key, one in value.items()}


def _words(name: str, value: Any) -> Mapping[str, Mapping[str, str]]:
    """Wordings are folded, so that people may write them as they stand in the file."""
    return {column: {fold(text): one for text, one in said.items()} for column, said in _objects(name, value).items()}


_READERS: Mapping[str, Callable[[str, Any], Any]] = {
    "sheets": _texts,
    "layout": _text,
    "columns": _columns,
    "units": _object,
    "words": _words,
    "rows": _objects,
    "options": _object,
    "answers": _object,
}


def _bounded(name: str, count: int, most: int) -> None:
    if count > most:
        raise FileRefusedError(TOO_MANY, name=name, most=most)


def _short(name: str, text: str) -> str:
    if len(text) > LONGEST["value"]:
        raise FileRefusedError(TOO_LONG, name=name, most=LONGEST["value"])
    return text


# --- earlier files -----------------------------------------------------------------------------------------------


def remember(session: Session, owner: str | None, kind: str, shape: str, mapping: ImportMapping, at: datetime) -> None:
    """Keep what was decided for files of this shape; what concerns one file only is left out."""
    lasting = ImportMapping(
        sheets=mapping.sheets,
        layout=mapping.layout,
        columns=mapping.columns,
        units=mapping.units,
        words=mapping.words,
        options={name: value for name, value in mapping.options.items() if name not in OF_ONE_FILE},
    )
    row = SavedMapping(owner=owner or "", kind=kind, shape=shape, mapping=mapping_json(lasting), saved_at=at)
    session.merge(row)
    session.flush()


def remembered(session: Session, owner: str | None, kind: str, shape: str) -> ImportMapping | None:
    """What was decided for the last file of this shape; None when there was none or it cannot be read any more."""
    row = session.get(SavedMapping, (owner or "", kind, shape))
    if row is None:
        return None
    try:
        return read_mapping(row.mapping)
    except FileRefusedError:
        return None
