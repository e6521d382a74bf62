"""The class of the material of a row, from its words and its waste code together, and what follows from it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from databank.errors import N_, Sentence
from databank.imports.matching import codes, materials
from databank.imports.matching.deciding import LONGEST_TOLD, Decider, Met, told
from databank.imports.matching.found import ALIKE, Found
from databank.imports.matching.resolvers import Resolver, class_label
from databank.imports.values import NEW, SourceRow
from databank.records import Fate
from taxonomy.suggest.added import AddedTerms
from taxonomy.waste_list import NO_BREAK_SPACE, display_code

LONGEST_NAME = 200
_NUMBERS = re.compile(r"(?<![\w])[0-9][0-9.,/]*(?![\w])")
DISAGREE = N_(
    'The words "%(text)s" and the waste code %(code)s do not mean the same material: %(candidates)s. Choose one for '
    "all rows with these words and this code, or correct this row."
)
FATES: Mapping[str, Fate] = {
    "R": Fate.RECOVERY_UNSPECIFIED,
    "R1": Fate.ENERGY,
    "R12": Fate.RECOVERY_UNSPECIFIED,
    "R13": Fate.RECOVERY_UNSPECIFIED,
}
"""What an operation says of where the material goes; every other recovery uses it, and every D disposes of it."""


class Classifier:
    """Classifies the materials of rows that have one material.

    Parameters
    ----------
    column : str
        The column of the class: "material_class", or "material" of a flow.
    extra : AddedTerms
        The words that reviewers accepted.
    """

    def __init__(self, decider: Decider, column: str, language: str, extra: AddedTerms) -> None:
        self._decider = decider
        self._column = column
        self._language = language
        self._extra = extra
        self._memo = decider.memo(column)

    def classify(self, row: SourceRow) -> bool:
        """Fill in the class; False when the row is to be left out."""
        cells = row.cells
        own, name = cells.get(self._column) or "", _own_name(row)
        code = cells.get("waste_code") or cells.get("code_if_waste") or ""
        if not (own or name or code):
            return True
        met = self._memo.get((own, name, code))
        if met is None:
            met = self._decider.keep(self._column, (own, name, code), self._meet(own, name, code, row))
        if not own:
            self._decider.borrow(row, self._column, "name" if name else "waste_code")
        return self._decider.take(met, row)

    def _meet(self, own: str, name: str, code: str, row: SourceRow) -> Met:
        words = own if own and own != NEW else name
        coded = materials.by_code(code) if code else None
        named = _named(own, name, self._extra)
        found = named if own and materials.is_class(own) else materials.together(named, coded)
        resolver = Resolver(lambda _text: found, self._label)
        shown = ", ".join(part for part in (words, shown_code(code)) if part) if coded is not None else words
        texts = (NEW, shown) if own == NEW else (shown, words, shown_code(code) if not words else "")
        met = self._decider.decide(self._column, texts, resolver, row)
        disagrees = coded is not None and named and named[0].score >= ALIKE
        if met.message is not None and coded is not None and disagrees:
            candidates = told(found, resolver)
            met.message = Sentence(DISAGREE, text=words[:LONGEST_TOLD], code=shown_code(code), candidates=candidates)
        met.is_told = met.is_told and met.value != own
        return met

    def _label(self, class_id: str) -> str:
        return class_label(class_id, self._language)

    def complete(self, row: SourceRow, own: str) -> None:
        """The owner's words are the name of the material, without any the title of its code; its fate by operation.

        Parameters
        ----------
        own : str
            What stood in the column of the class before it was resolved.
        """
        cells = row.cells
        if not cells.get("name"):
            words = own or _title(cells.get("waste_code") or "", self._language)
            if words and words != NEW:
                cells["name"] = _called(words, self._language)[:LONGEST_NAME]
                self._decider.borrow(row, "name", "material_class" if own else "waste_code")
        operation = cells.get("treatment_code")
        if operation and not cells.get("fate") and not any(one.field == "treatment_code" for one in row.errors):
            cells["fate"] = FATES.get(operation, Fate.DISPOSAL if operation.startswith("D") else Fate.USED).value
            self._decider.borrow(row, "fate", "treatment_code")


def _own_name(row: SourceRow) -> str:
    """What the owner calls the material; a name that was made of the code says nothing more than the code."""
    name = row.cells.get("name") or ""
    is_of_code = "waste_code" in row.original and row.original.get("name") == row.original["waste_code"]
    return "" if is_of_code else name


def _named(own: str, name: str, extra: AddedTerms) -> tuple[Found, ...]:
    """What the column of the class says, else what the name says; numbers of lots and loads say nothing.

    What the name says is only offered where the column of the class says something that nobody knows.
    """
    found = materials.by_words(_without_numbers(own), extra) if own and own != NEW else ()
    if not name or (found and found[0].score >= ALIKE):
        return found
    by_name = materials.by_words(_without_numbers(name), extra)
    return materials.doubted(by_name) if own and own != NEW else by_name


def _without_numbers(text: str) -> str:
    return " ".join(_NUMBERS.sub(" ", text).split()) or text


def _called(words: str, language: str) -> str:
    """A class by its title, other words as they are."""
    return class_label(words, language) if materials.is_class(words) else words


def _title(code: str, language: str) -> str:
    return codes.entry(code).titles.in_language(language) if codes.is_entry(code) else ""


def shown_code(code: str) -> str:
    """A code as people type it: 10 09 08."""
    return display_code(code).replace(NO_BREAK_SPACE, " ") if code.isdigit() else code
