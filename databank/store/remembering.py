"""What was worked out over many rows is remembered until one of them changes.

Every transaction that changes the catalogue gives the bank a new mark. Whatever was worked out is kept under the mark
that its session saw, so that no process, and no restored backup, ever shows an old sum.
"""

from __future__ import annotations

import secrets
from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable
from threading import Lock
from typing import Any, TypeVar, cast

from sqlalchemy import event, select, update
from sqlalchemy.orm import ORMExecuteState, Session
from sqlalchemy.orm.unitofwork import UOWTransaction

from databank import models
from databank.models import BankState

T = TypeVar("T")
MOST = 64
"""Answers kept by one process: the front page and the lists as they open, and what is searched for now."""
CHANGED = "catalogue_changed"
CATALOGUE = (
    models.Area,
    models.AreaFact,
    models.Organisation,
    models.Site,
    models.Permit,
    models.SideStream,
    models.StreamAmount,
    models.Measurement,
    models.Document,
    models.MaterialNeed,
    models.Exchange,
    models.Delivery,
    models.Claim,
    models.Flow,
    models.TreatmentLine,
    models.Trial,
    models.AcceptedTerm,
    models.FigureOverride,
    models.FlowVersion,
)
TABLES = frozenset(table.__tablename__ for table in CATALOGUE)


class Memory:
    """The answers of one bank in this process, the least recently asked for forgotten first."""

    def __init__(self) -> None:
        self._answers: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = Lock()

    def remembered(self, session: Session, key: Hashable, work_out: Callable[[], T]) -> T:
        """The answer to `key` in the state that the session sees; what a session changes itself is not remembered."""
        mark = None if session.info.get(CHANGED) else session.scalar(select(BankState.mark))
        if mark is None or session.info.get(CHANGED):  # asking for the mark writes what waits
            return work_out()
        place = (mark, key)
        with self._lock:
            if place in self._answers:
                self._answers.move_to_end(place)
                return cast(T, self._answers[place])
        answer = work_out()
        with self._lock:
            self._answers[place] = answer
            while len(self._answers) > MOST:
                self._answers.popitem(last=False)
        return answer


def mark_change(session: Session) -> None:
    """Give the bank a new mark, if the session has changed the catalogue. The last thing before it is committed."""
    if not session.in_transaction():  # whoever opened it has rolled it back
        return
    session.flush()
    if session.info.get(CHANGED):
        session.execute(update(BankState).values(mark=secrets.token_hex(16)))


def note_changes(session: Session, models: Collection[type[Any]]) -> None:
    """Note that rows were written past the session: what it holds of these tables is read anew."""
    if any(model in CATALOGUE for model in models):
        session.info[CHANGED] = True
    for one in list(session.identity_map.values()):
        if isinstance(one, tuple(models)):
            session.expire(one)


@event.listens_for(Session, "after_flush")
def _note_objects(session: Session, _context: UOWTransaction) -> None:
    if session.info.get(CHANGED):
        return
    changed = (*session.new, *session.dirty, *session.deleted)
    session.info[CHANGED] = any(isinstance(one, CATALOGUE) for one in changed)


@event.listens_for(Session, "do_orm_execute")
def _note_statements(state: ORMExecuteState) -> None:
    if state.is_insert or state.is_update or state.is_delete:
        table = getattr(getattr(state.statement, "table", None), "name", "")
        if table in TABLES:
            state.session.info[CHANGED] = True
