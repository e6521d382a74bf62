"""The weights of the soft criteria and the constants of their formulae: one reviewed file, checked when it is read.

The file is the only place of these numbers. Calibration writes another one of the same form, so that a change of the
ranking is a change of a file that somebody can read, discuss and take back.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any, get_args

from databank.errors import N_
from databank.records import Method
from flows.errors import FlowError
from flows.matching.values import CriterionId
from taxonomy.uses import LEVELS

FILE = "match_weights.json"
CRITERIA: tuple[CriterionId, ...] = get_args(CriterionId)
GRADES = ("need", "intake", *LEVELS, "weak", *(one.value for one in Method))
"""What evidence is graded by: who asked or took, the level of a use, how an amount was come by; `weak` is a factor."""


class WeightsError(FlowError):
    """A file of weights that cannot be used: which file, which member, and what would be right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Constants:
    """The constants of the formulae.

    Attributes
    ----------
    floor : float
        The least value of a criterion. A nought would hide every other criterion; this only costs as much as it may.
    half_life_km : float
        Distance over which the value of nearness halves: the median of the synergies of NISP.
    freshness_half_life_d : float
        Days after which a record that nobody confirmed again is worth half.
    statistics_share : float
        What the tree of EWC-Stat counts for beside the List of Waste.
    """

    floor: float
    half_life_km: float
    freshness_half_life_d: float
    statistics_share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """The weight of each criterion; they sum to 1, and those of unknown criteria are shared out among the others.

    `evidence` grades what a match rests on, 0..1, by the names of `GRADES`.
    """

    title: str
    source: str
    dated: date
    of: Mapping[CriterionId, float]
    constants: Constants
    evidence: Mapping[str, float]


@cache
def shipped() -> Weights:
    """The weights that come with this version."""
    return parse(FILE, (resources.files("flows") / "data" / FILE).read_text("utf-8"))


def parse(file: str, text: str) -> Weights:
    """Read the text of a file of weights.

    Raises
    ------
    WeightsError
        With the name of the file and of the member that is wrong.
    """
    try:
        document = json.loads(text)
    except ValueError as error:
        raise WeightsError(N_("%(file)s is not JSON: %(problem)s."), file=file, problem=error) from None
    return weights_of(file, document)


def weights_of(file: str, document: object) -> Weights:
    """The weights in a document of JSON; WeightsError if a member is missing or wrong."""
    if not isinstance(document, dict):
        raise WeightsError(
            N_("%(file)s must be an object of JSON with title, source, date, weights, constants and evidence."),
            file=file,
        )
    members: Mapping[str, Any] = document
    weights = _numbers(file, "weights", members.get("weights"), CRITERIA)
    total = math.fsum(weights.values())
    if abs(total - 1) > 1e-6:  # noqa: PLR2004 - rounding of a file that people write
        raise WeightsError(N_("%(file)s: the weights sum to %(total)s; they must sum to 1."), file=file, total=total)
    names = tuple(one.name for one in fields(Constants))
    return Weights(
        title=_text(file, "title", members),
        source=_text(file, "source", members),
        dated=_day(file, members),
        of=MappingProxyType({name: weights[name] for name in CRITERIA}),
        constants=_constants(file, _numbers(file, "constants", members.get("constants"), names)),
        evidence=MappingProxyType(_grades(file, _numbers(file, "evidence", members.get("evidence"), GRADES))),
    )


def document_of(weights: Weights) -> dict[str, Any]:
    """The document of JSON that reads as these weights."""
    return {
        "title": weights.title,
        "source": weights.source,
        "date": weights.dated.isoformat(),
        "weights": dict(weights.of),
        "constants": asdict(weights.constants),
        "evidence": dict(weights.evidence),
    }


def _object(file: str, member: str, found: object) -> Mapping[str, Any]:
    if not isinstance(found, dict):
        raise WeightsError(N_("%(file)s: %(member)s must be an object of JSON."), file=file, member=member)
    return found


def _text(file: str, member: str, members: Mapping[str, Any]) -> str:
    text = members.get(member)
    if not isinstance(text, str) or not text.strip():
        raise WeightsError(N_("%(file)s: %(member)s must be a text that is not empty."), file=file, member=member)
    return text


def _day(file: str, members: Mapping[str, Any]) -> date:
    try:
        return date.fromisoformat(_text(file, "date", members))
    except ValueError:
        raise WeightsError(N_("%(file)s: date must be a day such as 2026-11-22."), file=file) from None


def _numbers(file: str, member: str, found: object, names: tuple[str, ...]) -> dict[str, float]:
    numbers = _object(file, member, found)
    unknown = sorted(set(numbers) - set(names))
    if unknown:
        raise WeightsError(
            N_("%(file)s: %(member)s has %(name)s, which is none of %(names)s."),
            file=file,
            member=member,
            name=unknown[0],
            names=", ".join(names),
        )
    for name in names:
        if not _is_amount(numbers.get(name)):
            raise WeightsError(
                N_("%(file)s: %(member)s.%(name)s must be a number of 0 or more."), file=file, member=member, name=name
            )
    return {name: float(numbers[name]) for name in names}


def _is_amount(value: object) -> bool:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return is_number and math.isfinite(value) and value >= 0  # type: ignore[arg-type, operator]


def _grades(file: str, grades: dict[str, float]) -> dict[str, float]:
    for name, grade in grades.items():
        if not 0 < grade <= 1:
            raise WeightsError(
                N_("%(file)s: evidence.%(name)s must be above 0 and no more than 1."), file=file, name=name
            )
    return grades


def _constants(file: str, numbers: Mapping[str, float]) -> Constants:
    for name, low, high in (("floor", 0.0, 0.5), ("statistics_share", 0.0, 1.0)):
        if not low < numbers[name] <= high:
            raise WeightsError(
                N_("%(file)s: constants.%(name)s must be above %(low)s and no more than %(high)s."),
                file=file,
                name=name,
                low=low,
                high=high,
            )
    for name in ("half_life_km", "freshness_half_life_d"):
        if not numbers[name] > 0:
            raise WeightsError(N_("%(file)s: constants.%(name)s must be above 0."), file=file, name=name)
    return Constants(**numbers)
