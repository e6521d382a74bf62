"""What a row names must be in the bank, and examples and facts are never tied together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from databank.errors import N_, RecordRefusedError, RowError, Sentence
from databank.models import Area, Base, Organisation, SideStream, Site
from databank.processes import RESERVED
from databank.store.batch import Store

REFERENCES: Mapping[str, tuple[type[Base], str]] = {
    "area_id": (Area, N_("There is no area of this id: add it to the areas first.")),
    "organisation_id": (Organisation, N_("There is no organisation of this id: add it to the organisations first.")),
    "site_id": (Site, N_("There is no site of this id: add it to the sites first.")),
    "donor_site_id": (Site, N_("There is no site of this id: add it to the sites first.")),
    "receiver_site_id": (Site, N_("There is no site of this id: add it to the sites first.")),
    "source": (Site, N_("There is no site of this id: add it to the sites first.")),
    "target": (Site, N_("There is no site of this id: add it to the sites first.")),
    "side_stream_id": (SideStream, N_("There is no side stream of this id: add it to the side streams first.")),
}
MIXED = N_("Examples and facts are never mixed: %(id)s is of the other kind.")


def check_references(store: Store, values: Mapping[str, Any]) -> None:
    """Refuse a row that names something unknown, or ties an example to a fact."""
    named = [(column, name) for column in REFERENCES if (name := values.get(column)) is not None]
    wrong = [error for column, name in named if (error := _wrong(store, column, name, values)) is not None]
    if wrong:
        raise RecordRefusedError(tuple(wrong))


def _wrong(store: Store, column: str, name: str, values: Mapping[str, Any]) -> RowError | None:
    if column in {"source", "target"} and name in RESERVED:
        return None
    model, message = REFERENCES[column]
    found: Any = store.get(model, name)
    if found is None:
        return RowError(None, column, name, Sentence(message))
    is_example = values.get("is_example")
    if is_example is not None and getattr(found, "is_example", is_example) != is_example:
        return RowError(None, column, name, Sentence(MIXED, id=name))
    return None
