"""The public self-check: the conditions of by-product and end of waste as questions, for anybody and any material.

The answers stand in the address and nowhere else: who wants to keep them keeps the address, prints the page, or takes
them over into a record. The page never decides.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from flask import render_template
from flask.typing import ResponseReturnValue

from taxonomy import end_of_waste, legal_check, materials
from taxonomy.legal_check import RuleSet, State, Way
from web import house
from web.labels import N_, title
from web.language import gettext
from web.language import gettext as _
from web.legal.asked import Asked, asked
from web.legal.blueprint import blueprint
from web.legal.conditions import conditions_of_material, listed_sentence
from web.legal.words import STATES, WAY_HINTS, WAY_TITLES, SourcePart, law_of, result_sentence, source_parts
from web.numbers import day
from web.records.choices import NOT_SAID, material_classes
from web.records.legal import yes_or_no

UNPROCESSABLE = 422
EFFECT_WORDS = {
    "criteria": N_("Who meets its criteria ends the waste status; the authority supervises that."),
    "product_rule": N_("It sets what the product must meet and does not itself end the waste status."),
}


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """A condition with the law, what shows it, and how it stands."""

    name: str
    label: str
    law: str
    evidence: str
    state: State
    state_word: str


@dataclass(frozen=True, slots=True)
class WayLines:
    """One way out of waste law with its conditions and a count of how they stand."""

    id: Way
    title: str
    hint: str
    count: str
    questions: tuple[QuestionLine, ...]


@dataclass(frozen=True, slots=True)
class EndOfWasteLine:
    """A rule that may end the waste status of the material."""

    title: str
    valid_from: str
    listed: str
    sentence: str
    effect: str
    source: tuple[SourcePart, ...]


@blueprint.page("legal_status")
def self_check() -> ResponseReturnValue:
    """The questions that hold today, and what the answers in the address look like."""
    rules = legal_check.rule_set_in_force(house.today())
    question = asked(rules)
    page = render_template(
        "legal/self_check.html",
        asked=question,
        wrong=question.wrong,
        rules=rules,
        today=house.today(),
        classes=[NOT_SAID, *material_classes()],
        answers=yes_or_no(),
        item=materials.material_class(question.class_id) if question.class_id else None,
        ways=[_way(way, rules, question) for way in legal_check.WAYS],
        result=result_sentence(legal_check.result_of(rules, question.answers)) if question.answers else "",
        end_of_waste=[_end_of_waste_line(one, question.code) for one in _end_of_waste_rules(question)],
        conditions=conditions_of_material(question.class_id, question.code),
    )
    return (page, UNPROCESSABLE) if question.wrong else page


def _way(way: Way, rules: RuleSet, question: Asked) -> WayLines:
    states = legal_check.states_of(rules, question.answers)
    lines = tuple(
        QuestionLine(
            one.id,
            title(one.titles),
            law_of(one.section, one.article),
            title(one.evidence),
            states[one.id],
            gettext(STATES[states[one.id]]),
        )
        for one in rules.of(way)
    )
    return WayLines(way, gettext(WAY_TITLES[way]), gettext(WAY_HINTS[way]), _count(lines), lines)


def _count(lines: tuple[QuestionLine, ...]) -> str:
    found = Counter(line.state for line in lines)
    return _(
        "By your answers: met %(met)s, not met %(not_met)s, not sure %(unsure)s, not answered %(open)s.",
        met=found["met"],
        not_met=found["not_met"],
        unsure=found["unsure"],
        open=found["open"],
    )


def _end_of_waste_rules(question: Asked) -> tuple[end_of_waste.EndOfWasteRule, ...]:
    if not question.class_id:
        return ()
    return end_of_waste.rules_for(question.class_id, house.today(), question.code)


def _end_of_waste_line(one: end_of_waste.EndOfWasteRule, code: str) -> EndOfWasteLine:
    return EndOfWasteLine(
        title=title(one.rule.titles),
        valid_from=day(one.rule.valid_from) if one.rule.valid_from else "",
        listed=listed_sentence(one.codes, code),
        sentence=title(one.titles),
        effect=gettext(EFFECT_WORDS[one.effect]),
        source=tuple(source_parts(one.source)),
    )
