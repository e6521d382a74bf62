"""Definitions of the indicators: words in three languages, unit, group and source, read from a checked file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

from databank.errors import N_
from flows.boundary import boundaries
from flows.errors import IndicatorDataError, UnknownIndicatorError
from taxonomy.codes import LANGUAGES, Titles

FILE = "indicators.json"
UNITS = ("share", "t")
GROUPS = ("circle", "fate", "knowledge", "work")
WORDS = ("title", "meaning", "formula", "numerator", "denominator", "source")


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """What an indicator says, how it is worked out in words, and where its definition comes from.

    `unit` is "share" (0..1) or "t" (tonnes a year). `denominator` is empty where there is none. `boundary` names the
    one boundary that the indicator is about; None takes the one that is asked for.
    """

    id: str
    group: str
    unit: str
    titles: Titles
    meaning: Titles
    formula: Titles
    numerator: Titles
    denominator: Titles | None
    boundary: str | None
    source: Titles
    source_url: str


@cache
def definitions() -> Mapping[str, Definition]:
    """Every indicator by its id, in the order in which they are shown."""
    text = (resources.files("flows") / "data" / FILE).read_text("utf-8")
    return parse_definitions(text, FILE)


def definition(name: str) -> Definition:
    """One indicator.

    Raises
    ------
    UnknownIndicatorError
        When there is none of this id.
    """
    found = definitions().get(name)
    if found is None:
        raise UnknownIndicatorError(
            N_("There is no indicator %(name)s. Choose one of: %(names)s."), name=name, names=", ".join(definitions())
        )
    return found


def parse_definitions(text: str, file: str) -> Mapping[str, Definition]:
    """Check a file of definitions and make it values.

    Raises
    ------
    IndicatorDataError
        Which member of which indicator is wrong, and what would be right.
    """
    try:
        members = json.loads(text)
    except json.JSONDecodeError as error:
        raise IndicatorDataError(
            N_("%(file)s, line %(line)s: this is not JSON (%(reason)s). Correct the place and try again."),
            file=file,
            line=error.lineno,
            reason=error.msg,
        ) from error
    if not isinstance(members, dict):
        raise _wrong(file, "the file", "an object of indicators by id")
    return MappingProxyType({name: _definition(file, name, found) for name, found in members.items()})


def _definition(file: str, name: str, members: Any) -> Definition:
    if not isinstance(members, dict):
        raise _wrong(file, name, "an object")
    words = {word: _titles(file, f"{name}.{word}", members.get(word)) for word in WORDS if word in members}
    lacking = [word for word in WORDS if word not in words and word != "denominator"]
    if lacking:
        raise _wrong(file, f"{name}.{lacking[0]}", "given in fi, sv and en")
    return Definition(
        id=name,
        group=_choice(file, name, members, "group", GROUPS),
        unit=_choice(file, name, members, "unit", UNITS),
        titles=words["title"],
        meaning=words["meaning"],
        formula=words["formula"],
        numerator=words["numerator"],
        denominator=words.get("denominator"),
        boundary=_choice(file, name, members, "boundary", tuple(boundaries())) if "boundary" in members else None,
        source=words["source"],
        source_url=_address(file, f"{name}.source_url", members.get("source_url", "")),
    )


def _choice(file: str, name: str, members: Mapping[str, Any], member: str, known: tuple[str, ...]) -> str:
    if members.get(member) not in known:
        raise _wrong(file, f"{name}.{member}", f"one of: {', '.join(known)}")
    return str(members[member])


def _titles(file: str, place: str, members: Any) -> Titles:
    if not isinstance(members, dict) or set(members) != set(LANGUAGES) or not all(members.values()):
        raise _wrong(file, place, "words in fi, sv and en")
    fi, sv, en = (_text(file, place, members[language]) for language in ("fi", "sv", "en"))
    return Titles(fi, sv, en)


def _text(file: str, place: str, value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise _wrong(file, place, "a text that is not empty")
    return value


def _address(file: str, place: str, value: Any) -> str:
    if not isinstance(value, str) or (value and not value.startswith("https://")):
        raise _wrong(file, place, "an address that begins with https://, or left out")
    return value


def _wrong(file: str, member: str, right: str) -> IndicatorDataError:
    return IndicatorDataError(N_("%(file)s: %(member)s must be %(right)s."), file=file, member=member, right=right)
