"""What is offered for the words in the material box: options, why, and the one question that would narrow them.

One rule says who answers: `taxonomy.suggest` reads words, and `taxonomy.search` completes what is only begun, that is
a number that is no code yet, or a last word that begins a title and is no word the engine has met whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from taxonomy import materials as lists
from taxonomy.search import Hit, fold, search
from taxonomy.suggest import LONGEST_TEXT, Answer, CodeSuggestion, Reason, suggest
from web import house
from web.labels import title
from web.language import gettext as _
from web.wizard import materials
from web.wizard.materials import ENTRY_DIGITS, OFFERED_KINDS, Option

MOST_OPTIONS = 8
MOST_CLASSES, MOST_CODES = 4, 3
MOST_READ, MOST_OF_A_PLACE = 12, 40
LEAST_CLASS = 0.03
FAR_BEHIND = 20
"""A code with so small a part of the score of the first is offered to those only who narrow the list."""
PLACE = 4
"""Digits of a code that say where a waste arises: the answers of the question about the process."""
SETTLED = 0.8
ANSWERED = frozenset({"found", "several"})
_WORDS = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_PLACE = re.compile(r"[0-9]{4}")


@dataclass(frozen=True, slots=True)
class Narrowing:
    """One answer to the question: the beginning of the codes that remain, and its words."""

    value: str
    title: str


@dataclass(frozen=True, slots=True)
class Offer:
    """What the words may mean.

    Attributes
    ----------
    note : str
        What there is to say of the words themselves, such as that they are not enough.
    question, answers : str, tuple of Narrowing
        Where the material arises, if that would narrow the options; `narrowed` is the answer that was given.
    asks_test : bool
        Whether all hangs on a test for hazardous substances.
    """

    options: tuple[Option, ...] = ()
    note: str = ""
    question: str = ""
    answers: tuple[Narrowing, ...] = ()
    narrowed: str = ""
    asks_test: bool = False


def offer(text: str, *, industry: str | None = None, narrowed: str = "", both_twins: bool = False) -> Offer:
    """What words may mean, best first; nothing for no words.

    Parameters
    ----------
    industry : str, optional
        NACE code of who has the material.
    narrowed : str
        The answer that was given to the question; what is none narrows nothing.
    both_twins : bool
        Whether both entries of a mirror pair are offered; else one of them, and the test tells which is right.
    """
    if not text.strip():
        return Offer()
    limit = MOST_OF_A_PLACE if narrowed else MOST_READ
    answer = suggest(text[:LONGEST_TEXT], industry=industry, limit=limit, extra=house.added_terms())
    answers = _answers(answer)
    chosen = narrowed if _PLACE.fullmatch(narrowed) and narrowed in {one.value for one in answers} else ""
    completed = [] if chosen else list(_completed(text, answer))
    asked = answer.question
    return Offer(
        options=tuple(completed) or tuple(_suggested(answer, text, chosen, both_twins=both_twins)),
        note=_note(answer, is_completed=bool(completed)),
        question=title(asked.titles) if asked and answers and not completed else "",
        answers=() if completed else answers,
        narrowed=chosen,
        asks_test=asked is not None and asked.id == "tested" and not both_twins and not completed,
    )


def narrowing(pressed: str, held: str) -> str:
    """The answer that holds after a button was pressed, or none was: pressed once more, it is taken back."""
    if not pressed:
        return held
    return "" if pressed == held else pressed


def exact_option(text: str) -> str:
    """The one thing that the words can only be: a code of the list, or the name of one class; else empty."""
    answer = suggest(text[:LONGEST_TEXT], extra=house.added_terms())
    if answer.stated is not None and answer.stated.status == "right" and len(answer.codes) == 1:
        return f"code:{answer.stated.code}"
    called = {hit.code for hit in search(text, MOST_OPTIONS) if _is_name(hit, text)}
    sure = [one.material_class for one in answer.classes[:1] if one.score >= SETTLED]
    return f"class:{sure[0]}" if len(called) == 1 and set(sure) == called else ""


def _is_name(hit: Hit, text: str) -> bool:
    return hit.kind == "material_class" and fold(text.strip()) == fold(hit.matched)


def _answers(answer: Answer) -> tuple[Narrowing, ...]:
    """The places in which the waste may arise. Which entry of one place it is, the options themselves ask."""
    if answer.question is None or answer.question.id != "process":
        return ()
    return tuple(Narrowing(one.codes[0][:PLACE], _begun(title(one.titles))) for one in answer.question.options)


def _begun(words: str) -> str:
    return words[:1].upper() + words[1:]


def _note(answer: Answer, *, is_completed: bool) -> str:
    """What is wrong with a code in the text, or why nothing stands out."""
    if answer.stated is not None and answer.stated.sentence is not None:
        return title(answer.stated.sentence)
    return "" if answer.outcome in ANSWERED or is_completed else title(answer.sentence)


# --- what the engine says ----------------------------------------------------------------------------------------


def _suggested(answer: Answer, text: str, start: str, *, both_twins: bool) -> Iterator[Option]:
    """The options with their reasons; a reason that is the same as that of the option above is not said again."""
    said = ""
    for value, suggestion, reasons in islice(_in_order(answer, start, both_twins=both_twins), MOST_OPTIONS):
        because = _because(reasons, text)
        shown = materials.option(value)
        hint = hazard_hint(suggestion, is_asked=not both_twins) if suggestion else shown.hint
        yield replace(shown, hint=hint, because="" if because == said else because)
        said = because


def _in_order(
    answer: Answer, start: str, *, both_twins: bool
) -> Iterator[tuple[str, CodeSuggestion | None, tuple[Reason, ...]]]:
    """Each class with its codes, the likeliest first; then the codes of other classes."""
    codes = _codes(answer, start, both_twins=both_twins)
    left = list(codes)
    classes = [one for one in answer.classes if _is_offered(one.material_class)]
    for one in [one for one in classes if one.score >= LEAST_CLASS or start][:MOST_CLASSES]:
        own = [code for code in codes if code.material_class == one.material_class][:MOST_CODES]
        if own or not start:
            yield f"class:{one.material_class}", None, one.reasons
            yield from ((f"code:{code.code}", code, code.reasons) for code in own)
        left = [code for code in left if code not in own]
    yield from ((f"code:{code.code}", code, code.reasons) for code in left)


def _codes(answer: Answer, start: str, *, both_twins: bool) -> Sequence[CodeSuggestion]:
    """The codes that are worth showing; of two that only a test tells apart the one the words speak for."""
    near = [one for one in answer.codes if start or one.score * FAR_BEHIND >= answer.codes[0].score]
    if both_twins:
        twins = {twin for one in near for twin in one.twins}
        return [one for one in answer.codes if (one in near or one.code in twins) and one.code.startswith(start)]
    here = [one for one in near if one.code.startswith(start)]
    pairs: dict[frozenset[str], CodeSuggestion] = {}
    for one in here:
        pair = frozenset((one.code, *one.twins)) if len(one.twins) == 1 else frozenset((one.code,))
        if pair not in pairs or (_is_said(one) and not _is_said(pairs[pair])):
            pairs[pair] = one
    return tuple(pairs.values())


def _is_said(suggestion: CodeSuggestion) -> bool:
    """Whether the words themselves say what the hazard of this entry is."""
    return any(reason.rule == "hazard_word" for reason in suggestion.reasons)


def _is_offered(class_id: str) -> bool:
    return lists.material_class(class_id).kind in OFFERED_KINDS


def hazard_hint(suggestion: CodeSuggestion, *, is_asked: bool) -> str:
    """What is known of the hazard: by the list, by the words, or not before a test, which may be asked about."""
    is_hazardous = suggestion.hazard == "hazardous"
    if not suggestion.twins:
        return _("hazardous") if is_hazardous else _("not hazardous")
    if not _is_said(suggestion):
        return _("hazardous or not after a test: we ask about it") if is_asked else _("hazardous or not: a test tells")
    return _("hazardous, as your words say") if is_hazardous else _("not hazardous, as your words say")


def _because(reasons: Sequence[Reason], text: str) -> str:
    """The words that led to an option, as they were written, and whether the industry speaks for it."""
    written = {fold(word): word for word in _WORDS.findall(text)}
    words = ", ".join(dict.fromkeys(written.get(word, word) for reason in reasons for word in reason.words))
    is_usual = any(reason.rule == "industry" for reason in reasons)
    if words and is_usual:
        return _("because of: %(words)s, and your industry", words=words)
    return _("because of: %(words)s", words=words) if words else ""


# --- what is only begun ------------------------------------------------------------------------------------------


def _completed(text: str, answer: Answer) -> Iterator[Option]:
    """What begins so; a family brings all its classes, when nothing else does."""
    hits = [hit for hit in search(text) if answer.outcome == "number_only" or _begins(hit, text)]
    if _is_met(text, answer):
        return iter(())
    named = [value for hit in hits if hit.kind != "family" for value in _offered(hit)]
    values = named or [value for hit in hits for value in _offered(hit)]
    return (materials.option(value) for value in list(dict.fromkeys(values))[:MOST_OPTIONS])


def _begins(hit: Hit, text: str) -> bool:
    """Whether the last word of a text is the beginning of a word of a title."""
    last = fold(text).split()[-1]
    return any(word.startswith(last) and word != last for word in fold(hit.matched).split())


def _is_met(text: str, answer: Answer) -> bool:
    """Whether the last word of a text stands whole in a term that led to a suggestion."""
    of_codes = (reason for one in answer.codes for reason in one.reasons)
    reasons = (*of_codes, *(reason for one in answer.classes for reason in one.reasons))
    return fold(text).split()[-1] in {word for reason in reasons for word in fold(reason.matched).split()}


def _offered(hit: Hit) -> Iterator[str]:
    if hit.kind == "material_class" and _is_offered(hit.code):
        yield f"class:{hit.code}"
    elif hit.kind == "waste_code" and len(hit.code) == ENTRY_DIGITS:
        yield f"code:{hit.code}"
    elif hit.kind == "family" and lists.family(hit.code).kind in OFFERED_KINDS:
        yield from (f"class:{one.id}" for one in lists.material_classes() if one.family == hit.code)
