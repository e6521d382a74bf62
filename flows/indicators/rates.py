"""How each indicator is worked out of the accounts of one year: a value, or a sentence that says what is missing."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import numpy as np

from databank.errors import N_, Sentence
from databank.records import Method
from flows.boundary import Side, Way, boundary, sides
from flows.indicators.accounts import Accounts, Mask
from flows.indicators.cycling import finn_cycling_index
from flows.indicators.outcomes import MATERIAL_RECOVERY, RECOVERED, Outcome
from flows.indicators.propagating import Sum, interval, ratio, total
from flows.indicators.values import Measured, Part

TOLERATED = 0.05
"""What may be unknown of a whole so that a value still stands, as a share: the tolerance of the balance."""
HALF = 0.5
"""From this known share on a range says something."""
REGION = "satakunta"
DISPOSED = (Outcome.LANDFILL, Outcome.OTHER_DISPOSAL, Outcome.DISPOSAL_NOT_SAID)

NO_INPUT = N_("No record tells what the plants take in.")
NO_FATE = N_("There is no side stream here whose source tells where it goes.")
NO_STREAM = N_("No side stream arises here in this choice.")


def recycling_rate(accounts: Accounts) -> Measured:
    """What is used as material, of the side streams that arise and whose end is told."""
    told = accounts.arising & ~accounts.ends_as(Outcome.NOT_TOLD)
    used, unsaid = told & accounts.ends_as(Outcome.MATERIAL_USE), told & accounts.ends_as(Outcome.RECOVERY_NOT_SAID)
    if not accounts.sum_of(told):
        return Measured(missing=(Sentence(NO_FATE),))
    found = ratio(_sum(accounts, used), _sum(accounts, told))
    share = accounts.sum_of(unsaid) / accounts.sum_of(told)
    return _with_open(
        found,
        share,
        N_("Of %(percent)s%% the source says that it was recovered, but not whether as material or energy."),
    )


def recovery_rate(accounts: Accounts) -> Measured:
    """What is used as material or energy, of the side streams that arise and whose end is told."""
    told = accounts.arising & ~accounts.ends_as(Outcome.NOT_TOLD)
    if not accounts.sum_of(told):
        return Measured(missing=(Sentence(NO_FATE),))
    return ratio(_sum(accounts, told & accounts.ends_as(*RECOVERED)), _sum(accounts, told))


def landfill_diversion(accounts: Accounts) -> Measured:
    """What does not end on a landfill, of the side streams that arise and of which it is told."""
    arising, whole = accounts.arising, accounts.sum_of(accounts.arising)
    silent = arising & accounts.ends_as(Outcome.NOT_TOLD, Outcome.UNUSED, Outcome.STORED)
    told = arising & ~silent
    if not accounts.sum_of(told):
        return Measured(missing=(Sentence(NO_FATE),))
    unsaid = told & accounts.ends_as(Outcome.DISPOSAL_NOT_SAID)
    kept = told & ~accounts.ends_as(Outcome.LANDFILL, Outcome.DISPOSAL_NOT_SAID)
    notes = []
    if accounts.sum_of(unsaid):
        sentence = N_(
            "%(percent)s%% of it was disposed of in a way that the source does not name: it counts as landfilled."
        )
        notes.append(Sentence(sentence, percent=percent(accounts.sum_of(unsaid) / accounts.sum_of(told))))
    if accounts.sum_of(silent):
        sentence = N_(
            "Of %(percent)s%% of what arises no source tells whether it is landfilled; it is in neither number."
        )
        notes.append(Sentence(sentence, percent=percent(accounts.sum_of(silent) / whole)))
    return replace(ratio(_sum(accounts, kept), _sum(accounts, told)), notes=tuple(notes))


def input_circularity(accounts: Accounts) -> Measured:
    """Side streams that processes inside take from each other, of all that they take in."""
    returned, taken = accounts.returning, accounts.entering | accounts.returning
    return _of_intake(accounts, returned, taken)


def output_circularity(accounts: Accounts) -> Measured:
    """Side streams that arise inside and that a process inside takes as material, of all that arise."""
    arising = accounts.arising
    if not accounts.sum_of(arising):
        return Measured(missing=(Sentence(NO_STREAM),))
    found = ratio(_sum(accounts, arising & accounts.returning), _sum(accounts, arising))
    used = accounts.ends_as(Outcome.MATERIAL_USE, Outcome.RECOVERY_NOT_SAID)
    nameless = arising & used & ~accounts.returning & ~accounts.leaving
    share = accounts.sum_of(nameless) / accounts.sum_of(arising)
    return _with_open(
        found, share, N_("Of %(percent)s%% no source tells who uses it, and so not whether it stays here.")
    )


def self_sufficiency(accounts: Accounts) -> Measured:
    """Side streams of the region that processes inside use, of all that they take in for use."""
    taken = accounts.rows.way == Way.INPUT
    taken |= accounts.rows.way == Way.RETURN
    taken &= ~accounts.from_stock & ~accounts.ends_as(*DISPOSED)
    table = accounts.table
    near = sides(table, boundary(REGION), table.source.labels) == Side.INSIDE
    of_region = near[table.source.codes[accounts.selection.rows]]
    return _of_intake(accounts, taken & accounts.side_streams & of_region, taken)


def circular_material_use_rate(accounts: Accounts) -> Measured:
    """U / (DMC + U) as Eurostat defines it; a value only where imports, exports and recovery are all on record."""
    recycled = _sum(accounts, accounts.arising & accounts.coded(MATERIAL_RECOVERY))
    missing = tuple(_cmu_missing(accounts))
    if missing:
        return Measured(numerator=recycled.part() if recycled.value else None, missing=missing)
    weights = accounts.entering.astype(float) - accounts.leaving.astype(float) + recycled.weights
    whole = Sum(weights, accounts.amounts, accounts.uncertainties)
    if whole.value <= 0:
        sentence = N_("More leaves than comes in and is used again: there is no domestic use to compare with.")
        return Measured(numerator=recycled.part(), missing=(Sentence(sentence),))
    return ratio(recycled, whole)


def _cmu_missing(accounts: Accounts) -> list[Sentence]:
    """What lacks for the domestic material consumption: extraction and import less export."""
    if not accounts.sum_of(accounts.entering):
        return [Sentence(NO_INPUT), Sentence(N_("Extraction, import and export of the region are not in this data."))]
    found = []
    if not (accounts.arising & accounts.states_treatment).any():
        found.append(Sentence(N_("No side stream states its recovery operation, R2 to R11.")))
    if _unknown_share(accounts) > TOLERATED:
        found.append(_gap(accounts))
    if accounts.sum_of(accounts.to_market):
        sentence = N_("%(mass_t)s t are sold, and no record tells whether inside or outside: export is not known.")
        found.append(Sentence(sentence, mass_t=Decimal(round(accounts.sum_of(accounts.to_market)))))
    return found


def finn(accounts: Accounts) -> Measured:
    """Finn's cycling index of the processes inside."""
    if not accounts.sum_of(accounts.inside):
        return Measured(missing=(Sentence(N_("Nothing flows here in this choice.")),))
    known = accounts.known_input_share
    if known is not None and known < HALF:
        sentence = N_("What the plants take in is known of %(percent)s%% only, so that circles cannot be seen.")
        return Measured(missing=(Sentence(sentence, percent=percent(known)),))
    found = finn_cycling_index(*accounts.ends())
    if found.index is None:
        sentence = N_("Something turns in a circle that nothing leaves: such a circle has no cycling index.")
        return Measured(missing=(Sentence(sentence),))
    spread = accounts.uncertainties[accounts.inside]
    deviation, cycled, whole = (
        float(np.sqrt(np.square(by_flow * spread).sum()))
        for by_flow in (found.derivatives, found.cycled_derivatives, found.throughflow_derivatives)
    )
    return interval(
        found.index,
        deviation,
        most=1.0,
        numerator=Part(amount_t=found.cycled_t, standard_uncertainty_t=cycled),
        denominator=Part(amount_t=found.throughflow_t, standard_uncertainty_t=whole),
    )


