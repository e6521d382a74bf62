"""What a check says: a sentence with its reason, how grave it is, which field it is about, and what would be right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import IntEnum

from databank.amounts import plain
from databank.errors import Sentence, Term
from taxonomy import materials, waste_list
from taxonomy.codes import UnknownCodeError


class Severity(IntEnum):
    """A note may stay as it is; a doubt is to be asked about; what is wrong contradicts the lists."""

    NOTE = 1
    DOUBT = 2
    WRONG = 3


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A value that would be right: one field and what to write into it."""

    field: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing to look at in one record; `record_ids` are the others that it is about."""

    check: str
    message: Sentence
    severity: Severity
    field: str
    suggestion: Suggestion | None = None
    record_ids: tuple[str, ...] = ()


Findings = Iterator[Finding]


def class_term(class_id: str) -> str:
    """The name of a material class; its id where the lists do not have it."""
    try:
        return Term(materials.material_class(class_id).titles)
    except UnknownCodeError:
        return class_id


def code_text(code: str) -> str:
    """A code as it is printed: 10 09 08."""
    return waste_list.display_code(code)


def figure(value: Decimal) -> Decimal:
    """A number without idle zeros, so that its English is short too."""
    return Decimal(plain(value))


def is_after(day: date | None, today: date) -> bool:
    """Whether a known day lies in the future."""
    return day is not None and day > today
