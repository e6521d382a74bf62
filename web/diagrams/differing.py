"""What two states of a picture say: the largest changes as a sentence and as rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flows.diagram import Node, SankeyData
from flows.views.comparing import Difference, differences
from web.diagrams.choice import RECONCILED
from web.diagrams.weaving import Woven
from web.language import gettext as _
from web.language import ngettext

MOST_ROWS = 15
SLIGHT = 1e-6
MINUS = "\N{MINUS SIGN}"
NONE = "\N{EN DASH}"
"""Stands where a state has no such flow, which is not a measured zero."""


@dataclass(frozen=True, slots=True)
class ChangedRow:
    """One ribbon in both states."""

    source: str
    target: str
    family: str
    base: str
    now: str
    change: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Differing:
    """The two states side by side; `more` is the number of changes that are not listed."""

    heading: str
    base_words: str
    now_words: str
    sentence: str
    told: tuple[str, ...]
    rows: tuple[ChangedRow, ...]
    more: int


def differing(woven: Woven) -> Differing | None:
    """The changes of a picture that is compared with another state; None for one that stands alone."""
    if woven.base is None:
        return None
    largest = max((link.amount for link in (*woven.data.links, *woven.base.links)), default=0.0)
    found = [one for one in differences(woven.base, woven.data) if abs(one.change) > SLIGHT * largest]
    base_words, now_words = woven.state_words
    return Differing(
        heading=_("What differs: %(base)s and %(now)s", base=base_words, now=now_words),
        base_words=base_words,
        now_words=now_words,
        sentence=_sentence(woven, found[0]) if found else "",
        told=tuple(_told(woven)),
        rows=tuple(_row(woven, one) for one in found[:MOST_ROWS]),
        more=max(len(found) - MOST_ROWS, 0),
    )


def _sentence(woven: Woven, largest: Difference) -> str:
    names = {"source": _name(woven, largest.source), "target": _name(woven, largest.target)}
    amount = woven.labels.amount(abs(largest.change))
    if largest.change > 0:
        return _("The largest change: %(source)s – %(target)s grows by %(amount)s.", amount=amount, **names)
    return _("The largest change: %(source)s – %(target)s shrinks by %(amount)s.", amount=amount, **names)


def _told(woven: Woven) -> Iterator[str]:
    """What a reader must know of the state that is drawn."""
    if woven.compared.scenario.process:
        yield _(
            "Nothing takes the plant's place here: what it took is without a user or goes to the market, and what it "
            "gave is missing from its customers."
        )
    if woven.compared.scenario.counts_planned:
        yield _("Planned plants and streams are counted as if they ran already.")
    if woven.choice.values == RECONCILED:
        yield _("Reconciled amounts are adjusted so that every plant balances. The reported ones stay on record.")
    if woven.changed:
        yield ngettext(
            "%(count)s flow is not in the accepted version, or has changed since, and stands as reported.",
            "%(count)s flows are not in the accepted version, or have changed since, and stand as reported.",
            woven.changed,
            count=woven.changed,
        )


def _row(woven: Woven, one: Difference) -> ChangedRow:
    labels = woven.labels
    sign = "+" if one.change > 0 else MINUS
    return ChangedRow(
        source=_name(woven, one.source),
        target=_name(woven, one.target),
        family=labels.family_label(one.family) if one.family else "",
        base=labels.number(one.base) if one.base else NONE,
        now=labels.number(one.now) if one.now else NONE,
        change=f"{sign}{labels.number(abs(one.change))}",
    )


def _name(woven: Woven, node_id: str) -> str:
    """The name of a box of either state."""
    states: tuple[SankeyData, ...] = (woven.data, woven.base) if woven.base else (woven.data,)
    found: Node | None = next((node for data in states for node in data.nodes if node.id == node_id), None)
    return woven.labels.node_label(found) if found else node_id
