"""What others would see: the record is saved and published for a moment, asked for as they ask, and taken back."""

from __future__ import annotations

from dataclasses import dataclass

from databank import queries
from databank.errors import RecordNotFoundError
from databank.records import MaterialNeed, RecordStatus
from databank.sending import Parcel, deliver
from databank.sharing import preview_viewers
from databank.submissions import Change, set_status
from databank.submissions.trial import trial
from web import house
from web.auth import signature
from web.catalogue.rows import Row, rows_of
from web.house import Session
from web.language import gettext as _

DEFAULT = "public"
REASON = "preview"


@dataclass(frozen=True, slots=True)
class Preview:
    """What one viewer would find: a row of the materials list, a need, or nothing at all."""

    row: Row | None = None
    need: MaterialNeed | None = None


def chosen(name: str) -> str:
    """One of the viewers; everybody unless another is named."""
    return name if name in preview_viewers else DEFAULT


def words() -> tuple[tuple[str, str], ...]:
    """The viewers and what they are called."""
    return (
        ("public", _("Public")),
        ("member", _("Member")),
        ("verified", _("Verified user")),
        ("city", _("The city")),
    )


def preview(bank: Session, parcel: Parcel, viewer: str) -> Preview:
    """The record as its viewer would find it, through the same query as the lists."""
    now = house.now()
    with trial(bank):
        record_id = deliver(bank, parcel, Change(made_by=signature(), reason=REASON, made_at=now), as_typed=True)
        publish = Change(made_by=signature(), reason=REASON, made_at=now)
        set_status(bank, parcel.kind, [record_id], RecordStatus.PUBLISHED, publish)
        try:
            return _found(bank, parcel.kind, record_id, viewer)
        except RecordNotFoundError:
            return Preview()


def _found(bank: Session, kind: str, record_id: str, viewer: str) -> Preview:
    if kind == "needs":
        return Preview(need=queries.need(bank, preview_viewers[viewer], record_id))
    stream = queries.side_stream(bank, preview_viewers[viewer], record_id)
    return Preview(row=rows_of((stream,), {})[0])
