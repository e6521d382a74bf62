"""Which conditions of rules concern a material, whatever it is to be used for.

A condition concerns a class if it names the class or a wider one. A condition on all materials concerns those that its
rule accepts. What a rule excludes beside what it accepts, such as foundry dust beside foundry sand, is told with both:
they come from the same sub-chapter of the List of Waste and are easily mixed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from taxonomy import crosswalks, rules
from taxonomy.materials import material_class
from taxonomy.rules import Condition, Rule
from taxonomy.waste_list import EDITIONS, edition

ORDER: tuple[rules.Effect, ...] = ("excludes", "relaxes", "requires")
SUBCHAPTER_DIGITS = 4


@dataclass(frozen=True, slots=True)
class RuleConditions:
    """A rule with its conditions for a material: what it excludes first, then what it relaxes and requires.

    `beside` are exclusions of other material from the same origin.
    """

    rule: Rule
    conditions: tuple[Condition, ...]
    beside: tuple[Condition, ...]

    def telling(self) -> tuple[Condition, ...]:
        """What is easily overlooked: exclusions, reliefs, and what is required of this very material."""
        return tuple(one for one in self.conditions if one.effect != "requires" or one.material_classes)


def conditions_for(class_id: str, on: date) -> tuple[RuleConditions, ...]:
    """The rules in force on a day that have something to say about a class.

    >>> first = conditions_for("foundry_dust", date(2026, 11, 22))[0]
    >>> [one.id for one in first.conditions]
    ['mara_foundry_dust']
    """
    found = (_of_rule(rule, material_class(class_id).id) for rule in rules.rules() if rule.holds_on(on))
    return tuple(one for one in found if one.conditions or one.beside)


def _of_rule(rule: Rule, class_id: str) -> RuleConditions:
    accepted = rules.scope_of(rule.id, class_id) is not None
    held = [one for one in rules.conditions_of(rule.id, class_id) if accepted or one.material_classes]
    beside = _beside(rule, class_id) if accepted else ()
    return RuleConditions(rule, tuple(sorted(held, key=lambda one: ORDER.index(one.effect))), beside)


def _beside(rule: Rule, class_id: str) -> tuple[Condition, ...]:
    """What the rule leaves out whole from the same sub-chapters of the List of Waste."""
    scope = rules.scope_of(rule.id, class_id)
    origins = {code[:SUBCHAPTER_DIGITS] for code in scope.codes} if scope else set()
    return tuple(
        one
        for one in rules.conditions_of(rule.id)
        if one.effect == "excludes"
        and any(_origins(other) & origins and rules.scope_of(rule.id, other) is None for other in one.material_classes)
    )


@cache
def _origins(class_id: str) -> frozenset[str]:
    codes = {code for name in EDITIONS for code, entry in edition(name).entries.items() if entry.level == "entry"}
    return frozenset(
        code[:SUBCHAPTER_DIGITS] for code in codes if crosswalks.material_class_of(code).target == class_id
    )
