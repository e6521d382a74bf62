"""What planned plants would take, and by their recipe what they would then give."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from databank.records import MaterialNeed, Period, Process, RealStatus, TreatmentLine
from flows.system.coefficients import inputs_of, mixed
from flows.system.recipes import ADDED, Role, recipe_of
from flows.system.rows import PLANNED, NewRow, added
from flows.table import FlowTable

NOT_YET = frozenset({RealStatus.PLANNED, RealStatus.RESERVE})
MARKET, ENVIRONMENT, NOT_KNOWN = "Market", "Environment", "fate:not_known"
NEGLIGIBLE_T = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedPlant:
    """A plant that does not run yet: its type of process, and what it wants to take in a year, if it says so.

    `intake_t` is by material class; flows to the plant that are in the table count instead of it.
    """

    process: Process
    process_type: str
    year: int | None = None
    intake_t: Mapping[str, float] | None = None


def planned_plants(lines: Iterable[TreatmentLine], needs: Iterable[MaterialNeed]) -> tuple[PlannedPlant, ...]:
    """The planned treatments with the planned needs of their sites, as far as a viewer sees either.

    A need counts with the first of its classes that the treatment takes, and only as tonnes a year; of several
    planned treatments at a site the first that has a need counts, else the first.
    """
    wanted = [need for need in needs if need.real_status in NOT_YET and need.amount.period is Period.PER_YEAR]
    plants: dict[str, PlannedPlant] = {}
    for line in sorted(lines, key=lambda line: line.id):
        if line.real_status in NOT_YET:
            plant = _plant(line, [need for need in wanted if need.site_id == line.site_id])
            known = plants.setdefault(line.site_id, plant)
            if known.intake_t is None and plant.intake_t is not None:
                plants[line.site_id] = plant
    return tuple(plants.values())


def with_planned_outputs(table: FlowTable, plants: Sequence[PlannedPlant]) -> FlowTable:
    """Add what planned plants would give, as rows of kind "planned".

    A plant that gives something in the table already has no further row. Products go to the market, what leaves as
    water or gas to the environment, and nobody knows yet where residues go; water and binder that are added come from
    the market. The uncertainty of a row is that of the recipe alone.
    """
    rows = [row for plant in plants for row in _outputs(table, plant)]
    return added(table, rows, {plant.process.id: plant.process for plant in plants})


def _plant(line: TreatmentLine, needs: Sequence[MaterialNeed]) -> PlannedPlant:
    recipe, intake, years = recipe_of(line.step), dict[str, float](), list[int]()
    for need in needs:
        tonnes = need.amount.mass_t
        material = next((name for name in need.material_classes if _accepts(line, name) and recipe.takes(name)), None)
        if tonnes is not None and material is not None:
            intake[material] = intake.get(material, 0.0) + float(tonnes)
            years += [need.amount.year] if need.amount.year else []
    process = Process(
        id=line.site_id,
        label=line.site_name,
        kind="site",
        area=line.area_id or "",
        municipality=line.municipality or "",
        organisation=line.organisation_name or "",
    )
    year = max(years, default=None)
    return PlannedPlant(process=process, process_type=line.step, year=year, intake_t=intake or None)


def _accepts(line: TreatmentLine, material: str) -> bool:
    return not line.material_classes or material in line.material_classes


def _outputs(table: FlowTable, plant: PlannedPlant) -> Iterator[NewRow]:
    if table.source.where([plant.process.id]).any():
        return
    inputs = dict(_inputs(table, plant)) or ({plant.year: plant.intake_t} if plant.year and plant.intake_t else {})
    recipe = recipe_of(plant.process_type)
    for year, by_material in inputs.items():
        total = math.fsum(by_material.values())
        if not total > 0 or not all(recipe.takes(material) for material in by_material):
            continue
        roles = {share.material: share.role for material in by_material for share in recipe.outputs(material)}
        out = 0.0
        for material, (low, typical, high) in mixed(recipe, by_material).items():
            out += typical * total
            spread = (high - low) / math.sqrt(12) * total
            yield _row(year, (plant.process.id, _target(roles[material])), material, typical * total, spread)
        if out - total > NEGLIGIBLE_T * total:
            yield _row(year, (MARKET, plant.process.id), ADDED, out - total, math.nan)


def _inputs(table: FlowTable, plant: PlannedPlant) -> Iterator[tuple[int, Mapping[str, float]]]:
    """Tonnes by material that planned flows of the table bring in, by year; a year with an unknown amount has none."""
    coming = table.target.where([plant.process.id]) & table.kind.where([PLANNED]) & table.layer.where(["mass"])
    for year in np.unique(table.year[coming]).tolist():
        sums = inputs_of(table, np.flatnonzero(coming & (table.year == year)))
        if not any(math.isnan(tonnes) for tonnes in sums.values()):
            yield year, sums


def _target(role: Role) -> str:
    return {Role.PRODUCT: MARKET, Role.RESIDUE: NOT_KNOWN, Role.LOST: ENVIRONMENT}[role]


def _row(year: int, ends: tuple[str, str], material: str, amount: float, spread: float) -> NewRow:
    source, target = ends
    return NewRow(
        year=year, source=source, target=target, material=material, amount=amount, standard_uncertainty=spread
    )
