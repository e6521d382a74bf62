"""Recipes: what becomes of a tonne that goes into a process, by its type; shares with range, basis and source.

The types are the treatments of the taxonomy and what `data/recipes.csv` adds to them: other processes, whose residues
are side streams.
"""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache
from importlib import resources
from types import MappingProxyType

from flows.errors import RecipeDataError, UnknownRecipeError
from taxonomy.codes import Titles
from taxonomy.materials import wider_class
from taxonomy.treatment_steps import Range, TreatmentStep, treatment_steps

AIR = "emission_air"
ADDED = "other_raw"
FILE = "recipes.csv"
NEGLIGIBLE = 1e-9


class Role(StrEnum):
    """What an output is: what the process is run for, a side stream, or what leaves as water and gas."""

    PRODUCT = "product"
    RESIDUE = "residue"
    LOST = "lost"


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """Tonnes of one output from a tonne of input as shipped; above 1 where water or binder is added.

    `basis` is one of measured, published, computed, proxy, assumption.
    """

    material: str
    role: Role
    low: float
    typical: float
    high: float
    basis: str
    source: str

    @property
    def standard_uncertainty(self) -> float:
        """Of a value that lies anywhere in the range."""
        return (self.high - self.low) / math.sqrt(12)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """The outputs of one type of process, by the material class that goes in."""

    process_type: str
    titles: Titles
    shares: Mapping[str, tuple[Share, ...]]

    def takes(self, material: str) -> bool:
        """Whether it tells what becomes of a material."""
        return self._known(material) is not None

    def outputs(self, material: str) -> tuple[Share, ...]:
        """What becomes of a material; empty where the recipe does not tell. An unnamed product stays what it was."""
        known = self._known(material)
        return tuple(_named(share, material) for share in self.shares[known]) if known else ()

    def _known(self, material: str) -> str | None:
        """The class itself or the narrowest above it that the recipe names."""
        while material not in self.shares:
            above = wider_class(material)
            if above == material:
                return None
            material = above
        return material


def recipe_of(process_type: str) -> Recipe:
    """The recipe of a type of process.

    >>> [(share.material, share.role.value) for share in recipe_of("digestion").outputs("biowaste")]
    [('digestate', 'product'), ('emission_air', 'lost')]

    Raises
    ------
    UnknownRecipeError
        When no recipe of this type is shipped.
    """
    try:
        return recipes()[process_type]
    except KeyError:
        raise UnknownRecipeError(
            "There is no recipe %(type)s. Choose one of: %(types)s.", type=process_type, types=", ".join(recipes())
        ) from None


@cache
def recipes() -> Mapping[str, Recipe]:
    """All recipes by type, treatments first."""
    folder = resources.files("flows") / "data"
    told = json.loads((folder / "recipes.json").read_text("utf-8"))["process_types"]
    titles = {name: Titles(**words) for name, words in told.items()}
    treatments = {step.id: _of_step(step) for step in treatment_steps()}
    return MappingProxyType(treatments | read_recipes((folder / FILE).read_text("utf-8"), titles))


def read_recipes(text: str, titles: Mapping[str, Titles]) -> dict[str, Recipe]:
    """Read recipes from CSV.

    Raises
    ------
    RecipeDataError
        When a row cannot be used; it names the line and what would be right.
    """
    found: dict[str, dict[str, tuple[Share, ...]]] = {}
    for line, row in enumerate(csv.DictReader(io.StringIO(text)), start=2):
        kind, material = row["process_type"], row["input_material"]
        if kind not in titles:
            raise RecipeDataError(
                "%(file)s, line %(line)s: %(type)s has no title. Add it beside.", file=FILE, line=line, type=kind
            )
        of_kind = found.setdefault(kind, {})
        of_kind[material] = (*of_kind.get(material, ()), _share(row, line))
    return {
        kind: Recipe(
            process_type=kind,
            titles=titles[kind],
            shares={material: (*shares, *_rest(shares)) for material, shares in of_kind.items()},
        )
        for kind, of_kind in found.items()
    }


def _rest(shares: Sequence[Share]) -> Iterator[Share]:
    """What the other outputs leave of a tonne is gas or water."""
    typical = 1 - math.fsum(share.typical for share in shares)
    if typical > NEGLIGIBLE:
        least, most = (1 - math.fsum(getattr(share, end) for share in shares) for end in ("high", "low"))
        yield Share(
            material=AIR,
            role=Role.LOST,
            low=max(least, 0.0),
            typical=typical,
            high=most,
            basis="computed",
            source="What the other outputs leave",
        )


def _share(row: Mapping[str, str], line: int) -> Share:
    try:
        low, typical, high = (float(row[f"share_{name}"]) for name in ("low", "typical", "high"))
        role = Role(row["role"])
    except ValueError as error:
        raise RecipeDataError("%(file)s, line %(line)s: %(fault)s", file=FILE, line=line, fault=error) from error
    if not (0 <= low <= typical <= high < math.inf) or not row["source"]:
        raise RecipeDataError(
            "%(file)s, line %(line)s: the shares must rise from low to high and have a source.", file=FILE, line=line
        )
    return Share(
        material=row["output_material"],
        role=role,
        low=low,
        typical=typical,
        high=high,
        basis=row["basis"],
        source=row["source"],
    )


def _of_step(step: TreatmentStep) -> Recipe:
    shares = tuple(_step_shares(step))
    return Recipe(process_type=step.id, titles=step.titles, shares=dict.fromkeys(step.material_classes, shares))


def _step_shares(step: TreatmentStep) -> Iterator[Share]:
    """Product, residue and loss of a treatment; the middle of a range stands for what is typical.

    Only what comes in is a tonne: water and binder that are added make the loss smaller.
    """
    yield _ranged(step, step.output or "", Role.PRODUCT, step.yield_share)
    if step.residue:
        yield _ranged(step, step.residue, Role.RESIDUE, step.residue_share)
    least = 1 - step.yield_share[1] - step.residue_share[1]
    most = 1 - step.yield_share[0] - step.residue_share[0]
    if least + most > 0:
        yield _ranged(step, AIR, Role.LOST, (max(least, Decimal(0)), most), (least + most) / 2)


def _ranged(step: TreatmentStep, material: str, role: Role, span: Range, typical: Decimal | None = None) -> Share:
    low, high = span
    return Share(
        material=material,
        role=role,
        low=float(low),
        typical=float((low + high) / 2 if typical is None else typical),
        high=float(high),
        basis=step.basis,
        source=step.source,
    )


def _named(share: Share, material: str) -> Share:
    if share.material:
        return share
    return Share(
        material=material,
        role=share.role,
        low=share.low,
        typical=share.typical,
        high=share.high,
        basis=share.basis,
        source=share.source,
    )
