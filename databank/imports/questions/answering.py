"""What the answers to questions do to the rows: nothing is changed unless somebody said so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation

from databank.amounts import plain
from databank.errors import N_, RowError, Sentence
from databank.imports.questions.asking import KEEP, LEAVE_OUT, TIMES, UNDER_REVIEW
from databank.imports.questions.spans import Index
from databank.imports.values import FileQuestion, ImportMapping, PreparedRow
from databank.records import AmountStatus

SCALED = ("amount", "amount_min", "amount_max", "standard_uncertainty", "mass_t", "standard_uncertainty_t")
KNOWN = ("amount", "amount_min", "mass_t")
STATUS = "status:"
UNANSWERED = N_("Answer the question about this amount first: %(question)s")


class Answers:
    """The answers to the questions about one file. A question without an answer puts the amounts under review."""

    def __init__(self, questions: Sequence[FileQuestion], answers: Mapping[str, str]) -> None:
        self._asked = [(Index(one.spans), one, effect_of(one, answers)) for one in questions]
        self._asked = [asked for asked in self._asked if asked[2] != KEEP]

    def apply(self, row: PreparedRow) -> PreparedRow | None:
        """Do to a row what was answered about it; None leaves it out."""
        if not self._asked:
            return row
        year = str(row.cells.get("year") or "")
        is_scaled = False
        for index, question, effect in self._asked:
            if not index.holds(row.sheet, row.number, year):
                continue
            if effect == LEAVE_OUT:
                return None
            if effect.startswith(TIMES) and is_scaled:
                continue  # two questions about the same factor are answered by one division
            is_scaled = is_scaled or effect.startswith(TIMES)
            _do(effect, question, row)
        return row


def effect_of(question: FileQuestion, answers: Mapping[str, str]) -> str:
    """What is done to the rows of a question: the effect of the answer, else a review."""
    given = answers.get(question.id)
    return next((one.effect for one in question.answers if one.id == given), UNDER_REVIEW)


def _do(effect: str, question: FileQuestion, row: PreparedRow) -> None:
    if effect.startswith(TIMES):
        _scale(row, Decimal(effect.removeprefix(TIMES)))
    elif effect.startswith(STATUS):
        _set_status(row, effect.removeprefix(STATUS), question)
    elif effect == UNDER_REVIEW:
        _set_status(row, AmountStatus.UNDER_REVIEW.value, question)


def _scale(row: PreparedRow, factor: Decimal) -> None:
    for name in SCALED:
        text = row.cells.get(name)
        if text in {None, ""}:
            continue
        try:
            row.cells[name] = plain(Decimal(str(text)) * factor)
        except InvalidOperation:
            continue
        row.wording.setdefault(name, str(text))


def _set_status(row: PreparedRow, status: str, question: FileQuestion) -> None:
    """Keep an amount out of sums; a kind that knows no review has to be answered about first."""
    if "mass_t" in row.cells:
        message = Sentence(UNANSWERED, question=question.message)
        row.errors.append(RowError(row.number, question.field, str(row.cells["mass_t"]), message))
    elif any(row.cells.get(name) not in {None, ""} for name in KNOWN):
        row.cells["amount_status"] = status


def answered(row: PreparedRow, questions: Sequence[FileQuestion], mapping: ImportMapping) -> PreparedRow | None:
    """One row after the answers to questions; `Answers` does the same for many rows."""
    return Answers(questions, mapping.answers).apply(row)
