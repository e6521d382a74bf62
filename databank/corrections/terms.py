"""The accepted words of this bank, as its pages show them and as the engine takes them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from databank import models
from databank.access import Viewer, may_see_corrections
from databank.store import Bank
from taxonomy.codes import LANGUAGES, Language
from taxonomy.search import fold
from taxonomy.suggest.added import AddedTerms
from taxonomy.suggest.vocabulary import Term, class_of
from taxonomy.suggest.words import words_of

COLUMNS = ("term", "language", "codes", "source")
"""Those of the lists of terms in `taxonomy.data`, so that a row can be taken over there."""
LONGEST_KEY = 200

_Row = tuple[str, Language, tuple[str, ...], date]


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptedTerm:
    """A word with the codes that it leads to, the likeliest first; `withdrawn_on` when it does so no more."""

    id: int
    term: str
    language: Language
    codes: tuple[str, ...]
    accepted_on: date
    withdrawn_on: date | None
    version: int


def key_of(text: str) -> str:
    """The dictionary forms of a text, by which words are the same however they are inflected.

    >>> key_of("Kuonaa ja lietettä") == key_of("kuona, liete")
    True
    """
    return (" ".join(word.lemma for word in words_of(text)) or fold(text).strip())[:LONGEST_KEY]


def accepted_terms(session: Session, viewer: Viewer) -> tuple[AcceptedTerm, ...]:
    """All accepted words and those that were withdrawn, for whoever decides about them: by chapter and word."""
    if not may_see_corrections(viewer):
        return ()
    rows = session.scalars(select(models.AcceptedTerm))
    return tuple(sorted(map(term_of, rows), key=lambda one: (one.codes[0][:2], fold(one.term), one.language)))


def term_of(row: models.AcceptedTerm) -> AcceptedTerm:
    """The value of a row."""
    return AcceptedTerm(
        id=row.id,
        term=row.term,
        language=_language(row.language),
        codes=row.codes,
        accepted_on=row.accepted_on,
        withdrawn_on=row.withdrawn_on,
        version=row.version,
    )


def term_rows(terms: tuple[AcceptedTerm, ...]) -> Iterator[dict[str, str]]:
    """The words in use as rows of a list of terms."""
    for one in terms:
        if one.withdrawn_on is None:
            yield {
                "term": one.term,
                "language": one.language,
                "codes": ";".join(one.codes),
                "source": source_of(one.accepted_on),
            }


def source_of(accepted_on: date) -> str:
    """What is told as the source of an accepted word."""
    return f"Pori {accepted_on.isoformat()}"


def added_terms(bank: Bank, session: Session) -> AddedTerms:
    """The accepted words for the engine, remembered until any of them changes."""
    return bank.remembered(session, "added terms", lambda: read_added(session))


def read_added(session: Session) -> AddedTerms:
    """The accepted words for the engine, as the session sees them now."""
    table = models.AcceptedTerm
    query = select(table).where(table.withdrawn_on.is_(None)).order_by(table.id)
    return _added(
        tuple((row.term, _language(row.language), row.codes, row.accepted_on) for row in session.scalars(query))
    )


@lru_cache(maxsize=4)
def _added(rows: tuple[_Row, ...]) -> AddedTerms:
    """The same words are the same object, so that the engine keeps its answers when something else has changed."""
    return AddedTerms(
        [Term(text, language, "term", codes, class_of(codes[0]), source_of(day)) for text, language, codes, day in rows]
    )


def _language(text: str) -> Language:
    return next(one for one in LANGUAGES if one == text)
