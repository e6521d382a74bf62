"""A plan in sentences: what it comes to, how it compares, what stays where it is and why, what to look at twice."""

from __future__ import annotations

from collections.abc import Iterator

from databank.errors import N_, Sentence
from flows.allocation.admitting import Admission
from flows.allocation.rows import makes_residue
from flows.allocation.values import KG_PER_T, Arc, Certificate, Donor, Goal, Plan, Problem, Totals, Unplaced
from flows.matching.saying import figure, listed

LEAST_T = 1e-3
PERCENT = 100.0


def told_total(problem: Problem, totals: Totals) -> Sentence:
    """What a plan comes to under its objective."""
    mass = figure(totals.mass_t_per_year)
    goal = problem.objective.goal
    if goal == "landfill":
        amount = figure(totals.landfill_t)
        return Sentence(
            N_("Least landfill: %(mass)s t a year placed, %(amount)s t kept from it."), mass=mass, amount=amount
        )
    if goal == "cost":
        amount = figure(totals.value_eur)
        return Sentence(
            N_("Least cost: %(mass)s t a year placed, %(amount)s € a year gained."), mass=mass, amount=amount
        )
    if goal == "co2":
        amount = figure(totals.co2_t)
        return Sentence(
            N_("Least emissions: %(mass)s t a year placed, %(amount)s t CO2e a year spared."), mass=mass, amount=amount
        )
    return Sentence(
        N_(
            "Weighted: %(mass)s t a year placed, %(landfill)s t kept from landfill, %(value)s € gained and"
            " %(co2)s t CO2e spared."
        ),
        mass=mass,
        landfill=figure(totals.landfill_t),
        value=figure(totals.value_eur),
        co2=figure(totals.co2_t),
    )


def told_comparison(plan: Plan, greedy: Plan, goal: Goal) -> Sentence:
    """How much less whoever takes the best pair first would reach."""
    if plan.conflicts:
        return Sentence(N_("There is nothing to compare with: some exchanges that are fixed cannot hold together."))
    less = plan.total - greedy.total
    if less <= 1e-9 * max(1.0, abs(plan.total)):
        return Sentence(N_("Taking the best pair first comes to the same."))
    share = figure(PERCENT * less / abs(plan.total)) if plan.total else figure(0)
    per = {"co2": KG_PER_T}.get(goal, 1.0)
    parts = {"amount": figure(greedy.total / per), "less": figure(less / per), "share": share}
    if goal in {"landfill", "co2"}:
        return Sentence(
            N_("Taking the best pair first would reach %(amount)s t: %(less)s t or %(share)s %% less."), **parts
        )
    return Sentence(
        N_("Taking the best pair first would reach %(amount)s €: %(less)s € or %(share)s %% less."), **parts
    )


def flags_of(problem: Problem, plan: Plan) -> Iterator[tuple[Arc, Sentence]]:
    """Each used step down the waste hierarchy, however cheap, each note, and each thing not known of a used pair."""
    for move in plan.moves:
        arc = problem.arcs[move.arc]
        if arc.moves_down_hierarchy is not None:
            yield arc, arc.moves_down_hierarchy
        for told in (*arc.notes, *arc.cautions):
            yield arc, told


def unplaced_of(problem: Problem, plan: Plan, admission: Admission) -> tuple[Unplaced, ...]:
    """What no pair takes, donor by donor in their order."""
    return tuple(_Left(problem, plan, admission).all())


