"""Limits: what a rule or a use allows, by parameter. Only legal and standard limits can be failed."""

from __future__ import annotations

import operator as comparisons
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from types import MappingProxyType
from typing import Literal, cast

from taxonomy.codes import Titles, UnknownCodeError, parts, read_rows, titles_of
from taxonomy.materials import material_class as known_class
from taxonomy.rules import Scope, application, applications, condition, rule, scope_of
from taxonomy.uses import use

LimitKind = Literal["legal", "standard", "tested", "typical"]
Operator = Literal["<=", "<", ">=", ">", "="]
Verdict = Literal["pass", "fail", "unknown"]

# What the scope of a rule says need not be tested are contents and leached amounts, not how thick a layer may be.
_TESTED = ("leach_", "total_")

_HOLDS: Mapping[str, Callable[[Decimal, Decimal], bool]] = MappingProxyType(
    {"<=": comparisons.le, "<": comparisons.lt, ">=": comparisons.ge, ">": comparisons.gt}
)


@dataclass(frozen=True, slots=True)
class Parameter:
    """What is tested or declared; a `leach_LS10_` is leached at L/S 10, a `total_` is a content."""

    id: str
    titles: Titles
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """One limit. A legal or standard one binds; what was tested or is typical only tells what is usual.

    `condition` names the condition of the rule under which this limit stands in for the usual one.
    """

    parameter: str
    operator: Operator
    value: Decimal
    unit: str
    kind: LimitKind
    rule: str | None
    application: str | None
    condition: str | None
    qualifier: Titles | None
    source: str
    note: str

    @property
    def binds(self) -> bool:
        """Whether a value can fail this limit."""
        return self.kind in {"legal", "standard"}

    def meets(self, low: Decimal | None, high: Decimal | None) -> Verdict:
        """Whether a value between `low` and `high`, in the unit of the limit, meets it; None is an open end.

        A result "below 0.01" is (None, 0.01). The answer is unknown where the interval reaches over the limit,
        and always for limits that do not bind.

        Raises
        ------
        ValueError
            If the interval is upside down.
        """
        found = meets(self.operator, self.value, low, high)
        return found if self.binds else "unknown"


def meets(operator: Operator, limit: Decimal, low: Decimal | None, high: Decimal | None) -> Verdict:
    """Whether a value between `low` and `high` meets a limit of the same unit; unknown where it reaches over it.

    >>> meets("<=", Decimal(3), None, Decimal(2)), meets("<=", Decimal(3), Decimal(2), Decimal(4))
    ('pass', 'unknown')
    """
    if low is not None and high is not None and low > high:
        message = f"The lower end {low} is above the upper end {high}."
        raise ValueError(message)
    if operator == "=":
        return _equals(limit, low, high)
    best, worst = (high, low) if operator.startswith(">") else (low, high)
    if worst is not None and _HOLDS[operator](worst, limit):
        return "pass"
    return "fail" if best is not None and not _HOLDS[operator](best, limit) else "unknown"


def _equals(limit: Decimal, low: Decimal | None, high: Decimal | None) -> Verdict:
    if low == high == limit:
        return "pass"
    outside = (low is not None and low > limit) or (high is not None and high < limit)
    return "fail" if outside else "unknown"


@dataclass(frozen=True, slots=True)
class _RuleLimit:
    limit: Limit
    material_classes: tuple[str, ...]


def parameter(parameter_id: str) -> Parameter:
    """One parameter; UnknownCodeError if there is none of that id."""
    try:
        return _parameters()[parameter_id]
    except KeyError:
        raise UnknownCodeError(parameter_id, "the parameters of limits") from None


def limits_of_rule(
    rule_id: str,
    application_id: str | None = None,
    *,
    material_class: str | None = None,
    conditions: Collection[str] = (),
) -> tuple[Limit, ...]:
    """The limits of a rule for an application and a material.

    Parameters
    ----------
    material_class
        Adds what the rule demands of this material only, and leaves out what it need not be tested for.
    conditions
        Ids of conditions that hold at the site: limits they relax are replaced or fall away.
    """
    known = rule(rule_id).id
    wanted = {None, application(known, application_id).id} if application_id else {None}
    scope = scope_of(known, material_class) if material_class else None
    rows = [
        one.limit
        for one in _rule_limits()
        if one.limit.rule == known and one.limit.application in wanted and _fits(one, material_class, scope)
    ]
    return _under(rows, conditions)


def _fits(row: _RuleLimit, material_class: str | None, scope: Scope | None) -> bool:
    if row.material_classes:
        return material_class is not None and known_class(material_class).id in row.material_classes
    tested = row.limit.parameter.startswith(_TESTED)
    return scope is None or not tested or row.limit.parameter in scope.parameters


def _under(limits: list[Limit], conditions: Collection[str]) -> tuple[Limit, ...]:
    """The limits when these conditions hold: one with its own limits replaces, another one lets limits fall away."""
    holding = [condition(one) for one in conditions]
    special = {one.parameter: one for one in limits if one.condition in conditions}
    waived = {name for one in holding if one.effect == "relaxes" and not _has_limits(one.id) for name in one.parameters}
    usual = [special.get(one.parameter, one) for one in limits if one.condition is None]
    return tuple(one for one in usual if one.parameter not in waived)


def _has_limits(condition_id: str) -> bool:
    return any(one.limit.condition == condition_id for one in _rule_limits())


def limits_of_use(use_id: str, *, conditions: Collection[str] = ()) -> tuple[Limit, ...]:
    """The limits of a use: those of its rules for its applications and its material, then its own."""
    found = use(use_id)
    limits: dict[Limit, None] = {}
    for rule_id in found.rules:
        known = {one.id for one in applications(rule_id)}
        own: list[str | None] = [one for one in found.applications if one in known]
        for part in own or [None]:
            held = [one for one in conditions if condition(one).rule == rule_id]
            rows = limits_of_rule(rule_id, part, material_class=found.material_class, conditions=held)
            limits.update(dict.fromkeys(rows))
    return (*limits, *_use_limits().get(found.id, ()))


@cache
def _parameters() -> Mapping[str, Parameter]:
    return MappingProxyType(
        {row["id"]: Parameter(row["id"], titles_of(row), row["unit"]) for _, row in read_rows("parameters")}
    )


@cache
def _rule_limits() -> tuple[_RuleLimit, ...]:
    return tuple(_RuleLimit(_limit(row), parts(row["material_classes"])) for _, row in read_rows("rule_limits"))


@cache
def _use_limits() -> Mapping[str, tuple[Limit, ...]]:
    limits: dict[str, tuple[Limit, ...]] = {}
    for _, row in read_rows("use_limits"):
        limits[row["use"]] = (*limits.get(row["use"], ()), _limit(row))
    return MappingProxyType(limits)


def _limit(row: Mapping[str, str]) -> Limit:
    return Limit(
        parameter=row["parameter"],
        operator=cast(Operator, row["operator"]),
        value=Decimal(row["value"]),
        unit=row["unit"],
        kind=cast(LimitKind, row["kind"]),
        rule=row.get("rule") or None,
        application=row.get("application") or None,
        condition=row.get("condition") or None,
        qualifier=titles_of(row, "qualifier") if row.get("qualifier_fi") else None,
        source=row["source"],
        note=row.get("note", ""),
    )
