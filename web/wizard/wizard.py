"""A whole form: its pages and words, and how its answers become a parcel for the bank."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from databank import sending
from databank.errors import RowError, Sentence
from databank.sending import Parcel
from web.language import gettext as _
from web.wizard.values import Page, Question, Reader, Reading, asked, read

DEFAULT_PART = "record"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wizard:
    """One form of several pages.

    Attributes
    ----------
    kind : str
        The kind of record it makes: "side-streams" or "needs".
    slug : str
        Its word in `web.addresses.SLUGS`; also the name of its blueprint.
    words : callable
        What it calls itself: title, promise, guide and the like, in the language of the page.
    complete : callable
        Cells of the record that follow from several answers, such as its name.
    """

    kind: str
    slug: str
    pages: tuple[Page, ...]
    words: Callable[[], Mapping[str, Any]]
    complete: Callable[[Reader, Mapping[str, Any]], Mapping[str, Any]]

    def page(self, name: str) -> Page:
        """The page of a name; LookupError when there is none."""
        try:
            return next(page for page in self.pages if page.name == name)
        except StopIteration:
            raise LookupError(name) from None

    def after(self, page: Page) -> Page | None:
        """The page that follows; None after the last one."""
        place = self.pages.index(page) + 1
        return self.pages[place] if place < len(self.pages) else None

    @property
    def questions(self) -> tuple[Question, ...]:
        """Every question of every page."""
        return tuple(question for page in self.pages for question in page.questions)


def parcel_of(wizard: Wizard, reader: Reader) -> tuple[Parcel, Reading]:
    """What the answers say, as far as they can be read, and every mistake."""
    reading = read(wizard.questions, reader)
    record = {"language": reader.language, **reading.parts.get("record", {})}
    organisation, site = reading.parts.get("organisation", {}), reading.parts.get("site", {})
    record |= wizard.complete(reader, reading.parts)
    if "id" not in organisation and site.get("municipality"):
        organisation = {**organisation, "municipality": site["municipality"]}
    parcel = Parcel(kind=wizard.kind, record=record, organisation=organisation, site=site)
    for error in sending.refusals(parcel):
        place = place_of(wizard, reader, error)
        if place and place not in reading.wrong:
            reading.wrong[place] = in_words(error)
    return parcel, reading


def place_of(wizard: Wizard, reader: Reader, error: RowError) -> str:
    """The field where a refused cell was typed; empty when its answer is missing and was told of already."""
    for question in asked(wizard.questions, reader):
        if error.field in question.columns:
            return question.name
    return ""


def in_words(error: RowError) -> str:
    """What the bank's schemas say of a cell, in the language of the page."""
    message = error.message
    return _(message.key, **message.values) if isinstance(message, Sentence) else _(message)


def mistakes_of(page: Page, reading: Reading) -> dict[str, str]:
    """The mistakes that stand on one page, in the order of its fields."""
    return {name: reading.wrong[name] for name in page.fields if name in reading.wrong}


def lines_of(wizard: Wizard, reader: Reader, reading: Reading) -> Iterator[tuple[Page, Question, str, str]]:
    """What was answered, question by question: page, question, the answer in words and what is wrong with it."""
    for page in wizard.pages:
        for question in asked(page.questions, reader):
            wrong = next((reading.wrong[name] for name in question.fields if name in reading.wrong), "")
            said = question.say(reader) if not wrong else reader(question.name)
            yield page, question, said, wrong
