"""A reviewer makes a word of the vocabulary of corrections, decides against it, or takes an accepted word back.

Two may do so at once: the second is told what the first has accepted, and corrections that came in meanwhile stay open.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from databank import models
from databank.access import Viewer, may_see_corrections
from databank.corrections.terms import AcceptedTerm, key_of, term_of
from databank.errors import N_, DatabankError, RecordNotFoundError, Sentence
from taxonomy.codes import LANGUAGES
from taxonomy.suggest.vocabulary import entries
from taxonomy.suggest.words import words_of
from taxonomy.waste_list import parse_code

LONGEST_TERM = 200
MOST_CODES = 6


class TermRefusedError(DatabankError):
    """A word that cannot be accepted: `problems` says for each field what is wrong with it."""

    def __init__(self, problems: Mapping[str, Sentence]) -> None:
        super().__init__(N_("The word cannot be accepted as it is written."))
        self.problems = problems


class TermChangedError(DatabankError):
    """Somebody else has decided about the same word meanwhile; `standing` is what they accepted, if they did."""

    def __init__(self, standing: AcceptedTerm | None) -> None:
        super().__init__(N_("Somebody else has decided about this word meanwhile."))
        self.standing = standing


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTerm:
    """A word as a reviewer wrote it: `codes` as typed, `version` that of the accepted word which they saw, or 0."""

    term: str
    language: str
    codes: str
    version: int = 0


def accept(session: Session, viewer: Viewer, wanted: NewTerm, ids: Collection[int], *, today: date) -> AcceptedTerm:
    """Take a word into the vocabulary and settle the corrections it was made of.

    Raises
    ------
    TermRefusedError
        When it cannot be accepted as it is written.
    TermChangedError
        When somebody else accepted the same word, or withdrew it, since the reviewer looked.
    """
    _require(viewer)
    codes = _codes_of(wanted)
    standing = _standing(session, wanted)
    if standing is None:
        row = _new(session, wanted)
    elif standing.version == wanted.version or (standing.withdrawn_on is not None and not wanted.version):
        row = standing
    else:
        raise TermChangedError(term_of(standing))
    row.term, row.codes, row.withdrawn_on = wanted.term.strip(), codes, None
    row.accepted_on, row.accepted_by, row.version = today, viewer.person_id, row.version + 1
    _settle(session, ids, today)
    session.flush()
    return term_of(row)


def dismiss(session: Session, viewer: Viewer, ids: Collection[int], *, today: date) -> int:
    """Decide that corrections make no word; how many they were.

    Raises
    ------
    TermChangedError
        When somebody else has settled all of them.
    """
    _require(viewer)
    count = _settle(session, ids, today)
    if not count:
        raise TermChangedError(None)
    return count


def withdraw(session: Session, viewer: Viewer, term_id: int, version: int, *, today: date) -> AcceptedTerm:
    """Use an accepted word no more. It stays in the list, and may be accepted again.

    Raises
    ------
    TermChangedError
        When somebody else changed it since the reviewer looked.
    """
    _require(viewer)
    row = session.get(models.AcceptedTerm, term_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise RecordNotFoundError(str(term_id))
    if row.version != version or row.withdrawn_on is not None:
        raise TermChangedError(term_of(row))
    row.withdrawn_on, row.version = today, row.version + 1
    session.flush()
    return term_of(row)


def _require(viewer: Viewer) -> None:
    if not may_see_corrections(viewer):
        raise RecordNotFoundError("")


def _standing(session: Session, wanted: NewTerm) -> models.AcceptedTerm | None:
    """The row of the same word, locked."""
    table = models.AcceptedTerm
    query = select(table).where(table.key == key_of(wanted.term), table.language == wanted.language)
    return session.scalar(query.with_for_update(), execution_options={"populate_existing": True})


def _new(session: Session, wanted: NewTerm) -> models.AcceptedTerm:
    """An empty row for a word; somebody else may make it at the same moment."""
    row = models.AcceptedTerm(
        term=wanted.term.strip(),
        key=key_of(wanted.term),
        language=wanted.language,
        codes=(),
        accepted_on=date.min,
        version=0,
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        standing = _standing(session, wanted)
        raise TermChangedError(term_of(standing) if standing else None) from None
    return row


def _settle(session: Session, ids: Collection[int], today: date) -> int:
    """Settle those corrections that nobody has settled; how many they were."""
    table = models.ClassificationCorrection
    statement = update(table).where(table.id.in_(ids), table.settled_on.is_(None)).values(settled_on=today)
    return len(session.scalars(statement.returning(table.id)).all())


def _codes_of(wanted: NewTerm) -> tuple[str, ...]:
    """The codes as typed, once each; whatever is wrong with the word is said all at once."""
    problems: dict[str, Sentence] = {}
    if not words_of(wanted.term):
        problems["term"] = Sentence(N_("Write the word: it needs letters that mean something."))
    elif len(wanted.term.strip()) > LONGEST_TERM or "\0" in wanted.term:
        problems["term"] = Sentence(N_("A word has at most %(most)s letters."), most=LONGEST_TERM)
    if wanted.language not in LANGUAGES:
        problems["language"] = Sentence(N_("Choose the language of the word."))
    typed = [one.strip() for one in wanted.codes.replace(",", ";").split(";") if one.strip()]
    codes = tuple(dict.fromkeys(code for one in typed if (code := _code(one))))
    wrong = [one for one in typed if _code(one) is None]
    if wrong:
        problems["codes"] = Sentence(
            N_("%(code)s is no entry of the List of Waste: write six digits, several codes with a semicolon between."),
            code=wrong[0][:40],
        )
    elif not 1 <= len(codes) <= MOST_CODES:
        problems["codes"] = Sentence(N_("Write one to %(most)s waste codes, the likeliest first."), most=MOST_CODES)
    if problems:
        raise TermRefusedError(problems)
    return codes


def _code(text: str) -> str | None:
    try:
        code = parse_code(text)
    except (LookupError, ValueError):
        return None
    return code if code in entries() else None
