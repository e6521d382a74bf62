"""Records that may appear in sums only: added up where nobody can be made out, else left out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

LEAST_ORGANISATIONS = 3
GREATEST_SHARE = 0.85

MaskedRow = tuple[int, str, str | None, float, str]
"""Year, layer, organisation, amount, record id."""


@dataclass(frozen=True, slots=True)
class Protected:
    """Sums by year and layer, and the ids of the records that are in none."""

    sums: Mapping[tuple[int, str], float]
    left_out: frozenset[str]


def protect(rows: Iterable[MaskedRow], *, beside: Iterable[MaskedRow] = ()) -> Protected:
    """Add up what is masked: at least three organisations, none with more than 85 % of the sum.

    Parameters
    ----------
    beside : iterable of MaskedRow
        The rows of other sums that everybody may ask for, of which `rows` are a part: what these hold more must be
        nothing, or safe as a sum too. Else the difference of the two would tell it.
    """
    groups = _grouped(rows)
    drawn_already = {(row[0], row[1], row[4]) for group in groups.values() for row in group}
    more = _grouped(row for row in beside if (row[0], row[1], row[4]) not in drawn_already)
    safe = [place for place, group in groups.items() if _is_safe(group) and (not more[place] or _is_safe(more[place]))]
    sums = {place: sum(row[3] for row in groups[place]) for place in safe}
    drawn = {row[4] for place in sums for row in groups[place]}
    every = {row[4] for group in groups.values() for row in group}
    return Protected(dict(sorted(sums.items())), frozenset(every - drawn))


def _grouped(rows: Iterable[MaskedRow]) -> defaultdict[tuple[int, str], list[MaskedRow]]:
    groups: defaultdict[tuple[int, str], list[MaskedRow]] = defaultdict(list)
    for row in rows:
        groups[row[0], row[1]].append(row)
    return groups


def hides_each(by_owner: Mapping[str, float]) -> bool:
    """Whether a figure of these owners together tells of none alone: enough of them, and none with nearly all."""
    total = sum(by_owner.values())
    return len(by_owner) >= LEAST_ORGANISATIONS and max(by_owner.values()) <= GREATEST_SHARE * total


def _is_safe(group: Iterable[MaskedRow]) -> bool:
    by_owner: defaultdict[str, float] = defaultdict(float)
    for _year, _layer, organisation, amount, _record in group:
        by_owner[organisation or ""] += amount
    return hides_each(by_owner)
