"""What was newly agreed here, for the indicators: the sum that a viewer may know, or why there is none."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from databank.errors import N_, Sentence

if TYPE_CHECKING:
    from databank.access import Viewer
    from flows.indicators import Matched

NOT_PUBLIC = N_(
    "Only the sum of a year that is over, with at least three organisations on each side, is public. "
    "There is none of this year."
)


def matched(
    session: Any, viewer: Viewer, *, is_example: bool, years: Iterable[int | None], today: date
) -> dict[int, Matched]:
    """What was newly agreed in each year, as the viewer may know it."""
    from databank.matches import newly_matched
    from flows.indicators import Matched

    found = newly_matched(session, viewer, is_example=is_example, today=today)
    unknown = Matched(mass_t=0.0) if found.is_whole else Matched(mass_t=None, missing=Sentence(NOT_PUBLIC))
    named = {year: unknown for year in years if year is not None}
    return named | {year: Matched(mass_t=mass_t) for year, mass_t in found.sums.items()}
