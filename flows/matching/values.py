"""What is matched and what a match says: values with no table, session or request behind them.

A value that the viewer may not see is None here already, like one that nobody knows: nothing below can tell them
apart, and so nothing can give it away.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Literal

from databank.errors import Sentence
from databank.records import Basis, Fate, Hazard, LegalStatus, Measurement, Method, Origin, Permit, RecordKind
from flows.spans import UNKNOWN, Span

if TYPE_CHECKING:
    from flows.economics.values import Economics
    from flows.matching.steps import Stepped

Source = Literal["need", "use", "intake"]
Verdict = Literal["pass", "fail", "unknown"]
GateId = Literal[
    "limits",
    "hazard",
    "permit",
    "capacity",
    "legal_status",
    "time",
    "committed",
    "least_lot",
    "distance",
    "municipal",
    "producer_responsibility",
    "border",
    "hierarchy",
    "consent",
]
CriterionId = Literal["class_fit", "text", "precedent", "amount", "time", "distance", "freshness", "evidence"]

SOURCES: tuple[Source, ...] = ("need", "use", "intake")


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A side stream that is offered, as one viewer may see it.

    Attributes
    ----------
    kind : RecordKind
        An offer, or a register record whose owner claimed it: only these are matched.
    mass_t_per_year : Span
        What is still free, as shipped; of a batch or stock the tonnes of it, and `is_lasting` is false.
    moisture_share : Span
        Of the tonnes as shipped, 0..1.
    industry : str, optional
        NACE Rev. 2 code of whoever has it.
    price_eur_per_t : float, optional
        What the owner asks for a tonne as shipped; below zero where the owner pays.
    treated_by : tuple of str
        Ids of the treatment steps that it leaves; empty for what is offered as it is.
    """

    id: str
    name: str
    language: str = "fi"
    kind: RecordKind = RecordKind.OFFER
    is_example: bool = False
    material_class: str | None = None
    waste_code: str | None = None
    code_if_waste: str | None = None
    legal_status: LegalStatus = LegalStatus.UNKNOWN
    hazard: Hazard = Hazard.UNKNOWN
    physical_form: str | None = None
    mass_t_per_year: Span = UNKNOWN
    is_lasting: bool = True
    basis: Basis = Basis.AS_SHIPPED
    moisture_share: Span = UNKNOWN
    measurements: tuple[Measurement, ...] = ()
    origin: Origin = Origin.PRIMARY
    industry: str | None = None
    organisation_id: str | None = None
    organisation_name: str | None = None
    holding: str | None = None
    site_id: str | None = None
    municipality: str | None = None
    lat: float | None = None
    lon: float | None = None
    available_from: date | None = None
    available_until: date | None = None
    committed_until: date | None = None
    fate: Fate = Fate.NOT_KNOWN
    treatment_code: str | None = None
    amount_method: Method | None = None
    confirmed_on: date | None = None
    is_city_owned: bool = False
    price_eur_per_t: float | None = None
    treated_by: tuple[str, ...] = ()

    @property
    def code(self) -> str | None:
        """The waste code, or the one it would have as waste."""
        return self.waste_code or self.code_if_waste


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiverLimit:
    """What a receiver demands of one parameter; `binds` where falling short of it is a no, not only unusual."""

    parameter: str
    operator: Literal["<=", "<", ">=", ">", "="]
    value: float
    unit: str
    binds: bool
    rule: str | None = None
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receiver:
    """Somebody who might take material, and what says so.

    Attributes
    ----------
    source : str
        "need": they posted it; "use": a documented use of the material in their industry; "intake": they took such
        material before. The three are never mixed up, and a permit is none of them.
    material_classes, waste_codes : tuple of str
        What they take. A receiver of a use or an intake names its classes.
    use : str, optional
        Id of the documented use on which it rests.
    industry, sector : str, optional
        NACE Rev. 2 code; the sector is all that is known where the industry is not.
    records : tuple of str
        Ids of the exchanges, or of the need, that say so.
    permits : tuple of Permit
        Those of the site: they open a gate.
    taken_t_per_year : Span
        What the site takes already under its permits, where the bank knows it.
    mass_t_per_year : Span
        What they would take; of one project the tonnes of it, and `is_lasting` is false.
    """

    id: str
    source: Source
    name: str
    language: str = "fi"
    is_example: bool = False
    is_planned: bool = False
    organisation_id: str | None = None
    organisation_name: str | None = None
    holding: str | None = None
    site_id: str | None = None
    industry: str | None = None
    sector: str | None = None
    municipality: str | None = None
    lat: float | None = None
    lon: float | None = None
    material_classes: tuple[str, ...] = ()
    waste_codes: tuple[str, ...] = ()
    use: str | None = None
    records: tuple[str, ...] = ()
    limits: tuple[ReceiverLimit, ...] = ()
    application: str | None = None
    permits: tuple[Permit, ...] = ()
    taken_t_per_year: Span = UNKNOWN
    mass_t_per_year: Span = UNKNOWN
    is_lasting: bool = True
    least_lot_t: float | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    distance_km: float | None = None
    physical_form: str | None = None
    operation: str | None = None
    confirmed_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """One condition that must hold. Unknown is shown: it is neither passed nor failed.

    `told` says what was compared with what, `remedy` what would change the verdict, `source` the law, standard or
    record behind it and `dated` its day.
    """

    id: GateId
    verdict: Verdict
    told: Sentence
    remedy: Sentence | None = None
    source: str = ""
    dated: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """One part of the score: `value` in 0..1, None where it is not known and takes no part.

    `weight` is its share of those that take part; the score is the product of value ** weight.
    """

    id: CriterionId
    value: float | None
    weight: float
    told: Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A proposal: never agreed, only possible. `score` is 0..1 and says how well, `verdict` whether at all.

    `verdict` is "fail" if a gate fails, "unknown" if none fails and one is unknown, else "pass". `step` is the
    treatment between the two, if there is one: then `offer` is what leaves the treatment, `distance_km` the way from
    there on, and `economics` that of both ways.
    """

    offer: Offer
    receiver: Receiver
    gates: tuple[Gate, ...]
    criteria: tuple[Criterion, ...]
    score: float
    distance_km: float | None = None
    economics: Economics | None = None
    step: Stepped | None = None
    also: tuple[Source, ...] = field(default=())

    @property
    def verdict(self) -> Verdict:
        """What the gates say together."""
        verdicts = {gate.verdict for gate in self.gates}
        return "fail" if "fail" in verdicts else "unknown" if "unknown" in verdicts else "pass"

    @property
    def given(self) -> Offer:
        """What was offered, before any treatment."""
        return self.offer if self.step is None else self.step.before

    @property
    def way_km(self) -> float | None:
        """The whole way from the donor to the receiver, through the treatment where there is one."""
        first = 0.0 if self.step is None else self.step.distance_km
        return None if first is None or self.distance_km is None else first + self.distance_km

    @property
    def mass_t_per_year(self) -> Span:
        """What could change hands: no more than is offered, no more than is wanted where that is known."""
        given, taken = self.offer.mass_t_per_year, self.receiver.mass_t_per_year
        return Span(_least(given.low, taken.low), _least(given.high, taken.high))


def _least(given: float | None, taken: float | None) -> float | None:
    return given if taken is None or given is None else min(given, taken)
