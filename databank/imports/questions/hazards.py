"""The star of a code and the word for hazard against what the List of Waste says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from databank.errors import N_, Sentence
from databank.imports.questions.asking import keep, leave_out, question, review
from databank.imports.questions.scales import named
from databank.imports.questions.seen import SeenRow
from databank.imports.questions.spans import Spans
from databank.imports.values import FileQuestion
from databank.records import Hazard
from databank.vocabulary import first_edition
from taxonomy.search import fold
from taxonomy.waste_list import display_code, edition

STAR = "*"
HARMLESS = Hazard.NON_HAZARDOUS.value
SAYS_HAZARDOUS = re.compile(r"\b(?:vaarallis\w*|vaarallinen|ongelmajat\w*|farlig\w*|problemavfall|hazardous)\b")
DENIES = re.compile(r"\b(?:ei|eivat|muut? kuin|icke|ej|inte|not|non|other than)\b|vaaraton\w*|vaarattom\w*|ofarlig\w*")
STARRED = N_(
    "Row %(row)s of %(sheet)s writes %(code)s with the star of hazardous waste, and the List of Waste says that this "
    "code is not hazardous. Is another code meant?"
)
WORDED = N_(
    'Row %(row)s of %(sheet)s calls %(code)s hazardous ("%(text)s"), and the List of Waste says that this code is not '
    "hazardous. Is another code meant?"
)
AGAINST_WORDS = N_(
    'Row %(row)s of %(sheet)s says in its words that it is hazardous ("%(text)s"), and in its column of hazard that it '
    "is not. Which is right?"
)
LIST_RIGHT = N_("The code is right: it is not hazardous.")
COLUMN_RIGHT = N_("The column of hazard is right.")
LONGEST = 80
MOST_QUESTIONS = 50


class Hazards:
    """Compares the star, the words and the column of hazard of every row with the list."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str, str], tuple[Spans, str]] = {}

    def see(self, row: SeenRow) -> None:
        """Compare one row."""
        name = str(row.cells.get("name") or "")
        if row.code and is_harmless(row.code):
            if STAR in row.written.get("waste_code", ""):
                self._add(STARRED, row, row.written["waste_code"])
            elif says_hazardous(name):
                self._add(WORDED, row, name)
        elif row.cells.get("hazard") == HARMLESS and says_hazardous(name):
            self._add(AGAINST_WORDS, row, name)

    def _add(self, key: str, row: SeenRow, text: str) -> None:
        about = (key, row.sheet, row.code)
        if about in self._found or len(self._found) < MOST_QUESTIONS:
            spans, _ = self._found.setdefault(about, (Spans(), text))
            spans.add(row.sheet, row.number, row.year)

    def questions(self) -> Iterator[FileQuestion]:
        """One for each sheet and code."""
        for (key, sheet, code), (spans, text) in self._found.items():
            message = Sentence(
                key, row=spans.shown[0][1], sheet=named(sheet), code=display_code(code), text=text[:LONGEST]
            )
            right = COLUMN_RIGHT if key == AGAINST_WORDS else LIST_RIGHT
            yield question("hazard", message, "hazard", spans, (keep(right), leave_out(), review()))


@lru_cache(maxsize=2_000)
def is_harmless(code: str) -> bool:
    """Whether the list says that an entry, mirror entries included, is not hazardous."""
    try:
        return edition(first_edition(code)).entry(code).hazardous is False
    except (LookupError, StopIteration):
        return False


@lru_cache(maxsize=20_000)
def says_hazardous(text: str) -> bool:
    """Whether words call something hazardous, and do not deny it.

    >>> says_hazardous("Pöly, vaarallista"), says_hazardous("ei vaarallinen"), says_hazardous("Vaaraton pöly")
    (True, False, False)
    """
    folded = fold(text)
    return bool(SAYS_HAZARDOUS.search(folded)) and not DENIES.search(folded)
