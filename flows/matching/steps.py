"""A treatment between donor and receiver: what leaves it, and what is left over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flows.spans import Span

if TYPE_CHECKING:
    from flows.matching.values import Offer


@dataclass(frozen=True, slots=True, kw_only=True)
class Stepped:
    """One treatment of one offer at one line, present or planned.

    Attributes
    ----------
    step : str
        Id of the treatment step in the taxonomy.
    line : str
        Id of the treatment line in the bank; its site, organisation and place follow.
    before : Offer
        What was offered.
    residue : Offer, optional
        What is left over: a new side stream that needs a user itself.
    yield_share : Span
        Tonnes of product from a tonne of what comes in.
    """

    step: str
    line: str
    site_id: str
    site_name: str
    organisation_id: str | None
    organisation_name: str | None
    lat: float | None
    lon: float | None
    is_planned: bool
    capacity_t_per_year: Span
    before: Offer
    residue: Offer | None
    yield_share: Span
    source: str
