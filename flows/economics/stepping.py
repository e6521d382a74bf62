"""The same lines where a treatment stands between donor and receiver: two ways, the treatment, and what is left over.

Everything is told for a tonne that leaves the donor. Only a share of it leaves the treatment for the receiver; what the
disposal of the rest emits is not in it, as little as what the material would emit where it goes today.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from databank.errors import N_, Sentence
from flows.economics.assessing import break_even, carried_by, what_matters
from flows.economics.carrying import emission_line, line, loading_line, transport_line
from flows.economics.figures import Figures
from flows.economics.replacing import (
    avoided_line,
    replacement,
    treatment_cost,
    treatment_emission,
    treatment_lines,
    value_line,
)
from flows.economics.sparing import disposal, fee_line, tax_line
from flows.economics.telling import spread
from flows.economics.values import Economics, Line, LineId
from flows.matching.saying import class_word
from flows.matching.values import Offer, Receiver
from flows.spans import UNKNOWN, ZERO, Span
from taxonomy.treatment_steps import step as treatment_step

if TYPE_CHECKING:
    from flows.matching.steps import Stepped

BEFORE = N_("On the way to the treatment: %(told)s")
AFTER = N_("From the treatment on, for the %(share)s t that leave it of each tonne: %(told)s")
AT_HOME = N_("The treatment is at the place of the donor: nothing is carried to it.")
NOTHING_LEFT = N_("The treatment leaves nothing over.")
NO_PRICE = N_("What it costs to dispose of what is left over is not known: %(what)s.")
DISPOSED = N_(
    "Of each tonne %(share)s t are left over, and to dispose of them costs %(cost)s EUR/t, at the upper end with the "
    "whole waste tax: %(what)s."
)


def assess_stepped(
    product: Offer, step: Stepped, receiver: Receiver, distance_km: float | None, figures: Figures, day: date
) -> Economics:
    """What a tonne costs, spares and emits that leaves its donor, is treated, and goes on to a receiver.

    Parameters
    ----------
    product : Offer
        What leaves the treatment.
    distance_km : float, optional
        From the treatment to the receiver, in a straight line. How far it may be until nothing is left of a tonne is
        told of this way too: the way to the treatment is paid already.
    """
    share, carried = step.yield_share, carried_by(product, figures)
    transport, emission = transport_line(carried, distance_km), emission_line(carried, distance_km)
    key = ("stepped", what_matters(step.before), what_matters(product), receiver.use, _what_matters(step), day)
    others, avoided = figures.worked_out(key, lambda: _besides_carriage(product, step, receiver, figures, day))
    (*paid, emitted) = _way_to(step, figures)
    return Economics(
        money=(*paid, _after(transport, share), *others),
        climate=(emitted, _after(emission, share), *avoided),
        break_even_km=break_even((*paid, *others), carried.cost.times(share)),
    )


def _way_to(step: Stepped, figures: Figures) -> tuple[Line, Line, Line]:
    """Transport, loading and emission of the way to the treatment."""
    distance_km, carried = step.distance_km, carried_by(step.before, figures)
    found = (transport_line(carried, distance_km), loading_line(figures), emission_line(carried, distance_km))
    names: tuple[LineId, LineId, LineId] = ("transport_before", "loading_before", "transport_emission_before")
    transport, loading, emission = (
        Line(id=name, per_t=ZERO, told=Sentence(AT_HOME))
        if distance_km == 0
        else replace(one, id=name, told=Sentence(BEFORE, told=one.told))
        for name, one in zip(names, found, strict=True)
    )
    return transport, loading, emission


def _after(found: Line, share: Span) -> Line:
    """A line of what leaves the treatment, for a tonne that leaves the donor."""
    told = Sentence(AFTER, share=spread(share), told=found.told)
    per_t = found.per_t.times(share)
    return replace(found, per_t=per_t, told=told, origins=found.origins if per_t.is_known else ())


def _what_matters(step: Stepped) -> tuple[object, ...]:
    rest = step.residue
    return step.step, step.yield_share, step.residue_share, rest and (rest.material_class, rest.code)


def _besides_carriage(
    product: Offer, step: Stepped, receiver: Receiver, figures: Figures, day: date
) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """The lines of money and of climate that do not depend on the distances."""
    replaced, titles = replacement(product, receiver), treatment_step(step.step).titles
    treatment, treatment_emitted = treatment_lines(replaced, figures)
    tax = tax_line(step.before, day)
    second = (loading_line(figures), treatment, value_line(product, replaced, figures, day))
    money = (
        treatment_cost("step", step.step, titles, figures),
        *(_after(one, step.yield_share) for one in second),
        fee_line(step.before, figures, tax, day),
        tax,
        residue_line(step, figures, day),
    )
    climate = (avoided_line(replaced, figures), treatment_emitted)
    emitted = treatment_emission("step_emission", step.step, titles, figures)
    return money, (emitted, *(_after(one, step.yield_share) for one in climate))


def residue_line(step: Stepped, figures: Figures, day: date) -> Line:
    """What it costs to dispose of what a treatment leaves over of a tonne."""
    rest, share = step.residue, step.residue_share
    if rest is None or share == ZERO:
        return Line(id="residue", per_t=ZERO, told=Sentence(NOTHING_LEFT))
    what = class_word(str(rest.material_class))
    fees = figures.fees(rest.material_class, rest.code)
    if not fees or not share.is_known:
        return Line(id="residue", per_t=UNKNOWN, told=Sentence(NO_PRICE, what=what))
    cost = disposal(fees, day)
    told = Sentence(DISPOSED, share=spread(share), cost=spread(cost), what=what)
    return line("residue", cost.times(share).negative(), told, fees)
