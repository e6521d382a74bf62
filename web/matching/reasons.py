"""The reasons of a match in a few lines: what holds, what does not, and what is open about nearly every pair."""

from __future__ import annotations

from collections.abc import Iterator

from databank.errors import Term
from flows.matching.gates.limits import untested
from flows.matching.saying import MOST_NAMED, parameter_word
from flows.matching.values import Gate, Match
from flows.matching.why_not import open_gates
from web.labels import title
from web.language import gettext as _
from web.language import ngettext
from web.matching.words import GATES
from web.saying import said

FEW = 3
"""So many parameters are read in a sentence; more are counted, and named among the conditions."""


def good(match: Match) -> Iterator[str]:
    """What holds; several limits that are met are one reason, each of them a row of the conditions."""
    passed = [gate for gate in match.gates if gate.verdict == "pass"]
    met = [gate for gate in passed if _is_limit(gate)]
    if len(met) > 1:
        yield ngettext(
            "%(count)s limit is met by what was measured.",
            "%(count)s limits are met by what was measured.",
            len(met),
            count=len(met),
        )
    yield from (said(gate.told) for gate in passed if len(met) <= 1 or gate not in met)


def bad(match: Match) -> Iterator[tuple[str, str, str]]:
    """What fails first, then what is not known; each with its verdict and what would change it."""
    for gate in open_gates(match):
        if not _is_general(gate, match):
            yield gate.verdict, _told(gate, match), said(gate.remedy) if gate.remedy else ""


def general(match: Match) -> str:
    """What is open about nearly every pair, in a few words: the conditions say it in full."""
    names = dict.fromkeys(_(GATES[gate.id]).lower() for gate in open_gates(match) if _is_general(gate, match))
    return _("Still open: %(what)s.", what=", ".join(names)) if names else ""


def to_be_tested(gate: Gate, match: Match) -> tuple[str, ...]:
    """Every parameter that nobody measured, where the sentence of the gate cannot name them all."""
    names = _untested(gate, match)
    return names if len(names) > MOST_NAMED else ()


def _told(gate: Gate, match: Match) -> str:
    count = len(_untested(gate, match))
    if count <= FEW:
        return said(gate.told)
    return ngettext(
        "%(count)s limit is open: it was not measured yet.",
        "%(count)s limits are open: they were not measured yet.",
        count,
        count=count,
    )


def _untested(gate: Gate, match: Match) -> tuple[str, ...]:
    if "parameters" not in gate.told.values:
        return ()
    words = [parameter_word(limit.parameter) for limit in untested(match.offer, match.receiver.limits)]
    return tuple(dict.fromkeys(title(word.titles) if isinstance(word, Term) else word for word in words))


def _is_limit(gate: Gate) -> bool:
    """Whether a number was compared with a limit."""
    return "limit" in gate.told.values


def _is_general(gate: Gate, match: Match) -> bool:
    """Whether it tells nothing of this very pair: nobody has asked them yet, or prices are not known."""
    if gate.verdict != "unknown":
        return False
    if gate.id == "consent":
        return not match.receiver.is_planned
    return gate.id == "distance" and match.distance_km is not None
