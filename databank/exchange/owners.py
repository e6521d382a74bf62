"""Whose the rows of a file from outside are, and sites that the bank has not met yet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from databank.errors import N_, FileRefusedError, RecordRefusedError, RowError, Sentence
from databank.models import Organisation, Site
from databank.schemas import SCHEMAS
from databank.submissions import Change, save

CITY_ID = "porin-kaupunki"
CITY_NAME = "Porin kaupunki"
OWNED = frozenset({"sites", "side-streams", "needs"})
AT_SITES = frozenset({"side-streams", "needs"})


class Owners:
    """The owner of a file's rows.

    Parameters
    ----------
    organisation : str or None
        Id or business id that somebody imports for; None for the city's own organisation.
    """

    def __init__(self, session: Session, kind: str, organisation: str | None, change: Change) -> None:
        self._session = session
        self._kind = kind
        self._change = change
        self._asked = organisation is not None
        self._id = CITY_ID if organisation is None else _known(session, organisation)

    def complete(self, row: dict[str, Any]) -> None:
        """Fill in the owner of a row and make its site known; refuse a row of somebody else."""
        if self._kind not in OWNED:
            return
        if row.get("organisation_id") is None:
            row["organisation_id"] = self._owner_of_site(row) or self._own_id()
        if self._asked and row["organisation_id"] != self._id:
            message = Sentence(N_("This row belongs to another organisation: leave it empty or import for that one."))
            raise RecordRefusedError((RowError(None, "organisation_id", str(row["organisation_id"]), message),))
        if self._kind in AT_SITES and row["site_id"] is not None:
            self._meet_site(row)

    def _owner_of_site(self, row: Mapping[str, Any]) -> str | None:
        site = self._session.get(Site, row["site_id"]) if row.get("site_id") else None
        return site.organisation_id if site else None

    def _own_id(self) -> str:
        if self._session.get(Organisation, self._id) is None:
            values = SCHEMAS["organisations"].load(
                {"id": CITY_ID, "name": CITY_NAME, "municipality": "Pori", "sector": "communities"}
            )
            save(self._session, "organisations", values, self._change)
            self._session.flush()
        return self._id

    def _meet_site(self, row: Mapping[str, Any]) -> None:
        """Make a site that is not known, marked unconfirmed."""
        if self._session.get(Site, row["site_id"]) is not None:
            return
        owner = self._session.get(Organisation, row["organisation_id"])
        if owner is None:
            return
        values = {"id": row["site_id"], "organisation_id": owner.id, "name": row["site_id"]}
        loaded = SCHEMAS["sites"].load({**values, "is_example": owner.is_example})
        save(self._session, "sites", loaded, self._change)
        self._session.flush()
        self._session.get_one(Site, row["site_id"]).confirmed = False


def _known(session: Session, organisation: str) -> str:
    found = session.scalar(
        select(Organisation.id).where(or_(Organisation.id == organisation, Organisation.business_id == organisation))
    )
    if found is None:
        raise FileRefusedError(
            N_("The bank knows no organisation %(organisation)s: import it first, or check the business id."),
            organisation=organisation,
        )
    return found
