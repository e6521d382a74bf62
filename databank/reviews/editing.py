"""A reviewer's correction: a few fields of a record, read as every file and form reads them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from sqlalchemy.orm import Session

from databank.models import SideStream
from databank.schemas import COLUMNS, read_row
from databank.submissions.journal import Change, Changes, write_version, written
from databank.submissions.parts import PARTS, assign_part
from databank.submissions.rows import assign
from databank.submissions.tables import TABLES

AMOUNT = ("amount", "amount_min", "amount_max", "unit")
EDITABLE: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "side-streams": (
            *("name", "material_class", "waste_code", "code_if_waste", "legal_status", "hazard", "origin"),
            *AMOUNT,
        ),
        "needs": ("name", "material_classes", "waste_codes", *AMOUNT),
    }
)
"""What a reviewer may put right; anything else is asked from the owner."""
DEPENDENT = ("legal_status", "waste_code", "code_if_waste", "waste_list_edition", "hazard")


def write_edit(session: Session, kind: str, record: Any, cells: Mapping[str, Any], change: Change) -> bool:
    """Set fields of a record and write its version; whether anything changed. Its provenance stays what it was.

    Parameters
    ----------
    cells : mapping
        Columns of `EDITABLE`; an amount of a side stream is that of the column ``year``.

    Raises
    ------
    RecordRefusedError
        When a value cannot be right.
    """
    given = [name for name in EDITABLE[kind] if name in cells]
    edition = {"waste_list_edition": ""} if "waste_code" in cells else {}
    row = read_row(kind, {**_standing(kind, record), **edition, **cells})
    own = [name for name in given if kind == "needs" or name not in AMOUNT]
    if "waste_code" in own:
        own.append("waste_list_edition")
    changes: Changes = assign(record, row, own)
    if isinstance(record, SideStream) and any(name in given for name in AMOUNT):
        changes |= assign_part(PARTS["amounts"], record, row, change, [name for name in AMOUNT if name in given])
    if not changes:
        return False
    TABLES[kind].derive(record)
    write_version(session, kind, record.id, record, change, changes)
    return True


def _standing(kind: str, record: Any) -> dict[str, Any]:
    """What the record says now, as far as other cells are checked against it."""
    names = ["id", "name", "organisation_id"]
    names += ["material_class", *DEPENDENT] if kind == "side-streams" else ["material_classes"]
    return {name: _cell(getattr(record, name)) for name in names if name in COLUMNS[kind]}


def _cell(value: Any) -> Any:
    return ";".join(value) if isinstance(value, tuple) else written(value)
