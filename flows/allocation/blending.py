"""Which limits a mixture may keep together, and what is known of a material for them.

Only properties of use that add up by mass: what they are in the mixture is the mean of its parts by tonnes as shipped.
Every other limit binds each part by itself, because dilution is not a treatment.
"""

from __future__ import annotations

from collections.abc import Iterable

from flows.allocation.values import Limit
from flows.matching.gates.measured import found_for
from flows.matching.values import Offer, Receiver, ReceiverLimit

FUNCTIONAL = frozenset(
    {
        "dry_matter",
        "moisture",
        "NCV",
        "K",
        "P",
        "N",
        "neutralising_value_as_Ca",
        "liming_effect_as_Ca",
        "glass_content",
        "retained_45um",
    }
)


def limits_of(receiver: Receiver) -> tuple[Limit, ...]:
    """What binds, one limit for each parameter and unit, the strictest of several."""
    most: dict[str, float] = {}
    least: dict[str, float] = {}
    units: dict[str, ReceiverLimit] = {}
    for one in receiver.limits:
        if not one.binds:
            continue
        key = _key(one)
        units.setdefault(key, one)
        if one.operator in {"<=", "<", "="}:
            most[key] = min(one.value, most.get(key, one.value))
        if one.operator in {">=", ">", "="}:
            least[key] = max(one.value, least.get(key, one.value))
    return tuple(
        Limit(
            parameter=key,
            most=most.get(key),
            least=least.get(key),
            is_functional=one.parameter in FUNCTIONAL,
            unit=one.unit,
        )
        for key, one in units.items()
    )


def qualities_of(offer: Offer, asked: Iterable[ReceiverLimit]) -> dict[str, float]:
    """What is known of the parameters asked for, in their units; the middle where both ends are known."""
    found: dict[str, float] = {}
    for limit in asked:
        known = found_for(offer, limit)
        if known is None or known.problem is not None:
            continue
        ends = [float(end) for end in (known.low, known.high) if end is not None]
        if ends:
            found[_key(limit)] = sum(ends) / len(ends)
    return found


def _key(limit: ReceiverLimit) -> str:
    """Two takers may ask for one parameter in two units: then it is two."""
    return f"{limit.parameter} {limit.unit}"
