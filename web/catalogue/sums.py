"""Sections of the materials list in words: what they hold and what it sums to, facts and examples apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from databank.queries import Total
from databank.records import RecordKind
from web.language import gettext as _
from web.language import ngettext
from web.numbers import number, tonnes, tonnes_per_year

Totals = Mapping[tuple[bool, RecordKind], Total]


def section_title(name: str) -> str:
    """Heading of a section."""
    return {
        "offers": _("Materials on offer"),
        "facts": _("Register facts from the same search"),
        "plans": _("Planned"),
    }[name]


def section_note(name: str) -> str:
    """What the records of a section are, and are not."""
    return {
        "offers": "",
        "facts": _("A register tells what arose in the past. It is no offer and is in no sum of offers."),
        "plans": _("These plants do not run. Their amounts are in no sum."),
    }[name]


def sum_sentences(name: str, sums: Totals) -> tuple[str, ...]:
    """One sentence for facts and one for examples: the two are never added."""
    return tuple(_sum_sentences(name, sums))


def _sum_sentences(name: str, sums: Totals) -> Iterator[str]:
    for is_example in (False, True):
        parts = [part for (example, _kind), part in sums.items() if example is is_example]
        count = sum(part.records for part in parts)
        if count:
            mass = sum((part.tonnes for part in parts), Decimal(0))
            yield _sum_sentence(name, count, mass, is_example=is_example)


def unsummed_sentences(name: str, sums: Totals) -> tuple[str, ...]:
    """How many records gave the sums nothing, and why; plans have no sum to begin with."""
    if name == "plans":
        return ()
    stale = sum(total.stale for total in sums.values())
    others = sum(total.records - total.summed - total.stale for total in sums.values())
    return tuple(sentence for sentence in (_unknown_sentence(others), _stale_sentence(stale)) if sentence)


def _unknown_sentence(count: int) -> str:
    if not count:
        return ""
    return ngettext(
        "%(count)s is in no sum: its amount is hidden, not known, under review or no yearly mass.",
        "%(count)s are in no sum: their amounts are hidden, not known, under review or no yearly mass.",
        count,
        count=number(count),
    )


def _stale_sentence(count: int) -> str:
    if not count:
        return ""
    return ngettext(
        "%(count)s is left out because it was not confirmed in time.",
        "%(count)s are left out because they were not confirmed in time.",
        count,
        count=number(count),
    )


def _sum_sentence(name: str, count: int, mass: Decimal, *, is_example: bool) -> str:
    values = {"count": number(count), "amount": tonnes_per_year(mass)}
    if name == "plans" and is_example:
        return ngettext("%(count)s planned example.", "%(count)s planned examples.", count, **values)
    if name == "plans":
        return ngettext("%(count)s planned stream.", "%(count)s planned streams.", count, **values)
    if name == "facts":
        values["amount"] = tonnes(mass)
        return ngettext(
            "%(count)s register fact, %(amount)s in its latest year.",
            "%(count)s register facts, together %(amount)s, each in its latest year.",
            count,
            **values,
        )
    if is_example:
        return ngettext(
            "%(count)s example offer, %(amount)s as shipped.",
            "%(count)s example offers, together %(amount)s as shipped.",
            count,
            **values,
        )
    return ngettext(
        "%(count)s material on offer, %(amount)s as shipped.",
        "%(count)s materials on offer, together %(amount)s as shipped.",
        count,
        **values,
    )
