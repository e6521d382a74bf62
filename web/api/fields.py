"""Fields of what the API answers: numbers as numbers, labels beside codes, every member always present."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import marshmallow as ma


class Out(ma.Schema):
    """An answer: each member is always there, null where it is unknown or not shown to this viewer."""

    class Meta:
        unknown = ma.EXCLUDE  # documented so that a later member is no breach of the contract

    def on_bind_field(self, field_name: str, field_obj: ma.fields.Field[Any]) -> None:
        """Document every member as present."""
        del field_name
        field_obj.required = True


class Quantity(ma.fields.Float):
    """A decimal of the bank as a JSON number: its at most 15 digits survive in a double."""


class Whole(ma.fields.Nested):
    """A member made of the record itself, not of one attribute: its labels, its owner."""

    def get_value(self, obj: Any, attr: str, accessor: Any = None, default: Any = None) -> Any:
        """The record."""
        del attr, accessor, default
        return obj


class Label(ma.fields.String):
    """What a code is called in the language of the answer; `source` is the attribute that holds the code."""

    def __init__(self, source: str, words: Callable[[Any], str], **options: Any) -> None:
        super().__init__(allow_none=True, **options)
        self.source = source
        self.words = words

    def get_value(self, obj: Any, attr: str, accessor: Any = None, default: Any = None) -> Any:
        """The words for the code; not by marshmallow's `attribute`, which the code's own member has already."""
        del attr, accessor, default
        code = getattr(obj, self.source)
        return None if code is None or code == "" else self.words(code)


def described(text: str) -> dict[str, Any]:
    """Metadata of a field that needs a word of explanation."""
    return {"metadata": {"description": text}}


def string(text: str = "") -> ma.fields.String:
    """A text that may be unknown."""
    return ma.fields.String(allow_none=True, metadata={"description": text} if text else {})


def quantity(text: str = "") -> Quantity:
    """A number that may be unknown."""
    return Quantity(allow_none=True, metadata={"description": text} if text else {})


def day(text: str = "") -> ma.fields.Date:
    """A date that may be unknown."""
    return ma.fields.Date(allow_none=True, metadata={"description": text} if text else {})


def page_of(item: type[ma.Schema], name: str) -> type[ma.Schema]:
    """The schema of one slice of a list: the items and the key of the next slice."""
    return Out.from_dict(
        {
            "items": ma.fields.List(ma.fields.Nested(item)),
            "next": string("Give this as `after` for the next slice; null at the end."),
        },
        name=name,
    )
