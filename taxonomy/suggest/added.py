"""Terms that somebody hands to the engine beside its own lists: what reviewers of one bank learnt from corrections.

They are few and say exactly what a word means here, so they need no table of likeness: a text that has all words of
such a term is moved towards its codes, the more the larger a part of the text the term is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from taxonomy.suggest.values import Reason
from taxonomy.suggest.vocabulary import Term, class_of
from taxonomy.suggest.words import Word, words_of

STRENGTH = 16.0
"""What a term that is the whole text adds to the score of its first code and class: more than any other term does."""
LATER = 1.5
"""What the next code of a term is behind the one before."""
START = 3
"""Letters by which terms are looked up."""
LONGEST_ENDING = 3
"""An ending in which a word may differ that is in no list of forms: `konsti`, `konstista`."""

Match = tuple[Term, tuple[str, ...], float]


class AddedTerms:
    """Further terms with their codes; the same object stands for the same terms, so answers may be kept by it.

    >>> term = Term("harmaa kakku", "fi", "term", ("100213",), "eaf_dust", "own")
    >>> [round(share, 1) for _, _, share in AddedTerms((term,)).met(words_of("harmaata kakkua"))]
    [1.0]
    """

    def __init__(self, terms: Sequence[Term]) -> None:
        self.terms = tuple(terms)
        self._by_start: dict[str, list[tuple[Term, tuple[Word, ...]]]] = defaultdict(list)
        for term in self.terms:
            words = words_of(term.text)
            if words:
                self._by_start[words[0].lemma[:START]].append((term, words))

    def met(self, words: Sequence[Word]) -> Iterator[Match]:
        """The terms whose words a text all has: term, the words of the text, and which part of the text they are."""
        for start in dict.fromkeys(word.lemma[:START] for word in words):
            for term, theirs in self._by_start.get(start, ()):
                found = tuple(next((one for one in words if _same(one, their)), None) for their in theirs)
                written = tuple(dict.fromkeys(one.written for one in found if one is not None))
                if None not in found:
                    yield term, written, len(written) / len({one.written for one in words})


NO_TERMS = AddedTerms(())


def pull(matches: Sequence[Match]) -> Mapping[str, float]:
    """What the terms that a text met add to the scores of their codes."""
    found: dict[str, float] = {}
    for term, _, share in matches:
        for place, code in enumerate(term.codes):
            found[code] = max(found.get(code, 0.0), STRENGTH * share - LATER * place)
    return {code: max(0.0, value) for code, value in found.items()}


def pull_of_classes(matches: Sequence[Match]) -> Mapping[str, float]:
    """What they add to the scores of classes."""
    found: dict[str, float] = {}
    for code, value in pull(matches).items():
        name = class_of(code)
        found[name] = max(found.get(name, 0.0), value)
    return found


def reasons_of_added_class(name: str, matches: Sequence[Match]) -> tuple[Reason, ...]:
    """The terms that lead to a class by any of their codes."""
    codes = dict.fromkeys(code for term, _, _ in matches for code in term.codes if class_of(code) == name)
    return tuple(dict.fromkeys(reason for code in codes for reason in reasons_of_added(code, matches)))


def reasons_of_added(code: str, matches: Sequence[Match]) -> tuple[Reason, ...]:
    """The terms that lead to a code."""
    return tuple(Reason("term", written, term.text, term.source) for term, written, _ in matches if code in term.codes)


def _same(word: Word, other: Word) -> bool:
    """Whether two words are one: by their lemma, or but for an ending."""
    if word.lemma == other.lemma:
        return True
    short, long = sorted((word.lemma, other.lemma), key=len)
    return len(short) > START and long.startswith(short) and len(long) - len(short) <= LONGEST_ENDING
