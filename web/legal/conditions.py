"""The conditions of rules that concern a material, ready for a page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from taxonomy import conditions, rules, waste_list
from taxonomy.codes import UnknownCodeError
from taxonomy.conditions import RuleConditions
from taxonomy.rules import Condition
from web import house
from web.labels import title
from web.language import gettext
from web.language import gettext as _
from web.legal.blueprint import blueprint
from web.legal.words import EFFECTS, SourcePart, source_parts

ABOUT_THE_PLACE = frozenset({"mara_near_sea"})
"""Conditions that ask how far the place of use is from the sea.

Neither the place of use nor the coast is known here: the coast line of our map is a sketch, a kilometre wide.
"""


@dataclass(frozen=True, slots=True)
class ConditionLine:
    """One condition in words."""

    effect: str
    sentence: str
    note: str
    source: tuple[SourcePart, ...]


@dataclass(frozen=True, slots=True)
class RuleLines:
    """A rule with what it says about a material: what is easily overlooked, and the rest."""

    title: str
    source: tuple[SourcePart, ...]
    listed: str
    telling: tuple[ConditionLine, ...]
    others: tuple[ConditionLine, ...]


@blueprint.app_template_global("conditions_of_material")
def conditions_of_material(class_id: str | None, code: str | None = None) -> list[RuleLines]:
    """What the rules in force say about a class; nothing where no class is known."""
    if not class_id:
        return []
    try:
        found = conditions.conditions_for(class_id, house.today())
    except UnknownCodeError:
        return []
    return [_rule_lines(one, class_id, code) for one in found]


def _rule_lines(found: RuleConditions, class_id: str, code: str | None) -> RuleLines:
    telling = found.telling()
    return RuleLines(
        title=title(found.rule.titles),
        source=tuple(source_parts(found.rule.source)),
        listed=_listed(found.rule.id, class_id, code),
        telling=tuple(_lines((*found.beside, *telling))),
        others=tuple(_lines(one for one in found.conditions if one not in telling)),
    )


def _lines(found: Iterator[Condition] | tuple[Condition, ...]) -> Iterator[ConditionLine]:
    for one in found:
        note = _place_note() if one.id in ABOUT_THE_PLACE else ""
        yield ConditionLine(gettext(EFFECTS[one.effect]), title(one.titles), note, tuple(source_parts(one.source)))


def _place_note() -> str:
    return _("It is about the place where the material is used: check the distance there.")


def _listed(rule_id: str, class_id: str, code: str | None) -> str:
    """Whether the rule names the waste code that was given; silent where the rule lists none."""
    scope = rules.scope_of(rule_id, class_id)
    return listed_sentence(scope.codes if scope else (), code)


def listed_sentence(listed: tuple[str, ...], code: str | None) -> str:
    """The codes that a rule lists, and whether the one that was given is among them."""
    if not listed:
        return ""
    codes = ", ".join(waste_list.display_code(one) for one in listed)
    if code and code not in listed:
        shown = waste_list.display_code(code)
        return _("The rule names the waste codes %(codes)s. %(code)s is not among them.", codes=codes, code=shown)
    return _("The rule names the waste codes %(codes)s.", codes=codes)
