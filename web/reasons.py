"""Why the engine suggests a code or a class, as one sentence for each reason, in the language of the page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from taxonomy import industries
from taxonomy.codes import Titles, UnknownCodeError
from taxonomy.suggest import Reason
from web import labels
from web.labels import N_
from web.language import gettext as _

OF_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "term": N_("“%(words)s” met the trade term “%(matched)s” (source: %(source)s)."),
        "title": N_("“%(words)s” met the title of an entry, “%(matched)s”."),
        "class_name": N_("“%(words)s” met a name of the material class, “%(matched)s”."),
        "process": N_("“%(words)s” names the process from which it comes, “%(matched)s”."),
        "hazard_word": N_("“%(words)s” says whether it is hazardous."),
    }
)
"""For reasons of which the words of the text are a part."""
OF_CONTEXT: Mapping[str, str] = MappingProxyType(
    {
        "industry": N_("The industry of who has it is one where such waste arises: %(matched)s."),
        "process": N_("The process that was named is one where such waste arises: %(matched)s."),
        "stated_code": N_("The text itself gives the code %(matched)s."),
    }
)
OWN = "own"
OUR_WORDS = N_("our own list of words")
RESEMBLES = N_("It resembles: %(matched)s.")


def reason_text(reason: Reason) -> str:
    """The reason as a sentence of the page."""
    return sentence_of(reason, _, labels.title)


def sentence_of(reason: Reason, translate: Callable[..., str], title: Callable[[Titles], str]) -> str:
    """The reason as a sentence in the language that the two functions speak."""
    source = translate(OUR_WORDS) if reason.source == OWN else reason.source
    places = {"words": ", ".join(reason.words), "matched": " ".join(reason.matched.split()), "source": source}
    if reason.words and reason.rule in OF_WORDS:
        return translate(OF_WORDS[reason.rule], **places)
    if reason.rule == "industry":
        places["matched"] = _industry(reason.matched, title)
    return translate(OF_CONTEXT.get(reason.rule, RESEMBLES), **places)


def _industry(code: str, title: Callable[[Titles], str]) -> str:
    """The title of an industry; a code that is no industry of its own, such as that of a whole sector, stays."""
    try:
        return title(industries.industry(code).titles)
    except UnknownCodeError:
        return code
