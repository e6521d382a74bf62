"""The one small mechanism of every editor: a field knows its words, how its value is shown and how it is read.

A form is a tuple of fields. `typed` maps their names to what stands in the form, `cells` to what the schemas of the
bank read, so that every rule about values has one place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from werkzeug.datastructures import MultiDict

from databank.amounts import plain
from databank.errors import RowError, Sentence
from taxonomy import units
from web.language import current_language, gettext
from web.language import gettext as _
from web.numbers import day
from web.wizard import typed as typing
from web.wizard.values import WrongAnswerError

Choices = Iterable[tuple[str, str]]
Typed = dict[str, str]
Wrong = dict[str, str]
Form = MultiDict[str, str]
LONGEST_TYPED = 60
PERCENT = 100


def no_choices() -> Choices:
    """A field that is typed."""
    return ()


def text_of(value: Any) -> str:
    """A value of the bank as text; a list as its words."""
    if isinstance(value, list | tuple):
        return ";".join(map(str, value))
    return "" if value is None else str(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of an editor.

    Attributes
    ----------
    name : str
        The column it stands for.
    label, hint : str
        Sentences, marked for translation.
    look : str
        Which part of the form templates draws it: text, area, radios, select, several.
    read, show : callable
        From what is typed to a cell, and from a cell to what stands in the form.
    choices : callable
        Value and word of what may be chosen.
    """

    name: str
    label: str
    hint: str = ""
    look: str = "text"
    suffix: str = ""
    narrow: bool = False
    longest: int = 200
    inputmode: str = ""
    suggestions: str = ""
    read: Callable[[str], str] = str.strip
    show: Callable[[Any], str] = text_of
    choices: Callable[[], Choices] = no_choices


def text(name: str, label: str, hint: str = "", **more: Any) -> Field:
    """One line of text."""
    return Field(name=name, label=label, hint=hint, **more)


def area(name: str, label: str, hint: str = "") -> Field:
    """Several lines of text."""
    return Field(name=name, label=label, hint=hint, look="area", longest=4000)


def number(name: str, label: str, hint: str = "", **more: Any) -> Field:
    """A number as people write it."""
    return Field(
        name=name, label=label, hint=hint, narrow=True, inputmode="text", read=read_number, show=show_number, **more
    )


def percent(name: str, label: str, hint: str = "") -> Field:
    """A share, typed as per cent."""
    return Field(
        name=name, label=label, hint=hint, narrow=True, suffix="%", inputmode="text", read=read_share, show=show_share
    )


def whole(name: str, label: str, hint: str = "") -> Field:
    """A year or a count."""
    return Field(name=name, label=label, hint=hint, narrow=True, inputmode="numeric", longest=10)


def a_day(name: str, label: str, hint: str = "") -> Field:
    """A day."""
    return Field(name=name, label=label, hint=hint, narrow=True, read=read_day, show=show_day)


def choice(name: str, label: str, choices: Callable[[], Choices], hint: str = "", look: str = "radios") -> Field:
    """One of some words."""
    return Field(name=name, label=label, hint=hint, look=look, choices=choices)


# --- what is typed and what is kept ------------------------------------------------------------------------------


def read_number(typed: str) -> str:
    """A cell from "1 200,5"; "1,234" is asked back and never guessed."""
    bare = typed.strip()
    if not bare:
        return ""
    try:
        return f"{units.parse_number(bare, current_language()):f}"
    except units.AmbiguousNumberError:
        readings = [reading for reading, _word in typing.meanings(bare.lstrip("-\u2212+"))]
        raise WrongAnswerError(
            _(
                "%(text)s could mean two numbers. Write %(first)s or %(second)s.",
                text=bare[:LONGEST_TYPED],
                first=readings[0],
                second=_marked(readings[-1]),
            )
        ) from None
    except units.NumberError:
        raise WrongAnswerError(
            _("%(text)s is not a number. Write it in digits, for example 1 200,5.", text=bare[:LONGEST_TYPED])
        ) from None


def show_number(value: Any) -> str:
    """A number as it may be typed again: the decimal mark of the language, no groups."""
    if value in {None, ""}:
        return ""
    shown = plain(Decimal(str(value)))
    whole_part, point, part = shown.partition(".")
    if point and len(part) == 3 and whole_part.lstrip("-") != "0":  # noqa: PLR2004 - 1.234 would be asked back
        shown += "0"
    return _marked(shown)


def _marked(shown: str) -> str:
    return shown if current_language() == "en" else shown.replace(".", ",")


def read_share(typed: str) -> str:
    """A share from per cent."""
    cell = read_number(typed.strip().removesuffix("%"))
    return f"{Decimal(cell) / PERCENT:f}" if cell else ""


def show_share(value: Any) -> str:
    """Per cent from a share."""
    return "" if value in {None, ""} else show_number(Decimal(str(value)) * PERCENT)


def read_day(typed: str) -> str:
    """A day from 1.3.2027, 3/2027 or 2027-03-01."""
    return typing.day(typed).isoformat() if typed.strip() else ""


def show_day(value: Any) -> str:
    """A day as it is written; English names its months, which cannot be typed, so that it keeps the plain form."""
    if not value:
        return ""
    known = value if isinstance(value, date) else date.fromisoformat(str(value))
    return known.isoformat() if current_language() == "en" else day(known)


# --- forms -------------------------------------------------------------------------------------------------------


def typed_of(fields: Iterable[Field], cells: Mapping[str, Any], suffix: str = "") -> Typed:
    """What stands in a form of a record."""
    return {f"{field.name}{suffix}": field.show(cells.get(field.name)) for field in fields}


def sent(fields: Iterable[Field], form: Form, suffix: str = "") -> Typed:
    """What was sent, as it was typed."""
    found: Typed = {}
    for field in fields:
        name = f"{field.name}{suffix}"
        value = ";".join(form.getlist(name)) if field.look == "several" else form.get(name, "")
        found[name] = value.replace("\r\n", "\n")
    return found


def cells_of_form(fields: Iterable[Field], typed: Mapping[str, str], suffix: str = "") -> tuple[dict[str, str], Wrong]:
    """What was typed as cells, and a sentence for everything that cannot be read."""
    cells: dict[str, str] = {}
    wrong: Wrong = {}
    for field in fields:
        name = f"{field.name}{suffix}"
        try:
            cells[field.name] = field.read(typed.get(name, ""))
        except WrongAnswerError as refused:
            wrong[name] = refused.sentence
    return cells, wrong


def said(message: str) -> str:
    """A sentence of the bank in the language of the page."""
    return gettext(message.key, **message.values) if isinstance(message, Sentence) else gettext(message)


def wrong_cells(errors: Iterable[RowError], fields: Iterable[Field], suffix: str = "") -> Wrong:
    """The bank's refusals at their fields; what stands in no field of the form is told above it."""
    names, wrong = {field.name for field in fields}, Wrong()
    for error in errors:
        place = f"{error.field}{suffix}" if error.field in names else "form"
        wrong.setdefault(place, said(error.message))
    return wrong
