"""On what terms offers and receivers are weighed: the day, the weights, and who knows texts, precedents and prices.

Whatever a score needs beside the two records comes in here as a value or a callable, so that weighing itself stays a
pure function: a list of one's own is weighed without a bank, and a test hands in what it wants to be known.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol

from databank.errors import Sentence
from flows.economics.values import Economics
from flows.matching.values import Offer, Receiver
from flows.matching.weights import Weights

if TYPE_CHECKING:
    from flows.matching.steps import Stepped

Assess = Callable[[Offer, Receiver, float | None], Economics]
"""What an exchange costs, spares and emits, over a distance in km that may not be known."""


class AssessStepped(Protocol):
    """What an exchange costs, spares and emits where a treatment stands between, per tonne that leaves the donor."""

    def __call__(self, product: Offer, step: Stepped, receiver: Receiver, distance_km: float | None, /) -> Economics:
        """`distance_km` is the way from the treatment to the receiver."""
        ...


class Precedents(Protocol):
    """Which industries took such material before."""

    def of(self, offer: Offer) -> Mapping[str, float]:
        """How likely each industry takes it: 0..1 by NACE division, "23"; empty where nothing is known."""
        ...

    def score(self, offer: Offer, receiver: Receiver) -> tuple[float | None, Sentence]:
        """How likely the industry of a receiver takes it, and on what that rests; None where nothing is known."""
        ...


class Likeness(Protocol):
    """How alike the words of an offer and of a receiver are."""

    def __call__(self, offer: Offer, receiver: Receiver, /) -> float | None:
        """From 0, nothing in common, to 1, the same; None where one of them says nothing."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What holds for every pair that is weighed on one page or in one run.

    Attributes
    ----------
    day : date
        The day for which permits, rules, windows and freshness are asked.
    precedents, likeness, economics, stepped_economics : optional
        Without one of them its criterion or gate is not known; it never counts as nought.
    countries : Mapping
        Country ("EE") of a municipality outside Finland. One that is not in it is not asked about its border.
    """

    day: date
    weights: Weights
    precedents: Precedents | None = None
    likeness: Likeness | None = None
    economics: Assess | None = None
    stepped_economics: AssessStepped | None = None
    countries: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
