"""Transfer coefficients from recipes, for the processes of a flow table whose type is known."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from databank.records import Layer
from flows.balance import usual_rows
from flows.reconciliation.values import Coefficient
from flows.system.recipes import Recipe, Share, recipe_of
from flows.table import FlowTable

Inputs = Mapping[str, float]


def coefficients_for(table: FlowTable, process_types: Mapping[str, str]) -> tuple[Coefficient, ...]:
    """What the recipes say of the mass flows in a table.

    Parameters
    ----------
    process_types : Mapping
        Type of process by process id.

    Returns
    -------
    tuple of Coefficient
        One for each year and output material that leaves the process to one taker only: what goes to several cannot
        be told apart by a recipe. The share is that of all that comes in, each input with its own recipe; a process
        of which an input is not known, or not in its recipe, has none.
    """
    mass = usual_rows(table) & table.layer.where([Layer.MASS])
    found: list[Coefficient] = []
    for process, process_type in sorted(process_types.items()):
        recipe = recipe_of(process_type)
        inward = mass & table.target.where([process]) & ~table.source.where([process, "Stock"])
        outward = mass & table.source.where([process]) & ~table.target.where([process, "Stock"])
        for year in np.unique(table.year[inward & outward.any()]).tolist():
            this = table.year == year
            inputs = inputs_of(table, np.flatnonzero(inward & this))
            found += _of_year(table, np.flatnonzero(outward & this), recipe, inputs, (year, process))
    return tuple(found)


def inputs_of(table: FlowTable, rows: NDArray[np.intp]) -> Inputs:
    """Tonnes by material; NaN where an amount is not known."""
    sums: dict[str, float] = {}
    for row in rows.tolist():
        material = table.material.labels[table.material.codes[row]]
        sums[material] = sums.get(material, 0.0) + float(table.amount[row])
    return sums


def _of_year(
    table: FlowTable, rows: NDArray[np.intp], recipe: Recipe, inputs: Inputs, place: tuple[int, str]
) -> Iterator[Coefficient]:
    total = sum(inputs.values())
    if not total > 0 or not all(recipe.takes(material) for material in inputs):  # `not >` so that NaN has none
        return
    takers = takers_of(table, rows)
    for material, (low, typical, high) in mixed(recipe, inputs).items():
        if len(takers.get(material, ())) == 1 and typical <= 1:
            yield Coefficient(
                year=place[0],
                process=place[1],
                target=takers[material][0],
                material=material,
                share=typical,
                standard_uncertainty=(high - low) / math.sqrt(12),
            )


def takers_of(table: FlowTable, rows: NDArray[np.intp]) -> dict[str, list[str]]:
    """Who takes each material, each once."""
    takers: dict[str, list[str]] = {}
    for row in rows.tolist():
        target = table.target.labels[table.target.codes[row]]
        of_material = takers.setdefault(table.material.labels[table.material.codes[row]], [])
        if target not in of_material:
            of_material.append(target)
    return takers


def mixed(recipe: Recipe, inputs: Inputs) -> dict[str, tuple[float, float, float]]:
    """Lowest, typical and highest share of each output material in all that comes in, by the mixture of inputs."""
    total = sum(inputs.values())
    found: dict[str, tuple[float, float, float]] = {}
    for material, amount in inputs.items():
        for share in recipe.outputs(material):
            found[share.material] = _plus(found.get(share.material, (0.0, 0.0, 0.0)), share, amount / total)
    return found


def _plus(sums: tuple[float, float, float], share: Share, weight: float) -> tuple[float, float, float]:
    return sums[0] + weight * share.low, sums[1] + weight * share.typical, sums[2] + weight * share.high
