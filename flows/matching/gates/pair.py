"""One offer and one receiver as the gates see them, with what was worked out for both already."""

from __future__ import annotations

from dataclasses import dataclass

from databank.records import LegalStatus
from flows.economics.values import Economics
from flows.matching.terms import Terms
from flows.matching.values import Offer, Receiver

NOT_WASTE = frozenset(
    {LegalStatus.BY_PRODUCT, LegalStatus.END_OF_WASTE, LegalStatus.PRODUCT, LegalStatus.OUTSIDE_WASTE_LAW}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """What every gate is asked about.

    Waste law is asked about what is waste and about what may be: only a status that says otherwise is let through.
    """

    offer: Offer
    receiver: Receiver
    terms: Terms
    economics: Economics | None = None
    distance_km: float | None = None

    @property
    def is_under_waste_law(self) -> bool:
        """Whether waste law holds for the offer, as far as anybody knows."""
        return self.offer.legal_status not in NOT_WASTE
