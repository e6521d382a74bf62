"""The values that leave the data bank: frozen, masked for one viewer, with no table or session behind them.

Every value is imported from here; the modules hold one idea each.
``None`` means unknown or not shown to this viewer: the two look alike on purpose. ``0`` is a measured zero.
"""

from databank.records.amounts import Amount, AmountStatus, Basis, Method, Period
from databank.records.casework import (
    ClaimKind,
    DecisionState,
    EnquirySide,
    EnquiryState,
    Feedback,
    RequestState,
    ReviewAction,
    ReviewState,
)
from databank.records.city import Audience, FlowVersion, NewVersion, Override, SavedView, VersionedFlow, ViewState
from databank.records.evidence import Analysis, Document, DocumentKind, Measurement
from databank.records.exchanges import Exchange, ExchangeStatus, Market
from databank.records.flows import FlowColumns, Layer, LeftOut, Process
from databank.records.listing import Page, StreamFilter
from databank.records.matches import (
    Delivery,
    DropReason,
    KeptMatch,
    MatchLetter,
    MatchNote,
    MatchParty,
    MatchSide,
    MatchSource,
    MatchState,
    MatchStep,
)
from databank.records.moments import Moment, MomentKind
from databank.records.needs import Limit, MaterialNeed
from databank.records.people import Invitation, Mandate, MandateKind, MandateState, Person, SignIn
from databank.records.places import Area, AreaFact, Organisation, Permit, Place, Site
from databank.records.standing import Provenance, ProvenanceKind, RealStatus, RecordKind, RecordStatus, Version
from databank.records.streams import Fate, Hazard, LegalStatus, Origin, SideStream
from databank.records.submissions import Draft, ImportState, ProblemKind
from databank.records.treatments import TreatmentLine, Trial, TrialOutcome
from databank.records.visibility import Coarse, Consent, FieldGroup, Level, Reuse

__all__ = [
    "Amount",
    "AmountStatus",
    "Analysis",
    "Area",
    "AreaFact",
    "Audience",
    "Basis",
    "ClaimKind",
    "Coarse",
    "Consent",
    "DecisionState",
    "Delivery",
    "Document",
    "DocumentKind",
    "Draft",
    "DropReason",
    "EnquirySide",
    "EnquiryState",
    "Exchange",
    "ExchangeStatus",
    "Fate",
    "Feedback",
    "FieldGroup",
    "FlowColumns",
    "FlowVersion",
    "Hazard",
    "ImportState",
    "Invitation",
    "KeptMatch",
    "Layer",
    "LeftOut",
    "LegalStatus",
    "Level",
    "Limit",
    "Mandate",
    "MandateKind",
    "MandateState",
    "Market",
    "MatchLetter",
    "MatchNote",
    "MatchParty",
    "MatchSide",
    "MatchSource",
    "MatchState",
    "MatchStep",
    "MaterialNeed",
    "Measurement",
    "Method",
    "Moment",
    "MomentKind",
    "NewVersion",
    "Organisation",
    "Origin",
    "Override",
    "Page",
    "Period",
    "Permit",
    "Person",
    "Place",
    "ProblemKind",
    "Process",
    "Provenance",
    "ProvenanceKind",
    "RealStatus",
    "RecordKind",
    "RecordStatus",
    "RequestState",
    "Reuse",
    "ReviewAction",
    "ReviewState",
    "SavedView",
    "SideStream",
    "SignIn",
    "Site",
    "StreamFilter",
    "TreatmentLine",
    "Trial",
    "TrialOutcome",
    "Version",
    "VersionedFlow",
    "ViewState",
]
