"""The four numbers by which precedents and knowledge are weighed: one reviewed file, checked when it is read."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

from databank.errors import N_
from flows.errors import FlowError

FILE = "match_precedents.json"


class PrecedentWeightsError(FlowError):
    """A file of weights that cannot be used: which file, which member, and what would be right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrecedentWeights:
    """How much each kind of evidence counts; none is below nought, so that no evidence ever counts the wrong way.

    Attributes
    ----------
    uses : float
        What a documented use counts beside an entry of the list of goods.
    own : float
        What it counts, on a scale of logarithms, that an industry is the donor's own.
    knowledge : float
        As many wholly alike precedents weigh as much as all general knowledge together.
    sharpness : float
        Power of the likeness of a precedent: the higher, the less do those count that are only a little alike.
    """

    uses: float
    own: float
    knowledge: float
    sharpness: float

    def as_mapping(self) -> dict[str, float]:
        """The numbers by their names."""
        return {one.name: getattr(self, one.name) for one in fields(self)}


NAMES = tuple(one.name for one in fields(PrecedentWeights))


@cache
def shipped_weights() -> PrecedentWeights:
    """The weights of the reviewed file."""
    return read_weights((resources.files("flows") / "data" / FILE).read_text("utf-8"), FILE)


def read_weights(text: str, file: str) -> PrecedentWeights:
    """Weights from the text of a file; anything that cannot be used is a sentence."""
    try:
        members = json.loads(text)
    except ValueError as error:
        raise PrecedentWeightsError(N_("%(file)s is not JSON: %(problem)s."), file=file, problem=error) from None
    if not isinstance(members, dict):
        raise PrecedentWeightsError(N_("%(file)s must hold one object with members."), file=file)
    return PrecedentWeights(**{name: _number(members, name, file) for name in NAMES})


def written_weights(weights: PrecedentWeights, source: str, day: date) -> str:
    """The text of a file with these weights."""
    head = {
        "title": "How precedents, documented uses and usual users of goods are weighed against each other",
        "source": source,
        "date": day.isoformat(),
    }
    return json.dumps({**head, **weights.as_mapping()}, indent=2, ensure_ascii=False) + "\n"


def _number(members: Mapping[str, Any], name: str, file: str) -> float:
    value = members.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value) or value < 0:
        raise PrecedentWeightsError(
            N_("%(file)s: %(member)s must be a number from 0 up, it is %(value)s."), file=file, member=name, value=value
        )
    return float(value)
