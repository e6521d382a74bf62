"""What is asked of the derived flow table, and the columns it has."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Literal, Self

from databank.access import Viewer, without_records
from databank.records import RealStatus, RecordStatus

SHOWN, MASKED, UNSEEN = 2, 1, 0
SMALLEST = 0.0000005
"""Half a gram: a remainder below it is rounding."""
COLUMNS = (
    "year",
    "source",
    "target",
    "material",
    "layer",
    "amount",
    "standard_uncertainty",
    "basis",
    "treatment_code",
    "method",
    "origin",
    "kind",
    "record_id",
)
NUMBERS = ("amount", "standard_uncertainty")
EVERY = (*COLUMNS, "rank", "organisation_id", "reason")
PLANNED = "planned"
"""Kind of a row that does not flow yet."""
NOT_YET = (RealStatus.PLANNED, RealStatus.RESERVE)
Years = Literal["latest"] | Collection[int] | None
IN_SUMS = (RecordStatus.SUBMITTED, RecordStatus.PUBLISHED, RecordStatus.RESERVED, RecordStatus.EXPIRED)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of the flow table; offers confirmed before `stale_before` no longer count.

    `planned` lets flow what is otherwise left out as planned.
    """

    viewer: Viewer
    is_example: bool
    latest: bool
    years: tuple[int, ...] | None
    stale_before: date
    planned: bool = False

    @classmethod
    def of(
        cls,
        viewer: Viewer,
        is_example: bool,  # noqa: FBT001 - which data set
        years: Years,
        *,
        stale_before: date,
        planned: bool = False,
    ) -> Self:
        """Read the `years` of a call: "latest", some years, or None for all."""
        some = None if years is None or isinstance(years, str) else tuple(sorted(years))
        return cls(without_records(viewer), is_example, years == "latest", some, stale_before, planned)
