"""A problem of allocation from matches: who may give to whom is what the gates say, how much is what both sides say."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from databank.errors import N_, Sentence, Term
from databank.records import Hazard
from flows.allocation.blending import limits_of, qualities_of
from flows.allocation.landfilling import is_used, kept_from_landfill
from flows.allocation.values import (
    AllocationError,
    Arc,
    Donor,
    Facility,
    Goal,
    LeftOut,
    Objective,
    Problem,
    Taker,
)
from flows.matching.gates.hierarchy import moves_down
from flows.matching.residues import left_over, without_idle
from flows.matching.steps import Stepped
from flows.matching.values import Match, Offer, Receiver, ReceiverLimit
from flows.spans import Span
from taxonomy.treatment_steps import step as treatment_step

Amount = Literal["low", "typical", "high"]
Worth = Callable[[Match], tuple[float | None, float | None]]


ONCE = N_("It is there once, not every year: it is planned as the tonnes of one year.")


def worth_of(match: Match) -> tuple[float | None, float | None]:
    """Euros and kilograms of CO2e of a tonne that leaves the donor: the middle of what the match says."""
    if match.economics is None:
        return None, None
    return match.economics.net_eur_per_t.typical, match.economics.net_co2_kg_per_t.typical


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """How matches are read.

    Attributes
    ----------
    amount : {"low", "typical", "high"}
        Which end of every amount is planned with; an amount whose end is open is not known.
    with_unknown : bool
        Let in what is not known: pairs with a condition that nobody could judge, and takers whose amount is not
        known, as if they had room for all. Each is flagged in the plan.
    fixed : mapping of (offer id, receiver id) to tonnes
        Reserved and running exchanges that are still within the amounts of the offers.
    blending : collection of receiver ids
        Those who may mix; their functional limits are kept by the mixture.
    worth : callable
        What a tonne of a match is worth, in euros and in kilograms of CO2e spared.
    """

    amount: Amount = "typical"
    with_unknown: bool = False
    fixed: Mapping[tuple[str, str], float] = field(default_factory=dict)
    blending: Collection[str] = frozenset()
    worth: Worth = worth_of


def problem_of(
    matches: Sequence[Match], *, objective: Objective | Goal = "landfill", choices: Choices | None = None
) -> Problem:
    """Everything that matches allow at once.

    A pair of which a condition fails is left out by name, and so is one with a condition that is not known, unless
    `choices` let it in. What moves down the waste hierarchy stays in and is flagged. What treatments leave over takes
    part where one of the matches offers it on; the rest of it has no place.

    Raises
    ------
    AllocationError
        For a fixed exchange that is none of the matches.
    """
    picked = choices or Choices()
    possible = without_idle(matches, lambda match: _refusal(match, picked) is None)
    admitted, left_out = [], []
    for match in possible:
        reason = _refusal(match, picked)
        if reason is None:
            admitted.append(match)
        else:
            left_out.append(_left_out(match, reason))
    _refuse_strangers(admitted, picked)
    asked = [limit for match in admitted if match.receiver.id in picked.blending for limit in match.receiver.limits]
    donors = {one.id: _donor(one, picked, asked) for one in (match.given for match in possible)}
    donors |= {rest.id: _residue_donor(rest, step, picked, asked) for rest, step in left_over(admitted)}
    offered = sum(donor.mass_t_per_year or 0.0 for donor in donors.values())
    takers = {match.receiver.id: _taker(match.receiver, picked, offered) for match in possible}
    return Problem(
        donors=tuple(donors.values()),
        takers=tuple(takers.values()),
        facilities=tuple(_facilities(admitted, picked, offered)),
        arcs=tuple(_arc(match, picked) for match in admitted),
        objective=objective if isinstance(objective, Objective) else Objective(goal=objective),
        left_out=tuple(left_out),
    )


def _is_fixed(match: Match, choices: Choices) -> bool:
    return match.step is None and (match.offer.id, match.receiver.id) in choices.fixed


def _refusal(match: Match, choices: Choices) -> Sentence | None:
    """Why a match takes no part; an exchange that runs already is not asked again."""
    if _is_fixed(match, choices):
        return None
    may_mix = match.receiver.id in choices.blending
    if may_mix and match.step is not None:
        return Sentence(N_("It would be treated and then mixed: what its analyses are by then is not known."))
    for gate in match.gates:
        if gate.verdict == "fail" and not (may_mix and gate.id == "limits"):
            return gate.told
    unknown = [gate for gate in match.gates if gate.verdict == "unknown" and not (may_mix and gate.id == "limits")]
    if not unknown or choices.with_unknown:
        return None
    return Sentence(N_("Not known: %(condition)s"), condition=unknown[0].told)


def _left_out(match: Match, reason: Sentence) -> LeftOut:
    given, receiver = match.given, match.receiver
    name = Sentence(N_("%(donor)s to %(taker)s"), donor=given.name, taker=receiver.name)
    return LeftOut(id=f"{given.id} {receiver.id}", name=name, told=reason, arc=Arc(donor=given.id, taker=receiver.id))


def _refuse_strangers(admitted: Iterable[Match], choices: Choices) -> None:
    known = {(match.offer.id, match.receiver.id) for match in admitted if match.step is None}
    for offer, receiver in choices.fixed:
        if (offer, receiver) not in known:
            raise AllocationError(
                N_("The exchange of %(offer)s with %(receiver)s is fixed, but it is none of the matches. Add it."),
                offer=offer,
                receiver=receiver,
            )


def _end(span: Span, amount: Amount) -> float | None:
    return span.typical if amount == "typical" else span.low if amount == "low" else span.high


def _donor(offer: Offer, choices: Choices, asked: Sequence[ReceiverLimit]) -> Donor:
    return Donor(
        id=offer.id,
        name=offer.name,
        mass_t_per_year=_end(offer.mass_t_per_year, choices.amount),
        qualities=qualities_of(offer, asked),
        is_hazardous={Hazard.HAZARDOUS: True, Hazard.NON_HAZARDOUS: False}.get(offer.hazard),
        is_used=is_used(offer),
    )


def _residue_donor(rest: Offer, step: Stepped, choices: Choices, asked: Sequence[ReceiverLimit]) -> Donor:
    """What a treatment leaves over of one offer: there is none of it until something is treated."""
    return replace(
        _donor(rest, choices, asked),
        mass_t_per_year=0.0,
        residue_of=step.line,
        residue_share=_end(step.residue_share, choices.amount) or 0.0,
        residue_from=step.before.id,
    )


def _taker(receiver: Receiver, choices: Choices, offered: float) -> Taker:
    room = _end(receiver.mass_t_per_year, choices.amount)
    blends = receiver.id in choices.blending
    return Taker(
        id=receiver.id,
        name=receiver.name,
        mass_t_per_year=_everything(offered) if room is None and choices.with_unknown else room,
        least_lot_t=receiver.least_lot_t,
        blends=blends,
        limits=limits_of(receiver) if blends else (),
    )


def _everything(offered: float) -> float:
    """Room for all there is, even if a treatment adds to it."""
    return 2 * offered


def _facilities(matches: Iterable[Match], choices: Choices, offered: float) -> Iterable[Facility]:
    steps = {match.step.line: match.step for match in matches if match.step is not None}
    for line, step in steps.items():
        capacity = _end(step.capacity_t_per_year, choices.amount)
        name = Sentence(N_("%(step)s, %(site)s"), step=Term(treatment_step(step.step).titles), site=step.site_name)
        yield Facility(
            id=line,
            name=name,
            capacity_t_per_year=_everything(offered) if capacity is None and choices.with_unknown else capacity,
            is_planned=step.is_planned,
        )


def _arc(match: Match, choices: Choices) -> Arc:
    given, receiver, step = match.given, match.receiver, match.step
    value, co2 = choices.worth(match)
    return Arc(
        donor=given.id,
        taker=receiver.id,
        value_eur_per_t=value,
        co2_kg_per_t=co2,
        landfill_t_per_t=kept_from_landfill(match),
        distance_km=match.way_km,
        via=None if step is None else step.line,
        yield_share=1.0 if step is None else _end(step.yield_share, choices.amount) or 1.0,
        fixed_t_per_year=choices.fixed.get((given.id, receiver.id)) if step is None else None,
        moves_down_hierarchy=_step_down(match),
        cautions=tuple(_cautions(match, choices)),
        notes=() if given.is_lasting else (Sentence(ONCE),),
    )


def _step_down(match: Match) -> Sentence | None:
    if not moves_down(match.given, match.receiver):
        return None
    told = next((gate.told for gate in match.gates if gate.id == "hierarchy"), None)
    return told or Sentence(N_("It would move down the waste hierarchy: today it is used better."))


def _cautions(match: Match, choices: Choices) -> Iterable[Sentence]:
    if _is_fixed(match, choices):
        return
    yield from (gate.told for gate in match.gates if gate.verdict == "unknown")
    if _end(match.receiver.mass_t_per_year, choices.amount) is None:
        yield Sentence(N_("How much %(name)s would take is not known."), name=match.receiver.name)
    if match.step is not None and _end(match.step.capacity_t_per_year, choices.amount) is None:
        yield Sentence(N_("How much %(name)s can treat is not known."), name=match.step.site_name)
