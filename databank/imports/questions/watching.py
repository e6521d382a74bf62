"""Looks at the prepared rows of a file one by one, and asks about what may be wrong before anything is saved."""

from __future__ import annotations

from databank.imports.questions.hazards import Hazards
from databank.imports.questions.history import History, NoHistory
from databank.imports.questions.midway import Midway
from databank.imports.questions.repeats import Doubles, Repeats
from databank.imports.questions.scales import Scales
from databank.imports.questions.seen import SeenRow, seen_row
from databank.imports.questions.totals import Totals
from databank.imports.questions.years import Years
from databank.imports.values import FileQuestion, PreparedRow, SourceRow

BATCH = 500
MEASURED = frozenset({"side-streams", "flows", "needs", "amounts", "exchanges"})
AMOUNTS = frozenset({"amount", "amount_min", "amount_max", "mass_t"})


class Watch:
    """Watches the rows of one file.

    Parameters
    ----------
    history : History, optional
        What the bank knows; nothing without it.
    owner_id : str, optional
        Whose rows they are that name no organisation.
    """

    def __init__(
        self, history: History | None = None, *, kind: str = "side-streams", owner_id: str | None = None
    ) -> None:
        self._history = history or NoHistory()
        self._kind = kind
        self._owner_id = owner_id
        self._waiting: list[SeenRow] = []
        self._totals = Totals()
        self._repeats, self._hazards, self._midway, self._years = Repeats(), Hazards(), Midway(), Years()
        self._scales, self._doubles = Scales(self._history), Doubles(self._history)

    def see(self, row: PreparedRow) -> None:
        """Take a row in."""
        if self._kind not in MEASURED:
            return
        seen = seen_row(row, self._kind, self._owner_id)
        is_unread = bool(row.errors) and any(error.field in AMOUNTS for error in row.errors)
        self._totals.see(seen, is_unread=is_unread)
        if row.errors:
            return
        self._repeats.see(seen)
        self._hazards.see(seen)
        self._midway.see(seen)
        self._years.see(seen)
        self._waiting.append(seen)
        if len(self._waiting) >= BATCH:
            self._compare()

    def see_total(self, row: SourceRow) -> None:
        """Take in a row that adds up others."""
        self._totals.see_total(row)

    def _compare(self) -> None:
        self._history.read(self._waiting)
        for row in self._waiting:
            if not self._history.states(row):
                self._scales.see(row)
                self._doubles.see(row)
        self._waiting.clear()

    def questions(self) -> tuple[FileQuestion, ...]:
        """Everything to ask, what concerns most amounts first; all rows are seen by now."""
        if self._waiting:
            self._compare()
        checks = (self._totals, self._scales, self._years, self._midway, self._repeats, self._doubles, self._hazards)
        return tuple(question for check in checks for question in check.questions())
