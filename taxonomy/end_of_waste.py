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
    """What a rule demands of the classes it names; `rule` tells its title and its first day.

    `codes` are the waste codes that the rule itself lists as its raw material, where it lists any.
    """

    rule: Rule
    effect: Effect
    material_classes: tuple[str, ...]
    codes: tuple[str, ...]
    titles: Titles
    source: str


def end_of_waste_rules() -> tuple[EndOfWasteRule, ...]:
    """All rules, those with criteria first."""
    return tuple(sorted(_rows(), key=lambda one: one.effect))


def rules_for(class_id: str, on: date, code: str = "") -> tuple[EndOfWasteRule, ...]:
    """The rules in force on a day that name a class, or where none does, those that list the waste code.

    A narrower class is named itself: a rule says what it covers.

    >>> [one.rule.id for one in rules_for("glass", date(2026, 11, 22))]
    ['eu_1179_2012']
    """
    known, held = material_class(class_id).id, [one for one in end_of_waste_rules() if one.rule.holds_on(on)]
    by_class = tuple(one for one in held if known in one.material_classes)
    return by_class or tuple(one for one in held if code in one.codes)


@cache
def _rows() -> tuple[EndOfWasteRule, ...]:
    return tuple(_end_of_waste_rule(row) for _, row in read_rows("end_of_waste_rules"))


def _end_of_waste_rule(row: Mapping[str, str]) -> EndOfWasteRule:
    effect, classes = cast(Effect, row["effect"]), parts(row["material_classes"])
    return EndOfWasteRule(rule(row["rule"]), effect, classes, parts(row["codes"]), titles_of(row), row["source"])
