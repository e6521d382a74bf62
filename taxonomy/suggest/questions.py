"""The one question whose answer would separate the best candidates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from taxonomy.codes import Titles
from taxonomy.suggest.sentences import sentence
from taxonomy.suggest.values import Question, QuestionOption
from taxonomy.suggest.vocabulary import entries
from taxonomy.waste_list import EDITIONS, edition

GROUP = 4
MOST_OPTIONS = 5


def question(codes: Sequence[str]) -> Question | None:
    """What to ask about the best candidates, the best first; nothing to ask about one.

    The process comes first, since it decides between parts of the list; then the test, between mirror entries; then
    the entries themselves.
    """
    if len(codes) < 2:  # noqa: PLR2004  # there must be two to separate
        return None
    groups: dict[str, list[str]] = {}
    for code in codes:
        groups.setdefault(code[:GROUP], []).append(code)
    if len(groups) > 1:
        return _asked("process", {_group_titles(group): found for group, found in groups.items()})
    if is_mirror(codes):
        return _tested(codes)
    return _asked("which", {entries()[code].titles: [code] for code in codes})


def is_mirror(codes: Sequence[str]) -> bool:
    """Whether all are entries of one waste, hazardous or not."""
    first, *others = codes
    return all(code in entries()[first].mirror_codes for code in others)


def _tested(codes: Sequence[str]) -> Question:
    hazardous = tuple(code for code in codes if entries()[code].hazardous_fi)
    harmless = tuple(code for code in codes if not entries()[code].hazardous_fi)
    options = (("answer_hazardous", hazardous), ("answer_not_hazardous", harmless), ("answer_not_tested", tuple(codes)))
    return Question(
        "tested", sentence("ask_tested"), tuple(QuestionOption(sentence(name), found) for name, found in options)
    )


def _asked(name: str, found: Mapping[Titles, Sequence[str]]) -> Question:
    options = [QuestionOption(titles, tuple(codes)) for titles, codes in found.items()]
    return Question(name, sentence(f"ask_{name}"), tuple(options[:MOST_OPTIONS]))


def _group_titles(group: str) -> Titles:
    return next(edition(name).entries[group] for name in EDITIONS if group in edition(name).entries).titles