def unused_potential(accounts: Accounts) -> Measured:
    """Side streams that have no user."""
    unused = accounts.given & accounts.ends_as(Outcome.UNUSED)
    if not unused.any():
        own_words = accounts.by_method(Method.WEIGHED, Method.RECORDS, Method.ESTIMATE)
        if not (accounts.given & own_words & ~accounts.ends_as(Outcome.NOT_TOLD)).any():
            sentence = N_("No record here can tell it: only its owner says that a side stream has no user.")
            return Measured(missing=(Sentence(sentence),))
    return total(_sum(accounts, unused))


def share_by_method(accounts: Accounts, *, method: str) -> Measured:
    """Mass whose amount was found in this way, of all mass."""
    whole = accounts.inside
    if not accounts.sum_of(whole):
        return Measured(missing=(Sentence(N_("Nothing flows here in this choice.")),))
    if not (whole & accounts.by_method(*Method)).any():
        return Measured(missing=(Sentence(N_("The table does not tell how its amounts were found.")),))
    return ratio(_sum(accounts, whole & accounts.by_method(method)), _sum(accounts, whole))


def _with_open(found: Measured, share: float, sentence: str) -> Measured:
    """A share of which a part may belong to the numerator: the value where that part is small, else a range."""
    if not share:
        return found
    said = Sentence(sentence, percent=percent(share))
    if share <= TOLERATED:
        return replace(found, notes=(said, *found.notes))
    least = _known(found.value)
    return replace(found, value=None, standard_uncertainty=None, low=least, high=least + share, missing=(said,))


