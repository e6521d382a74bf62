"""What treatments leave over, as material that is offered on: there is only as much of it as is treated."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from flows.matching.steps import Stepped
from flows.matching.values import Match, Offer


def left_over(matches: Iterable[Match]) -> tuple[tuple[Offer, Stepped], ...]:
    """What treatments leave over, with the treatment: one thing of each offer at each line."""
    steps = (match.step for match in matches if match.step is not None)
    found = ((step.residue, step) for step in steps if step.residue is not None and step.residue_share.high)
    return tuple({rest.id: (rest, step) for rest, step in found}.values())


def without_idle(matches: Sequence[Match], takes_part: Callable[[Match], bool]) -> tuple[Match, ...]:
    """The matches without those of a left-over whose treatment takes no part: it does not come about."""
    named = {rest.id for rest, _step in left_over(matches)}
    arising = {rest.id for rest, _step in left_over(match for match in matches if takes_part(match))}
    return tuple(match for match in matches if match.offer.id not in named - arising)
