"""Rules that govern what a material may be used for, and the conditions that hold with them.

A rule is a law, a standard or a guideline. What it excludes, relaxes or requires is data with a source, so that a
page can show it where it matters; nothing here decides whether a use is permitted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Literal, cast

from taxonomy.codes import Titles, UnknownCodeError, parts, read_rows, titles_of
from taxonomy.materials import material_class

RuleKind = Literal["law", "standard", "guideline"]
Effect = Literal["excludes", "relaxes", "requires"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A law, standard or guideline; `valid_from` is None where the day was not checked."""

    id: str
    kind: RuleKind
    titles: Titles
    valid_from: date | None
    valid_to: date | None
    source: str

    def holds_on(self, day: date) -> bool:
        """Whether the rule is in force on a day; a day that is not known does not exclude it."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Application:
    """A structure, product class or quality class for which a rule has its own limits."""

    rule: str
    id: str
    titles: Titles


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """What a rule excludes, relaxes or requires; empty tuples mean all materials, all applications."""

    id: str
    rule: str
    material_classes: tuple[str, ...]
    applications: tuple[str, ...]
    effect: Effect
    parameters: tuple[str, ...]
    titles: Titles
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """That a rule accepts a material: with which waste codes, for which applications, tested for what."""

    rule: str
    material_class: str
    codes: tuple[str, ...]
    applications: tuple[str, ...]
    parameters: tuple[str, ...]
    source: str


def rules() -> tuple[Rule, ...]:
    """All rules."""
    return tuple(_rules().values())


def rule(rule_id: str) -> Rule:
    """One rule; UnknownCodeError if there is none of that id."""
    try:
        return _rules()[rule_id]
    except KeyError:
        raise UnknownCodeError(rule_id, "the rules") from None


def applications(rule_id: str) -> tuple[Application, ...]:
    """The applications of a rule in the order of its own table; none for a rule that knows only one."""
    return tuple(one for one in _applications() if one.rule == rule(rule_id).id)


def application(rule_id: str, application_id: str) -> Application:
    """One application of a rule."""
    for one in applications(rule_id):
        if one.id == application_id:
            return one
    raise UnknownCodeError(application_id, f"the applications of {rule_id}")


def condition(condition_id: str) -> Condition:
    """One condition; UnknownCodeError if there is none of that id."""
    try:
        return _conditions()[condition_id]
    except KeyError:
        raise UnknownCodeError(condition_id, "the conditions of rules") from None


def conditions_of(
    rule_id: str, class_id: str | None = None, application_id: str | None = None
) -> tuple[Condition, ...]:
    """The conditions of a rule that concern a material and an application; None asks for all.

    A condition on a wider class holds for the narrower one too.

    >>> [one.id for one in conditions_of("mara_843_2017", "foundry_dust") if one.material_classes]
    ['mara_foundry_dust']
    """
    known = rule(rule_id).id
    classes = _with_parents(class_id) if class_id else ()
    return tuple(
        one
        for one in _conditions().values()
        if one.rule == known
        and _concerns(one.material_classes, classes)
        and _concerns(one.applications, application_id)
    )


def exclusions_of(class_id: str) -> tuple[Condition, ...]:
    """What any rule says to leave this very material out: worth knowing though no use of it falls under the rule.

    >>> [one.rule for one in exclusions_of("foundry_dust")]
    ['mara_843_2017']
    """
    classes = _with_parents(class_id)
    return tuple(
        one
        for one in _conditions().values()
        if one.effect == "excludes" and not set(one.material_classes).isdisjoint(classes)
    )


def _concerns(named: tuple[str, ...], asked: tuple[str, ...] | str | None) -> bool:
    if not named or not asked:
        return True
    return not set(named).isdisjoint((asked,) if isinstance(asked, str) else asked)


def _with_parents(class_id: str) -> tuple[str, ...]:
    found = material_class(class_id)
    return (found.id, *(_with_parents(found.parent) if found.parent else ()))


def accepted_by(rule_id: str) -> tuple[Scope, ...]:
    """The materials a rule lists; none for a rule that has no such list."""
    return tuple(one for one in _scopes().values() if one.rule == rule(rule_id).id)


def scope_of(rule_id: str, class_id: str) -> Scope | None:
    """What a rule says about a material, or None: it lists others only, or has no list."""
    return _scopes().get((rule(rule_id).id, material_class(class_id).id))


@cache
def _rules() -> Mapping[str, Rule]:
    return MappingProxyType({row["id"]: _rule(row) for _, row in read_rows("rules")})


def _rule(row: Mapping[str, str]) -> Rule:
    return Rule(
        id=row["id"],
        kind=cast(RuleKind, row["kind"]),
        titles=titles_of(row),
        valid_from=_day(row["valid_from"]),
        valid_to=_day(row["valid_to"]),
        source=row["source"],
    )


def _day(cell: str) -> date | None:
    return date.fromisoformat(cell) if cell else None


@cache
def _applications() -> tuple[Application, ...]:
    return tuple(Application(row["rule"], row["id"], titles_of(row)) for _, row in read_rows("rule_applications"))


@cache
def _conditions() -> Mapping[str, Condition]:
    return MappingProxyType({row["id"]: _condition(row) for _, row in read_rows("rule_conditions")})


def _condition(row: Mapping[str, str]) -> Condition:
    return Condition(
        id=row["id"],
        rule=row["rule"],
        material_classes=parts(row["material_classes"]),
        applications=parts(row["applications"]),
        effect=cast(Effect, row["effect"]),
        parameters=parts(row["parameters"]),
        titles=titles_of(row),
        source=row["source"],
    )


@cache
def _scopes() -> Mapping[tuple[str, str], Scope]:
    return MappingProxyType({(row["rule"], row["material_class"]): _scope(row) for _, row in read_rows("rule_scope")})


def _scope(row: Mapping[str, str]) -> Scope:
    return Scope(
        rule=row["rule"],
        material_class=row["material_class"],
        codes=parts(row["codes"]),
        applications=parts(row["applications"]),
        parameters=parts(row["parameters"]),
        source=row["source"],
    )
