"""The tables. Seen by the data bank only: values leave it (`databank.records`)."""

from databank.models.accounts import (
    Agreement,
    Attempts,
    Draft,
    Invitation,
    Mandate,
    OutgoingMail,
    Person,
    RefusedReminders,
    Role,
    SignIn,
)
from databank.models.base import Base, Quantity, Utc, Words
from databank.models.corrections import AcceptedTerm, ClassificationCorrection
from databank.models.exchanges import Exchange, Flow
from databank.models.figures import FigureOverride
from databank.models.flow_versions import FlowVersion, VersionedFlow
from databank.models.imports import Import, ImportPiece, ImportProblem, KnownRow, SavedMapping
from databank.models.journal import Feedback, RecordVersion
from databank.models.matches import Delivery, Match, MatchKey, MatchLetter, MatchNote, MatchStep
from databank.models.needs import MaterialNeed
from databank.models.places import Area, AreaFact, Organisation, Permit, Site
from databank.models.reviews import Claim, ClaimCode, MovedRecord, ReviewCase, ReviewNote
from databank.models.sharing import (
    Enquiry,
    EnquiryKey,
    EnquiryLetter,
    Grant,
    InformationRequest,
    Look,
    RequestStep,
    SecrecyClaim,
    StoredFile,
)
from databank.models.state import BankState
from databank.models.streams import Document, Measurement, SideStream, StreamAmount
from databank.models.treatments import TreatmentLine, Trial
from databank.models.views import SavedView

__all__ = [
    "AcceptedTerm",
    "Agreement",
    "Area",
    "AreaFact",
    "Attempts",
    "BankState",
    "Base",
    "Claim",
    "ClaimCode",
    "ClassificationCorrection",
    "Delivery",
    "Document",
    "Draft",
    "Enquiry",
    "EnquiryKey",
    "EnquiryLetter",
    "Exchange",
    "Feedback",
    "FigureOverride",
    "Flow",
    "FlowVersion",
    "Grant",
    "Import",
    "ImportPiece",
    "ImportProblem",
    "InformationRequest",
    "Invitation",
    "KnownRow",
    "Look",
    "Mandate",
    "Match",
    "MatchKey",
    "MatchLetter",
    "MatchNote",
    "MatchStep",
    "MaterialNeed",
    "Measurement",
    "MovedRecord",
    "Organisation",
    "OutgoingMail",
    "Permit",
    "Person",
    "Quantity",
    "RecordVersion",
    "RefusedReminders",
    "RequestStep",
    "ReviewCase",
    "ReviewNote",
    "Role",
    "SavedMapping",
    "SavedView",
    "SecrecyClaim",
    "SideStream",
    "SignIn",
    "Site",
    "StoredFile",
    "StreamAmount",
    "TreatmentLine",
    "Trial",
    "Utc",
    "VersionedFlow",
    "Words",
]
