"""Sentences of `databank` and `flows` in the language of the page, their terms, numbers and days too."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from databank.errors import Sentence, Term
from web import labels, numbers
from web.language import gettext as _

SIGNS: Mapping[str, str] = MappingProxyType({"<=": "\u2264", ">=": "\u2265"})
"""How the operators of limits are printed; the others are written as they are."""


def said(sentence: Sentence) -> str:
    """A sentence as the page says it."""
    return _(sentence.key, **{name: _place(name, value) for name, value in sentence.values.items()})


def _place(name: str, value: Any) -> Any:
    if isinstance(value, Sentence):
        return said(value)
    if isinstance(value, Term):
        return labels.title(value.titles)
    if isinstance(value, Decimal | float):
        return numbers.number(value)
    if isinstance(value, date):
        return numbers.day(value)
    if name == "operator":
        return SIGNS.get(value, value)
    return _unit(value) if name == "unit" and isinstance(value, str) else value


def _unit(unit: str) -> str:
    """A unit with its signs; its words stand with those of uses, whose pages say sentences themselves."""
    from web.classification.use_words import unit_words

    return unit_words(unit)
