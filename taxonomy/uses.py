"""What becomes of a material: who takes it, for what, instead of what, and how good the evidence is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Literal, cast, get_args

from taxonomy.codes import Titles, UnknownCodeError, parts, read_rows, titles_of
from taxonomy.industries import industry
from taxonomy.materials import material_class, wider_class

Level = Literal["standard", "documented_practice", "field_test", "research"]
LEVELS: tuple[Level, ...] = get_args(Level)


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """One way to use a material. `material` says more closely what of the class is meant.

    A use without waste codes is of something that is no waste: a gas, heat, a product. `applications` names the
    part of its rules whose limits hold. `weaknesses` are ids of `weakness`.
    """

    id: str
    material_class: str
    codes: tuple[str, ...]
    industries: tuple[str, ...]
    material: Titles
    titles: Titles
    replaces: Titles
    treatment: Titles
    rules: tuple[str, ...]
    applications: tuple[str, ...]
    level: Level
    is_gap: bool
    weaknesses: tuple[str, ...]
    source: str
    note: Titles | None

    @property
    def is_weak(self) -> bool:
        """Whether something about the evidence should be looked at before one relies on it."""
        return bool(self.weaknesses)


@dataclass(frozen=True, slots=True)
class Weakness:
    """A reason why the evidence of a use is weak."""

    id: str
    titles: Titles


def uses() -> tuple[Use, ...]:
    """All rows, the best evidence first; those that state a gap are among them."""
    return tuple(sorted(_uses().values(), key=lambda one: (LEVELS.index(one.level), one.is_weak, one.id)))


def use(use_id: str) -> Use:
    """One use; UnknownCodeError if there is none of that id."""
    try:
        return _uses()[use_id]
    except KeyError:
        raise UnknownCodeError(use_id, "the uses") from None


def uses_of(class_id: str) -> tuple[Use, ...]:
    """The uses of a material: its own first, then those of narrower and of wider classes.

    A row that states a gap is no use: see `gaps_of`.

    >>> [one.id for one in uses_of("aerated_concrete")][0]
    'U012'
    """
    near = _near(class_id)
    found = [one for one in uses() if one.material_class in near and not one.is_gap]
    return tuple(sorted(found, key=lambda one: near.index(one.material_class)))


def gaps_of(class_id: str) -> tuple[Use, ...]:
    """The rows that say that a material has no established use."""
    near = _near(class_id)
    return tuple(one for one in uses() if one.material_class in near and one.is_gap)


def by_industry(nace: str) -> tuple[Use, ...]:
    """The uses in an industry, NACE Rev. 2: "23" finds what goes to "23.5", and "23.51" too."""
    asked = _with_parents(nace)
    return tuple(
        one
        for one in uses()
        if not one.is_gap and any(code in asked or asked[0] in _with_parents(code) for code in one.industries)
    )


def weakness(weakness_id: str) -> Weakness:
    """Why evidence is weak, as a sentence."""
    try:
        return _weaknesses()[weakness_id]
    except KeyError:
        raise UnknownCodeError(weakness_id, "the reasons of weak evidence") from None


@cache
def _near(class_id: str) -> tuple[str, ...]:
    own = material_class(class_id).id
    narrower = {one.material_class for one in uses() if own in _wider(one.material_class)}
    return (own, *sorted(narrower), *(wider for wider in _wider(own)))


@cache
def _wider(class_id: str) -> tuple[str, ...]:
    """The classes above a class, the general class of its family last."""
    above = wider_class(class_id)
    return () if above == class_id else (above, *_wider(above))


@cache
def _with_parents(nace: str) -> tuple[str, ...]:
    found = industry(nace)
    return (found.code, *(_with_parents(found.parent) if found.parent else ()))


@cache
def _uses() -> Mapping[str, Use]:
    return MappingProxyType({row["id"]: _use(row) for _, row in read_rows("uses")})


def _use(row: Mapping[str, str]) -> Use:
    return Use(
        id=row["id"],
        material_class=row["material_class"],
        codes=parts(row["codes"]),
        industries=parts(row["industries"]),
        material=titles_of(row, "material"),
        titles=titles_of(row, "use"),
        replaces=titles_of(row, "replaces"),
        treatment=titles_of(row, "treatment"),
        rules=parts(row["rules"]),
        applications=parts(row["applications"]),
        level=cast(Level, row["level"]),
        is_gap=row["is_gap"] == "1",
        weaknesses=parts(row["weaknesses"]),
        source=row["source"],
        note=titles_of(row, "note") if row["note_fi"] else None,
    )


@cache
def _weaknesses() -> Mapping[str, Weakness]:
    return MappingProxyType({row["id"]: Weakness(row["id"], titles_of(row)) for _, row in read_rows("use_weaknesses")})
