"""Industries and classes that belong together: in which industry an organisation works, which classes are near."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache

from databank.records import Organisation
from taxonomy.industries import industry, sectors
from taxonomy.materials import wider_class
from taxonomy.uses import uses_of


def classes_near(material_class: str | None) -> tuple[str, ...]:
    """The class itself, those of its uses, and the wider ones that name it less closely."""
    if material_class is None:
        return ()
    found = dict.fromkeys((material_class, *(use.material_class for use in uses_of(material_class))))
    above = material_class
    while (wider := wider_class(above)) != above:
        found[wider] = None
        above = wider
    return tuple(found)


def industry_of(owner: Organisation | None) -> str | None:
    """The NACE Rev. 2 code of an organisation; None where it is not known, or is of another edition."""
    if owner is None or owner.industry_code is None or owner.industry_edition not in {None, "NACE2"}:
        return None
    return owner.industry_code


def in_industry(organisation: Organisation, industries: Collection[str]) -> bool:
    """Whether an organisation works in one of some industries; in the sector of one, where its own is not known."""
    own = industry_of(organisation)
    if own is None:
        return organisation.sector in sectors_of(industries)
    above = {own, *_above(own)}
    return any(code in above or own in _above(code) for code in industries)


def sectors_of(industries: Collection[str]) -> frozenset[str]:
    """The sectors to which some industries belong."""
    divisions = {code[:2] for code in industries}
    return frozenset(one.id for one in sectors() if one.divisions & divisions)


@cache
def _above(code: str) -> frozenset[str]:
    """The group and the division of an industry."""
    parent = industry(code).parent
    return frozenset({parent, *_above(parent)}) if parent and not parent.isalpha() else frozenset()
