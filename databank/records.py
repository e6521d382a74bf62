"""The values that leave the data bank: frozen, masked for one viewer, with no table or session behind them.

``None`` means unknown or not shown to this viewer: the two look alike on purpose. ``0`` is a measured zero.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import IntEnum, StrEnum
from typing import Any, Generic, TypeVar

from databank.amounts import tonnes
from databank.errors import Sentence
from taxonomy.codes import Titles
from taxonomy.figures import Basis as FigureBasis

T = TypeVar("T")


class RecordKind(StrEnum):
    """What a record is. Only an offer is available or unused; a register row is a fact about the past."""

    OFFER = "offer"
    REGISTER = "register"
    THIRD_PARTY = "third_party"
    PLANNED = "planned"


class LegalStatus(StrEnum):
    """Waste Framework Directive 2008/98/EC articles 3, 5 and 6; never a boolean."""

    WASTE = "waste"
    BY_PRODUCT = "by_product"
    END_OF_WASTE = "end_of_waste"
    PRODUCT = "product"
    OUTSIDE_WASTE_LAW = "outside_waste_law"
    UNKNOWN = "unknown"


class Hazard(StrEnum):
    """A mirror entry without a test is unknown."""

    HAZARDOUS = "hazardous"
    NON_HAZARDOUS = "non_hazardous"
    UNKNOWN = "unknown"


class Period(StrEnum):
    PER_YEAR = "per_year"
    BATCH = "batch"
    STOCK = "stock"


class Basis(StrEnum):
    """What the number measures. Only `as_shipped` is mass that flows."""

    AS_SHIPPED = "as_shipped"
    DRY = "dry"
    CONTAINED_METAL = "contained_metal"
    ENERGY = "energy"
    CAPACITY = "capacity"
    PERMIT_MAXIMUM = "permit_maximum"


class Method(StrEnum):
    WEIGHED = "weighed"
    RECORDS = "records"
    ESTIMATE = "estimate"
    REGISTER = "register"


class Origin(StrEnum):
    """Outputs of treatment plants are secondary: sums of what is generated count primary only."""

    PRIMARY = "primary"
    SECONDARY = "secondary"


class AmountStatus(StrEnum):
    """`under_review`, `conflicting` and `double_count` amounts stay out of sums and are counted by reason."""

    CONFIRMED = "confirmed"
    UNDER_REVIEW = "under_review"
    CONFLICTING = "conflicting"
    DOUBLE_COUNT = "double_count"


class RecordStatus(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    PUBLISHED = "published"
    RESERVED = "reserved"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


class RealStatus(StrEnum):
    """Whether the thing itself exists, with the date it was last checked."""

    REAL = "real"
    PLANNED = "planned"
    ENDED = "ended"
    CANCELLED = "cancelled"
    LAPSED = "lapsed"
    RESERVE = "reserve"


class ExchangeStatus(StrEnum):
    AGREED = "agreed"
    RUNNING = "running"
    ENDED = "ended"


class TrialOutcome(StrEnum):
    """What a trial told of the material: fit, not fit, not known yet, or ended with a result that nobody saw."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    RUNNING = "running"
    UNKNOWN = "unknown"


class Fate(StrEnum):
    """Where a side stream goes today."""

    UNUSED = "unused"
    USED = "used"
    ENERGY = "energy"
    RECOVERY_UNSPECIFIED = "recovery_unspecified"
    DISPOSAL = "disposal"
    STOCK = "stock"
    ELSEWHERE = "elsewhere"
    NOT_KNOWN = "not_known"


class Consent(StrEnum):
    """How a record may appear in public diagrams."""

    NO = "no"
    SUMS = "sums"
    NAME = "name"


class Level(IntEnum):
    """Who may see a field group: the lower, the wider (ux.md 4.5: V0-V5)."""

    PUBLIC = 1
    VERIFIED = 2
    NAMED = 3
    CITY = 4
    DRAFT = 5


class FieldGroup(StrEnum):
    MATERIAL = "material"
    AMOUNT = "amount"
    ORGANISATION = "organisation"
    COMPOSITION = "composition"
    LOGISTICS = "logistics"
    PRICE = "price"
    DOCUMENTS = "documents"
    CONTACT = "contact"


