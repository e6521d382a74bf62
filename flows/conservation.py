"""The conservation contract: what is drawn and what is not drawn add up to all records, in every view."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass

from flows.errors import ConservationError

TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Conservation:
    """Where every tonne (or MWh) of the asked year, layer and basis went.

    Parameters
    ----------
    drawn_t : float
        Sum of the links that stand for records, each record once.
    outside_t : float
        Flows that do not touch the inside of the boundary, or that the view does not ask for.
    self_loops_t : float
        Flows from a process to itself.
    protected_t : float
        Flows of which only the sum may be shown.
    rejected_t : float
        Absolute amount of refused rows.
    total_t : float
        All records, summed on their own.
    """

    drawn_t: float
    outside_t: float
    self_loops_t: float
    protected_t: float
    rejected_t: float
    total_t: float

    @property
    def accounted_t(self) -> float:
        return math.fsum((self.drawn_t, self.outside_t, self.self_loops_t, self.protected_t, self.rejected_t))

    def check(self) -> Conservation:
        """Return itself when the parts equal the total, to one part in a thousand million.

        Raises
        ------
        ConservationError
            When they do not, or when any of them is not a number.
        """
        difference = self.accounted_t - self.total_t
        # `not (... <= ...)` so that NaN fails
        if not abs(difference) <= TOLERANCE * abs(self.total_t):
            raise ConservationError(
                "The diagram accounts for %(accounted)s of %(total)s: it is not shown. Please report this.",
                accounted=f"{self.accounted_t:.6g}",
                total=f"{self.total_t:.6g}",
            )
        return self

    def as_dict(self) -> dict[str, float]:
        return asdict(self)
