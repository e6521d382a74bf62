"""What the address of the self-check asks: the material, the answers, and the record it was opened from."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from flask import request

from taxonomy import crosswalks, materials, waste_list
from taxonomy.codes import UnknownCodeError
from taxonomy.legal_check import NO, UNSURE, YES, RuleSet
from web.language import gettext as _

ANSWERS = frozenset({YES, NO, UNSURE})
LONGEST_CODE = 20
_RECORD_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


@dataclass(frozen=True, slots=True)
class Asked:
    """The material and the answers; `wrong` says what of it cannot be read.

    `typed` is what stands in the form. The class follows from the code where only the code is given.
    """

    class_id: str
    code: str
    record_id: str
    answers: dict[str, str]
    typed: dict[str, str]
    wrong: dict[str, str] = field(default_factory=dict)

    @property
    def class_of_code(self) -> str:
        """The class that the code belongs to, where another one was chosen; else nothing."""
        of_code = crosswalks.material_class_of(self.code).target if self.code else self.class_id
        return of_code if of_code != self.class_id else ""

    @property
    def material(self) -> dict[str, str]:
        """The address values of the material alone, without answers."""
        given = {"class": self.class_id, "code": self.code, "record": self.record_id}
        return {name: value for name, value in given.items() if value}


def asked(rules: RuleSet) -> Asked:
    """Read the address. An answer that is none of the three counts as not given."""
    typed = {name: request.args.get(name, "").replace("\x00", "").strip() for name in ("class", "code", "record")}
    wrong: dict[str, str] = {}
    class_id, code = _class_of(typed["class"], wrong), _code_of(typed["code"], wrong)
    if code and not class_id:
        class_id = crosswalks.material_class_of(code).target
    record_id = typed["record"] if _RECORD_ID.fullmatch(typed["record"]) else ""
    answers = answers_in_address(rules)
    return Asked(class_id, code, record_id, answers, {**typed, "class": class_id, **answers}, wrong)


def answers_in_address(rules: RuleSet) -> dict[str, str]:
    """The answers that the address carries, by question."""
    given = {question.id: request.args.get(question.id, "") for question in rules.questions}
    return {name: answer for name, answer in given.items() if answer in ANSWERS}


def _class_of(class_id: str, wrong: dict[str, str]) -> str:
    if not class_id:
        return ""
    try:
        return materials.material_class(class_id).id
    except UnknownCodeError:
        wrong["class"] = _("There is no material class of that name. Choose one from the list.")
        return ""


def _code_of(code: str, wrong: dict[str, str]) -> str:
    if not code:
        return ""
    try:
        parsed = waste_list.parse_code(code[:LONGEST_CODE])
        known = any(parsed in waste_list.edition(name).entries for name in waste_list.EDITIONS)
    except (UnknownCodeError, ValueError):
        known = False
    if not known:
        wrong["code"] = _("This is not a waste code. A code has six digits, such as 10 09 08.")
        return ""
    return parsed
