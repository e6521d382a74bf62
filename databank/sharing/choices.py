"""What an owner chooses: who sees which group, in which diagrams, on which terms, and what is told roughly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from databank.errors import N_, DatabankError, RecordNotFoundError
from databank.models import SideStream
from databank.records import Coarse, Consent, FieldGroup, Level, Reuse
from databank.submissions.conflicts import refuse_changed
from databank.submissions.journal import Change, write_version
from databank.submissions.reviewing import refuse_moved
from databank.submissions.rows import assign
from databank.submissions.tables import TABLES

NAMED_IN_DIAGRAMS = (FieldGroup.MATERIAL, FieldGroup.ORGANISATION, FieldGroup.AMOUNT)


class NotOpenEnoughError(DatabankError):
    """Consent by name for a record that does not show its company and amount to everybody."""

    def __init__(self) -> None:
        super().__init__(
            N_(
                "A diagram by name shows the company and the amount to everybody: "
                "show both to everybody, or choose sums only."
            )
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Sharing:
    """The choices of one record. A need has neither diagrams nor rough parts."""

    visibility: Mapping[FieldGroup, Level]
    reuse: Reuse
    consent: Consent = Consent.NO
    coarse: tuple[Coarse, ...] = ()

    def check(self) -> None:
        """Raise NotOpenEnoughError where a diagram would tell more than the record itself."""
        hidden = any(self.visibility[group] > Level.PUBLIC for group in NAMED_IN_DIAGRAMS)
        if self.consent is Consent.NAME and hidden:
            raise NotOpenEnoughError


def choose(
    session: Session,
    kind: str,
    record_id: str,
    sharing: Sharing,
    change: Change,
    *,
    expected_version: int | None = None,
) -> bool:
    """Set who sees what; whether anything changed. No review follows: the reviewer has seen it all already.

    Raises
    ------
    NotOpenEnoughError
        When a diagram would tell more than the record itself.
    RecordChangedError
        When somebody else changed the record after `expected_version`.
    """
    sharing.check()
    table = TABLES[kind]
    record = session.get(table.model, record_id)
    if record is None:
        raise RecordNotFoundError(record_id)
    refuse_changed(session, kind, record_id, record, expected_version)
    refuse_moved(session, table, record)
    values = {"visibility": sharing.visibility, "reuse": sharing.reuse}
    if isinstance(record, SideStream):
        values |= {"consent": sharing.consent, "coarse": tuple(part.value for part in sharing.coarse)}
    changes = assign(record, values, tuple(values))
    if not changes:
        return False
    table.derive(record)
    write_version(session, kind, record_id, record, change, changes)
    session.flush()
    return True
