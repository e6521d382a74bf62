"""What a suggestion consists of: codes and classes with their scores, the words that led there, and one question."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from taxonomy.codes import Titles

Hazard = Literal["hazardous", "not_hazardous", "unknown"]
Outcome = Literal["found", "several", "not_enough", "nothing", "empty", "too_long", "number_only"]
Rule = Literal["term", "title", "class_name", "process", "industry", "hazard_word", "stated_code"]
Status = Literal["right", "wrong_star", "abolished", "unknown"]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something is suggested.

    Attributes
    ----------
    rule : str
        What kind of evidence it is.
    words : tuple of str
        The words of the text that met something.
    matched : str
        What they met: a trade term, a title, a name of a class, a process word, an industry.
    source : str
        Where that comes from: a statute, a permit, an address, or `own`.
    """

    rule: Rule
    words: tuple[str, ...]
    matched: str
    source: str


@dataclass(frozen=True, slots=True)
class CodeSuggestion:
    """One entry of the List of Waste; `score` is how often such a first suggestion is right, 0 to 1.

    `hazard` of a mirror entry is unknown until the text says or a test tells; `twins` are its other entries.
    """

    code: str
    score: float
    hazard: Hazard
    twins: tuple[str, ...]
    material_class: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class ClassSuggestion:
    """One material class with the suggested codes that belong to it."""

    material_class: str
    score: float
    codes: tuple[str, ...]
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class QuestionOption:
    """One answer, and the codes that remain when it is given."""

    titles: Titles
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """The one question whose answer would separate the best candidates."""

    id: str
    titles: Titles
    options: tuple[QuestionOption, ...]


@dataclass(frozen=True, slots=True)
class StatedCode:
    """A waste code that the text itself gives: six digits, and a sentence on what is wrong with it, if anything."""

    code: str
    status: Status
    sentence: Titles | None


@dataclass(frozen=True, slots=True)
class Answer:
    """What a text may mean.

    Attributes
    ----------
    outcome : str
        `found`: the first suggestion stands out; `several`: the question would separate the first ones; `not_enough`:
        the words fit too much; `nothing`: no word is known; `empty`, `too_long`, `number_only`: there is no text.
    sentence : Titles
        The outcome in words.
    """

    text: str
    outcome: Outcome
    sentence: Titles
    codes: tuple[CodeSuggestion, ...] = ()
    classes: tuple[ClassSuggestion, ...] = ()
    question: Question | None = None
    stated: StatedCode | None = None
