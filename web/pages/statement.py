"""The accessibility statement as the small file beside this module says it; act 306/2019 asks for one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Literal

from taxonomy.codes import Titles

Conformance = Literal["full", "partial", "none"]


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that is not accessible: where, what, by which criterion, and what to use instead."""

    criterion: str
    part: Titles
    problem: Titles
    instead: Titles


@dataclass(frozen=True, slots=True)
class Statement:
    standard: str
    conformance: Conformance
    made_on: date
    checked_on: date
    assessment: Titles
    gaps: tuple[Gap, ...]


def _gap(member: Mapping[str, object]) -> Gap:
    words = {name: _titles(member[name]) for name in ("part", "problem", "instead")}
    return Gap(criterion=str(member["criterion"]), **words)


def _titles(member: object) -> Titles:
    if not isinstance(member, Mapping):
        raise TypeError(f"accessibility.json: {member!r} is not a text in fi, sv and en.")
    return Titles(**member)


@cache
def statement() -> Statement:
    """Read the file once."""
    text = (resources.files("web") / "pages" / "accessibility.json").read_text("utf-8")
    members = json.loads(text)
    return Statement(
        standard=members["standard"],
        conformance=members["conformance"],
        made_on=date.fromisoformat(members["made_on"]),
        checked_on=date.fromisoformat(members["checked_on"]),
        assessment=_titles(members["assessment"]),
        gaps=tuple(_gap(member) for member in members["gaps"]),
    )
