"""What the lists say about where a material can go: uses, limits, conditions and numbers of one material class.

Nothing here comes from the bank, so that it is the same for everybody and is worked out once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from taxonomy import crosswalks, economics, materials, rules, waste_list
from taxonomy.avoided import AvoidedEmission, avoided_by
from taxonomy.densities import Density, densities_of
from taxonomy.economics import Price, WasteTax
from taxonomy.limits import Limit, limits_of_use
from taxonomy.materials import MaterialClass
from taxonomy.rules import Condition
from taxonomy.uses import Use, gaps_of, uses_of
from web.classification.use_limits import RuleBlock, block_of
from web.classification.values import entries_of_class

KEPT_CLASSES = 256
NOT_LOCAL_PRICES = frozenset({"waste_tax"})
"""Kinds of prices that stand elsewhere on the page."""


@dataclass(frozen=True, slots=True)
class Tax:
    """The waste tax of some codes: what holds on a day, and what is known of later."""

    codes: tuple[str, ...]
    now: WasteTax | None
    later: tuple[WasteTax, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UseFacts:
    """Everything that the lists say about one class.

    `codes` are the waste codes that lead to it and those that its uses name. `own` are uses of the class and of
    narrower ones, `wider` those of the classes above it. `own_limits` are limits that belong to one use and to no rule.
    """

    item: MaterialClass
    codes: tuple[str, ...]
    own: tuple[Use, ...]
    wider: tuple[Use, ...]
    gaps: tuple[Use, ...]
    exclusions: tuple[Condition, ...]
    blocks: tuple[RuleBlock, ...]
    own_limits: tuple[tuple[Use, tuple[Limit, ...]], ...]
    densities: tuple[Density, ...]
    taxes: tuple[Tax, ...]
    prices: tuple[Price, ...]
    avoided: tuple[tuple[AvoidedEmission, tuple[Use, ...]], ...]

    @property
    def classes(self) -> frozenset[str]:
        """The class and all narrower ones."""
        known = (*materials.material_classes(), *materials.general_classes())
        return frozenset(one.id for one in known if is_within(one.id, self.item.id))

    @property
    def its_codes(self) -> tuple[str, ...]:
        """The codes that a taker of it would name: not those that a use shares with another material."""
        leading = tuple(one for one in self.codes if crosswalks.material_class_of(one).target == self.item.id)
        return leading or self.codes

    @property
    def has_plain_values(self) -> bool:
        """Whether some values of the uses are tested or typical ones, and no limits."""
        return any(not one.binds for _use, limits in self.own_limits for one in limits)

    @property
    def tests(self) -> tuple[str, ...]:
        """The parameters of all limits that can be failed, each once, in the order of the rules."""
        ruled = [one for block in self.blocks for row in block.rows for cell in row.cells for one in cell.limits]
        limits = [*ruled, *(one for _use, found in self.own_limits for one in found)]
        return tuple(dict.fromkeys(one.parameter for one in limits if one.binds))


def is_within(class_id: str, wanted: str) -> bool:
    """Whether a class is another one or stands below it.

    >>> is_within("slag_stainless", "slag_steel"), is_within("slag_steel", "slag_stainless")
    (True, False)
    """
    while class_id != wanted:
        wider = materials.wider_class(class_id)
        if wider == class_id:
            return False
        class_id = wider
    return True


@lru_cache(maxsize=KEPT_CLASSES)
def facts_of(class_id: str, edition: str, today: date) -> UseFacts:
    """What is known of a class; UnknownCodeError if there is none of that id."""
    item = materials.material_class(class_id)
    found = uses_of(item.id)
    own = tuple(one for one in found if is_within(one.material_class, item.id))
    codes = codes_of(item.id, own, edition)
    return UseFacts(
        item=item,
        codes=codes,
        own=own,
        wider=tuple(one for one in found if one not in own),
        gaps=gaps_of(item.id),
        exclusions=rules.exclusions_of(item.id),
        blocks=tuple(_blocks(item.id, own)),
        own_limits=tuple((one, limits) for one in own if (limits := own_limits(one.id))),
        densities=densities_of(item.id),
        taxes=taxes_of(codes, today),
        prices=_prices(item.id, codes),
        avoided=_avoided(own),
    )


def codes_of(class_id: str, own: tuple[Use, ...], edition: str) -> tuple[str, ...]:
    """The waste codes that lead to a class, and those that its uses name."""
    listed = waste_list.edition(edition)
    leading = {entry.code for entry in entries_of_class(listed, class_id)}
    named = {code for one in own for code in one.codes if code in listed.entries}
    return tuple(sorted(leading | named))


def _blocks(class_id: str, own: tuple[Use, ...]) -> list[RuleBlock]:
    """A block for each rule of each class that has uses; a whole family leads to the pages of its classes."""
    if class_id in {one.id for one in materials.general_classes()}:
        return []
    pairs = dict.fromkeys((rule_id, one.material_class) for one in own for rule_id in one.rules)
    found = [block_of(rule_id, of_class, own) for rule_id, of_class in pairs]
    return [block for block in found if block.rows or block.conditions]


def own_limits(use_id: str) -> tuple[Limit, ...]:
    """The limits that belong to a use and to no rule."""
    return tuple(one for one in limits_of_use(use_id) if one.rule is None)


def taxes_of(codes: tuple[str, ...], today: date) -> tuple[Tax, ...]:
    """The waste tax of codes; those that are taxed alike stand together."""
    alike: dict[tuple[object, ...], list[str]] = {}
    rows: dict[tuple[object, ...], Tax] = {}
    for code in codes:
        now = economics.waste_tax_on(code, today)
        later = tuple(one for one in economics.waste_tax_changes(code) if one.valid_from > today)
        key = tuple((one.eur_per_t, one.reason, one.valid_from, one.valid_to) for one in (now, *later) if one)
        alike.setdefault(key, []).append(code)
        rows[key] = Tax((), now, later)
    return tuple(Tax(tuple(found), rows[key].now, rows[key].later) for key, found in alike.items())


def _prices(class_id: str, codes: tuple[str, ...]) -> tuple[Price, ...]:
    """Prices of the class, and those that name one of its codes and no other class; the newest first."""
    by_code = [one for code in codes for one in economics.prices(code=code) if one.material_class in {None, class_id}]
    found = {one.id: one for one in (*economics.prices(material_class=class_id), *by_code)}
    kept = [one for one in found.values() if one.kind not in NOT_LOCAL_PRICES]
    return tuple(sorted(kept, key=lambda one: (one.kind, -one.origin.year, one.id)))


def _avoided(own: tuple[Use, ...]) -> tuple[tuple[AvoidedEmission, tuple[Use, ...]], ...]:
    """Each factor once, with the uses that replace what it is of."""
    found: dict[tuple[str, str], tuple[AvoidedEmission, list[Use]]] = {}
    for use in own:
        for one in avoided_by(use.id):
            found.setdefault((one.factor.id, one.fit), (one, []))[1].append(use)
    return tuple((one, tuple(uses)) for one, uses in found.values())
