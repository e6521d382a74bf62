"""The sentence over a picture: one of those that are ready, one's own, or that of the view it was begun from."""

from __future__ import annotations

import json
import string
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any

from flows.headlines import FIGURES, Template
from taxonomy.codes import Titles
from web.labels import N_, title

KEPT, OWN = "kept", "own"
PLACES: tuple[tuple[str, str], ...] = (
    ("drawn_t:mass", N_("Everything in the picture")),
    ("input_t:mass", N_("What comes in")),
    ("output_t:mass", N_("What goes out")),
    ("all_side_streams_t:mass", N_("Side streams")),
    ("unused_t:mass", N_("Has no user yet")),
    ("unused_share:share", N_("Has no user yet, share of side streams")),
    ("returned_t:mass", N_("Comes back as raw material")),
    ("returned_share:share", N_("Comes back as raw material, share of side streams")),
    ("recovered_t:mass", N_("Is recovered")),
    ("recovered_share:share", N_("Is recovered, share of side streams")),
    ("energy_t:mass", N_("Goes to energy recovery")),
    ("disposal_t:mass", N_("Goes to disposal")),
    ("disposal_share:share", N_("Goes to disposal, share of side streams")),
    ("elsewhere_t:mass", N_("Leaves the area")),
    ("largest_unused_family:name", N_("Largest material group without a user")),
    ("material:name", N_("The material that the reader chose")),
    ("records:number", N_("Number of records")),
    ("organisations:number", N_("Number of companies")),
)
"""What may stand in a sentence of one's own; the grammar knows more, which are rarely of use."""


@cache
def _shipped() -> Mapping[str, Any]:
    text = (resources.files("web.view_editor") / "sentences.json").read_text("utf-8")
    members: Mapping[str, Any] = json.loads(text)
    return members


def ready() -> Mapping[str, tuple[Mapping[str, Any], ...]]:
    """Every ready choice with its sentences, of which the first that fits the figures is used."""
    return {one["id"]: (*one["sentences"], *_shipped()["otherwise"]) for one in _shipped()["ready"]}


def ready_choices() -> list[tuple[str, str]]:
    """The ready sentences with their names in the language of the page."""
    return [(one["id"], title(Titles(**one["label"]))) for one in _shipped()["ready"]]


def choice_of(headlines: Sequence[Mapping[str, Any]]) -> str:
    """Which choice the sentences of a definition are."""
    known = {name: list(sentences) for name, sentences in ready().items()}
    found = next((name for name, sentences in known.items() if sentences == list(headlines)), None)
    if found is not None:
        return found
    return OWN if list(headlines[1:]) == list(_shipped()["otherwise"]) else KEPT


def own(texts: Mapping[str, str]) -> list[Mapping[str, Any]]:
    """The sentences of a definition with one's own first: it is used where all its figures are above zero."""
    asked = [name for name in _figures(texts["fi"]) if name in FIGURES]
    return [{"when": list(dict.fromkeys(asked)), **texts}, *_shipped()["otherwise"]]


def _figures(text: str) -> list[str]:
    try:
        return [name for _, name, _, _ in string.Formatter().parse(text) if name is not None]
    except ValueError:
        return []


def wrong_place(text: str) -> str | None:
    """The first place of a sentence that no picture can fill; None when all can be."""
    return Template(titles=Titles(text, text, text)).unknown()
