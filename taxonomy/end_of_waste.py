"""Rules by which a class of material may cease to be waste, as far as this list knows them.

A rule with criteria ends waste status for who meets them; a product rule only says what the product must meet. A class
without a row has no such rule here: the authority then decides case by case.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal, cast

from taxonomy.codes import Titles, parts, read_rows, titles_of
from taxonomy.materials import material_class
from taxonomy.rules import Rule, rule

Effect = Literal["criteria", "product_rule"]


@dataclass(frozen=True, slots=True)
class EndOfWasteRule:
    """What a rule demands of the classes it names; `rule` tells its title and its first day."""

    rule: Rule
    effect: Effect
    material_classes: tuple[str, ...]
    titles: Titles
    source: str


def end_of_waste_rules() -> tuple[EndOfWasteRule, ...]:
    """All rules, those with criteria first."""
    return tuple(sorted(_rows(), key=lambda one: one.effect))


def rules_for(class_id: str, on: date) -> tuple[EndOfWasteRule, ...]:
    """The rules in force on a day that name a class. A narrower class is named itself: a rule says what it covers.

    >>> [one.rule.id for one in rules_for("glass", date(2026, 11, 22))]
    ['eu_1179_2012']
    """
    known = material_class(class_id).id
    return tuple(one for one in end_of_waste_rules() if known in one.material_classes and one.rule.holds_on(on))


@cache
def _rows() -> tuple[EndOfWasteRule, ...]:
    return tuple(_end_of_waste_rule(row) for _, row in read_rows("end_of_waste_rules"))


def _end_of_waste_rule(row: Mapping[str, str]) -> EndOfWasteRule:
    effect, classes = cast(Effect, row["effect"]), parts(row["material_classes"])
    return EndOfWasteRule(rule(row["rule"]), effect, classes, titles_of(row), row["source"])
