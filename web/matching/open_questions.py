"""What is open about the exchanges of a plan, told once for all: not the same words in every row."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from databank.errors import Sentence
from flows.allocation.values import Arc
from flows.matching.values import GateId, Match
from web.labels import N_
from web.language import gettext as _
from web.matching.words import GATES
from web.numbers import number, tonnes
from web.saying import said

AMOUNT = N_("Amount that is wanted")
MEANINGS: Mapping[str, str] = MappingProxyType(
    {
        "limits": N_("Values that a limit asks for were not measured, or lie on both sides of it."),
        "capacity": N_("How much room the permit leaves is not known."),
        "distance": N_("Whether it pays for its way is not known."),
        "amount": N_("How much they would take is not known."),
    }
)
MOST_MEANINGS = 2


@dataclass(frozen=True, slots=True)
class Question:
    """One question with how many exchanges it leaves open."""

    name: str
    meaning: str
    count: str
    mass: str


def gates_by_words(matches: Iterable[Match]) -> Mapping[Sentence, GateId]:
    """Which condition asks what: a plan keeps the words alone."""
    return {gate.told: gate.id for match in matches for gate in match.gates if gate.verdict == "unknown"}


def names_of(arc: Arc, gates: Mapping[Sentence, GateId], everywhere: frozenset[GateId | None]) -> tuple[str, ...]:
    """The open questions of one exchange in a word each, without those that every exchange leaves open."""
    asked = dict.fromkeys(gates.get(caution) for caution in arc.cautions)
    return tuple(_name(gate) for gate in asked if gate not in everywhere)


def open_everywhere(arcs: Sequence[Arc], gates: Mapping[Sentence, GateId]) -> frozenset[GateId | None]:
    """What every exchange of a plan leaves open; of one alone nothing is in common."""
    asked = [frozenset(gates.get(caution) for caution in arc.cautions) for arc in arcs]
    return frozenset.intersection(*asked) if len(asked) > 1 else frozenset()


def questions(moved: Iterable[tuple[Arc, float]], gates: Mapping[Sentence, GateId]) -> list[Question]:
    """Every open question once, the one that holds most tonnes first."""
    masses: dict[GateId | None, float] = defaultdict(float)
    counts: Counter[GateId | None] = Counter()
    told: dict[GateId | None, Counter[str]] = defaultdict(Counter)
    for arc, mass in moved:
        for gate in dict.fromkeys(gates.get(caution) for caution in arc.cautions):
            masses[gate] += mass
            counts[gate] += 1
        for caution in arc.cautions:
            told[gates.get(caution)][said(caution)] += 1
    return [
        Question(_name(gate), _meaning(gate, told[gate]), number(counts[gate]), tonnes(mass))
        for gate, mass in sorted(masses.items(), key=lambda one: -one[1])
    ]


def _name(gate: GateId | None) -> str:
    return _(AMOUNT) if gate is None else _(GATES[gate])


def _meaning(gate: GateId | None, told: Counter[str]) -> str:
    """In general where every exchange has numbers of its own, else what is told most."""
    general = MEANINGS.get(gate or "amount")
    return _(general) if general else " ".join(sentence for sentence, _count in told.most_common(MOST_MEANINGS))
