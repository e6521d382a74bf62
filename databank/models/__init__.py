"""The tables. Seen by the data bank only: values leave it (`databank.records`)."""

from databank.models.base import Base, Quantity, Utc, Words
from databank.models.exchanges import Exchange, Flow
from databank.models.journal import Feedback, RecordVersion
from databank.models.needs import MaterialNeed
from databank.models.places import Area, AreaFact, Organisation, Permit, Site
from databank.models.streams import Document, Measurement, SideStream, StreamAmount

__all__ = [
    "Area",
    "AreaFact",
    "Base",
    "Document",
    "Exchange",
    "Feedback",
    "Flow",
    "MaterialNeed",
    "Measurement",
    "Organisation",
    "Permit",
    "Quantity",
    "RecordVersion",
    "SideStream",
    "Site",
    "StreamAmount",
    "Utc",
    "Words",
]
