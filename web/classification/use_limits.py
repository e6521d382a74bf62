"""The limits of a rule as a table: parameters down, structures or classes across, exceptions beside the values."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from taxonomy import rules
from taxonomy.limits import Limit, Parameter, limits_of_rule, parameter
from taxonomy.rules import Application, Condition, Rule
from taxonomy.uses import Use


@dataclass(frozen=True, slots=True)
class LimitCell:
    """The limits of one parameter in one structure.

    `waived` are the conditions under which the limits fall away, `relaxed` those under which another one holds.
    """

    limits: tuple[Limit, ...] = ()
    waived: tuple[str, ...] = ()
    relaxed: tuple[tuple[str, Limit], ...] = ()


@dataclass(frozen=True, slots=True)
class LimitRow:
    """One parameter across the structures of a rule."""

    parameter: Parameter
    cells: tuple[LimitCell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleBlock:
    """What one rule says about one material; without applications the rule knows only one."""

    rule: Rule
    material_class: str
    applications: tuple[Application, ...]
    rows: tuple[LimitRow, ...]
    conditions: tuple[Condition, ...]

    @property
    def exceptions(self) -> tuple[Condition, ...]:
        """The conditions that change a value of the table, in the order of their letters."""
        cells = [cell for row in self.rows for cell in row.cells]
        used = {one for cell in cells for one in (*cell.waived, *(name for name, _limit in cell.relaxed))}
        return tuple(one for one in self.conditions if one.id in used)

    def with_effect(self, effect: str) -> tuple[Condition, ...]:
        """The conditions of one effect that are no exceptions of the table."""
        return tuple(one for one in self.conditions if one.effect == effect and one not in self.exceptions)


def block_of(rule_id: str, class_id: str, own: tuple[Use, ...]) -> RuleBlock:
    """What a rule says about a material, for the structures that it accepts or that the uses name."""
    applications = _applications(rule_id, class_id, own)
    across: tuple[str | None, ...] = tuple(one.id for one in applications) or (None,)
    columns = [_column(rule_id, class_id, one) for one in across]
    names = dict.fromkeys(name for column in columns for name in column)
    return RuleBlock(
        rule=rules.rule(rule_id),
        material_class=class_id,
        applications=applications,
        rows=tuple(
            LimitRow(parameter(name), tuple(column.get(name, LimitCell()) for column in columns)) for name in names
        ),
        conditions=tuple(one for one in _conditions(rule_id, class_id, across) if _matters(one, names.keys())),
    )


def _applications(rule_id: str, class_id: str, own: tuple[Use, ...]) -> tuple[Application, ...]:
    scope = rules.scope_of(rule_id, class_id)
    of_rule = [one for one in own if rule_id in one.rules and one.material_class == class_id]
    named = scope.applications if scope else {name for one in of_rule for name in one.applications}
    return tuple(one for one in rules.applications(rule_id) if one.id in named)


def _conditions(rule_id: str, class_id: str, across: tuple[str | None, ...]) -> tuple[Condition, ...]:
    """What holds in any of the structures; where none is named, only what holds in all."""
    found = [
        one
        for name in across
        for one in rules.conditions_of(rule_id, class_id, name)
        if name is not None or not one.applications
    ]
    return tuple(dict.fromkeys(found))


def _matters(condition: Condition, names: AbstractSet[str]) -> bool:
    """Whether a condition says something here: one that eases limits which this material does not have says nothing."""
    return condition.effect != "relaxes" or not condition.parameters or not names.isdisjoint(condition.parameters)


def _column(rule_id: str, class_id: str, application: str | None) -> dict[str, LimitCell]:
    usual = _by_parameter(limits_of_rule(rule_id, application, material_class=class_id))
    easing = [
        (one, _by_parameter(limits_of_rule(rule_id, application, material_class=class_id, conditions=[one.id])))
        for one in rules.conditions_of(rule_id, class_id, application)
        if one.effect == "relaxes" and one.parameters
    ]
    return {name: _cell(name, limits, easing) for name, limits in usual.items()}


def _cell(
    name: str, limits: tuple[Limit, ...], easing: list[tuple[Condition, dict[str, tuple[Limit, ...]]]]
) -> LimitCell:
    eased = [(one.id, found.get(name, ())) for one, found in easing if name in one.parameters]
    return LimitCell(
        limits=limits,
        waived=tuple(one for one, found in eased if not found),
        relaxed=tuple((one, limit) for one, found in eased for limit in found if limit not in limits),
    )


def _by_parameter(limits: tuple[Limit, ...]) -> dict[str, tuple[Limit, ...]]:
    found: dict[str, tuple[Limit, ...]] = {}
    for one in limits:
        found[one.parameter] = (*found.get(one.parameter, ()), one)
    return found
