"""Blends, shared treatment, yields and least lots: a linear programme, with yes-or-no decisions where there are lots.

HiGHS takes the dual simplex method for what is small and the interior point method for what is large. Of a part with
lots the same programme without them gives prices, and with them a bound that can be computed again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate
from math import floor

import highspy
import numpy as np
from numpy.typing import NDArray

from flows.allocation.rows import Row, RowKey

Floats = NDArray[np.float64]

INTERIOR_POINT_FROM = 20_000
LOT_GAP = 1e-3
LOT_SECONDS = 10.0
FIRST_SHARE = 0.4
FEASIBILITY = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """Arcs by their place, with gain, least and most; `lots` says how much goes on an arc if anything does.

    `tied` are the limits of the arcs themselves. `most` follows from them and from the rows: the search for lots needs
    it, but prices would go to it instead of to the rows if it stood in the programme without lots.
    `start` is a plan that keeps all of it, to begin the search for lots with and to fall back on; it may be empty.
    """

    arcs: Sequence[int]
    gain: Mapping[int, float]
    least: Mapping[int, float]
    most: Mapping[int, float]
    tied: Mapping[int, float]
    rows: Mapping[RowKey, Row]
    lots: Mapping[int, float] = field(default_factory=dict)
    start: Mapping[int, float] = field(default_factory=dict)
    seconds: float = LOT_SECONDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Solution:
    """Tonnes by arc, prices by row, and the bound that the solver proves.

    `is_decided` where lots were: then the bound is tighter than what follows from the prices.
    """

    mass: dict[int, float]
    prices: dict[RowKey, float]
    bound: float
    is_decided: bool = False


def solve(programme: Programme) -> Solution | None:
    """The best masses; None if there are none at all."""
    relaxed = _read(programme, _run(programme, _model(programme, with_lots=False)))
    if relaxed is None or not programme.lots or _keeps_lots(programme, relaxed.mass):
        return relaxed
    return _decided(programme, relaxed)


def is_possible(programme: Programme) -> bool:
    """Whether any masses keep all rows and lots."""
    solver = _run(programme, _model(programme, with_lots=bool(programme.lots)))
    return bool(solver.getModelStatus() != highspy.HighsModelStatus.kInfeasible)


def _keeps_lots(programme: Programme, mass: Mapping[int, float]) -> bool:
    return all(mass[arc] == 0 or mass[arc] >= lot for arc, lot in programme.lots.items())


def _run(programme: Programme, model: highspy.HighsLp) -> highspy.Highs:
    solver = _solver(model)
    if programme.lots and programme.start and model.num_col_ > len(programme.arcs):
        _begin(programme, solver)
    if model.num_col_ == len(programme.arcs) and model.num_col_ >= INTERIOR_POINT_FROM:
        solver.setOptionValue("solver", "ipm")
    solver.setOptionValue("time_limit", programme.seconds if len(model.integrality_) else highspy.kHighsInf)
    solver.run()
    if solver.getModelStatus() == highspy.HighsModelStatus.kUnknown:
        solver.setOptionValue("solver", "simplex")
        solver.run()
    return solver


def _solver(model: highspy.HighsLp) -> highspy.Highs:
    solver = highspy.Highs()
    options: tuple[tuple[str, bool | int | float], ...] = (
        ("output_flag", False),
        ("threads", 1),
        ("mip_rel_gap", LOT_GAP),
        ("primal_feasibility_tolerance", FEASIBILITY),
        ("dual_feasibility_tolerance", FEASIBILITY),
    )
    for name, value in options:
        solver.setOptionValue(name, value)
    solver.passModel(model)
    return solver


def _begin(programme: Programme, solver: highspy.Highs) -> None:
    """Hand over the plan that is known already."""
    masses = [programme.start.get(arc, 0.0) for arc in programme.arcs]
    chosen = [float(programme.start.get(arc, 0.0) > 0) for arc in programme.lots]
    known = highspy.HighsSolution()
    known.col_value = [*masses, *chosen]
    solver.setSolution(known)


def _model(programme: Programme, *, with_lots: bool) -> highspy.HighsLp:
    lots = programme.lots if with_lots else {}
    column = {arc: place for place, arc in enumerate(programme.arcs)}
    chosen = {arc: len(column) + place for place, arc in enumerate(lots)}
    sides = [
        ([(column[arc], factor) for arc, factor in row.factors.items()], row.most)
        for row in programme.rows.values()
        if row.most is not None
    ]
    for arc, lot in lots.items():  # lot * y <= x <= most * y
        sides.append(([(column[arc], 1.0), (chosen[arc], -programme.most[arc])], 0.0))
        sides.append(([(column[arc], -1.0), (chosen[arc], lot)], 0.0))
    sides += [([(chosen[arc], 1.0) for arc in arcs], float(count)) for arcs, count in _counted(programme, lots)]
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(column) + len(chosen), len(sides)
    model.sense_ = highspy.ObjSense.kMaximize
    model.col_cost_ = np.array([*(programme.gain[arc] for arc in column), *(0.0 for _ in chosen)])
    model.col_lower_ = np.array([*(programme.least.get(arc, 0.0) for arc in column), *(0.0 for _ in chosen)])
    upper = programme.most if chosen else programme.tied
    model.col_upper_ = np.array([*(upper.get(arc, highspy.kHighsInf) for arc in column), *(1.0 for _ in chosen)])
    model.row_lower_ = np.full(len(sides), -highspy.kHighsInf)
    model.row_upper_ = np.array([most for _, most in sides], np.float64)
    if chosen:
        kinds = highspy.HighsVarType
        model.integrality_ = [kinds.kContinuous] * len(column) + [kinds.kInteger] * len(chosen)
    _fill(model, [entries for entries, _ in sides])
    return model


def _counted(programme: Programme, lots: Mapping[int, float]) -> Iterator[tuple[list[int], int]]:
    """How many lots fit into a row at most: it follows from the rest, but the search finds it out only slowly."""
    for row in programme.rows.values():
        arcs = [arc for arc in row.factors if arc in lots]
        if arcs and row.most is not None and min(row.factors.values(), default=0.0) > 0:
            count = floor(row.most / min(lots[arc] * row.factors[arc] for arc in arcs) + FEASIBILITY)
            if count < len(arcs):
                yield arcs, count


def _fill(model: highspy.HighsLp, rows: list[list[tuple[int, float]]]) -> None:
    """The matrix row by row."""
    matrix = model.a_matrix_
    matrix.format_ = highspy.MatrixFormat.kRowwise
    matrix.num_col_, matrix.num_row_ = model.num_col_, model.num_row_
    matrix.start_ = np.array([0, *accumulate(map(len, rows))], np.int32)
    matrix.index_ = np.array([column for row in rows for column, _ in row], np.int32)
    matrix.value_ = np.array([value for row in rows for _, value in row], np.float64)


def _read(programme: Programme, solver: highspy.Highs) -> Solution | None:
    status, found = solver.getModelStatus(), solver.getSolution()
    if status == highspy.HighsModelStatus.kInfeasible:
        return None
    if status != highspy.HighsModelStatus.kOptimal:
        raise ArithmeticError(f"The programme of {len(programme.arcs)} arcs ended as {status.name}.")
    limited = [key for key, row in programme.rows.items() if row.most is not None]
    prices = {key: abs(dual) for key, dual in zip(limited, list(found.row_dual), strict=True) if dual}
    bound = solver.getInfo().objective_function_value
    return Solution(mass=_masses(programme, list(found.col_value)), prices=prices, bound=bound)


def _masses(programme: Programme, values: list[float]) -> dict[int, float]:
    return {arc: max(0.0, value) for arc, value in zip(programme.arcs, values, strict=False)}


def _decided(programme: Programme, relaxed: Solution) -> Solution | None:
    """With lots: first among the arcs that the prices speak for, then among all, for the bound.

    Where the time runs out before anything is found, what was known before stands.
    """
    likely, seconds = _likely(programme, relaxed), programme.seconds
    if 2 * len(likely.arcs) < len(programme.arcs):
        first = _searched(likely, seconds * FIRST_SHARE)
        programme = replace(programme, start=programme.start if first is None else first[0])
        seconds *= 1 - FIRST_SHARE
    found = _searched(programme, seconds)
    if found is None:
        return None
    return Solution(mass=found[0], prices=relaxed.prices, bound=min(found[1], relaxed.bound), is_decided=True)


def _searched(programme: Programme, seconds: float) -> tuple[dict[int, float], float] | None:
    """Masses and bound; None if nothing is possible."""
    solver = _run(replace(programme, seconds=seconds), _model(programme, with_lots=True))
    if solver.getModelStatus() == highspy.HighsModelStatus.kInfeasible:
        return None
    info = solver.getInfo()
    is_found = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible.value
    mass = _masses(programme, list(solver.getSolution().col_value)) if is_found else dict(programme.start)
    # A decision that is within the solver's tolerance of "no" leaves grams behind.
    return {
        arc: one if one >= programme.lots.get(arc, 0.0) / 2 else 0.0 for arc, one in mass.items()
    }, info.mip_dual_bound


def _likely(programme: Programme, relaxed: Solution) -> Programme:
    """The arcs that lose least against the prices, twice as many as there are rows, and those of the first plan."""
    loss = {arc: -programme.gain[arc] for arc in programme.arcs}
    for key, price in relaxed.prices.items():
        for arc, factor in programme.rows[key].factors.items():
            loss[arc] += price * factor
    best = sorted(programme.arcs, key=lambda arc: loss[arc])[: 2 * len(programme.rows)]
    fixed = [arc for arc in programme.arcs if arc not in programme.lots]
    chosen = set(best).union(fixed, (arc for arc, mass in programme.start.items() if mass > 0))
    rows = {
        key: Row({arc: factor for arc, factor in row.factors.items() if arc in chosen}, row.most)
        for key, row in programme.rows.items()
    }
    lots = {arc: lot for arc, lot in programme.lots.items() if arc in chosen}
    return replace(programme, arcs=[arc for arc in programme.arcs if arc in chosen], rows=rows, lots=lots)
