"""What the words of a file mean: each distinct text is looked up once, and uncertain ones are left to a person."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from databank import queries
from databank.access import Viewer, is_city
from databank.corrections import read_added
from databank.imports.matching import codes
from databank.imports.matching.classifying import Classifier
from databank.imports.matching.combinations import Combinations
from databank.imports.matching.deciding import Decider, Met
from databank.imports.matching.found import ALIKE
from databank.imports.matching.making import Making
from databank.imports.matching.parties import Parties
from databank.imports.matching.resolvers import (
    CLASSES,
    LISTS,
    PLACED,
    Resolver,
    end_label,
    end_of_flow,
    resolvers,
)
from databank.imports.values import NEW, ImportMapping, PreparedRow, SourceRow, Wording
from databank.processes import RESERVED
from databank.schemas import COLUMNS
from databank.schemas.cells import ID_PATTERN
from databank.store.batch import Store
from databank.submissions import Change

VERY_NAME = 0.97


class Matcher:
    """Resolves the words of the rows of one file.

    Before a batch of rows is saved (or tried), `save_made` puts the organisations and sites that they name and that are
    new into the same session or batch; `send_proposals` belongs to the end of an import.

    Parameters
    ----------
    viewer : Viewer
        Only what they may see is ever a candidate.
    language : str
        Of the labels of candidates, and of names that are made of a title.
    organisation_id : str, optional
        Whose file it is; None for the city's own.
    """

    def __init__(
        self,
        session: Session,
        viewer: Viewer,
        kind: str,
        mapping: ImportMapping,
        language: str,
        organisation_id: str | None,
    ) -> None:
        self._kind = kind
        self._language = language
        self._own_id = organisation_id
        self._is_member = bool(viewer.organisation_ids)
        self._own_only = self._is_member and not is_city(viewer)
        self._parties = Parties(session, viewer, organisation_id)
        self._making = Making(session, organisation_id, language, self._is_example)
        self._decider = Decider(mapping, self._making, viewer, self._owner_of)
        self._extra = read_added(session)
        self._resolvers = resolvers(kind, self._parties, partial(queries.areas, session), language, self._extra)
        self._plain = {name: self._decider.memo(name) for name in self._resolvers if name not in {*LISTS, *CLASSES}}
        self._placed = {name: self._decider.memo(name) for name in PLACED if name in COLUMNS[kind]}
        self._lists = tuple(name for name in LISTS if name in self._resolvers)
        self._classifier = self._made_classifier()
        words = frozenset({*self._resolvers, *self._placed, "name"})
        self._combinations = Combinations(words, self._resolve, self._decider)

    def _made_classifier(self) -> Classifier | None:
        column = next((name for name in ("material_class", "material") if name in self._resolvers), None)
        return Classifier(self._decider, column, self._language, self._extra) if column else None

    def resolve(self, row: SourceRow) -> SourceRow | None:
        """Put values in place of the words of a row, as far as they are certain; None for a row to leave out.

        What the cells said stays in `original`. What is uncertain stays as it is, with an error that says how to
        decide.
        """
        return row if self._combinations.apply(row) else None

    def _resolve(self, row: SourceRow) -> bool:
        """Column by column; sites after organisations, materials after codes."""
        cells = row.cells
        for column in [name for name in cells if name in self._plain and cells[name]]:
            text = _text(cells[column])
            met = self._plain[column].get(text) or self._meet(column, text, row)
            if not self._decider.take(met, row):
                return False
        kept = all(self._place(column, row) for column in self._placed if cells.get(column))
        kept = kept and all(self._resolve_list(column, row) for column in self._lists if cells.get(column))
        return kept and self._classify(row)

    def _meet(self, column: str, text: str, row: SourceRow) -> Met:
        met = self._decider.decide(column, (text,), self._resolvers[column], row)
        return self._decider.keep(column, text, met)

    def _classify(self, row: SourceRow) -> bool:
        if self._kind == "needs":
            return self._class_by_name(row)
        if self._classifier is None:
            return True
        own = row.cells.get("material_class") or ""
        is_kept = self._classifier.classify(row)
        if is_kept and self._kind == "side-streams":
            self._classifier.complete(row, own)
        return is_kept

    def _class_by_name(self, row: SourceRow) -> bool:
        """A need that names no classes wants what its name says."""
        if row.cells.get("material_classes") or not row.cells.get("name"):
            return True
        row.cells["material_classes"] = row.cells["name"]
        return self._resolve_list("material_classes", row)

    # --- sites -------------------------------------------------------------------------------------------------------

    def _place(self, column: str, row: SourceRow) -> bool:
        """A site by what its organisation calls it; while that is uncertain, so is the site."""
        if any(error.field == "organisation_id" for error in row.errors):
            return True
        owner, text = self._owner_of(row), _text(row.cells[column])
        if column == "site_id" and self._own_only and owner != self._own_id:
            return True  # the row is refused, so that no site of another organisation is found or made for it
        met = self._placed[column].get((owner, text))
        if met is None:
            met = self._decider.keep(column, (owner, text), self._met_place(column, text, owner, row))
        return self._decider.take(met, row)

    def _met_place(self, column: str, text: str, owner: str | None, row: SourceRow) -> Met:
        find = self._parties.site if column == "site_id" else partial(end_of_flow, self._parties)
        resolver = Resolver(partial(find, organisation_id=owner), self._label(column), allows=self._is_place)
        met = self._decider.decide(column, (text,), resolver, row)
        is_unheard_of = column == "site_id" and (not met.found or met.found[0].score < ALIKE)
        return self._new_place(met, owner, row) if met.message is not None and is_unheard_of else met

    def _owner_of(self, row: SourceRow) -> str | None:
        """The organisation of a row, as far as it is known or new."""
        named = row.cells.get("organisation_id") or self._own_id
        return named if named in self._parties.organisations or self._making.is_made(named) else None

    def _is_example(self, organisation_id: str | None) -> bool:
        known = self._parties.organisations.get(organisation_id or "")
        return known is not None and known.is_example

    def _is_place(self, value: str) -> bool:
        return value in self._parties.sites or (value in RESERVED and self._kind == "flows")

    def _new_place(self, met: Met, owner: str | None, row: SourceRow) -> Met:
        """A site that resembles none that is known is made, unconfirmed; in the city's own files it may have an id."""
        if ID_PATTERN.fullmatch(met.text) is not None and not self._is_member:
            return Met(met.column, met.text, met.text, is_told=False)
        made = self._making.site(met.text, owner, row.sheet, row.number)
        return Met(met.column, met.text, made, met.found, NEW)

    # --- lists -------------------------------------------------------------------------------------------------------

    def _resolve_list(self, column: str, row: SourceRow) -> bool:
        """Several values in one cell: each of its parts, unless the whole text is the very name of one."""
        text, memo = _text(row.cells[column]), self._decider.memo(column)
        members = codes.parts(text, LISTS[column])
        whole = memo.get(text) or self._decider.decide(column, (text,), self._resolvers[column], row)
        is_whole = whole.chosen is not None or (whole.value is not None and whole.found[0].score >= VERY_NAME)
        if is_whole or len(members) <= 1:
            return self._decider.take(memo.get(text) or self._decider.keep(column, text, whole), row)
        values = []
        for member in members:
            met = memo.get(member) or self._meet(column, member, row)
            if not self._decider.take(met, row):
                return False
            values.append(met.value or member)
        row.cells[column] = ";".join(dict.fromkeys(values))
        return True

    # --- what is new, and what is told -------------------------------------------------------------------------------

    def made(self) -> tuple[tuple[str, PreparedRow], ...]:
        """Kind and row of the organisations and sites that are new, as far as the rows have come."""
        return self._making.rows

    def save_made(self, store: Store, change: Change) -> int:
        """Save those of them that are not in the bank yet; how many they were. It may be asked again and again."""
        return self._making.save(store, change)

    def send_proposals(self, session: Session, change: Change) -> int:
        """Send proposals for the classification to the city, each once; how many were new."""
        return self._making.send(session, change)

    def wordings(self) -> tuple[Wording, ...]:
        """Every text whose meaning is not the text itself, with its candidates, the most frequent first."""
        self._combinations.settle()
        return self._decider.wordings(self._label)

    @property
    def further(self) -> Mapping[str, int]:
        """Column -> distinct texts beyond those that `wordings` lists."""
        return self._decider.further

    def _label(self, column: str) -> Callable[[str], str]:
        if column == "site_id":
            return self._parties.site_label
        if column in self._placed:
            return partial(end_label, self._parties, language=self._language)
        return self._resolvers[column].label


def _text(value: Any) -> str:
    """A cell as it is looked up; JSON may bring lists and numbers."""
    if isinstance(value, str):
        return value.strip()
    return ";".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
