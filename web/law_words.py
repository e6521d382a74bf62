"""The words of which references to statutes are made ("annex 1, table 2"), in the language of the page."""

from __future__ import annotations

import re

from web.labels import N_
from web.language import gettext

LAW_WORDS = (
    N_("Environmental Protection Act"),
    N_("Government decree"),
    N_("Waste Act"),
    N_("guidance for Annex V"),
    N_("guidance on waste and recovered substances"),
    N_("question and answer"),
    N_("exceptions to table"),
    N_("Directive"),
    N_("Regulations"),
    N_("Regulation"),
    N_("Decision"),
    N_("articles"),
    N_("article"),
    N_("sections"),
    N_("section"),
    N_("annex"),
    N_("point"),
    N_("table"),
    N_("note"),
    N_("and"),
)
"""The words of which the sources of the lists are made, those that hold others first."""
_LAW_WORD = re.compile(rf"\b({'|'.join(LAW_WORDS)})\b")


def in_own_words(text: str) -> str:
    """A reference of a list, which is written in English, in the language of the page."""
    return _LAW_WORD.sub(lambda found: gettext(found[0]), text)
