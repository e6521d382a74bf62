"""Sentences of `databank` and `flows` in the language of the page, their terms, numbers and days too."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from databank.errors import Sentence, Term
from web import labels, numbers
from web.language import gettext as _


def said(sentence: Sentence) -> str:
    """A sentence as the page says it."""
    return _(sentence.key, **{name: _place(value) for name, value in sentence.values.items()})


def _place(value: Any) -> Any:
    if isinstance(value, Sentence):
        return said(value)
    if isinstance(value, Term):
        return labels.title(value.titles)
    if isinstance(value, Decimal | float):
        return numbers.number(value)
    if isinstance(value, date):
        return numbers.day(value)
    return value
