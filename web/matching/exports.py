"""Rows of the data twin of matches: one for each match, with its verdict, its score and every part of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, get_args

from flask import Response

from flows.matching.gates import verdicts_of
from flows.matching.values import CriterionId, GateId, Match
from flows.spans import Span
from web.files import table_response
from web.saying import said

GATES: tuple[str, ...] = get_args(GateId)
CRITERIA: tuple[str, ...] = get_args(CriterionId)
COLUMNS = (
    *("offer_id", "offer", "offer_organisation", "rank", "source", "also", "receiver_id", "receiver"),
    *(
        "receiver_organisation",
        "use",
        "step",
        "step_site",
        "verdict",
        "score",
        "distance_to_step_km",
        "distance_km",
        "mass_t_low",
        "mass_t_high",
    ),
    *("net_eur_per_t_low", "net_eur_per_t_high", "co2_kg_per_t_low", "co2_kg_per_t_high", "break_even_km_low"),
    *("break_even_km_high", "not_known", "residue", "residue_t_low", "residue_t_high", "is_example"),
    *(f"gate_{name}" for name in GATES),
    *(f"part_{name}" for name in CRITERIA),
    *(f"weight_{name}" for name in CRITERIA),
    "reasons",
)


def response(matches: Iterable[Match], extension: str, name: str) -> Response:
    """The matches as a file."""
    return table_response(list(rows(matches)), extension, COLUMNS, name)


def rows(matches: Iterable[Match]) -> Iterator[dict[str, Any]]:
    """Each match in the order of the page; `rank` counts within its offer."""
    ranks: dict[str, int] = {}
    for match in matches:
        offer = match.step.before if match.step else match.offer
        ranks[offer.id] = ranks.get(offer.id, 0) + 1
        yield {
            "offer_id": offer.id,
            "offer": offer.name,
            "offer_organisation": offer.organisation_name,
            "rank": ranks[offer.id],
            "is_example": offer.is_example,
            **_receiver(match),
            **_numbers(match),
            **{f"gate_{name}": verdict for name, verdict in verdicts_of(match.gates).items()},
            **{f"part_{one.id}": one.value for one in match.criteria},
            **{f"weight_{one.id}": one.weight for one in match.criteria},
            "reasons": " ".join(said(gate.told) for gate in match.gates),
        }


def _receiver(match: Match) -> dict[str, Any]:
    receiver = match.receiver
    return {
        "source": receiver.source,
        "also": ";".join(match.also),
        "receiver_id": receiver.id,
        "receiver": receiver.name,
        "receiver_organisation": receiver.organisation_name,
        "use": receiver.use,
        "step": match.step.step if match.step else None,
        "step_site": match.step.site_name if match.step else None,
    }


def _numbers(match: Match) -> dict[str, Any]:
    found: dict[str, Any] = {"verdict": match.verdict, "score": round(match.score, 4), "distance_km": match.distance_km}
    found |= _ends("mass_t", match.mass_t_per_year)
    if match.step is not None:
        found["distance_to_step_km"] = match.step.distance_km
        if match.step.residue is not None:
            found["residue"] = match.step.residue.material_class
            found |= _ends("residue_t", match.step.residue.mass_t_per_year)
    if match.economics is not None:
        found |= _ends("net_eur_per_t", match.economics.net_eur_per_t)
        found |= _ends("co2_kg_per_t", match.economics.net_co2_kg_per_t)
        found |= _ends("break_even_km", match.economics.break_even_km)
        found["not_known"] = ";".join(match.economics.unknown)
    return found


def _ends(name: str, span: Span) -> dict[str, Any]:
    return {f"{name}_low": span.low, f"{name}_high": span.high}
