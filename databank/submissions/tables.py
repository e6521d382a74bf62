"""Which table a kind of row belongs to, what identifies it, and what is filled in before and after."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from sqlalchemy import select

from databank import models
from databank.errors import N_, RecordRefusedError, RowError, Sentence
from databank.store.batch import Store
from databank.submissions import derived
from databank.vocabulary import sector_of

Row = dict[str, Any]


def _nothing(_: Any) -> None:
    """Nothing follows."""


def _as_it_is(_store: Store, _row: Row) -> None:
    """Nothing is filled in."""


def _organisation(store: Store, row: Row) -> None:
    row["sector"] = row["sector"] or sector_of(row["industry_code"], row["industry_edition"])
    if row["business_id"] is not None:
        _refuse_second_owner(store, row)


def _refuse_second_owner(store: Store, row: Row) -> None:
    """A business id belongs to one organisation, also among the rows that are not written yet."""
    query = select(models.Organisation.id).where(models.Organisation.business_id == row["business_id"])
    found = store.scalar(query)
    known = [store.get(models.Organisation, found)] if found is not None else []
    others = [one.id for one in (*known, *store.new) if _is_owner(one, row["business_id"]) and one.id != row["id"]]
    if others:
        message = Sentence(N_("This business id belongs to %(id)s already: use that organisation."), id=others[0])
        raise RecordRefusedError((RowError(None, "business_id", row["business_id"], message),))


def _is_owner(record: object, business_id: str) -> bool:
    return getattr(record, "business_id", None) == business_id


def _site(store: Store, row: Row) -> None:
    owner = store.get_one(models.Organisation, row["organisation_id"])
    row["sector"] = row["sector"] or owner.sector


def _owned(store: Store, row: Row) -> None:
    """Fill in the owner from the site."""
    if row["organisation_id"] is None and row["site_id"] is not None:
        row["organisation_id"] = store.get_one(models.Site, row["site_id"]).organisation_id
    if row["organisation_id"] is None:
        message = Sentence(N_("Whose is it? Write the id of the organisation or of its site."))
        raise RecordRefusedError((RowError(None, "organisation_id", "", message),))


def _exchange(store: Store, row: Row) -> None:
    """Keep the names that both sides had then: a site may change hands."""
    for side in ("donor", "receiver"):
        if row[f"{side}_name"] is None and row[f"{side}_site_id"] is not None:
            row[f"{side}_name"] = store.get_one(models.Site, row[f"{side}_site_id"]).organisation.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A kind whose rows are records of their own.

    Attributes
    ----------
    fill : callable
        Completes a row before it is compared with what the bank holds.
    derive : callable
        Sets the derived columns of a changed record.
    prefix : str
        How a new id begins when the row has none.
    reviewed : bool
        Whether a row from outside waits for a person: its status is then "submitted".
    """

    kind: str
    model: type[Any]
    key: tuple[str, ...] = ("id",)
    fill: Callable[[Store, Row], None] = _as_it_is
    derive: Callable[[Any], None] = _nothing
    prefix: str = ""
    reviewed: bool = False


TABLES: Mapping[str, Table] = MappingProxyType(
    {
        table.kind: table
        for table in (
            Table(kind="areas", model=models.Area),
            Table(
                kind="organisations",
                model=models.Organisation,
                fill=_organisation,
                derive=derived.derive_organisation,
            ),
            Table(kind="sites", model=models.Site, fill=_site, derive=derived.derive_site),
            Table(kind="permits", model=models.Permit),
            Table(
                kind="side-streams",
                model=models.SideStream,
                fill=_owned,
                derive=derived.derive_side_stream,
                prefix="SV",
                reviewed=True,
            ),
            Table(
                kind="needs",
                model=models.MaterialNeed,
                fill=_owned,
                derive=derived.derive_need,
                prefix="TA",
                reviewed=True,
            ),
            Table(kind="exchanges", model=models.Exchange, fill=_exchange, derive=derived.derive_amount),
            Table(kind="flows", model=models.Flow, key=("record_id", "year")),
            Table(kind="treatment-lines", model=models.TreatmentLine),
            Table(kind="trials", model=models.Trial),
        )
    }
)
