"""Why the engine suggests a code or a class, as one sentence for each reason, in the language of the page."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from taxonomy import industries
from taxonomy.codes import UnknownCodeError
from taxonomy.suggest import Reason
from web import labels
from web.labels import N_
from web.language import gettext as _

OF_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "term": N_("“%(words)s” is called so: %(matched)s (source: %(source)s)."),
        "title": N_("“%(words)s” stands in the title of the entry: %(matched)s."),
        "class_name": N_("“%(words)s” is a name of the material class: %(matched)s."),
        "process": N_("“%(words)s” names the process from which it comes: %(matched)s."),
        "form": N_("“%(words)s” says what it looks like: %(matched)s."),
        "hazard_word": N_("“%(words)s” says whether it is hazardous."),
    }
)
"""For reasons of which the words of the text are a part."""
OF_CONTEXT: Mapping[str, str] = MappingProxyType(
    {
        "industry": N_("The industry of who has it is one where such waste arises: %(matched)s."),
        "process": N_("The process that was named is one where such waste arises: %(matched)s."),
        "form": N_("The form that was named fits: %(matched)s."),
        "stated_code": N_("The text itself gives the code %(matched)s."),
    }
)
OWN = "own"


def reason_text(reason: Reason) -> str:
    """The reason as a sentence."""
    places = {"words": ", ".join(reason.words), "matched": reason.matched, "source": _source(reason.source)}
    if reason.words and reason.rule in OF_WORDS:
        return _(OF_WORDS[reason.rule], **places)
    if reason.rule == "industry":
        places["matched"] = _industry(reason.matched)
    return _(OF_CONTEXT.get(reason.rule, N_("It resembles: %(matched)s.")), **places)


def _industry(code: str) -> str:
    """The title of an industry; a code that is no industry of its own, such as that of a whole sector, stays."""
    try:
        return labels.title(industries.industry(code).titles)
    except UnknownCodeError:
        return code


def _source(source: str) -> str:
    return _("our own list of words") if source == OWN else source