def _of_intake(accounts: Accounts, part: Mask, taken: Mask) -> Measured:
    """A share of what is taken in. Where much of the intake is unknown: between none and all of that being it."""
    known, gap = accounts.sum_of(taken), accounts.unknown_input_t
    if not known:
        return Measured(missing=(Sentence(NO_INPUT),))
    found = ratio(_sum(accounts, part), _sum(accounts, taken))
    unknown = _unknown_share(accounts)
    if unknown <= TOLERATED:
        if not gap:
            return found
        note = N_(
            "Of what the plants give out %(percent)s%% stands against no input on record; it is in neither number."
        )
        return replace(found, notes=(Sentence(note, percent=percent(unknown)),))
    if unknown > HALF:
        return Measured(numerator=found.numerator, missing=(_gap(accounts),))
    amount = accounts.sum_of(part)
    return Measured(
        low=amount / (known + gap),
        high=(amount + gap) / (known + gap),
        numerator=found.numerator,
        denominator=found.denominator,
        missing=(_gap(accounts),),
    )


def _unknown_share(accounts: Accounts) -> float:
    known = accounts.known_input_share
    return 0.0 if known is None else 1 - known


def _gap(accounts: Accounts) -> Sentence:
    sentence = N_(
        "The plants give out %(mass_t)s t more than they are known to take in, %(percent)s%% of what they give."
    )
    return Sentence(
        sentence, mass_t=Decimal(round(accounts.unknown_input_t)), percent=percent(_unknown_share(accounts))
    )


def _sum(accounts: Accounts, mask: Mask) -> Sum:
    return Sum(mask.astype(float), accounts.amounts, accounts.uncertainties)


def percent(share: float) -> Decimal:
    """A share as it is said: 0.1814 is 18.1."""
    return Decimal(str(round(100 * share, 1)))


def _known(value: float | None) -> float:
    return 0.0 if value is None else value
