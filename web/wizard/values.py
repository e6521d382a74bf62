"""What a form of several pages is made of: questions, pages, and what was read from the answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any

from databank.access import Viewer
from taxonomy.codes import Language
from web.house import Session

Answers = Mapping[str, str]
Parts = Mapping[str, Mapping[str, Any]]
"""Cells for the schemas of the bank, by what they are of: record, organisation, site."""

Choices = tuple[tuple[str, str], ...]
NOTHING: Parts = MappingProxyType({})


class WrongAnswerError(Exception):
    """An answer that cannot be read: a sentence in the reader's language, and what may have been meant.

    Parameters
    ----------
    field : str, optional
        The field where the mistake stands; the first one of the question unless told.
    choices : tuple, optional
        Readings to choose from, each as what to type and what to call it.
    """

    def __init__(self, sentence: str, field: str = "", choices: Choices = ()) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field
        self.choices = choices


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """The answers of a draft, and what is needed to understand them. `found` keeps what was looked up once."""

    answers: Answers
    language: Language
    today: date
    viewer: Viewer
    session: Session
    found: dict[str, Any] = field(default_factory=dict)

    def __call__(self, name: str) -> str:
        """One answer without the spaces around it; empty when it was not given."""
        return self.answers.get(name, "").strip()

    def words(self, name: str) -> tuple[str, ...]:
        """An answer that holds several values."""
        return tuple(word for word in self(name).split(";") if word)


def _always(_: Reader) -> bool:
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One thing that is asked.

    Attributes
    ----------
    label : str
        What the check page calls it; marked for translation.
    fields : tuple of str
        The fields of its answer; mistakes stand at the first one.
    read : callable
        What the answer means, or WrongAnswerError.
    say : callable
        The answer in words, empty when it was left out.
    columns : tuple of str
        The columns whose refusal by the bank's schemas is a mistake of this answer.
    required : bool
        Whether it must be answered by hand: nothing is filled in and nothing will do.
    asked : callable
        Whether it is asked at all, after the other answers.
    """

    label: str
    fields: tuple[str, ...]
    read: Callable[[Reader], Parts]
    say: Callable[[Reader], str]
    columns: tuple[str, ...] = ()
    required: bool = False
    asked: Callable[[Reader], bool] = _always

    @property
    def name(self) -> str:
        """The field that stands for the question."""
        return self.fields[0]


def _unchanged(answers: Answers) -> Answers:
    return answers


def _nothing_more(_: Reader) -> Mapping[str, Any]:
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of a form: its place in the address, its title, its questions.

    Attributes
    ----------
    tidy : callable
        What is kept of the answers of this page: a choice settles what it was asked for.
    is_ready : callable
        Whether the next page may follow; else this one is shown again with what it asks now.
    shows : callable
        What the template of the page needs besides the answers.
    several : tuple of str
        Fields of which several values may be chosen.
    extra_fields : tuple of str
        Hidden fields that belong to no question.
    """

    name: str
    title: str
    template: str
    questions: tuple[Question, ...]
    tidy: Callable[[Answers], Answers] = _unchanged
    is_ready: Callable[[Reader], bool] = _always
    shows: Callable[[Reader], Mapping[str, Any]] = _nothing_more
    several: tuple[str, ...] = ()
    extra_fields: tuple[str, ...] = ()

    @property
    def fields(self) -> tuple[str, ...]:
        """Every field of the page."""
        return (*(name for question in self.questions for name in question.fields), *self.extra_fields)


@dataclass(frozen=True, slots=True)
class Reading:
    """What answers mean: cells by part, mistakes by field, and readings to choose from by field."""

    parts: dict[str, dict[str, Any]] = field(default_factory=dict)
    wrong: dict[str, str] = field(default_factory=dict)
    choices: dict[str, Choices] = field(default_factory=dict)


def read(questions: tuple[Question, ...], reader: Reader) -> Reading:
    """Read the answers of some questions, every mistake included."""
    reading = Reading()
    for question in asked(questions, reader):
        try:
            parts = question.read(reader)
        except WrongAnswerError as refused:
            place = refused.field or question.name
            reading.wrong[place] = refused.sentence
            reading.choices[place] = refused.choices
            continue
        for part, cells in parts.items():
            reading.parts.setdefault(part, {}).update(cells)
    return reading


def asked(questions: tuple[Question, ...], reader: Reader) -> Iterator[Question]:
    """The questions that are asked after these answers."""
    return (question for question in questions if question.asked(reader))
