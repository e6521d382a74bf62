"""Sentences of the pages of uses: how many there are and how good, what to test, how many a class has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from taxonomy.codes import list_info
from taxonomy.limits import Parameter, parameter
from taxonomy.materials import MaterialClass
from taxonomy.rules import condition, scope_of
from taxonomy.uses import LEVELS, Level, Use
from web.classification.use_facts import UseFacts
from web.classification.use_words import LEACHED, level_note, level_title
from web.labels import material_class_title
from web.language import gettext as _
from web.language import ngettext
from web.numbers import day, number

NOTIFICATION = "mara_notification"
"""The condition that lets a use begin by a notification instead of a permit."""
PERMIT = "environmental_permit"
ESTABLISHED: frozenset[Level] = frozenset({"standard", "documented_practice"})
CONTENT = "total_"


@dataclass(frozen=True, slots=True)
class LevelGroup:
    """The uses of one level of evidence."""

    title: str
    note: str
    uses: tuple[Use, ...]


@dataclass(frozen=True, slots=True)
class TestGroup:
    """Parameters that are tested together."""

    title: str
    parameters: tuple[Parameter, ...]


@dataclass(frozen=True, slots=True)
class CountLine:
    """One class in the list of all: its uses, those by law or standard, and whether a gap is stated."""

    item: MaterialClass
    uses: int
    by_law: int
    is_gap: bool


def headline(facts: UseFacts) -> list[str]:
    """The whole page in a few sentences."""
    return list(_headline(facts))


def _headline(facts: UseFacts) -> Iterator[str]:
    own = facts.own
    if not any(one.level in ESTABLISHED for one in own):
        yield _("No established use is known.")
    if own:
        yield _counted(own)
    if notified := notified_uses(own):
        yield ngettext(
            "%(num)s of them is possible under the MARA decree (843/2017) by notification.",
            "%(num)s of them are possible under the MARA decree (843/2017) by notification.",
            len(notified),
        )
    if weak := sum(one.is_weak for one in own):
        yield ngettext("For %(num)s of them the evidence is weak.", "For %(num)s of them the evidence is weak.", weak)
    if facts.wider:
        wider = facts.wider[0].material_class
        yield _("For the wider class %(name)s uses are known too.", name=material_class_title(wider).lower())


def _counted(own: Sequence[Use]) -> str:
    counts = Counter(one.level for one in own)
    parts = ", ".join(f"{level_title(level).lower()} {number(counts[level])}" for level in LEVELS if counts[level])
    return ngettext("%(num)s use is known (%(parts)s).", "%(num)s uses are known (%(parts)s).", len(own), parts=parts)


def notified_uses(own: Sequence[Use]) -> tuple[Use, ...]:
    """The uses that a notification is enough for: the decree lists the material, and no permit is named."""
    decree = condition(NOTIFICATION).rule
    return tuple(
        one
        for one in own
        if decree in one.rules and PERMIT not in one.rules and scope_of(decree, one.material_class) is not None
    )


def by_level(own: Sequence[Use]) -> list[LevelGroup]:
    """Uses grouped by evidence, the best first."""
    groups = (
        LevelGroup(level_title(level), level_note(level), tuple(one for one in own if one.level == level))
        for level in LEVELS
    )
    return [group for group in groups if group.uses]


def tests(facts: UseFacts) -> list[TestGroup]:
    """What to test before an offer, by kind of test; from the limits that can be failed."""
    found = [parameter(one) for one in facts.tests]
    leached = tuple(one for one in found if one.id.startswith(LEACHED))
    content = tuple(one for one in found if one.id.startswith(CONTENT))
    others = tuple(one for one in found if not one.id.startswith((LEACHED, CONTENT)))
    groups = (
        TestGroup(_("Leaching test, liquid to solid 10"), leached),
        TestGroup(_("Contents"), content),
        TestGroup(_("Other properties, amounts and doses"), others),
    )
    return [group for group in groups if group.parameters]


def count_line(facts: UseFacts) -> CountLine:
    """One line of the list of all classes."""
    by_law = sum(one.level == "standard" for one in facts.own)
    return CountLine(facts.item, len(facts.own), by_law, bool(facts.gaps))


def whole_list(found: Sequence[UseFacts]) -> str:
    """How much is known in all; a use is counted once, though it stands with a class and with a wider one."""
    known = {use.id for one in found for use in one.own}
    classes = sum(bool(one.own) for one in found)
    return _(
        "%(uses)s uses of %(classes)s material classes are known, of %(all)s classes.",
        uses=number(len(known)),
        classes=number(classes),
        all=number(len(found)),
    )


def stand(today: date) -> str:
    """Of which day the lists and the records are: a printed page lies about for years."""
    listed = date.fromisoformat(list_info("uses").date)
    return _("The lists are of %(listed)s, taxes and records of %(today)s.", listed=day(listed), today=day(today))
