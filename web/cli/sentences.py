"""Every exception as sentences a person can act on; nothing here ever shows a traceback."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any

import click

from taxonomy.codes import TaxonomyError, UnknownCodeError
from web.cli.speech import language
from web.cli.speech import translate as _

if TYPE_CHECKING:
    from databank.errors import RowError

MAX_ROWS_SAID = 20


def sentences_of(error: Exception) -> list[str]:
    """What to print for `error`, one sentence a line."""
    if isinstance(error, click.UsageError):
        return [usage_sentence(error)]
    if isinstance(error, click.ClickException):
        return [error.format_message()]
    if isinstance(error, OSError):
        return [file_sentence(error)]
    return own_sentences(error) or [unforeseen_sentence(error)]


def own_sentences(error: Exception) -> list[str]:
    """The sentence and the rows of an error class of ours; empty for any other."""
    from databank.errors import DatabankError

    if isinstance(error, DatabankError):
        first = in_our_words(error.message, error.values)
    elif isinstance(error, TaxonomyError | UnknownCodeError):
        first = str(error)
    else:
        return []
    return [first, *row_sentences(getattr(error, "rows", ()))]


def row_sentences(rows: Iterable[RowError]) -> list[str]:
    """One sentence for each wrong row: its line, its column, what stands there and what is wrong with it."""
    rows = tuple(rows)
    said = [row_sentence(row) for row in islice(rows, MAX_ROWS_SAID)]
    if len(rows) > MAX_ROWS_SAID:
        said.append(_("%(count)d more rows are wrong.", count=len(rows) - MAX_ROWS_SAID))
    return said


def row_sentence(row: RowError) -> str:
    """One wrong row."""
    message = said(row.message)
    if row.row is None:
        return _("Column %(field)s: %(message)s", field=row.field, message=message)
    place = {"line": row.row, "field": row.field}
    if not row.value:
        return _("Line %(line)d, column %(field)s: %(message)s", **place, message=message)
    return _("Line %(line)d, column %(field)s, value %(value)r: %(message)s", **place, value=row.value, message=message)


def said(value: Any) -> Any:
    """A sentence or a term of the data bank in the reader's language; any other value as it is."""
    from databank.errors import Sentence, Term

    if isinstance(value, Term):
        return value.titles.in_language(language())
    return in_our_words(value.key, value.values) if isinstance(value, Sentence) else value


def in_our_words(key: str, values: Mapping[str, Any]) -> str:
    """A sentence in the reader's language, and the sentences among its values too."""
    return _(key, **{name: said(value) for name, value in values.items()})


def usage_sentence(error: click.UsageError) -> str:
    """What is wrong with the command as typed, and where its help is."""
    path = error.ctx.command_path if error.ctx else "sivuvirta"
    advice = _("See %(command)s --help.", command=path)  # not within the f-string: the collector must see it
    return f"{wrong_word(error)} {advice}"


def wrong_word(error: click.UsageError) -> str:
    """The sentence for the word of the command line that is wrong."""
    if isinstance(error, click.NoSuchOption):
        return _("There is no option %(name)s.", name=error.option_name)
    if isinstance(error, click.exceptions.NoSuchCommand):
        return _("There is no command %(name)s.", name=error.command_name)
    if isinstance(error, click.MissingParameter) and error.param is not None:
        return _("%(name)s is missing.", name=error.param.get_error_hint(error.ctx).strip("'"))
    if isinstance(error, click.BadParameter) and error.param is not None:
        return wrong_value(error.param.get_error_hint(error.ctx).strip("'"), error.param.type, error.message)
    return error.format_message()


def wrong_value(name: str, kind: click.ParamType[Any], message: str) -> str:
    """What a parameter must be; click's own words where we have none."""
    if isinstance(kind, click.Choice):
        return _("%(name)s must be one of: %(choices)s.", name=name, choices=", ".join(map(str, kind.choices)))
    if isinstance(kind, click.IntRange):
        return _(
            "%(name)s must be a whole number from %(least)s to %(most)s.", name=name, least=kind.min, most=kind.max
        )
    if isinstance(kind, click.FloatRange):
        return _("%(name)s must be a number, %(least)s or more.", name=name, least=kind.min)
    return _("%(name)s cannot be used as given: %(message)s", name=name, message=message)


def file_sentence(error: OSError) -> str:
    """A file or an address that the system refuses."""
    reason = error.strerror or str(error)
    if error.filename is None:
        return _("The system refused: %(reason)s.", reason=reason)
    return _("%(file)s cannot be used: %(reason)s.", file=error.filename, reason=reason)


def unforeseen_sentence(error: Exception) -> str:
    """A fault of ours, said plainly."""
    return _(
        "Sivuvirta has a fault here (%(kind)s: %(message)s). Nothing was written; please report it with the command.",
        kind=type(error).__name__,
        message=str(error),
    )
