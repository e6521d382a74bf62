"""The words of the helpers about legal status. None of them says that something is permitted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from databank.records import LegalStatus
from taxonomy.legal_check import State, Way
from taxonomy.rules import Effect
from taxonomy.status_changes import Status
from web.labels import N_, label
from web.language import gettext
from web.language import gettext as _
from web.law_words import in_own_words
from web.records.legal import RESULTS

WAY_TITLES: Mapping[Way, str] = {
    "by_product": N_("By-product: four conditions"),
    "end_of_waste": N_("End of waste: four conditions"),
}
WAY_HINTS: Mapping[Way, str] = {
    "by_product": N_(
        "For what arises in production and has not become waste. All four must be met from the moment it arises."
    ),
    "end_of_waste": N_(
        "For what has been waste. All four must be met, and either a regulation for the material or a decision of the "
        "authority is needed."
    ),
}
STATES: Mapping[State, str] = {
    "met": N_("Met by your answer"),
    "not_met": N_("Not met by your answer"),
    "unsure": N_("Not sure"),
    "open": N_("Not answered"),
}
EFFECTS: Mapping[Effect, str] = {
    "excludes": N_("Leaves out"),
    "relaxes": N_("Relaxes"),
    "requires": N_("Demands"),
}
_ADDRESS = re.compile(r"(https?://[^\s,;]+)")


@dataclass(frozen=True, slots=True)
class SourcePart:
    """A piece of a source line; `href` where it is an address."""

    text: str
    href: str = ""


def result_sentence(result: str) -> str:
    """What the answers look like; empty for a result of an older edition that is not known any more."""
    return gettext(RESULTS[result]) if result in RESULTS else ""


def status_word(status: Status) -> str:
    """A legal status as the records call it."""
    return label(LegalStatus(status))


def law_of(section: str, article: str) -> str:
    """Where a condition stands in the law."""
    return _(
        "Waste Act 646/2011, section %(section)s; Directive 2008/98/EC, article %(article)s",
        section=section,
        article=article,
    )


def source_parts(source: str) -> Iterator[SourcePart]:
    """A source line in the language of the page, its addresses as links, each under the name of its server."""
    for part in filter(None, _ADDRESS.split(source)):
        host = urlsplit(part).hostname if _ADDRESS.fullmatch(part) else None
        yield SourcePart(host.removeprefix("www."), part) if host else SourcePart(in_own_words(part))
