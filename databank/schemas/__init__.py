"""What a row may say: one schema per import kind, shared by CSV, JSON and forms."""

from collections.abc import Mapping
from types import MappingProxyType

from databank.schemas.columns import COLUMNS, KINDS
from databank.schemas.exchanges import ExchangeSchema, FlowSchema
from databank.schemas.parts import RecordSchema
from databank.schemas.places import AreaFactSchema, AreaSchema, OrganisationSchema, PermitSchema, SiteSchema
from databank.schemas.streams import AmountSchema, CompositionSchema, NeedSchema, SideStreamSchema

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
        "needs": NeedSchema(),
        "exchanges": ExchangeSchema(),
        "flows": FlowSchema(),
    }
)

__all__ = ["COLUMNS", "KINDS", "SCHEMAS", "RecordSchema"]
