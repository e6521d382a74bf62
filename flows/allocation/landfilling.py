"""What an exchange keeps from a landfill."""

from __future__ import annotations

from flows.matching.gates.hierarchy import DISPOSAL, fate_rank, rank_of
from flows.matching.values import Match, Offer


def kept_from_landfill(match: Match) -> float:
    """Tonnes of a tonne that would lie in a landfill otherwise.

    What is used already, as material or for energy, would not. What is offered and whose fate nobody tells counts as
    what nobody uses. A receiver who disposes of it keeps nothing from there, nor does the residue of a treatment.
    """
    if is_used(match.given) or rank_of(match.receiver.operation) == DISPOSAL:
        return 0.0
    if match.step is None or match.step.residue is None:
        return 1.0
    return max(0.0, 1.0 - (match.step.residue_share.typical or 0.0))


def is_used(offer: Offer) -> bool:
    """Whether something is used today already, as material or for energy."""
    today = fate_rank(offer)
    return today is not None and today > DISPOSAL
