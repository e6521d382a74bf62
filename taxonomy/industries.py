"""Industries: NACE Rev. 2 and Rev. 2.1 with their crosswalk, and the few sectors that diagrams show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Literal, cast

from taxonomy.codes import LANGUAGES, Titles, UnknownCodeError, read_rows, titles_of

Edition = Literal["NACE2", "NACE2.1"]
Level = Literal["section", "division", "group", "class"]

OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Industry:
    """A section ("C"), division ("24"), group ("24.5") or class ("24.51").

    `english_only` names the languages in which the English title stands in, because no other was found.
    """

    code: str
    edition: Edition
    level: Level
    parent: str | None
    titles: Titles
    english_only: frozenset[str]


@dataclass(frozen=True, slots=True)
class Sector:
    """A group of NACE divisions that a diagram draws as one."""

    id: str
    titles: Titles
    divisions: frozenset[str]


@cache
def _industries(edition: str) -> Mapping[str, Industry]:
    found = {row["code"]: _industry(row) for row in _rows() if row["edition"] == edition}
    if not found:
        raise UnknownCodeError(edition, "the editions of NACE (NACE2, NACE2.1)")
    return MappingProxyType(found)


@cache
def _rows() -> tuple[dict[str, str], ...]:
    return tuple(row for _, row in read_rows("industries"))


def _industry(row: Mapping[str, str]) -> Industry:
    missing = frozenset(language for language in LANGUAGES if not row[f"title_{language}"])
    stand_in = {f"title_{language}": row["title_en"] for language in missing}
    return Industry(
        code=row["code"],
        edition=cast(Edition, row["edition"]),
        level=cast(Level, row["level"]),
        parent=row["parent"] or None,
        titles=titles_of({**row, **stand_in}),
        english_only=missing,
    )


def industries(edition: str = "NACE2") -> tuple[Industry, ...]:
    """All industries of an edition, sections first within their place."""
    return tuple(_industries(edition).values())


def industry(code: str, edition: str = "NACE2") -> Industry:
    """One industry; "2451" and "24.51" are the same."""
    try:
        return _industries(edition)[_dotted(code)]
    except KeyError:
        raise UnknownCodeError(code, f"{edition} industries") from None


def _dotted(code: str) -> str:
    """The code as NACE writes it, from "2451" or "24.51"."""
    digits = code.strip().replace(".", "").upper()
    division, rest = digits[:2], digits[2:]
    return f"{division}.{rest}" if rest else division


@cache
def _nace_crosswalk() -> Mapping[str, tuple[str, ...]]:
    links: dict[str, tuple[str, ...]] = {}
    for _, row in read_rows("nace2_to_nace21"):
        links[row["nace2"]] = (*links.get(row["nace2"], ()), row["nace21"])
    return MappingProxyType(links)


def nace2_to_nace21(code: str) -> tuple[str, ...]:
    """The classes of NACE Rev. 2.1 that a class of NACE Rev. 2 became."""
    try:
        return _nace_crosswalk()[_dotted(code)]
    except KeyError:
        raise UnknownCodeError(code, "NACE2 classes") from None


@cache
def _sectors() -> Mapping[str, Sector]:
    rows = sorted((row for _, row in read_rows("sectors")), key=lambda row: int(row["order"]))
    return MappingProxyType(
        {row["id"]: Sector(row["id"], titles_of(row), _divisions(row["divisions"])) for row in rows}
    )


def _divisions(cell: str) -> frozenset[str]:
    """Read "01;03;10-12" as the divisions it means."""
    found: set[str] = set()
    for part in cell.split(";"):
        first, _, last = part.partition("-")
        found.update(f"{number:02}" for number in range(int(first), int(last or first) + 1))
    return frozenset(found)


def sectors() -> tuple[Sector, ...]:
    """All sectors in the order of diagrams."""
    return tuple(_sectors().values())


def sector(sector_id: str) -> Sector:
    """One sector; UnknownCodeError if there is none of that id."""
    try:
        return _sectors()[sector_id]
    except KeyError:
        raise UnknownCodeError(sector_id, "the sectors") from None


def sector_of_industry(code: str, edition: str = "NACE2") -> str:
    """The sector of an industry. A section that spans several sectors (such as C) is `other`."""
    found = industry(code, edition)
    if found.level == "section":
        below = {entry.code for entry in industries(edition) if entry.parent == found.code}
    else:
        below = {found.code[:2]}
    return next((one.id for one in sectors() if below <= one.divisions), OTHER)
