"""Whose the rows of a file from outside are, and sites that the bank has not met yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from databank.errors import N_, FileRefusedError, RecordRefusedError, RowError, Sentence
from databank.models import Import, Organisation, RecordVersion, SideStream, Site
from databank.records import Consent
from databank.schemas import SCHEMAS
from databank.store.batch import Store
from databank.submissions.journal import Change
from databank.submissions.saving import save

CITY_ID = "porin-kaupunki"
CITY_NAME = "Porin kaupunki"
OWNED = frozenset({"sites", "side-streams", "needs"})
AT_SITES = frozenset({"side-streams", "needs"})
OTHERS = N_("This row belongs to another organisation: leave it empty or import for that one.")
NOT_OWN = N_("No record of the organisation has this id: leave it empty for a new record.")
"""Said of what others have and of what nobody has alike, so that nobody learns which."""
NOT_OWN_SITE = N_("The organisation has no site of this id: leave it empty, or name one of its own sites.")
NOT_OWN_STREAM = N_("The organisation has no side stream of this id: leave it empty, or name one of its own.")
NOT_AGREED = N_(
    "The city lets a flow into public diagrams, as it is about both of its ends: leave this empty or write no."
)
TOO_EARLY = N_("This day lies in the future: write the day on which the record was confirmed last.")
NO_END = N_("No end of this flow is a site of your organisation: you can import flows from or to your own sites.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Owners:
    """The owner of a file's rows.

    Attributes
    ----------
    organisation_id : str, optional
        Whose rows somebody imports; None for the city, which may bring everybody's.
    own_only : bool
        Whether rows that have no owner of their own may touch nothing of others either: organisations and flows.
    """

    kind: str
    change: Change
    organisation_id: str | None = None
    own_only: bool = False

    def complete(self, store: Store, row: dict[str, Any]) -> None:
        """Fill in the owner of a row and make its site known; refuse a row of somebody else."""
        if self.kind in OWNED:
            self._own(store, row)
        elif self.own_only and self.kind == "flows":
            self._refuse_flow(store, row)
        confirmed_on = row.get("confirmed_on")
        if self.own_only and confirmed_on is not None and confirmed_on > self.change.day:
            raise _refused("confirmed_on", confirmed_on.isoformat(), TOO_EARLY)

    def refuse_taken(self, store: Store, record: Any, named: str | None) -> None:
        """Refuse to change a record of somebody else, and an id that somebody else might have.

        Parameters
        ----------
        named : str, optional
            The id that the row itself gives.
        """
        if self.organisation_id is None:
            return
        if record is None or record.is_new:
            is_taken = self.own_only and named is not None
        elif self.kind in OWNED:
            is_taken = record.organisation_id != self.organisation_id
        elif self.kind == "organisations":
            is_taken = self.own_only and record.id != self.organisation_id
        else:
            is_taken = self.own_only and not self._has_brought(store, record)
        if is_taken:
            raise _refused("record_id" if self.kind == "flows" else "id", named or "", NOT_OWN)

    def _own(self, store: Store, row: dict[str, Any]) -> None:
        if row["organisation_id"] is None:
            row["organisation_id"] = self._owner_of_site(store, row) or self._own_id(store)
        if self.organisation_id is not None and row["organisation_id"] != self.organisation_id:
            raise _refused("organisation_id", row["organisation_id"], OTHERS)
        if self.kind in AT_SITES and row["site_id"] is not None:
            if not self.own_only:
                self._meet_site(store, row)
            self._refuse_site(store, row)

    def _owner_of_site(self, store: Store, row: Mapping[str, Any]) -> str | None:
        site: Any = store.get(Site, row["site_id"]) if row.get("site_id") else None
        return site.organisation_id if site else None

    def _own_id(self, store: Store) -> str:
        if self.organisation_id is not None:
            return self.organisation_id
        if store.get(Organisation, CITY_ID) is None:
            city = {"id": CITY_ID, "name": CITY_NAME, "municipality": "Pori", "sector": "communities"}
            save(store, "organisations", SCHEMAS["organisations"].load(city), self.change)
            store.flush()
        return CITY_ID

    def _meet_site(self, store: Store, row: Mapping[str, Any]) -> None:
        """Make a site that is not known, marked unconfirmed."""
        if store.get(Site, row["site_id"]) is not None:
            return
        owner: Any = store.get(Organisation, row["organisation_id"])
        if owner is None:
            return
        site = {"id": row["site_id"], "organisation_id": owner.id, "name": row["site_id"]}
        save(store, "sites", SCHEMAS["sites"].load({**site, "is_example": owner.is_example}), self.change)
        store.flush()
        store.get_one(Site, row["site_id"]).confirmed = False

    def _refuse_site(self, store: Store, row: Mapping[str, Any]) -> None:
        """Refuse to place a record of one organisation on a site of another one."""
        owner = self._owner_of_site(store, row)
        is_other = owner is None and self.own_only
        if self.organisation_id is not None and (is_other or owner not in {None, self.organisation_id}):
            raise _refused("site_id", row["site_id"], NOT_OWN_SITE)

    def _refuse_flow(self, store: Store, row: Mapping[str, Any]) -> None:
        """Refuse a flow between others, one that names their side streams, and one that would be drawn for all."""
        if not self._has_own_end(store, row["source"], row["target"]):
            raise _refused("source", row["source"], NO_END)
        if row["side_stream_id"] is not None:
            stream: Any = store.get(SideStream, row["side_stream_id"])
            if stream is None or stream.organisation_id != self.organisation_id:
                raise _refused("side_stream_id", row["side_stream_id"], NOT_OWN_STREAM)
        if row["consent"] is not Consent.NO:
            raise _refused("consent", row["consent"].value, NOT_AGREED)

    def _has_own_end(self, store: Store, *ends: str) -> bool:
        sites: list[Any] = [store.get(Site, end) for end in ends]
        return any(site is not None and site.organisation_id == self.organisation_id for site in sites)

    def _has_brought(self, store: Store, flow: Any) -> bool:
        """Whether a file of the organisation was the first to tell of a flow: both of its ends have to do with it."""
        if not self._has_own_end(store, flow.source, flow.target):
            return False
        first = select(RecordVersion.number).join(Import, Import.id == RecordVersion.import_id)
        which = (RecordVersion.record_id == f"{flow.record_id}/{flow.year}", RecordVersion.number == 1)
        own = Import.organisation_id == self.organisation_id
        return store.scalar(first.where(RecordVersion.kind == "flows", *which, own)) is not None


def _refused(column: str, value: str, message: str) -> RecordRefusedError:
    return RecordRefusedError((RowError(None, column, value, Sentence(message)),))


def organisation_named(session: Session, name: str) -> str:
    """The id of the organisation of this id or business id.

    Raises
    ------
    FileRefusedError
        When the bank knows none.
    """
    query = select(Organisation.id).where(or_(Organisation.id == name, Organisation.business_id == name))
    found = session.scalar(query)
    if found is None:
        raise FileRefusedError(
            N_("The bank knows no organisation %(organisation)s: import it first, or check the business id."),
            organisation=name,
        )
    return found
