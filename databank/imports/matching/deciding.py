"""What each distinct text is taken for: by a person's decision, else by the best candidate if that is certain."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from databank.access import Viewer
from databank.errors import N_, RowError, Sentence
from databank.imports.matching import codes, materials
from databank.imports.matching.found import Found, accepted, best_first
from databank.imports.matching.making import Making
from databank.imports.matching.parties import number_in
from databank.imports.matching.resolvers import CLASSES, Resolver
from databank.imports.values import NEW, NOTHING, SKIP, Candidate, ImportMapping, SourceRow, Wording
from databank.vocabulary import fold

MOST_TEXTS = 5_000
"""Distinct texts that are kept with their candidates; what comes after is resolved and counted only."""
MOST_REMEMBERED = 50_000
MOST_ROWS = 12
LONGEST_TOLD = 200
TOLD = 3
"""Candidates that a refused row names."""
CODE_COLUMNS = frozenset({"waste_code", "code_if_waste", "waste_codes"})
UNCERTAIN = N_(
    '"%(text)s" is not certain. It may mean: %(candidates)s. Choose what it means for all rows with this text, or '
    "correct this row."
)
UNKNOWN = N_('"%(text)s" is not known. Say what it means for all rows with this text, or correct this row.')
NO_CODE = N_(
    '"%(text)s" is no code of the List of Waste. The nearest are: %(candidates)s. Choose one for all rows with this '
    "text, or correct this row."
)
CHECK_DIGIT = N_("Check the business id: its check digit does not match.")


@dataclass(slots=True, eq=False)
class Met:
    """One distinct text of a column: what it may mean, what it is taken for, where it stood.

    Attributes
    ----------
    value : str, optional
        What stands in the cells from now on; None leaves the text there.
    is_told : bool
        Whether people are told of it: not when it is its own value.
    """

    column: str
    text: str
    value: str | None
    found: tuple[Found, ...] = ()
    chosen: str | None = None
    message: Sentence | None = None
    is_told: bool = True
    count: int = 0
    rows: list[int] = field(default_factory=list)

    def stands_in(self, number: int) -> None:
        """Note one of the first rows in which it stands."""
        if len(self.rows) < MOST_ROWS:
            self.rows.append(number)


class Decider:
    """Takes texts for values, and remembers for what.

    Attributes
    ----------
    taken : list of Met
        The texts of the row that is being resolved.
    borrowed : list of (column, source)
        Its cells that follow from another cell.
    """

    def __init__(
        self, mapping: ImportMapping, making: Making, viewer: Viewer, owner_of: Callable[[SourceRow], str | None]
    ) -> None:
        self.making = making
        self.is_member = bool(viewer.organisation_ids)
        self._owner_of = owner_of
        self._said = {name: {fold(text): value for text, value in said.items()} for name, said in mapping.words.items()}
        self._memos: dict[str, dict[Any, Met]] = {}
        self.taken: list[Met] = []
        self.borrowed: list[tuple[str, str]] = []
        self._told: list[Met] = []
        self._further: dict[str, int] = {}

    def memo(self, column: str) -> dict[Any, Met]:
        """The texts of a column that were met."""
        return self._memos.setdefault(column, {})

    def said(self, column: str, *texts: str) -> str | None:
        """What a person decided about the first of the texts about which somebody did."""
        decisions = self._said.get(column, NOTHING)
        return next((decisions[key] for text in texts if text and (key := fold(text)) in decisions), None)

    def decide(self, column: str, texts: tuple[str, ...], resolver: Resolver, row: SourceRow) -> Met:
        """What a text is taken for; further `texts` are other names under which it may have been decided."""
        text, chosen = texts[0], self.said(column, *texts)
        if chosen is None and text == NEW:
            chosen, text = NEW, row.original.get(column) or row.original.get("name", "")
        found = resolver.find(text)
        if chosen == SKIP:
            return Met(column, text, None, found, SKIP)
        value = self._made(column, text, found, row) if chosen == NEW else chosen
        if value is not None and (chosen == NEW or resolver.allows(value)):
            return Met(column, text, value, found, chosen)
        best = accepted(found)
        if best is not None:
            return Met(column, text, best.value, found, is_told=best.value != text)
        if resolver.is_free:
            return Met(column, text, None, is_told=False)
        return Met(column, text, None, found, message=_refusal(column, text, found, resolver))

    def take(self, met: Met, row: SourceRow) -> bool:
        """Apply what a text means to a row; False when the row is to be left out."""
        self.taken.append(met)
        met.count += 1
        met.stands_in(row.number)
        if met.value is not None:
            row.cells[met.column] = met.value
        elif met.chosen == SKIP:
            return False
        elif met.message is not None:
            row.errors.append(RowError(row.number, met.column, met.text, met.message))
        return True

    def borrow(self, row: SourceRow, column: str, source: str) -> None:
        """A value that follows from another cell names that cell as its origin."""
        self.borrowed.append((column, source))
        borrow(row, column, source)

    def keep(self, column: str, key: Any, met: Met) -> Met:
        """Remember what a text means; beyond a number of texts they are counted and told no more."""
        memo = self.memo(column)
        if len(memo) >= MOST_REMEMBERED:
            memo.clear()
        if met.is_told and len(self._told) < MOST_TEXTS:
            self._told.append(met)
        elif met.is_told:
            met.found = ()
            self._further[column] = self._further.get(column, 0) + 1
        memo[key] = met
        return met

    def _made(self, column: str, text: str, found: tuple[Found, ...], row: SourceRow) -> str | None:
        """A value for what the bank does not know yet; None where nothing can be made of a column."""
        if not text:
            return None
        if column in CLASSES:
            code = row.cells.get("waste_code") or row.cells.get("code_if_waste") or ""
            value = materials.least_specific(found, code if codes.is_entry(code) else None)
            self.making.propose(text, value)
            return value
        if column == "organisation_id" and not self.is_member:
            return self.making.organisation(text, row.sheet, row.number)
        if column == "site_id":
            return self.making.site(text, self._owner_of(row), row.sheet, row.number)
        return self.making.end(text, row.sheet, row.number) if column in {"source", "target"} else None

    @property
    def further(self) -> Mapping[str, int]:
        """Column -> distinct texts that are not told any more."""
        return dict(self._further)

    def wordings(self, label_of: Callable[[str], Callable[[str], str]]) -> tuple[Wording, ...]:
        """The texts whose meaning is not the text itself, the most frequent first."""
        told = sorted((met for met in self._told if met.count), key=lambda met: -met.count)
        return tuple(_wording(met, label_of(met.column)) for met in told)


def borrow(row: SourceRow, column: str, source: str) -> None:
    """Give one cell the place and the words of another one."""
    for kept in (row.letters, row.original):
        if source in kept:
            kept.setdefault(column, kept[source])


def _refusal(column: str, text: str, found: tuple[Found, ...], resolver: Resolver) -> Sentence:
    """Why a text is not taken for anything, and what can be done."""
    if column == "organisation_id" and number_in(text)[1] and not found:
        return Sentence(CHECK_DIGIT)
    if not found:
        return Sentence(UNKNOWN, text=text[:LONGEST_TOLD])
    is_code = column in CODE_COLUMNS and found[0].reason in {"near", "group"}
    key = NO_CODE if is_code else UNCERTAIN
    return Sentence(key, text=text[:LONGEST_TOLD], candidates=told(found, resolver))


def told(found: tuple[Found, ...], resolver: Resolver) -> str:
    """The first candidates by what they are called."""
    return "; ".join(resolver.label(one.value)[:LONGEST_TOLD] for one in found[:TOLD])


def _wording(met: Met, label: Callable[[str], str]) -> Wording:
    candidates = tuple(
        Candidate(value=one.value, label=label(one.value), score=round(one.score, 3), reason=one.reason)
        for one in best_first(met.found)
    )
    return Wording(
        field=met.column,
        text=met.text,
        count=met.count,
        rows=tuple(met.rows),
        candidates=candidates,
        chosen=met.chosen,
        is_automatic=met.chosen is None and met.value is not None,
    )
