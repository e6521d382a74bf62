"""What takes part: arcs whose worth, amounts and limits are known and allow it. Everything else is left out by name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from databank.errors import N_, Sentence
from flows.allocation.gains import gains_of, unknown_gain
from flows.allocation.values import Arc, Donor, LeftOut, Limit, Problem, Taker
from flows.matching.saying import figure, parameter_word


@dataclass(frozen=True, slots=True, kw_only=True)
class Admission:
    """The places of the arcs that are free and of those that are fixed; `gains` stand in the order of all arcs."""

    free: tuple[int, ...]
    fixed: tuple[int, ...]
    gains: tuple[float | None, ...]
    left_out: tuple[LeftOut, ...]


def admit(problem: Problem) -> Admission:
    """Sort the arcs of a problem that can be read."""
    gains = gains_of(problem)
    ends = _Ends(problem)
    free, left_out = [], [*problem.left_out, *ends.left_out]
    for place, arc in enumerate(problem.arcs):
        if arc.fixed_t_per_year is not None or ends.is_left_out(arc):
            continue
        reason = unknown_gain(arc, problem.objective) if gains[place] is None else ends.hindrance(arc)
        if reason is None:
            free.append(place)
        else:
            name = Sentence(
                N_("%(donor)s to %(taker)s"), donor=ends.donors[arc.donor].name, taker=ends.takers[arc.taker].name
            )
            left_out.append(LeftOut(id=f"{arc.donor} {arc.taker}", name=name, told=reason, arc=arc))
    fixed = tuple(place for place, arc in enumerate(problem.arcs) if arc.fixed_t_per_year is not None)
    return Admission(free=tuple(free), fixed=fixed, gains=gains, left_out=tuple(left_out))


class _Ends:
    """Donors, takers and facilities by id, and those of them whose amount is zero or not known."""

    def __init__(self, problem: Problem) -> None:
        self.donors = {one.id: one for one in problem.donors}
        self.takers = {one.id: one for one in problem.takers}
        self.facilities = {one.id: one for one in problem.facilities}
        self.left_out = tuple(self._without_amount())
        self._silent = {one.id for one in self.left_out}

    def _without_amount(self) -> Iterator[LeftOut]:
        for donor in self.donors.values():
            if donor.residue_of is None and not donor.mass_t_per_year:
                yield LeftOut(id=donor.id, name=donor.name, told=_no_mass(donor.mass_t_per_year))
        for taker in self.takers.values():
            if not taker.mass_t_per_year:
                yield LeftOut(id=taker.id, name=taker.name, told=_no_room(taker.mass_t_per_year))
        for facility in self.facilities.values():
            if not facility.capacity_t_per_year:
                yield LeftOut(id=facility.id, name=facility.name, told=_no_room(facility.capacity_t_per_year))

    def is_left_out(self, arc: Arc) -> bool:
        """Whether one of its ends is left out already, with its own reason."""
        return not self._silent.isdisjoint((arc.donor, arc.taker, arc.via))

    def hindrance(self, arc: Arc) -> Sentence | None:
        """What keeps an arc of known worth out, or None."""
        if arc.most_t_per_year == 0:
            return Sentence(N_("Nothing may go this way: its own limit is zero."))
        donor, taker = self.donors[arc.donor], self.takers[arc.taker]
        return _lot_hindrance(arc, donor, taker) or _limit_hindrance(donor, taker)


def _no_mass(mass: float | None) -> Sentence:
    if mass is None:
        return Sentence(N_("How much there is to give is not known. State an amount to let it take part."))
    return Sentence(N_("There is nothing to give: the amount is zero."))


def _no_room(mass: float | None) -> Sentence:
    if mass is None:
        return Sentence(N_("How much would be taken is not known. State an amount to let it take part."))
    return Sentence(N_("There is no room: the amount is zero."))


def _lot_hindrance(arc: Arc, donor: Donor, taker: Taker) -> Sentence | None:
    """A lot is counted where it arrives."""
    ends = [arc.most_t_per_year, donor.mass_t_per_year if donor.residue_of is None else None]
    arriving = [one * arc.yield_share for one in ends if one is not None]
    lot, most = taker.least_lot_t or 0.0, min([*arriving, taker.mass_t_per_year or 0.0])
    if lot <= most:
        return None
    return Sentence(
        N_("The least lot is %(lot)s t and no more than %(most)s t could go this way."),
        lot=figure(lot),
        most=figure(most),
    )


def _limit_hindrance(donor: Donor, taker: Taker) -> Sentence | None:
    for limit in taker.limits:
        quality = donor.qualities.get(limit.parameter)
        if quality is None:
            return Sentence(
                N_("Its %(parameter)s is not known, and there is a limit on it."),
                parameter=limit_word(limit.parameter),
            )
        if not is_blended(donor, taker, limit) and not keeps(quality, limit):
            return _broken(donor, taker, limit, quality)
    return None


def _broken(donor: Donor, taker: Taker, limit: Limit, quality: float) -> Sentence:
    parts = {"parameter": limit_word(limit.parameter), "value": figure(quality), "limit": _shown(limit)}
    if taker.blends and not limit.is_functional:
        return Sentence(
            N_("Its %(parameter)s is %(value)s, the limit is %(limit)s, and mixing is no remedy for a pollutant."),
            **parts,
        )
    if taker.blends and donor.is_hazardous is not False:
        return Sentence(
            N_("Its %(parameter)s is %(value)s, the limit is %(limit)s, and only what is not hazardous may be mixed."),
            **parts,
        )
    return Sentence(N_("Its %(parameter)s is %(value)s and the limit is %(limit)s."), **parts)


def _shown(limit: Limit) -> str:
    signs = (("≥", limit.least), ("≤", limit.most))
    return " ".join(f"{sign} {figure(one)} {limit.unit}".strip() for sign, one in signs if one is not None)


def keeps(quality: float, limit: Limit) -> bool:
    """Whether a material meets a limit by itself."""
    return (limit.most is None or quality <= limit.most) and (limit.least is None or quality >= limit.least)


def is_blended(donor: Donor, taker: Taker, limit: Limit) -> bool:
    """Whether this donor may meet this limit together with others."""
    return taker.blends and limit.is_functional and donor.is_hazardous is False


def limit_word(parameter: str) -> str:
    """The name of a parameter; its unit may stand behind it, where takers ask for it in several."""
    return parameter_word(parameter.partition(" ")[0])
