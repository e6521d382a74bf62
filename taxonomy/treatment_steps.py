"""Treatments between donor and receiver: what goes in, what comes out, what is left over, and what must be tested.

Shares are tonnes from a tonne of what comes in, as shipped; water and binder that are added come on top of that tonne.
What is neither product nor residue has left as water or gas.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from types import MappingProxyType
from typing import Literal, cast

from taxonomy.codes import Titles, UnknownCodeError, parts, read_rows, titles_of
from taxonomy.figures import Basis, Origin
from taxonomy.materials import wider_class

Keeps = Literal["all", "dry_matter", "bounds", "nothing"]
"""What an analysis of the material still tells of the product: all of it; all of its dry matter, as only water comes
or goes; bounds of the contents, as parts are taken out or added; or nothing, as the substances change."""

Range = tuple[Decimal, Decimal]


@dataclass(frozen=True, slots=True, kw_only=True)
class TreatmentStep:
    """One treatment.

    Attributes
    ----------
    material_classes : tuple of str
        What it takes; narrower classes too.
    output : str, optional
        The class of the product; None where it stays what it was.
    yield_share, added_share, residue_share : tuple of Decimal
        Lowest and highest, from a tonne of what comes in.
    moisture_share : tuple of Decimal, optional
        Water in the product; None where the treatment does not change it.
    lowers : tuple of str
        Parameters that it is made to lower: a limit that failed is to be tested after the treatment, never passed.
    cost_eur_per_t, cost_origin : tuple of Decimal, Origin, optional
        For a tonne that comes in, where a source gives one.
    """

    id: str
    titles: Titles
    material_classes: tuple[str, ...]
    output: str | None
    yield_share: Range
    added_share: Range
    residue: str | None
    residue_share: Range
    moisture_share: Range | None
    keeps: Keeps
    lowers: tuple[str, ...]
    operation: str | None
    cost_eur_per_t: Range | None
    cost_origin: Origin | None
    basis: Basis
    source: str
    note: Titles | None

    @property
    def lost_share(self) -> Range:
        """What leaves as water or gas, at least and at most."""
        least = 1 + self.added_share[0] - self.yield_share[1] - self.residue_share[1]
        most = 1 + self.added_share[1] - self.yield_share[0] - self.residue_share[0]
        return max(least, Decimal(0)), max(most, Decimal(0))

    @property
    def is_rough(self) -> bool:
        """Whether its shares stand in for some that were not found."""
        return self.basis in {"proxy", "assumption"}

    def takes(self, class_id: str) -> bool:
        """Whether material of a class may come in.

        >>> step("slag_crushing").takes("slag_stainless"), step("slag_crushing").takes("glass")
        (True, False)
        """
        return any(one in self.material_classes for one in _with_wider(class_id))

    def product_of(self, class_id: str) -> str:
        """The class of what comes out when material of a class goes in."""
        return self.output or class_id


def treatment_steps() -> tuple[TreatmentStep, ...]:
    """All treatments."""
    return tuple(_steps().values())


def step(step_id: str) -> TreatmentStep:
    """One treatment; UnknownCodeError if there is none of that id."""
    try:
        return _steps()[step_id]
    except KeyError:
        raise UnknownCodeError(step_id, "the treatment steps") from None


def steps_for(class_id: str) -> tuple[TreatmentStep, ...]:
    """The treatments that take a material, those with published numbers first.

    >>> [one.id for one in steps_for("foundry_sand")]
    ['foundry_sand_mechanical', 'foundry_sand_thermal', 'foundry_sand_screening']
    """
    found = (one for one in treatment_steps() if one.takes(class_id))
    return tuple(sorted(found, key=lambda one: one.is_rough))


def leads_back(class_id: str, first: TreatmentStep, then: TreatmentStep) -> bool:
    """Whether one treatment after another makes again what went into the first: a circle that nothing leaves.

    >>> leads_back("sewage_sludge", step("sludge_drying"), step("digestion"))
    False
    >>> leads_back("sewage_sludge", step("sludge_drying"), step("sludge_drying"))
    True
    """
    between = first.product_of(class_id)
    changes = first is then or between != class_id
    return changes and then.takes(between) and then.product_of(between) == class_id


def _with_wider(class_id: str) -> Iterator[str]:
    """A class and those above it, the narrowest first."""
    while True:
        yield class_id
        above = wider_class(class_id)
        if above == class_id:
            return
        class_id = above


@cache
def _steps() -> Mapping[str, TreatmentStep]:
    return MappingProxyType({row["id"]: _step(row) for _, row in read_rows("treatment_steps")})


def _step(row: Mapping[str, str]) -> TreatmentStep:
    nothing = (Decimal(0), Decimal(0))
    return TreatmentStep(
        id=row["id"],
        titles=titles_of(row),
        material_classes=parts(row["material_classes"]),
        output=row["output"] or None,
        yield_share=_range(row, "yield") or nothing,
        added_share=_range(row, "added") or nothing,
        residue=row["residue"] or None,
        residue_share=_range(row, "residue") or nothing,
        moisture_share=_range(row, "moisture"),
        keeps=cast(Keeps, row["keeps"]),
        lowers=parts(row["lowers"]),
        operation=row["operation"] or None,
        cost_eur_per_t=_range(row, "cost"),
        cost_origin=_cost_origin(row) if row["cost_source"] else None,
        basis=cast(Basis, row["basis"]),
        source=row["source"],
        note=titles_of(row, "note") if row["note_fi"] else None,
    )


def _cost_origin(row: Mapping[str, str]) -> Origin:
    return Origin(
        year=int(row["cost_year"]),
        period=row["cost_year"] if row["cost_year_stated"] == "1" else "",
        year_is_stated=row["cost_year_stated"] == "1",
        region=row["cost_region"],
        basis=cast(Basis, row["basis"]),
        source=row["cost_source"],
    )


def _range(row: Mapping[str, str], name: str) -> Range | None:
    low, high = row[f"{name}_min"], row[f"{name}_max"]
    return (Decimal(low), Decimal(high)) if low and high else None
