"""Numbers of a calculation as parts of its sentences."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

from databank.errors import N_, Sentence
from flows.economics.shipped import Figure
from flows.spans import Span
from taxonomy.figures import Basis

WHOLE_FROM, ONE_DIGIT_FROM, TWO_DIGITS_FROM = 100, 10, 0.1


def rounded(value: float) -> Decimal:
    """A number with the digits that mean something.

    >>> [str(rounded(one)) for one in (1234.5, 12.34, 2.0, 0.0123)]
    ['1234', '12.3', '2', '0.0123']
    """
    size = abs(value)
    if not size:
        return Decimal(0)
    digits = 0 if size >= WHOLE_FROM else 1 if size >= ONE_DIGIT_FROM else 2 if size >= TWO_DIGITS_FROM else 4
    text = f"{value:.{digits}f}"
    return Decimal(text.rstrip("0").rstrip(".") if "." in text else text)


def spread(span: Span) -> Decimal | Sentence:
    """A known span: one number, or from the least to the greatest."""
    if span.low is None or span.high is None:
        return Sentence(N_("not known"))
    low, high = rounded(span.low), rounded(span.high)
    return low if low == high else Sentence(N_("%(low)s–%(high)s"), low=low, high=high)


BASES: Mapping[Basis, str] = MappingProxyType(
    {
        "measured": N_("a measured number"),
        "published": N_("a published number"),
        "computed": N_("a computed number"),
        "proxy": N_("a number of something similar"),
        "assumption": N_("an assumption"),
    }
)


def basis_words(figure: Figure) -> Sentence:
    """How a number was come by."""
    return Sentence(BASES[figure.origin.basis] if figure.origin else N_("not known"))
