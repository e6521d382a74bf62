"""The answers of the parts of a system put together, in the order of the table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from flows.reconciliation.answering import Part
from flows.reconciliation.conflicts import conflict_of
from flows.reconciliation.forest import Forest
from flows.reconciliation.shares import Shares
from flows.reconciliation.suspects import Doubt, doubts, p_value, scores
from flows.reconciliation.system import Mask, Places, System
from flows.reconciliation.values import Numbers, Observability, Reconciled, ReconciledCoefficient, Suspect
from flows.table import FlowTable


def joined(system: System, parts: Sequence[Part], shares: Shares) -> Reconciled:
    """One result of all parts."""
    measured = np.concatenate([part.measured for part in parts])
    variance = np.concatenate([part.variance for part in parts])
    firsts = [part.first for part in parts]
    found = {one.place: one for one in doubts(measured, variance, firsts)}
    score = np.concatenate([scores(part.measured, part.variance, part.first) for part in parts])
    score[list(found)] = [one.score for one in found.values()]
    chi_square, degrees = sum(fit.chi_square for fit in firsts), sum(fit.degrees for fit in firsts)
    order = np.argsort(system.rows)
    known, checked = _flags(parts, len(order))
    return Reconciled(
        year=system.year,
        layer=system.layer,
        **_reported(system, order),
        **{name: column[order] for name, column in _columns(parts, score, len(order)).items()},
        observability=_words(~system.unmeasured[order], known[order], checked[order]),
        chi_square=chi_square,
        degrees=degrees,
        p_value=p_value(chi_square, degrees),
        suspects=_suspects(parts, found),
        conflict=None,
        assumed=int(system.is_assumed.sum() + shares.is_assumed.sum()),
        is_exact=all(fit.is_exact for fit in firsts),
        clipped=tuple(sorted(int(row) for part in parts for row in part.system.rows[part.clipped])),
        coefficients=tuple(_coefficients(parts, score, found)),
        rough_bounds=sum(part.limits.rough for part in parts),
    )


def refused(system: System, part: System, own: Shares | None, shares: Shares, table: FlowTable) -> Reconciled:
    """The result of a system whose part contradicts itself: why, and no number that would be made up."""
    order = np.argsort(system.rows)
    open_flows = system.unmeasured
    forest = Forest(len(system.names), system.source[open_flows], system.target[open_flows])
    checked = forest.supernode[system.source] != forest.supernode[system.target]
    known = ~open_flows
    known[open_flows] = forest.bridges
    nothing = np.full(len(order), np.nan)
    return Reconciled(
        year=system.year,
        layer=system.layer,
        **_reported(system, order),
        amount=nothing,
        uncertainty=nothing,
        lower=nothing,
        upper=nothing,
        score=nothing,
        observability=_words(~open_flows[order], known[order], checked[order]),
        chi_square=float("nan"),
        degrees=0,
        p_value=None,
        suspects=(),
        conflict=conflict_of(part, own, table),
        assumed=int(system.is_assumed.sum() + shares.is_assumed.sum()),
        is_exact=True,
    )


def _reported(system: System, order: Places) -> dict[str, Any]:
    return {
        "rows": system.rows[order],
        "reported": system.amount[order],
        "reported_uncertainty": np.sqrt(system.variance)[order],
    }


def _columns(parts: Sequence[Part], score: Numbers, count: int) -> dict[str, Any]:
    """The results of all flows; a flow that was set to zero keeps the uncertainty it had before."""
    columns = {name: np.full(count, np.nan) for name in ("amount", "uncertainty", "lower", "upper", "score")}
    start = 0
    for part in parts:
        flows = len(part.places)
        known = part.first.known[:flows]
        variance = np.where(part.clipped, part.first.variance[:flows], part.fit.variance[:flows])
        columns["amount"][part.places] = np.where(known, part.fit.amount[:flows], np.nan)
        columns["uncertainty"][part.places] = np.sqrt(np.where(known, variance, np.nan))
        columns["lower"][part.places] = part.limits.lower
        columns["upper"][part.places] = part.limits.upper
        columns["score"][part.places] = score[start : start + flows]
        start += len(part.first.amount)
    return columns


def _flags(parts: Sequence[Part], count: int) -> tuple[Mask, Mask]:
    """Which flows are measured or follow, and which are checked by others."""
    known, checked = np.zeros(count, dtype=bool), np.zeros(count, dtype=bool)
    for part in parts:
        flows = len(part.places)
        known[part.places] = part.first.known[:flows]
        checked[part.places] = part.first.checked[:flows]
    return known, checked


def _words(measured: Mask, known: Mask, checked: Mask) -> tuple[Observability, ...]:
    words = (Observability.FREE, Observability.DETERMINABLE, Observability.JUST_MEASURED, Observability.REDUNDANT)
    numbers = np.where(measured, 2 + checked, known)
    return tuple(words[number] for number in numbers.tolist())


def _suspects(parts: Sequence[Part], found: Mapping[int, Doubt]) -> tuple[Suspect, ...]:
    """The doubts about flows, in the order in which they were found."""
    rows = np.concatenate([_own_rows(part) for part in parts])
    measured = np.concatenate([part.measured for part in parts])
    return tuple(
        Suspect(
            row=int(rows[place]),
            score=doubt.score,
            reported=float(measured[place]),
            proposed=doubt.proposed if doubt.proposed >= 0 else None,
        )
        for place, doubt in found.items()
        if rows[place] >= 0
    )


def _own_rows(part: Part) -> Places:
    """The table row of every quantity, -1 for a share."""
    rows = np.full(len(part.first.amount), -1, dtype=np.intp)
    rows[: len(part.places)] = part.system.rows
    return rows


def _coefficients(parts: Sequence[Part], score: Numbers, found: Mapping[int, Doubt]) -> list[ReconciledCoefficient]:
    """The shares of the last part, if any has them."""
    last = parts[-1] if parts else None
    if last is None or last.shares is None:
        return []
    first = len(score) - len(last.shares)
    return [
        _coefficient(last, last.shares, number, score[first + number], found.get(first + number))
        for number in range(len(last.shares))
    ]


def _coefficient(part: Part, shares: Shares, number: int, score: float, doubt: Doubt | None) -> ReconciledCoefficient:
    place = len(part.places) + number
    known, checked = bool(part.first.known[place]), bool(part.first.checked[place])
    (word,) = _words(~np.isnan(shares.value[[number]]), np.array([known]), np.array([checked]))
    return ReconciledCoefficient(
        coefficient=shares.given[number],
        share=float(part.fit.amount[place]) if known else None,
        uncertainty=float(np.sqrt(part.fit.variance[place])) if known else None,
        observability=word,
        score=None if np.isnan(score) else float(score),
        is_suspect=doubt is not None,
        proposed=doubt.proposed if doubt and 0 <= doubt.proposed <= 1 else None,
    )
