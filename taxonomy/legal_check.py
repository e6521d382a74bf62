"""The questions by which an owner checks for themselves whether something may be a by-product or no longer waste.

The answers decide nothing: only an authority does. Each edition of the questions holds from its first day, so that a
new procedure is new rows and not new code.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal, cast, get_args

from taxonomy.codes import Titles, read_rows, titles_of

Way = Literal["by_product", "end_of_waste"]
Result = Literal["waste", "may_be_by_product", "may_be_end_of_waste", "decision", "unsure", "unfinished"]
State = Literal["met", "not_met", "unsure", "open"]

YES, NO, UNSURE = "yes", "no", "unsure"
DECISION = "decision"
WAYS: tuple[Way, ...] = get_args(Way)
_STATES: Mapping[str, State] = {YES: "met", NO: "not_met", UNSURE: "unsure"}


@dataclass(frozen=True, slots=True)
class Question:
    """One condition of the law as a question; `way` is what it is a condition of.

    `section` is that of the Waste Act 646/2011, `article` that of Directive 2008/98/EC. `evidence` says what could
    show that the condition is met.
    """

    id: str
    way: Way
    titles: Titles
    section: str
    article: str
    evidence: Titles


@dataclass(frozen=True, slots=True)
class RuleSet:
    """The questions that hold from a day on."""

    edition: str
    valid_from: date
    questions: tuple[Question, ...]

    def of(self, way: Way) -> tuple[Question, ...]:
        """The conditions of one way out of waste law."""
        return tuple(question for question in self.questions if question.way == way)


@cache
def rule_sets() -> tuple[RuleSet, ...]:
    """Every edition, the oldest first."""
    rows: dict[tuple[date, str], list[Question]] = {}
    for _, row in read_rows("legal_check"):
        found = rows.setdefault((date.fromisoformat(row["valid_from"]), row["edition"]), [])
        found.append(_question(row))
    return tuple(RuleSet(edition, start, tuple(rows[start, edition])) for start, edition in sorted(rows))


def _question(row: Mapping[str, str]) -> Question:
    way, evidence = cast(Way, row["way"]), titles_of(row, "evidence")
    return Question(row["id"], way, titles_of(row), row["section"], row["article"], evidence)


def rule_set_in_force(on: date) -> RuleSet:
    """The edition that holds on a day; the oldest one before all of them."""
    known = [rules for rules in rule_sets() if rules.valid_from <= on]
    return known[-1] if known else rule_sets()[0]


def result_of(rules: RuleSet, answers: Mapping[str, str]) -> Result:
    """What the answers look like: a decision that exists, all conditions of one way, not sure, or waste.

    >>> rules = rule_set_in_force(date(2026, 11, 22))
    >>> result_of(rules, {question.id: "yes" for question in rules.of("by_product")})
    'may_be_by_product'
    """
    if answers.get(DECISION) == YES:
        return "decision"
    given: dict[Way, list[str]] = {
        way: [answers.get(question.id, "") for question in rules.of(way)] for way in ("by_product", "end_of_waste")
    }
    if all(answer == YES for answer in given["by_product"]):
        return "may_be_by_product"
    if all(answer == YES for answer in given["end_of_waste"]):
        return "may_be_end_of_waste"
    if any(UNSURE in found and set(found) <= {YES, UNSURE} for found in given.values()):
        return "unsure"
    settled = all(NO in found or UNSURE in found for found in given.values())
    return "waste" if settled else "unfinished"


def states_of(rules: RuleSet, answers: Mapping[str, str]) -> dict[str, State]:
    """How each condition stands by the answers given, by question.

    >>> states_of(rule_set_in_force(date(2026, 11, 22)), {"market": "no"})["market"]
    'not_met'
    """
    return {question.id: _STATES.get(answers.get(question.id, ""), "open") for question in rules.questions}
