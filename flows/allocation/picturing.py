"""A plan as flows: where the offered material goes today, and where it would go by the plan."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from databank.records import Basis, FlowColumns, Layer, Process
from flows.allocation.values import Allocation, Arc
from flows.matching.values import Offer
from flows.table import FlowTable
from taxonomy.materials import material_class

MOST_TAKERS = 10
"""Takers drawn by name; the rest are one box that says how many they are."""
OTHERS = "others"
YEAR = 1
"""A plan has no year; a table needs one."""


@dataclass(frozen=True, slots=True)
class Words:
    """What the boxes are called: fates, families, takers and treatments by their ids, and all smaller takers."""

    fates: Mapping[str, str]
    families: Mapping[str, str]
    others: str
    ends: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Row:
    source: str
    target: str
    material: str
    mass_t: float


def today(offers: Sequence[Offer], words: Words) -> FlowTable:
    """Every offered tonne on its way to where it goes today."""
    rows = [
        _Row(_family(offer), f"fate:{offer.fate.value}", str(offer.material_class), mass)
        for offer, mass in _known(offers)
    ]
    return _table(rows, words, is_example=_is_example(offers))


def planned(offers: Sequence[Offer], found: Allocation, words: Words) -> FlowTable:
    """The same tonnes by the plan: to takers, through treatments, and what stays where it goes today."""
    by_id = {offer.id: offer for offer in offers}
    kept = _largest(found)
    left = {offer.id: mass for offer, mass in _known(offers)}
    rows: list[_Row] = []
    for arc, mass in _moved(found):
        offer = by_id.get(arc.donor)
        if offer is not None:
            left[offer.id] = left.get(offer.id, 0.0) - mass
            taker = arc.taker if arc.taker in kept else OTHERS
            rows += _way(_family(offer), str(offer.material_class), arc, taker, mass)
    rows += [
        _Row(_family(by_id[name]), f"fate:{by_id[name].fate.value}", str(by_id[name].material_class), mass)
        for name, mass in left.items()
        if mass > LEAST_T
    ]
    return _table(rows, words, is_example=_is_example(offers))


LEAST_T = 0.5
"""What is less is the rounding of the plan."""


def _way(family: str, material: str, arc: Arc, taker: str, mass: float) -> Iterator[_Row]:
    """Straight to the taker, or to a treatment and on; what a treatment leaves over is drawn where it is placed."""
    if arc.via is None:
        yield _Row(family, taker, material, mass)
    else:
        yield _Row(family, arc.via, material, mass)
        yield _Row(arc.via, taker, material, mass * arc.yield_share)


def _known(offers: Sequence[Offer]) -> Iterator[tuple[Offer, float]]:
    """Offers with the middle of their amount; those of unknown amount cannot be drawn."""
    for offer in offers:
        mass = offer.mass_t_per_year.typical
        if mass and offer.material_class is not None:
            yield offer, mass


def _family(offer: Offer) -> str:
    return f"family:{material_class(str(offer.material_class)).family}"


def _moved(found: Allocation) -> Iterator[tuple[Arc, float]]:
    for move in found.plan.moves:
        yield found.problem.arcs[move.arc], move.mass_t_per_year


def _largest(found: Allocation) -> frozenset[str]:
    """The takers that are drawn by name."""
    taken: dict[str, float] = defaultdict(float)
    for arc, mass in _moved(found):
        taken[arc.taker] += mass
    return frozenset(sorted(taken, key=lambda name: (-taken[name], name))[:MOST_TAKERS])


def _is_example(offers: Sequence[Offer]) -> bool:
    return any(offer.is_example for offer in offers)


def _table(rows: Sequence[_Row], words: Words, *, is_example: bool) -> FlowTable:
    """The rows as a flow table, equal ends and material summed up."""
    sums: dict[tuple[str, str, str], float] = defaultdict(float)
    for row in rows:
        sums[row.source, row.target, row.material] += row.mass_t
    keys = sorted(sums)
    same = [""] * len(keys)
    ends = sorted({end for source, target, _material in keys for end in (source, target)})
    return FlowTable.from_columns(
        FlowColumns(
            year=[YEAR] * len(keys),
            source=[source for source, _target, _material in keys],
            target=[target for _source, target, _material in keys],
            material=[material for _source, _target, material in keys],
            layer=[Layer.MASS.value] * len(keys),
            amount=[sums[key] for key in keys],
            standard_uncertainty=[None] * len(keys),
            basis=[Basis.AS_SHIPPED.value] * len(keys),
            treatment_code=same,
            method=same,
            origin=same,
            kind=same,
            record_id=same,
            processes=tuple(Process(id=end, label=_label(end, words), kind="site") for end in ends),
            left_out={},
            is_example=is_example,
        )
    )


def _label(end: str, words: Words) -> str:
    kind, _colon, name = end.partition(":")
    if kind == "fate":
        return words.fates.get(name, name)
    if kind == "family":
        return words.families.get(name, name)
    return words.others if end == OTHERS else words.ends.get(end, end)
