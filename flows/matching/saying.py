"""How gates and criteria put terms, codes and numbers into a sentence, so that a page can say it in its language."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import cache

from databank.errors import N_, Sentence, Term
from taxonomy.codes import UnknownCodeError
from taxonomy.limits import parameter
from taxonomy.materials import material_class
from taxonomy.rules import rule
from taxonomy.treatments import operation
from taxonomy.waste_list import display_code, entry_codes, parse_code

FIGURES = 4
MOST_NAMED = 6


def figure(value: float | Decimal) -> Decimal:
    """A number as it is read: four figures, no idle zeros, no exponent.

    >>> figure(0.30000000000000004), figure(12345.6), figure(2000)
    (Decimal('0.3'), Decimal('12346'), Decimal('2000'))
    """
    number = value if isinstance(value, Decimal) else Decimal(str(value))
    if not number:
        return Decimal(0)
    places = max(FIGURES - 1 - number.adjusted(), 0)
    text = f"{number:.{places}f}"
    return Decimal(text.rstrip("0").rstrip(".") if "." in text else text)


def code_word(code: str) -> str:
    """A code of the List of Waste as it is printed; a wildcard keeps its length."""
    return display_code(code)


def class_word(class_id: str) -> str:
    """The name of a material class; the id itself where a list of one's own uses another word."""
    try:
        return Term(material_class(class_id).titles)
    except UnknownCodeError:
        return class_id


def parameter_word(parameter_id: str) -> str:
    """The name of a parameter; its own word where no list has it, as with "CaO"."""
    try:
        return Term(parameter(parameter_id).titles)
    except UnknownCodeError:
        return parameter_id


def rule_word(rule_id: str) -> Term:
    """The name of a rule."""
    return Term(rule(rule_id).titles)


def operation_word(code: str) -> str:
    """A recovery or disposal operation with its code."""
    try:
        return Sentence(N_("%(code)s (%(name)s)"), code=code, name=Term(operation(code).titles))
    except UnknownCodeError:
        return code


def listed(words: Sequence[str]) -> str:
    """Words one after the other; beyond a few only how many more there are."""
    if len(words) > MOST_NAMED:
        some = listed(words[:MOST_NAMED])
        return Sentence(N_("%(names)s and %(count)s more"), names=some, count=len(words) - MOST_NAMED)
    if len(words) < 2:  # noqa: PLR2004 - one word alone, or none
        return words[0] if words else ""
    return Sentence(N_("%(first)s, %(others)s"), first=words[0], others=listed(words[1:]))


@cache
def known_code(code: str | None) -> str | None:
    """A code of six digits that stands in the List of Waste; None for any other text."""
    if code is None:
        return None
    try:
        return parse_code(code)
    except (ValueError, UnknownCodeError):
        return None


def is_wildcard(code: str) -> bool:
    """Whether a code stands for a whole chapter or sub-chapter."""
    return code not in entry_codes()
