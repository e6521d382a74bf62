"""Words for uses: levels of evidence, limits with their units, marks of rough numbers, and sources as links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from string import ascii_lowercase

from taxonomy import rules
from taxonomy.codes import Titles
from taxonomy.figures import Origin, region
from taxonomy.industries import industry
from taxonomy.limits import Limit, LimitKind, Parameter
from taxonomy.rules import Rule, RuleKind
from taxonomy.uses import Level, Use
from web.catalogue.words import unit_label
from web.classification.use_limits import RuleBlock
from web.labels import N_, title
from web.language import gettext
from web.language import gettext as _
from web.law_words import in_own_words
from web.numbers import NBSP, UNKNOWN, day, number

OLD_YEARS = 5
LEACHED = "leach_"
TINY = Decimal("0.00001")
RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
SIGNS = {"<=": "\u2264", ">=": "\u2265", "<": "<", ">": ">", "=": "="}
UNITS = {
    "per_25g": N_("in 25 g"),
    "C": "°C",
    "mmol_O2/kg_OM/h": N_("mmol O₂ / kg of organic matter / h"),
    "l/g_VS": N_("l / g of volatile solids"),
    "mg_CO2-C/g_VS/d": N_("mg CO₂-C / g of volatile solids / day"),
    "kg_DM/ha/a": N_("kg of dry matter / ha / year"),
    "kg_DM/ha": N_("kg of dry matter / ha"),
    "d": N_("days"),
    "EUR/a": N_("€ / year"),
}
LEVEL_TITLES: dict[Level, str] = {
    "standard": N_("By law or standard"),
    "documented_practice": N_("Documented practice"),
    "field_test": N_("Field tests"),
    "research": N_("Research"),
}
LEVEL_NOTES: dict[Level, str] = {
    "standard": N_("A law or a standard describes this use."),
    "documented_practice": N_("Somebody does this, and a public source tells about it."),
    "field_test": N_("It was tried outside a laboratory. It is no established use."),
    "research": N_("An idea from a study, and no practice."),
}
LIMIT_KINDS: dict[LimitKind, str] = {
    "legal": N_("legal limit"),
    "standard": N_("limit of a standard"),
    "tested": N_("tested value, no limit"),
    "typical": N_("typical value, no limit"),
}
RULE_KINDS: dict[RuleKind, str] = {"law": N_("law"), "standard": N_("standard"), "guideline": N_("guideline")}
_ADDRESS = re.compile(r"(https?://\S+?)((?:,?\s.*)?)", re.DOTALL)
_SPAN = re.compile(r"\d{4}-\d{4}")
_HOST = re.compile(r"https?://(?:www\.)?([^/]+)")


@dataclass(frozen=True, slots=True)
class SourceLink:
    """A source as it is shown: a web address by its host and place, any other source by its name."""

    text: str
    href: str


def source_link(source: str) -> SourceLink:
    """A source; what stands after the address says where in it.

    >>> source_link("https://www.finlex.fi/fi/laki/2017/843, annex 1").text
    'finlex.fi, annex 1'
    """
    found = _ADDRESS.fullmatch(source)
    if found is None:
        return SourceLink(in_own_words(source), "")
    host = _HOST.match(found[1])
    return SourceLink((host[1] if host else found[1]) + in_own_words(found[2]), found[1])


def level_title(level: Level) -> str:
    """The heading of the uses of one level of evidence."""
    return gettext(LEVEL_TITLES[level])


def level_note(level: Level) -> str:
    """What a level of evidence means."""
    return gettext(LEVEL_NOTES[level])


def limit_kind(kind: LimitKind) -> str:
    """Whether a value binds or only tells what is usual."""
    return gettext(LIMIT_KINDS[kind])


def unit_words(unit: str) -> str:
    """A unit with its signs and words: mg/kg (dry), €/t, kg CO₂e/t."""
    if unit in UNITS:
        known = UNITS[unit]
        return known if known.startswith("°") else gettext(known)
    return unit_label(unit).replace("CO2", "CO₂").replace("EUR", "€")


def limit_value(limit: Limit) -> str:
    """Sign and number, the unit left to the table."""
    return f"{SIGNS[limit.operator]}{NBSP}{amount(limit.value)}"


def amount(value: Decimal) -> str:
    """A number; a tiny one as a power of ten: 10⁻⁸.

    >>> amount(Decimal("1e-8"))
    '10⁻⁸'
    """
    if not value or abs(value) >= TINY:
        return number(value)
    power = value.adjusted()
    digits = number(value.scaleb(-power))
    raised = f"10{str(power).translate(RAISED)}"
    return raised if digits == "1" else f"{digits}{NBSP}·{NBSP}{raised}"


def rule_text(rule: Rule) -> str:
    """What kind of rule it is and from when it holds."""
    kind = gettext(RULE_KINDS[rule.kind])
    if rule.valid_to is not None:
        return _("%(kind)s, in force until %(day)s", kind=kind, day=day(rule.valid_to))
    if rule.valid_from is None:
        return kind
    return _("%(kind)s, in force since %(day)s", kind=kind, day=day(rule.valid_from))


def marks_of(origin: Origin, today: date) -> tuple[str, ...]:
    """Why a number should be looked at: it is assumed, stands in for another, was worked out, or is old."""
    return tuple(_marks(origin, today))


def _marks(origin: Origin, today: date) -> Iterator[str]:
    bases = {"proxy": _("proxy"), "assumption": _("assumption"), "computed": _("computed")}
    if origin.basis in bases:
        yield bases[origin.basis]
    if not origin.year_is_stated:
        yield _("year not stated")
    elif today.year - origin.year >= OLD_YEARS:
        yield _("old")


def year_text(origin: Origin) -> str:
    """The time for which a number holds, as its source words it; a dash where the source gives none."""
    if not origin.year_is_stated:
        return UNKNOWN
    period = origin.period or str(origin.year)
    return period.replace("-", UNKNOWN) if _SPAN.fullmatch(period) else period


def region_title(origin: Origin) -> str:
    """The region for which a number holds."""
    return title(region(origin.region).titles)


def capitalised(titles: Titles) -> str:
    """A title at the beginning of a line."""
    text = title(titles)
    return text[:1].upper() + text[1:]


def rules_of(use: Use) -> tuple[Rule, ...]:
    """The rules that a use falls under."""
    return tuple(rules.rule(one) for one in use.rules)


def industry_name(code: str) -> str:
    """Code and title of a receiving industry."""
    return f"{code}{NBSP}{title(industry(code).titles)}"


def letters(block: RuleBlock) -> dict[str, str]:
    """The letter of each condition that changes a value of a table."""
    return dict(zip((one.id for one in block.exceptions), ascii_lowercase, strict=False))


def short_name(one: Parameter) -> str:
    """A parameter below a heading that says how it is tested."""
    name = title(one.titles)
    return name.rpartition(", ")[0] or name if one.id.startswith(LEACHED) else name
