"""Why a match is not yet one: the conditions that fail or are not known, with what would change them."""

from __future__ import annotations

from databank.errors import Sentence
from flows.matching.values import Gate, GateId, Match

MOST_TELLING: tuple[GateId, ...] = (
    "hazard",
    "limits",
    "legal_status",
    "permit",
    "municipal",
    "border",
    "hierarchy",
    "least_lot",
    "time",
    "committed",
    "capacity",
    "distance",
    "producer_responsibility",
    "consent",
)
"""What is hardest to change comes first: the material, then the law, the amount, the time and the way."""

Reason = tuple[Sentence, Sentence | None]


def why_not(match: Match) -> tuple[Reason, ...]:
    """What fails, then what is not known, each with its remedy if there is one; empty if every gate is passed."""
    return tuple((gate.told, gate.remedy) for gate in open_gates(match))


def open_gates(match: Match) -> tuple[Gate, ...]:
    """The gates that are not passed, in the order in which they are told."""
    found = [gate for gate in match.gates if gate.verdict != "pass"]
    return tuple(sorted(found, key=lambda gate: (gate.verdict != "fail", MOST_TELLING.index(gate.id))))
