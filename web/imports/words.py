"""What the import pages call things: kinds of files, states, columns and their values, how sure we are."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from databank.errors import Sentence
from databank.imports.labels import choice_labels, field_labels
from databank.imports.reading import aid_titles
from databank.imports.values import Column
from databank.records import ImportState
from databank.schemas import COLUMNS
from web import saying
from web.desk import words as desk
from web.labels import N_, title
from web.language import gettext, ngettext
from web.language import gettext as _
from web.numbers import number, share

LIKELY_FROM, SURE_FROM = 0.75, 0.95
MEGABYTE, KILOBYTE = 1_000_000, 1000
Choices = tuple[tuple[str, str], ...]

KINDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "side-streams": (
            N_("Side streams"),
            N_("What arises: waste and by-products. A statutory waste record or a yearly report will do as it is."),
        ),
        "needs": (N_("Needs"), N_("What you look for and would take.")),
        "sites": (N_("Sites"), N_("Plants and yards with their addresses.")),
        "flows": (N_("Flows"), N_("What went from where to where in a year.")),
        "organisations": (N_("Organisations"), N_("Companies and public bodies. Only the city brings these.")),
    }
)
STATES: Mapping[ImportState, str] = MappingProxyType(
    {
        ImportState.READING: N_("The file is being read"),
        ImportState.ASKING: N_("Waits for your answers"),
        ImportState.CHECKING: N_("The rows are being checked"),
        ImportState.CHECKED: N_("Checked, not saved yet"),
        ImportState.SAVING: N_("The rows are being saved"),
        ImportState.DONE: N_("Saved"),
        ImportState.UNDOING: N_("The import is being undone"),
        ImportState.UNDONE: N_("Undone"),
        ImportState.REFUSED: N_("The file could not be read"),
        ImportState.CANCELLED: N_("Cancelled, nothing was saved"),
    }
)
REASONS: Mapping[str, str] = MappingProxyType(
    {
        "chosen": N_("You chose this"),
        "remembered": N_("As you chose last time"),
        "layout": N_("A column of the known layout"),
        "exact": N_("The heading says so"),
        "synonym": N_("A known heading"),
        "similar": N_("The heading is similar"),
        "content": N_("Guessed from the cells"),
    }
)


NAMED = frozenset({"site_id", "organisation_id", "source", "target"})


def kind_word(kind: str) -> str:
    """What a kind of file holds."""
    return gettext(KINDS[kind][0]) if kind in KINDS else kind


def state_word(state: ImportState) -> str:
    """How far an import has come."""
    return gettext(STATES[state])


def field_word(name: str | None, kind: str) -> str:
    """What a column of the bank is called, as in the templates."""
    if not name:
        return ""
    labels, aids = field_labels(kind), aid_titles(kind)
    if name in aids:
        return title(aids[name])
    return title(labels[name].titles) if name in labels else desk.field_word(name)


def value_word(name: str, value: object) -> str:
    """A value of a column in words; a word of a list as the templates write it."""
    choices = choice_labels(name)
    if isinstance(value, str) and value in choices:
        return title(choices[value])
    return desk.value_word(name, value)


def named_word(name: str, value: object, wording: Mapping[str, str]) -> str:
    """A value in words; a site or an organisation as the file names it, as its id tells nobody anything."""
    told = wording.get(name) if name in NAMED else None
    return told or value_word(name, value)


def field_of(name: str) -> str:
    """The column behind a field of the journal: amount for "amounts[2025].amount"."""
    return name.rpartition("].")[2] if "]." in name else name.partition("[")[0]


def change_word(name: str, kind: str) -> str:
    """A field of the journal in words, an amount with its year."""
    label = name.partition("[")[2].partition("]")[0]
    word = field_word(field_of(name), kind)
    return f"{word} {label}" if label else word


def fields_to_choose(kind: str) -> tuple[Choices, Choices]:
    """The columns of a kind with their words: those of the short template, and the rest by name."""
    labels = field_labels(kind)
    usual = [name for name, label in labels.items() if label.short]
    rest = [*(name for name in COLUMNS.get(kind, ()) if name not in usual), *aid_titles(kind)]
    return (
        tuple((name, field_word(name, kind)) for name in usual),
        tuple(sorted(((name, field_word(name, kind)) for name in rest), key=lambda pair: pair[1].casefold())),
    )


def sureness(score: float) -> str:
    """How sure a match is, in a word."""
    if score >= SURE_FROM:
        return _("sure")
    return _("likely") if score >= LIKELY_FROM else _("not sure")


def column_sureness(column: Column) -> str:
    """Why a column was taken for what it is, and how sure that is."""
    if column.field is None:
        return _("You left it out") if column.reason == "chosen" else _("Left out: we keep nothing like it")
    reason = gettext(REASONS[column.reason]) if column.reason in REASONS else ""
    if column.reason in {"chosen", "remembered"}:
        return reason
    return _("%(reason)s: %(word)s, %(share)s", reason=reason, word=sureness(column.score), share=share(column.score))


def size_word(size_bytes: int) -> str:
    """How large a file is."""
    if size_bytes >= MEGABYTE:
        return _("%(size)s MB", size=number(round(size_bytes / MEGABYTE, 1)))
    return _("%(size)s kB", size=number(max(1, round(size_bytes / KILOBYTE))))


def rows_word(count: int) -> str:
    """A number of rows."""
    return ngettext("%(count)s row", "%(count)s rows", count, count=number(count))


def said(sentence: str) -> str:
    """A sentence of the bank in the language of the page."""
    return saying.said(sentence) if isinstance(sentence, Sentence) else gettext(sentence)
