"""What a side stream is known by when one asks who took such a thing before: words, codes, classes, and whose it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType

from flows.matching.values import Offer
from taxonomy.codes import LANGUAGES, Language
from taxonomy.suggest import suggest

DIVISION = 2
"""Digits of a NACE division."""
_NOTHING: Mapping[str, float] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """A side stream, as far as it is known.

    Attributes
    ----------
    donor : str
        Words for the business of whoever has it.
    industries : tuple of str
        Its NACE Rev. 2 codes, digits only.
    waste_codes, products, substances : tuple of str
        Codes of the List of Waste, of CPA (digits only) and CAS numbers (digits only).
    classes : Mapping
        How likely each material class is, 0..1.
    """

    text: str
    language: Language | None = None
    donor: str = ""
    industries: tuple[str, ...] = ()
    waste_codes: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    substances: tuple[str, ...] = ()
    classes: Mapping[str, float] = field(default_factory=lambda: _NOTHING)

    @property
    def divisions(self) -> frozenset[str]:
        """The NACE divisions of whoever has it."""
        return frozenset(code[:DIVISION] for code in self.industries)


@dataclass(frozen=True, slots=True, kw_only=True)
class Precedent:
    """A stream that went to an industry. `receiver` is a NACE division, `id` the record that says so."""

    id: str
    stream: Stream
    receiver: str


def stream_of(offer: Offer) -> Stream:
    """What an offer is known by; its class is what its owner chose, or what its words suggest."""
    language = language_of(offer.language)
    industries = (digits(offer.industry),) if offer.industry and digits(offer.industry) else ()
    return Stream(
        text=offer.name,
        language=language,
        industries=industries,
        waste_codes=(offer.code,) if offer.code else (),
        classes={offer.material_class: 1.0}
        if offer.material_class
        else classes_of(offer.name, language, offer.industry),
    )


@lru_cache(maxsize=4096)
def classes_of(text: str, language: Language | None, industry: str | None) -> Mapping[str, float]:
    """The material classes that a text suggests, with their scores."""
    answer = suggest(text, language=language, industry=industry)
    return MappingProxyType({one.material_class: one.score for one in answer.classes})


def language_of(code: str | None) -> Language | None:
    """The language if it is one of ours."""
    return next((one for one in LANGUAGES if one == code), None)


def digits(code: str) -> str:
    """The digits of a code, "24.51" or "2451" alike; nothing of a section such as "C".

    >>> digits("24.51"), digits("C")
    ('2451', '')
    """
    return "".join(filter(str.isdecimal, code))
