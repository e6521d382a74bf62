"""Hard gates: conditions that must hold before a match is worth a talk, each with a verdict and what it rests on.

Each family is a module with `gates(pair)`, which yields only the gates that apply. No gate guesses: what is not known
is "unknown" and shown as that. The order here is the order on the page: what the two want, then the material, the
law, the room, the time, the way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from flows.economics.values import Economics
from flows.matching.gates import (
    amounts,
    borders,
    consent,
    forms,
    hazard,
    hierarchy,
    legal,
    limits,
    permits,
    pollutants,
    reach,
    responsibility,
    windows,
)
from flows.matching.gates.pair import Pair
from flows.matching.terms import Terms
from flows.matching.values import Gate, GateId, Offer, Receiver, Verdict

STANDING: Mapping[Verdict, int] = {"pass": 0, "unknown": 1, "fail": 2}

FAMILIES: tuple[Callable[[Pair], Iterable[Gate]], ...] = (
    consent.gates,
    limits.gates,
    forms.gates,
    hazard.gates,
    pollutants.gates,
    legal.gates,
    permits.gates,
    responsibility.gates,
    borders.gates,
    hierarchy.gates,
    windows.gates,
    amounts.gates,
    reach.gates,
)


def gates_of(
    offer: Offer, receiver: Receiver, terms: Terms, economics: Economics | None, distance_km: float | None
) -> tuple[Gate, ...]:
    """Every gate that applies to a pair, family by family."""
    pair = Pair(offer=offer, receiver=receiver, terms=terms, economics=economics, distance_km=distance_km)
    return tuple(gate for family in FAMILIES for gate in family(pair))


def verdicts_of(gates: Iterable[Gate]) -> Mapping[GateId, Verdict]:
    """One verdict for each kind of gate, the worst of its gates: of ten limits met and one missed, missed."""
    verdicts: dict[GateId, Verdict] = {}
    for gate in gates:
        verdicts[gate.id] = max(verdicts.get(gate.id, gate.verdict), gate.verdict, key=STANDING.__getitem__)
    return verdicts
