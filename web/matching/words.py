"""The words of matches: what gates, criteria, sums and sources are called, and what `flows` says about them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from flows.matching.values import Match
from flows.spans import Span
from web.labels import N_
from web.language import gettext as _
from web.language import ngettext
from web.numbers import NBSP, about

SOURCES: Mapping[str, str] = MappingProxyType(
    {
        "need": N_("Posted need"),
        "intake": N_("Takes or took such material"),
        "use": N_("Documented use in this industry"),
    }
)
SOURCE_TITLES: Mapping[str, str] = MappingProxyType(
    {
        "need": N_("They look for it"),
        "intake": N_("They take such material, or took it"),
        "use": N_("Their industry can use it"),
    }
)
SOURCE_NOTES: Mapping[str, str] = MappingProxyType(
    {
        "need": N_("Needs that somebody posted here."),
        "intake": N_("Known from exchanges and public sources. Nobody said that they want more."),
        "use": N_("A use is documented, and they work in its industry. Nobody asked them yet."),
    }
)
GATES: Mapping[str, str] = MappingProxyType(
    {
        "limits": N_("Composition and limits"),
        "hazard": N_("Hazard"),
        "permit": N_("Permit"),
        "capacity": N_("Room under the permit"),
        "legal_status": N_("Legal status"),
        "time": N_("Time"),
        "committed": N_("Running contract"),
        "least_lot": N_("Least lot"),
        "distance": N_("Break-even distance"),
        "municipal": N_("Municipal responsibility"),
        "producer_responsibility": N_("Producer responsibility"),
        "border": N_("Crossing a border"),
        "hierarchy": N_("Waste hierarchy"),
        "consent": N_("Consent"),
    }
)
CRITERIA: Mapping[str, str] = MappingProxyType(
    {
        "class_fit": N_("Material"),
        "text": N_("Words"),
        "precedent": N_("Precedents"),
        "amount": N_("Amount"),
        "time": N_("Time"),
        "distance": N_("Distance"),
        "freshness": N_("Freshness"),
        "evidence": N_("Evidence"),
    }
)
LINES: Mapping[str, str] = MappingProxyType(
    {
        "transport_before": N_("Transport to the treatment"),
        "loading_before": N_("Loading for the treatment"),
        "step": N_("Treatment between the two"),
        "transport": N_("Transport"),
        "loading": N_("Loading"),
        "treatment": N_("Treatment"),
        "gate_fee": N_("Gate fee spared"),
        "waste_tax": N_("Waste tax spared"),
        "value": N_("Value of what is replaced"),
        "residue": N_("Disposal of what is left over"),
        "transport_emission_before": N_("Transport to the treatment"),
        "step_emission": N_("Treatment between the two"),
        "transport_emission": N_("Transport"),
        "avoided_emission": N_("Making of what is replaced"),
        "treatment_emission": N_("Treatment"),
    }
)
VERDICTS: Mapping[str, str] = MappingProxyType({"pass": N_("holds"), "fail": N_("fails"), "unknown": N_("not known")})


def standing(match: Match) -> str:
    """What the gates say together."""
    if match.verdict == "fail":
        failed = [_(GATES[gate.id]).lower() for gate in match.gates if gate.verdict == "fail"]
        return _("Not as it is: %(what)s", what=", ".join(dict.fromkeys(failed)))
    open_ = sum(gate.verdict == "unknown" for gate in match.gates)
    if open_:
        return ngettext("%(count)s open question", "%(count)s open questions", open_, count=open_)
    return _("No obstacle known")


def span_text(span: Span, unit: str) -> str:
    """A number between two bounds with its unit, or that it is not known."""
    if span.low is not None and span.high is not None:
        return with_unit_text(_range(span.low, span.high), unit)
    if span.low is not None:
        return _("at least %(amount)s", amount=with_unit_text(about(_rough(span.low)), unit))
    if span.high is not None:
        return _("at most %(amount)s", amount=with_unit_text(about(_rough(span.high)), unit))
    return _("not known")


def with_unit_text(text: str, unit: str) -> str:
    """A number that is words already, kept on one line with its unit."""
    return f"{text}{NBSP}{unit}"


def _range(low: float, high: float) -> str:
    """Two numbers; a minus sign beside a dash could not be read."""
    first, last = about(_rough(low)), about(_rough(high))
    if first == last:
        return first
    return f"{first} … {last}" if low < 0 else f"{first}–{last}"


def _rough(value: float) -> float:
    """Three digits say what such a number is good for."""
    return float(f"{value:.3g}")