class Reuse(StrEnum):
    """On which terms others may use what a record shows: CC BY 4.0, inside the bank only, or as agreed on request."""

    OPEN = "open"
    MEMBERS = "members"
    COMMERCIAL = "commercial"


class Coarse(StrEnum):
    """What is shown more roughly to those who do not see the company: its class, its place or its amount."""

    MATERIAL = "material"
    AREA = "area"
    AMOUNT = "amount"


class MandateKind(StrEnum):
    """A member acts for the organisation; a manager also says who else does."""

    MEMBER = "member"
    MANAGER = "manager"


class MandateState(StrEnum):
    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"
    ENDED = "ended"


class ReviewState(StrEnum):
    """Who is to act: the reviewer, the owner who was asked something, or nobody."""

    WAITING = "waiting"
    ASKED = "asked"
    DONE = "done"


class ReviewAction(StrEnum):
    APPROVED = "approved"
    RETURNED = "returned"
    ANSWERED = "answered"
    EDITED = "edited"
    MERGED = "merged"
    REFUSED = "refused"


class DecisionState(StrEnum):
    """A claim is open until somebody decided."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REFUSED = "refused"


class ClaimKind(StrEnum):
    """What a company says of what a public source says of it."""

    CONFIRM = "confirm"
    CORRECT = "correct"
    COMMENT = "comment"
    OBJECT = "object"


class EnquiryState(StrEnum):
    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"


class EnquirySide(StrEnum):
    """Who writes: the one who asks, the owner, or somebody in between."""

    ASKER = "asker"
    OWNER = "owner"
    CITY = "city"
    FACILITATOR = "facilitator"


class RequestState(StrEnum):
    """A request for information: received, the company is heard, decided."""

    RECEIVED = "received"
    HEARING = "hearing"
    DECIDED = "decided"


class ImportState(StrEnum):
    """How far a file has come: `asking` waits for columns and words, `checked` for the word to save."""

    READING = "reading"
    ASKING = "asking"
    CHECKING = "checking"
    CHECKED = "checked"
    SAVING = "saving"
    DONE = "done"
    UNDOING = "undoing"
    UNDONE = "undone"
    REFUSED = "refused"
    CANCELLED = "cancelled"


class ProblemKind(StrEnum):
    """A refused cell keeps its row out; a question waits for an answer; a note is only said."""

    REFUSED = "refused"
    QUESTION = "question"
    NOTE = "note"


class DocumentKind(StrEnum):
    PHOTO = "photo"
    LAB_REPORT = "lab_report"
    PRODUCT_SHEET = "product_sheet"
    DECISION = "decision"
    OTHER = "other"


class ProvenanceKind(StrEnum):
    SUBMITTED = "submitted"
    IMPORTED = "imported"
    PUBLIC_SOURCE = "public_source"


class Layer(StrEnum):
    """What a flow counts: tonnes for mass layers, MWh for energy. Layers are never added."""

    MASS = "mass"
    DRY_MASS = "dry_mass"
    ENERGY = "energy"


class LeftOut(StrEnum):
    """Why a record is in no sum. Every reason is counted and printed."""

    PLANNED = "planned"
    NOT_REAL = "not_real"
    CONFLICTING = "conflicting"
    UNDER_REVIEW = "under_review"
    DOUBLE_COUNT = "double_count"
    UNKNOWN_AMOUNT = "unknown_amount"
    NOT_CONVERTED = "not_converted"
    OTHER_BASIS = "other_basis"
    STOCK_NOT_FLOW = "stock_not_flow"
    STALE = "stale"
    TOO_FEW_TO_PROTECT = "too_few_to_protect"
    EXCEEDS_STREAM = "exceeds_stream"
    NOT_ANALYSED = "not_analysed"
    WITHOUT_PLANT = "without_plant"


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Where a record comes from; `dated` is the day of the source or of the submission."""

    kind: ProvenanceKind
    url: str | None = None
    title: str | None = None
    dated: date | None = None
    file: str | None = None
    row: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """One amount of one year, as a value or a range, exactly as its source states it.

    `band` tells that the exact value is hidden and low-high is a public band.
    """

    year: int | None
    value: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    unit: str = "t"
    period: Period = Period.PER_YEAR
    basis: Basis = Basis.AS_SHIPPED
    moisture_share: float | None = None
    density_t_m3: Decimal | None = None
    method: Method = Method.ESTIMATE
    standard_uncertainty: Decimal | None = None
    status: AmountStatus = AmountStatus.CONFIRMED
    band: bool = False
    note: str | None = None

    @property
    def typical(self) -> Decimal | None:
        """The value, or the middle of the range."""
        if self.value is not None:
            return self.value
        if self.low is None or self.high is None:
            return None
        return (self.low + self.high) / 2

    @property
    def ends_t(self) -> tuple[Decimal, Decimal] | None:
        """Least and greatest of what is stated, in tonnes of its basis; None for what is no mass."""
        stated = (tonnes(one, self.unit, self.density_t_m3) for one in (self.low, self.value, self.high))
        known = [one for one in stated if one is not None]
        return (min(known), max(known)) if known else None

    @property
    def mass_t(self) -> Decimal | None:
        """The tonnes that flow in the year; None for another basis, a stock, a volume without density, a band."""
        if self.basis is not Basis.AS_SHIPPED or self.period is Period.STOCK or self.band:
            return None
        return tonnes(self.typical, self.unit, self.density_t_m3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """One composition row."""

    parameter: str
    minimum: Decimal | None
    typical: Decimal | None
    maximum: Decimal | None
    unit: str
    method: str | None = None
    laboratory: str | None = None
    measured_on: date | None = None
    sample_count: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """One parameter of what flows, and its moisture where that is known."""

    measured: Measurement
    moisture: Measurement | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document or photo of a side stream, on the web or, as ``/files/...``, kept in the bank."""

    kind: DocumentKind
    title: str
    url: str
    language: str | None = None
    issued_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Permit:
    """What a site may take. A permit opens a gate; it is no need."""

    id: str
    site_id: str
    waste_codes: tuple[str, ...]
    operations: tuple[str, ...]
    capacity_t_per_year: Decimal | None
    authority: str | None
    valid_until: date | None
    note: str | None
    provenance: Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaFact:
    """One sourced figure of an area."""

    topic: str
    titles: Titles
    value: str
    unit: str | None
    year: int | None
    provenance: Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """A named industrial area; `lat`/`lon` are WGS84."""

    id: str
    titles: Titles
    description: Titles
    kind: str
    municipality: str
    lat: float
    lon: float
    area_ha: Decimal | None
    checked_on: date | None
    provenance: Provenance
    facts: tuple[AreaFact, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    id: str
    organisation_id: str | None
    name: str
    address: str | None
    municipality: str | None
    lat: float | None
    lon: float | None
    coordinate_precision: str | None
    area_id: str | None
    sector: str
    real_status: RealStatus
    status_checked_on: date | None
    confirmed: bool
    is_example: bool
    provenance: Provenance
    permits: tuple[Permit, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """A legal unit; `name_as_of` is the date of the source its name was read in."""

    id: str
    name: str
    business_id: str | None
    industry_code: str | None
    industry_edition: str | None
    sector: str
    municipality: str | None
    holding: str | None
    name_as_of: date | None
    real_status: RealStatus
    status_checked_on: date | None
    is_example: bool
    note: str | None
    provenance: Provenance
    sites: tuple[Site, ...] = ()
    objected_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SideStream:
    """One side stream as one viewer may see it."""

    id: str
    kind: RecordKind
    is_example: bool
    name: str
    language: str
    material_class: str
    family: str
    waste_code: str | None
    waste_list_edition: str | None
    code_if_waste: str | None
    legal_status: LegalStatus
    legal_ground: str | None
    legal_authority: str | None
    legal_date: date | None
    hazard: Hazard
    physical_form: str | None
    packaging: str | None
    origin: Origin
    origin_process: str | None
    organisation_id: str | None
    organisation_name: str | None
    site_id: str | None
    site_name: str | None
    sector: str
    municipality: str | None
    area_id: str | None
    lat: float | None
    lon: float | None
    coordinate_precision: str | None
    amounts: tuple[Amount, ...]
    composition: tuple[Measurement, ...]
    documents: tuple[Document, ...]
    available_from: date | None
    available_until: date | None
    availability_pattern: str | None
    committed_until: date | None
    free_t_per_year: Decimal | None
    fate: Fate
    treatment_code: str | None
    receiver: str | None
    price_eur_per_t: Decimal | None
    status: RecordStatus
    real_status: RealStatus
    status_checked_on: date | None
    consent: Consent
    visibility: Mapping[FieldGroup, Level]
    provenance: Provenance
    confirmed_on: date | None
    updated_at: datetime
    version: int
    note: str | None = None
    hint_material_class: str | None = None
    hint_waste_code: str | None = None
    reuse: Reuse = Reuse.MEMBERS
    coarse: tuple[Coarse, ...] = ()
    loading: str | None = None
    storage: str | None = None
    contact_name: str | None = None
    contact_email: str | None = None
    legal_check: Mapping[str, str] | None = None
    owner_objected: bool = False

    @property
    def latest(self) -> Amount | None:
        """The amount of the latest year that counts, else the latest of any kind."""
        dated = sorted(self.amounts, key=lambda amount: amount.year or 0)
        sound = [amount for amount in dated if amount.status is AmountStatus.CONFIRMED]
        return (sound or dated)[-1] if dated else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """What a receiver accepts: `parameter operator value unit`."""

    parameter: str
    operator: str
    value: Decimal
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialNeed:
    """What somebody would take: per year, or for one project between two dates."""

    id: str
    kind: RecordKind
    is_example: bool
    name: str
    language: str
    material_classes: tuple[str, ...]
    waste_codes: tuple[str, ...]
    organisation_id: str | None
    organisation_name: str | None
    site_id: str | None
    sector: str
    municipality: str | None
    area_id: str | None
    lat: float | None
    lon: float | None
    amount: Amount
    starts_on: date | None
    ends_on: date | None
    limits: tuple[Limit, ...]
    physical_form: str | None
    distance_km: Decimal | None
    status: RecordStatus
    real_status: RealStatus
    status_checked_on: date | None
    provenance: Provenance
    confirmed_on: date | None
    updated_at: datetime
    version: int
    note: str | None = None
    visibility: Mapping[FieldGroup, Level] = field(default_factory=dict)
    structure: str | None = None
    reuse: Reuse = Reuse.MEMBERS
    contact_name: str | None = None
    contact_email: str | None = None
    owner_objected: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """Material that one party hands to another: agreed, running or ended. A proposal is a Match, never this."""

    id: str
    is_example: bool
    side_stream_id: str | None
    material: str
    material_class: str
    donor_site_id: str | None
    donor_name: str | None
    receiver_site_id: str | None
    receiver_name: str | None
    amount: Amount
    treatment_code: str | None
    status: ExchangeStatus
    real_status: RealStatus
    status_checked_on: date | None
    provenance: Provenance
    note: str | None = None
    consent: Consent = Consent.NO


@dataclass(frozen=True, slots=True, kw_only=True)
class TreatmentLine:
    """A treatment that a site has, plans or had.

    `step` is an id of `taxonomy.treatment_steps`. `material_classes` narrow what the step takes; empty is all of it.
    """

    id: str
    site_id: str
    site_name: str
    organisation_id: str | None
    organisation_name: str | None
    area_id: str | None
    municipality: str | None
    lat: float | None
    lon: float | None
    step: str
    material_classes: tuple[str, ...]
    capacity_t_per_year: Decimal | None
    permit_note: str | None
    real_status: RealStatus
    status_checked_on: date | None
    is_example: bool
    note: str | None
    provenance: Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A material tried out somewhere, under which permit and with what result.

    `titles` and `result` may be known in one language only. `use_id` is the documented use that was tried. Where no
    site is known there is an area, and its middle is the place.
    """

    id: str
    site_id: str | None
    site_name: str | None
    organisation_id: str | None
    organisation_name: str | None
    area_id: str | None
    municipality: str | None
    lat: float | None
    lon: float | None
    titles: Titles
    material_classes: tuple[str, ...]
    permit: str | None
    began_year: int | None
    ended_year: int | None
    amount: Decimal | None
    unit: str
    outcome: TrialOutcome
    result: Titles | None
    use_id: str | None
    is_example: bool
    provenance: Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One change of one record: who, when, what and why."""

    number: int
    made_at: datetime
    made_by: str
    reason: str
    changes: Mapping[str, tuple[object, object]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """One end of a flow: a site, or a boundary process such as a fate, the market or ``Elsewhere``.

    `kind` is one of site, supply, fate, market, environment, outside, stock, protected.
    """

    id: str
    label: str
    kind: str
    sector: str = ""
    area: str = ""
    municipality: str = ""
    organisation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowColumns:
    """The derived flow table of one data set (facts or examples) as equally long columns.

    `amount` is tonnes or MWh by `layer`, None when unknown; `kind` tells which rule gave the row: flow, exchange,
    fate, planned or protected. `origin` is that of the side stream ("" for a flow that is none). `left_out` counts the
    records that give no row, by reason.
    """

    year: Sequence[int]
    source: Sequence[str]
    target: Sequence[str]
    material: Sequence[str]
    layer: Sequence[str]
    amount: Sequence[float | None]
    standard_uncertainty: Sequence[float | None]
    basis: Sequence[str]
    treatment_code: Sequence[str]
    method: Sequence[str]
    origin: Sequence[str]
    kind: Sequence[str]
    record_id: Sequence[str]
    processes: tuple[Process, ...]
    left_out: Mapping[LeftOut, int]
    is_example: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Mandate:
    """That a person acts, asked to act or acted for an organisation; `valid_until` is the last day."""

    id: str
    person_id: int
    person_name: str
    person_email: str
    organisation_id: str
    organisation_name: str
    kind: MandateKind
    state: MandateState
    asked_at: datetime
    decided_at: datetime | None
    decided_by: str | None
    valid_until: date | None

    def in_force(self, today: date) -> bool:
        """Whether it lets the person act on that day."""
        return self.state is MandateState.GRANTED and (self.valid_until is None or self.valid_until >= today)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody with an account: `roles` are words of `databank.access.Role`, `mandates` those of today."""

    id: int
    name: str
    email: str
    language: str
    active: bool
    confirmed: bool
    has_password: bool
    two_factor: bool
    recovery_codes: int
    created_at: datetime
    roles: frozenset[str] = frozenset()
    mandates: tuple[Mandate, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """A link that fills in organisation and site, and may give a mandate or a role once."""

    organisation_id: str | None
    organisation_name: str | None
    site_id: str | None
    site_name: str | None
    mandate: MandateKind | None
    role: str | None
    email: str | None
    language: str
    made_at: datetime
    made_by: str
    valid_until: date
    used_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """One signed-in browser; `id` is the beginning of what is kept of its key, enough to end it."""

    id: str
    person_id: int
    remembered: Mapping[str, Any]
    browser: str
    began_at: datetime
    seen_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """What a visitor told us; the law asks for an answer within 14 days (act 306/2019)."""

    id: str
    topic: str
    message: str
    language: str
    page: str | None
    record_id: str | None
    email: str | None
    received_at: datetime
    answer_by: date
    answered_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An unfinished listing or need: what was typed, answer by answer, and the record it became when it was sent.

    `changed_in` is the revision in which each answer changed last.
    """

    kind: str
    answers: Mapping[str, str]
    changed_in: Mapping[str, int]
    revision: int
    language: str
    person_id: int | None
    record_id: str | None
    begun_at: datetime
    saved_at: datetime
    email_confirmed_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamFilter:
    """What a viewer looks for. Empty means everything; every member narrows."""

    text: str = ""
    families: frozenset[str] = frozenset()
    material_classes: frozenset[str] = frozenset()
    areas: frozenset[str] = frozenset()
    organisations: frozenset[str] = frozenset()
    kinds: frozenset[RecordKind] = frozenset()
    legal_statuses: frozenset[LegalStatus] = frozenset()
    hazards: frozenset[Hazard] = frozenset()
    min_t_per_year: Decimal | None = None
    max_t_per_year: Decimal | None = None
    near: tuple[float, float] | None = None
    within_km: float | None = None
    is_example: bool | None = None


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """A slice of a list; `next` is the opaque key of the next slice, None at the end."""

    items: tuple[T, ...]
    next: str | None = None
    total: int | None = field(default=None)


@dataclass(frozen=True, slots=True)
class Place:
    """A site with its organisation; an organisation of which no site is shown has none."""

    organisation: Organisation
    site: Site | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Market:
    """Offers, needs, places and what changed hands.

    `owners` are the organisations of offers and needs that are shown, by id. `claimed` are the register records that
    are matched because their company confirmed or corrected them.
    """

    offers: tuple[SideStream, ...]
    needs: tuple[MaterialNeed, ...]
    places: tuple[Place, ...]
    exchanges: tuple[Exchange, ...]
    owners: Mapping[str, Organisation]


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """A number that the city set instead of a shipped one, or where none is shipped.

    `figure` is the id of the number, `version` counts what was ever set for it.
    """

    figure: str
    low: Decimal
    high: Decimal
    unit: str
    year: int
    basis: FigureBasis
    source: str
    set_on: date
    version: int
    withdrawn_on: date | None = None


class MatchState(StrEnum):
    """How far a match has come. From `interested` on somebody stands behind it; the last two are ends."""

    SUGGESTED = "suggested"
    INTERESTED = "interested"
    IN_TALKS = "in_talks"
    TRIAL = "trial"
    AGREED = "agreed"
    RUNNING = "running"
    ENDED = "ended"
    DROPPED = "dropped"


class MatchSide(StrEnum):
    """Who acts on a match: one of the two, or somebody of the facilitation desk."""

    DONOR = "donor"
    RECEIVER = "receiver"
    FACILITATOR = "facilitator"
    CITY = "city"


class MatchSource(StrEnum):
    """Why the receiver might take it: a need they posted, a documented use, a known intake, or their own word."""

    NEED = "need"
    USE = "use"
    INTAKE = "intake"
    INTEREST = "interest"


class DropReason(StrEnum):
    """What a match died of."""

    PRICE = "price"
    QUALITY = "quality"
    AMOUNT = "amount"
    TIME = "time"
    PERMIT = "permit"
    DISTANCE = "distance"
    LEGAL = "legal"
    NO_ANSWER = "no_answer"
    OTHER_USER = "other_user"
    CONFIDENTIALITY = "confidentiality"
    OTHER = "other"


class MomentKind(StrEnum):
    """What comes up on a day, so that it is worth talking now."""

    CONTRACT_ENDS = "contract_ends"
    EXCHANGE_ENDS = "exchange_ends"
    PERMIT_ENDS = "permit_ends"
    TAX_CHANGES = "tax_changes"
    AVAILABLE_FROM = "available_from"
    AVAILABLE_UNTIL = "available_until"
    NEED_STARTS = "need_starts"
    NEED_ENDS = "need_ends"
    STORED_BEFORE_DISPOSAL = "stored_before_disposal"
    STORED_BEFORE_RECOVERY = "stored_before_recovery"


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchParty:
    """One of the two sides of a match, as one viewer may see it.

    Attributes
    ----------
    organisation_id, organisation_name, site_id : str, optional
        None where the company is hidden from this viewer.
    interested_on : date, optional
        When this side said that it is interested.
    named_on : date, optional
        When it agreed to be named to the other side and to whoever brings the two together.
    contact_name, contact_email : str, optional
        Whom to ask, as it wrote when it agreed to be named.
    is_city_owned : bool
        The city's own: its contracts may have to be tendered.
    has_ended : bool
        The company is no longer.
    """

    organisation_id: str | None
    organisation_name: str | None
    site_id: str | None
    interested_on: date | None
    named_on: date | None
    contact_name: str | None
    contact_email: str | None
    is_city_owned: bool = False
    has_ended: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchLetter:
    """One message that was handed on."""

    side: MatchSide
    text: str
    written_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchStep:
    """One change of the state: by which side, and by whom where that may be told."""

    before: MatchState | None
    after: MatchState
    side: MatchSide
    made_at: datetime
    made_by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchNote:
    """A note of the facilitation desk; the companies never see it."""

    id: int
    text: str
    written_at: datetime
    written_by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptMatch:
    """A match that somebody keeps, as one viewer may see it: what it is, whose, how far, and what became of it.

    Attributes
    ----------
    sides : frozenset of MatchSide
        As what the viewer acts on it.
    side_stream_name, need_name : str, optional
        None where the record is not shown to this viewer.
    use_id : str, optional
        The documented use it rests on.
    rests_on : tuple of str
        The exchanges it rests on, as far as they are shown.
    treatment_line_id : str, optional
        The treatment between the two.
    mass_t : Decimal, optional
        What the two talk about or agreed: tonnes a year, or of a batch where `period` says so. It may be a part.
    reason_text : str, optional
        In words of whoever dropped it, for their own side and the desk.
    next_action, next_on : optional
        For the desk only.
    version : int
        Of the match as it was read: whoever changes it says which one they saw.
    """

    id: str
    version: int
    state: MatchState
    source: MatchSource
    sides: frozenset[MatchSide]
    is_example: bool
    side_stream_id: str | None
    side_stream_name: str | None
    side_stream_language: str | None
    material_class: str | None
    family: str | None
    need_id: str | None
    need_name: str | None
    need_language: str | None
    donor: MatchParty
    receiver: MatchParty
    use_id: str | None
    rests_on: tuple[str, ...]
    treatment_line_id: str | None
    mass_t: Decimal | None
    period: Period
    starts_on: date | None
    ends_on: date | None
    reason: DropReason | None
    reason_text: str | None
    dropped_by: MatchSide | None
    introduced_on: date | None
    exchange_id: str | None
    held_by: str | None
    held_by_id: int | None
    next_action: str | None
    next_on: date | None
    made_at: datetime
    updated_at: datetime
    letters: tuple[MatchLetter, ...] = ()
    steps: tuple[MatchStep, ...] = ()

    def party(self, side: MatchSide) -> MatchParty:
        """The donor or the receiver."""
        return self.donor if side is MatchSide.DONOR else self.receiver


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """The tonnes that were moved in one year, as one side reported them; a correction is a new revision."""

    year: int
    mass_t: Decimal
    method: Method
    side: MatchSide
    revision: int
    reported_at: datetime
    is_current: bool
    note: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """Something that comes up on a day, with the record it is about, a sentence and what says so.

    `record_kind` is "side-streams", "needs", "permits" or "matches"; of a permit `place_id` is its site.
    """

    kind: MomentKind
    on: date
    record_kind: str
    record_id: str
    record_name: str | None
    organisation_id: str | None
    place_id: str | None
    told: Sentence
    source: str
    dated: date | None
    is_example: bool


class Audience(StrEnum):
    """Who a result was computed for: from what everybody may see, or from what the city sees."""

    PUBLIC = "public"
    CITY = "city"


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionedFlow:
    """One flow of an accepted version, in tonnes or MWh by layer; None is not known.

    `observability` is a word of `flows.reconciliation.values.Observability`; `score` is the adjustment in standard
    deviations of the adjustment.
    """

    record_id: str
    source: str
    target: str
    material: str
    reported: float | None
    reported_uncertainty: float | None
    amount: float | None
    uncertainty: float | None
    observability: str
    lower: float | None
    upper: float | None
    score: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewVersion:
    """The result of one reconciliation as it is accepted; `fingerprint` is that of the flows it was computed from."""

    is_example: bool
    audience: Audience
    year: int
    layer: str
    fingerprint: str
    chi_square: float
    degrees: int
    p_value: float | None
    assumed: int
    note: str
    flows: tuple[VersionedFlow, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowVersion(NewVersion):
    """Reconciled flows of one year and layer that the city accepted; without `flows` where only the list is asked.

    `accepted_by` is a name where the account still stands.
    """

    id: int
    accepted_at: datetime
    accepted_by: str | None
    withdrawn_at: datetime | None


class ViewState(StrEnum):
    """What staff have decided about a version of a view of flows."""

    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedView:
    """One version of a view that the city made: `definition` is JSON in the grammar of views.

    `published_version` is the one that everybody sees, None where they see none. A draft may lack titles; `saved_by`
    is told to staff only, where the account still stands.
    """

    name: str
    version: int
    state: ViewState
    titles: Titles
    definition: str
    saved_at: datetime
    saved_by: str | None = None
    published_version: int | None = None
