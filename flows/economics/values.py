"""What an exchange costs, spares and emits, line by line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from databank.errors import Sentence
from flows.spans import UNKNOWN, Span
from taxonomy.figures import Origin

LineId = Literal[
    "transport_before",
    "loading_before",
    "step",
    "transport",
    "loading",
    "treatment",
    "gate_fee",
    "waste_tax",
    "value",
    "residue",
    "transport_emission_before",
    "step_emission",
    "transport_emission",
    "avoided_emission",
    "treatment_emission",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One part of a sum, per tonne as shipped; what is spared or gained is positive, what is spent negative.

    `origins` are where its numbers come from; empty where the amount is not known. `is_set_here` marks a number that
    the city gave instead of the shipped one. Lines that end in "_before", "step", "step_emission" and "residue" are
    those of a treatment between donor and receiver.
    """

    id: LineId
    per_t: Span
    told: Sentence
    origins: tuple[Origin, ...] = ()
    is_set_here: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Economics:
    """The lines of money (EUR/t) and of climate (kg CO2e/t), their sums, and how far the material could travel.

    A sum has an open end where one of its lines has: what is not known is never taken for nothing.
    `net_known_eur_per_t` sums the lines that are known, and `unknown` names the others.
    """

    money: tuple[Line, ...]
    climate: tuple[Line, ...]
    break_even_km: Span = UNKNOWN

    @property
    def net_eur_per_t(self) -> Span:
        """What is left of a tonne, all in all."""
        return _sum(self.money)

    @property
    def net_known_eur_per_t(self) -> Span:
        """What is left of a tonne as far as it is known."""
        return _sum(tuple(line for line in self.money if line.per_t.is_known))

    @property
    def net_co2_kg_per_t(self) -> Span:
        """What a tonne spares of emissions, all in all."""
        return _sum(self.climate)

    @property
    def net_known_co2_kg_per_t(self) -> Span:
        """What a tonne spares of emissions as far as it is known."""
        return _sum(tuple(line for line in self.climate if line.per_t.is_known))

    @property
    def unknown(self) -> tuple[LineId, ...]:
        """The lines that are not known."""
        return tuple(line.id for line in (*self.money, *self.climate) if not line.per_t.is_known)


def _sum(lines: tuple[Line, ...]) -> Span:
    total = Span(0.0, 0.0) if lines else UNKNOWN
    for line in lines:
        total = total.plus(line.per_t)
    return total
