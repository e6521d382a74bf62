"""Crosswalks: from a waste code to our material class and to the statistical category EWC-Stat.

Every code of every edition has exactly one target in each, so nothing is counted twice. What a source gives is
`sourced`, what follows from equal words is `inferred`, and the rest is `derived` by the rule that the link names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Literal, cast

from taxonomy.codes import Titles, UnknownCodeError, read_rows, titles_of

Basis = Literal["sourced", "inferred", "derived"]


@dataclass(frozen=True, slots=True)
class Link:
    """One line of a crosswalk; `source` is an address, a document or the rule."""

    code: str
    target: str
    basis: Basis
    source: str


@dataclass(frozen=True, slots=True)
class Rule:
    """Gives `target` to codes that start with a prefix and, if it has one, whose English title fits the pattern."""

    id: str
    prefixes: tuple[str, ...]
    pattern: re.Pattern[str] | None
    target: str
    reason: str

    def fits(self, code: str, title: str) -> bool:
        """Whether this rule speaks about the code."""
        return code.startswith(self.prefixes) and (self.pattern is None or bool(self.pattern.search(title.lower())))


@dataclass(frozen=True, slots=True)
class EwcStat:
    """A category of the Waste Statistics Regulation (EC) 2150/2002; `number` is its EWC-Stat number."""

    code: str
    number: str
    titles: Titles


def material_class_of(code: str) -> Link:
    """The material class of a waste code."""
    return _found(_links("waste_code_to_material_class", "material_class"), code)


def ewc_stat_of(code: str) -> Link:
    """The EWC-Stat category of a waste code."""
    return _found(_links("waste_code_to_ewc_stat", "ewc_stat"), code)


def _found(links: Mapping[str, Link], code: str) -> Link:
    try:
        return links[code]
    except KeyError:
        raise UnknownCodeError(code, "the List of Waste") from None


@cache
def _links(name: str, target: str) -> Mapping[str, Link]:
    rows = (row for _, row in read_rows(name))
    return MappingProxyType(
        {row["code"]: Link(row["code"], row[target], cast(Basis, row["basis"]), row["source"]) for row in rows}
    )


@cache
def ewc_stat() -> Mapping[str, EwcStat]:
    """The categories by code."""
    rows = (row for _, row in read_rows("ewc_stat"))
    return MappingProxyType({row["code"]: EwcStat(row["code"], row["number"], titles_of(row)) for row in rows})


def rules(rows: Iterable[Mapping[str, str]], target: str) -> tuple[Rule, ...]:
    """Read a table of rules; the target stands in the column `target`."""
    return tuple(
        Rule(
            id=row["id"],
            prefixes=tuple(row["codes"].split(";")),
            pattern=re.compile(row["title"]) if row["title"] else None,
            target=row[target],
            reason=row["reason"],
        )
        for row in rows
    )


def first_rule(table: Iterable[Rule], code: str, title: str) -> Rule | None:
    """The first rule that fits; the order of the table decides."""
    return next((rule for rule in table if rule.fits(code, title)), None)
