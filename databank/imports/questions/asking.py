"""Questions and the ways to answer them."""

from __future__ import annotations

import hashlib

from databank.errors import N_, Sentence
from databank.imports.questions.spans import MOST_SHOWN, Spans
from databank.imports.values import Answer, FileQuestion

KEEP, LEAVE_OUT, UNDER_REVIEW = "keep", "leave_out", "under_review"
TIMES = "times:"
RIGHT = N_("The amounts are right as they stand.")
REVIEW = N_("I am not sure: the city looks at them, and until then they are in no sum.")
SMALLER = N_("Divide these amounts by %(factor)s.")
GREATER = N_("Multiply these amounts by %(factor)s.")
OUT = N_("Leave these rows out.")


def question(check: str, message: Sentence, field: str, spans: Spans, answers: tuple[Answer, ...]) -> FileQuestion:
    """A question whose id is the same whenever the same is asked about the same rows."""
    told = "\0".join((check, message.key, *map(str, sorted(spans.all())[:50])))
    return FileQuestion(
        id=f"{check}-{hashlib.sha256(told.encode()).hexdigest()[:12]}",
        check=check,
        message=message,
        field=field,
        rows=tuple(spans.shown[:MOST_SHOWN]),
        count=spans.count,
        answers=answers,
        spans=spans.all(),
    )


def keep(label: str = RIGHT) -> Answer:
    """The rows stay as they are."""
    return Answer(id=KEEP, label=Sentence(label), effect=KEEP)


def review() -> Answer:
    """A person of the city looks at the amounts: what becomes of them without an answer, too."""
    return Answer(id=UNDER_REVIEW, label=Sentence(REVIEW), effect=UNDER_REVIEW)


def leave_out(label: str = OUT) -> Answer:
    """The rows are not imported."""
    return Answer(id=LEAVE_OUT, label=Sentence(label), effect=LEAVE_OUT)


def scaled(power: int) -> Answer:
    """The amounts are divided by a power of ten, or multiplied by one when it is negative."""
    factor = 10 ** abs(power)
    label = Sentence(SMALLER if power > 0 else GREATER, factor=factor)
    effect = f"{TIMES}{'0.' + '0' * (power - 1) + '1' if power > 0 else factor}"
    return Answer(id="scale", label=label, effect=effect)


def figure(value: float) -> str:
    """A number as it is said: at most six digits that matter.

    >>> figure(4210500.0), figure(0.25), figure(12.340)
    ('4210500', '0.25', '12.34')
    """
    return f"{value:.0f}" if abs(value) >= 1000 else f"{value:.6g}"  # noqa: PLR2004 - from here on decimals tell nothing
