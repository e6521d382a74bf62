"""What the command line says: sentences in the language of ``SIVUVIRTA_LANGUAGE``, refusals and exit codes.

The sentences stand in the same catalogue as those of the pages. It is read with the standard library's gettext, so
that saying something costs no import of flask or babel.
"""

from __future__ import annotations

import gettext
import os
import sys
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

import click

from taxonomy.codes import LANGUAGES, Language

DONE, SOME_REJECTED, NOTHING_DONE = 0, 1, 2
LANGUAGE_VARIABLE = "SIVUVIRTA_LANGUAGE"
_CATALOGUES = Path(__file__).parent.parent / "translations"


class Refusal(click.ClickException):
    """Nothing was done; the message is the whole sentence, already in the reader's language."""

    exit_code = NOTHING_DONE


def language() -> Language:
    """The language asked for in the environment; English when it is unset or unknown."""
    asked = os.environ.get(LANGUAGE_VARIABLE)
    return next((known for known in LANGUAGES if known == asked), "en")


def refuse_unknown_language() -> None:
    """Name a language that we do not speak instead of answering silently in another."""
    asked = os.environ.get(LANGUAGE_VARIABLE)
    if asked and asked not in LANGUAGES:
        refuse(
            "%(variable)s is %(value)r. Set it to fi, sv or en, or leave it unset for English.",
            variable=LANGUAGE_VARIABLE,
            value=asked,
        )


@cache
def _catalogue(name: str) -> gettext.NullTranslations:
    return gettext.translation("messages", _CATALOGUES, languages=[name], fallback=True)


def translate(message: str, /, **values: Any) -> str:
    """`message` in the reader's language with its ``%(name)s`` places filled."""
    text = _catalogue(language()).gettext(message) if message else ""
    return text % values if values else text


_ = translate


def say(text: str) -> None:
    """One line of result for the reader, on stdout."""
    click.echo(text)


def warn(text: str) -> None:
    """One line of trouble, on stderr."""
    click.echo(text, file=sys.stderr)


def refuse(message: str, /, **values: Any) -> NoReturn:
    """Stop with exit code 2 and this sentence."""
    raise Refusal(translate(message, **values))