class _Left:
    def __init__(self, problem: Problem, plan: Plan, admission: Admission) -> None:
        self.problem, self.plan, self.admission = problem, plan, admission
        self.sent: dict[str, float] = {}
        self.entered: dict[str, float] = {}
        self.arrived: dict[str, float] = {}
        for move in plan.moves:
            arc, mass = problem.arcs[move.arc], move.mass_t_per_year
            self.sent[arc.donor] = self.sent.get(arc.donor, 0.0) + mass
            self.arrived[arc.taker] = self.arrived.get(arc.taker, 0.0) + mass * arc.yield_share
            self.entered[arc.via or ""] = self.entered.get(arc.via or "", 0.0) + mass
        self.full = {one.id: one.name for one in problem.takers if _is_full(self.arrived, one.id, one.mass_t_per_year)}
        self.full |= {
            one.id: one.name for one in problem.facilities if _is_full(self.entered, one.id, one.capacity_t_per_year)
        }
        self.free: dict[str, list[int]] = {}
        for place in admission.free:
            self.free.setdefault(problem.arcs[place].donor, []).append(place)
        self.kept_out = {one.arc.donor: one.told for one in reversed(admission.left_out) if one.arc is not None}
        self.amounts = {one.id: one.told for one in admission.left_out if one.arc is None}
        self.conflicting = {problem.arcs[place].donor for one in plan.conflicts for place in one.arcs}

    def all(self) -> Iterator[Unplaced]:
        for donor in self.problem.donors:
            made = donor.residue_share * self._entered(donor) if donor.residue_of else 0.0
            left = (donor.mass_t_per_year or 0.0) + made - self.sent.get(donor.id, 0.0)
            if left > LEAST_T:
                yield Unplaced(donor=donor.id, name=donor.name, mass_t_per_year=left, told=self._told(donor))

    def _entered(self, donor: Donor) -> float:
        return sum(
            move.mass_t_per_year for move in self.plan.moves if makes_residue(self.problem.arcs[move.arc], donor)
        )

    def _told(self, donor: Donor) -> Sentence:
        if donor.id in self.conflicting:
            return Sentence(N_("Exchanges that are fixed cannot hold together here, so there is no plan."))
        free = self.free.get(donor.id, [])
        if not free:
            return self._told_without(donor)
        gaining = [place for place in free if (self.admission.gains[place] or 0.0) > 0]
        if not gaining and donor.is_used and self.problem.objective.goal == "landfill":
            return Sentence(
                N_("It does not go to a landfill today, so that this objective gains nothing by moving it.")
            )
        if not gaining:
            return _told_without_gain(self.problem.objective.goal)
        arcs = [self.problem.arcs[place] for place in gaining]
        ends = [name for arc in arcs for name in (arc.taker, arc.via or "") if name in self.full]
        names = listed(list(dict.fromkeys(self.full[name] for name in ends)))
        if all(arc.taker in self.full or arc.via in self.full for arc in arcs):
            return Sentence(N_("There is no more room, and others gain more by it: %(names)s."), names=names)
        return Sentence(N_("What is left does not fit the limits, the least lots or the mixtures of its pairs."))

    def _told_without(self, donor: Donor) -> Sentence:
        if donor.id in self.kept_out:
            return self.kept_out[donor.id]
        ends = (name for arc in self.problem.arcs if arc.donor == donor.id for name in (arc.taker, arc.via))
        reason = next((self.amounts[name] for name in ends if name in self.amounts), None)
        if reason is None and donor.residue_of is not None:
            return Sentence(N_("A treatment of this plan leaves it over, and nobody is known who would use it."))
        return reason or Sentence(N_("No pair was found for it."))


def _told_without_gain(goal: Goal) -> Sentence:
    if goal == "landfill":
        return Sentence(N_("None of its pairs would keep more of it from landfill than today."))
    return Sentence(N_("Each of its pairs would lose more than it gains under this objective."))


def _is_full(used: dict[str, float], name: str, most: float | None) -> bool:
    return most is not None and used.get(name, 0.0) >= most - max(LEAST_T, 1e-6 * most)


def told_certificate(certificate: Certificate) -> Sentence:
    """The proof in a line."""
    return (
        certificate.told[0] if certificate.holds else Sentence(N_("Not proved: %(reason)s"), reason=certificate.told[1])
    )
