"""What an analysis of a material still tells after a treatment: less, and never more.

What the treatment is made to lower is unknown until it is tested. Of the rest some stays, some becomes a wider
interval, since water or parts leave, and some says nothing any more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal

from databank.records import Measurement
from flows.matching.gates.measured import DRY_MATTER, MOISTURE, same
from flows.matching.gates.quantities import measure_of
from flows.spans import Span
from taxonomy.treatment_steps import TreatmentStep

LEACHED = "leach_"
WATER = frozenset({MOISTURE, DRY_MATTER})
"""The water itself: the treatment says how much there is."""
HUNDRED = Decimal(100)
DIGITS = Decimal("0.000001")


def analyses_after(
    measurements: Iterable[Measurement], step: TreatmentStep, yield_share: Span
) -> tuple[Measurement, ...]:
    """The rows that hold for the product, as wide as they must be."""
    lowered = {same(one) for one in step.lowers}
    kept = (one for one in measurements if same(one.parameter) not in lowered)
    return tuple(_kept(kept, step, yield_share))


def _kept(rows: Iterable[Measurement], step: TreatmentStep, yield_share: Span) -> Iterator[Measurement]:
    for row in rows:
        found = row if step.keeps == "all" else _of_product(row, step, yield_share)
        if found is not None:
            yield found


def _of_product(row: Measurement, step: TreatmentStep, yield_share: Span) -> Measurement | None:
    """One row of a treatment that changes mass; None where it tells nothing of the product."""
    if step.keeps == "nothing" or same(row.parameter) in WATER:
        return None
    measure = measure_of(row.unit)
    is_dry = measure.mass == "dry" or row.parameter.startswith(LEACHED)
    if step.keeps == "dry_matter" and is_dry:
        return row
    if row.parameter.startswith(LEACHED) or measure.kind != "share":  # leaching and sizes do not follow the mass
        return None
    return _widened(row, yield_share, leaves=step.residue is not None)


def _widened(row: Measurement, yield_share: Span, *, leaves: bool) -> Measurement | None:
    """A content between what is left if the substance `leaves` with the residue and what there is if all of it stays.

    Whether a laboratory meant dry matter is not always told, so that no change at all is within the interval too.
    """
    known = [value for value in (row.minimum, row.typical, row.maximum) if value is not None]
    if not known or yield_share.low is None or yield_share.high is None or yield_share.low <= 0:
        return None
    factors = (Decimal(1), *(Decimal(str(1 / share)) for share in (yield_share.low, yield_share.high)))
    ends = [value * factor for value in known for factor in factors]
    low, high = min(*ends, Decimal(0)) if leaves else min(ends), max(ends)
    if row.unit.strip().startswith(("%", "wt-%")):
        high = min(high, max(HUNDRED, *known))
    return replace(
        row,
        minimum=low.quantize(DIGITS),
        typical=None,
        maximum=high.quantize(DIGITS),
        method=None,
        laboratory=None,
        sample_count=None,
    )
