"""One row of any kind, read by its schema."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from marshmallow import ValidationError

from databank.errors import RecordRefusedError, RowError
from databank.schemas.exchanges import ExchangeSchema, FlowSchema
from databank.schemas.parts import RecordSchema
from databank.schemas.places import AreaFactSchema, AreaSchema, OrganisationSchema, PermitSchema, SiteSchema
from databank.schemas.streams import AmountSchema, CompositionSchema, DocumentSchema, NeedSchema, SideStreamSchema
from databank.schemas.treatments import TreatmentLineSchema, TrialSchema

SCHEMAS: Mapping[str, RecordSchema] = MappingProxyType(
    {
        "areas": AreaSchema(),
        "area-facts": AreaFactSchema(),
        "organisations": OrganisationSchema(),
        "sites": SiteSchema(),
        "permits": PermitSchema(),
        "side-streams": SideStreamSchema(),
        "amounts": AmountSchema(),
        "composition": CompositionSchema(),
        "documents": DocumentSchema(),
        "needs": NeedSchema(),
        "exchanges": ExchangeSchema(),
        "flows": FlowSchema(),
        "treatment-lines": TreatmentLineSchema(),
        "trials": TrialSchema(),
    }
)


def read_row(kind: str, cells: Mapping[str, Any]) -> dict[str, Any]:
    """Read one row of a kind.

    Raises
    ------
    RecordRefusedError
        With every cell that is wrong.
    """
    try:
        values: dict[str, Any] = SCHEMAS[kind].load(cells)
    except ValidationError as refused:
        raise RecordRefusedError(tuple(_errors_of(refused, cells))) from refused
    return values


def _errors_of(refused: ValidationError, cells: Mapping[str, Any]) -> Iterator[RowError]:
    """What a schema refuses, cell by cell; what concerns the whole row has no column."""
    messages = refused.messages if isinstance(refused.messages, dict) else {"": refused.messages}
    for name, sentences in messages.items():
        for sentence in sentences:
            yield RowError(None, str(name), str(cells.get(name, "")), sentence)
