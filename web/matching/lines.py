"""One match as a page shows it: who, why, why not, how far, how much, and what it would cost and spare."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flows.economics.values import Economics, Line
from flows.matching.graph import path_of
from flows.matching.values import Criterion, Gate, Match, Receiver
from taxonomy.treatment_steps import step as treatment_step
from taxonomy.uses import use
from web.addresses import address
from web.labels import material_class_title, title
from web.language import gettext as _
from web.matching import left_over
from web.matching.reasons import bad, general, good, to_be_tested
from web.matching.words import CRITERIA, GATES, LINES, SOURCES, VERDICTS, span_text, standing
from web.numbers import day, kilometres, per_year, share
from web.saying import said

HUNDRED = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class GateRow:
    """One condition: its name, what was compared, what would change it, and where that is known from.

    `tests` names everything that is to be tested, where the sentence names a part of it only.
    """

    name: str
    verdict: str
    verdict_word: str
    told: str
    remedy: str
    source: str
    tests: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PartRow:
    """One part of the score: how good it is, what it weighs, and what it takes away from a full score."""

    name: str
    value: str
    percent: int | None
    weight: str
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyRow:
    """One line of a sum."""

    name: str
    amount: str
    told: str
    origin: str
    is_set_here: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchLine:
    """One match in words. `href` leads to the need or the organisation, where the viewer may see it."""

    match: Match
    name: str
    language: str | None
    holder: str
    href: str
    source: str
    also: tuple[str, ...]
    standing: str
    verdict: str
    percent: int
    fit: str
    facts: tuple[str, ...]
    use: str
    step: str
    left_over: tuple[str, ...]
    good: tuple[str, ...]
    bad: tuple[tuple[str, str, str], ...]
    general: str
    gates: tuple[GateRow, ...]
    parts: tuple[PartRow, ...]
    money: tuple[MoneyRow, ...]
    climate: tuple[MoneyRow, ...]
    sums: tuple[tuple[str, str], ...]
    path: tuple[str, ...]


def line_of(match: Match, users: left_over.Users | None = None) -> MatchLine:
    """Say a match; `users` are those of what treatments leave over, where they were looked for."""
    receiver = match.receiver
    return MatchLine(
        match=match,
        name=receiver.name if is_need(receiver) else (receiver.organisation_name or receiver.name),
        language=receiver.language if is_need(receiver) else None,
        holder=_holder(receiver),
        href=_href(receiver),
        source=_(SOURCES[receiver.source]),
        also=tuple(_(SOURCES[one]) for one in match.also),
        standing=standing(match),
        verdict=match.verdict,
        percent=round(match.score * HUNDRED),
        fit=share(match.score),
        facts=tuple(_facts(match)),
        use=title(use(receiver.use).titles) if receiver.use else "",
        step=_step(match),
        left_over=tuple(left_over.told(match, users)),
        good=tuple(good(match)),
        bad=tuple(bad(match)),
        general=general(match),
        gates=tuple(_gate(gate, match) for gate in match.gates),
        parts=tuple(_part(one) for one in match.criteria),
        money=tuple(_money(line, "€/t") for line in match.economics.money) if match.economics else (),
        climate=tuple(_money(line, "kg/t") for line in match.economics.climate) if match.economics else (),
        sums=tuple(_sums(match.economics)) if match.economics else (),
        path=tuple(path_words(match)),
    )


def is_need(receiver: Receiver) -> bool:
    """Whether a receiver is a need, posted or stated by a public source."""
    return receiver.id.startswith("need:")


def _holder(receiver: Receiver) -> str:
    """Who it is, beside the name of the line; a hidden company is told as such."""
    if not is_need(receiver):
        return receiver.name if receiver.organisation_name not in {None, receiver.name} else ""
    return receiver.organisation_name or _("company hidden")


def _href(receiver: Receiver) -> str:
    if is_need(receiver):
        return address("catalogue.need", record_id=receiver.records[0], extension="html")
    if receiver.organisation_id is None:
        return ""
    return address("catalogue.organisation", record_id=receiver.organisation_id, extension="html")


def _facts(match: Match) -> Iterator[str]:
    """Amount, distance, place, and what it costs, in a few words."""
    mass = match.mass_t_per_year
    if mass.low is not None or mass.high is not None:
        yield span_text(mass, per_year() if is_lasting(match) else "t")
    else:
        yield _("amount not known")
    yield distance_text(match)
    if match.receiver.municipality:
        yield match.receiver.municipality
    if match.receiver.is_planned:
        yield _("planned")
    if match.economics is not None and match.economics.net_eur_per_t.is_known:
        yield _("%(amount)s all in all", amount=span_text(match.economics.net_eur_per_t, "€/t"))


def distance_text(match: Match) -> str:
    """How far it is; with a treatment between, both ways."""
    known = kilometres(match.distance_km) if match.distance_km is not None else _("distance not known")
    if match.step is None:
        return known
    first = match.step.distance_km
    if first is None:
        return _("way to the treatment not known, from there: %(distance)s", distance=known)
    return _("%(first)s to the treatment, from there: %(distance)s", first=kilometres(first), distance=known)


def is_lasting(match: Match) -> bool:
    """Whether it could go on year after year; a batch or a project cannot."""
    return match.offer.is_lasting and match.receiver.is_lasting


def _step(match: Match) -> str:
    """The treatment between the two, and where."""
    if match.step is None:
        return ""
    named = title(treatment_step(match.step.step).titles)
    where = match.step.organisation_name or match.step.site_name
    if match.step.is_planned:
        return _("After %(step)s at %(where)s (planned)", step=named.lower(), where=where)
    return _("After %(step)s at %(where)s", step=named.lower(), where=where)


def _gate(gate: Gate, match: Match) -> GateRow:
    source = f"{gate.source}, {day(gate.dated)}" if gate.source and gate.dated else gate.source
    return GateRow(
        name=_(GATES[gate.id]),
        verdict=gate.verdict,
        verdict_word=_(VERDICTS[gate.verdict]),
        told=said(gate.told),
        remedy=said(gate.remedy) if gate.remedy else "",
        source=source,
        tests=to_be_tested(gate, match),
    )


def _part(one: Criterion) -> PartRow:
    percent = None if one.value is None else round(one.value * HUNDRED)
    return PartRow(
        name=_(CRITERIA[one.id]),
        value=_("not known") if one.value is None else share(one.value),
        percent=percent,
        weight=share(one.weight) if one.value is not None else _("takes no part"),
        told=said(one.told),
    )


def _money(line: Line, unit: str) -> MoneyRow:
    origins = dict.fromkeys(f"{origin.region} {origin.year}" for origin in line.origins)
    return MoneyRow(
        name=_(LINES[line.id]),
        amount=span_text(line.per_t, unit),
        told=said(line.told),
        origin=", ".join(origins),
        is_set_here=line.is_set_here,
    )


def _sums(economics: Economics) -> Iterator[tuple[str, str]]:
    unknown = ", ".join(dict.fromkeys(_(LINES[one]).lower() for one in economics.unknown))
    yield _("All in all"), span_text(economics.net_eur_per_t, "€/t")
    yield _("Emissions spared"), span_text(economics.net_co2_kg_per_t, "kg CO2e/t")
    yield _("Break-even distance"), span_text(economics.break_even_km, "km")
    if unknown:
        yield _("Not known, and not guessed"), unknown


def path_words(match: Match) -> Iterator[str]:
    """The path in the network from who has it to who could use it, node by node."""
    offer = match.step.before if match.step else match.offer
    yield offer.organisation_name or _("company hidden")
    yield offer.name
    for _tail, _edge, node in path_of(match)[1:]:
        yield _node_words(node, match)


def _node_words(node: str, match: Match) -> str:
    kind, _colon, name = node.partition(":")
    if kind == "material_class":
        return material_class_title(name)
    if kind == "use":
        return title(use(name).titles)
    if kind == "process" and match.step is not None:
        return title(treatment_step(match.step.step).titles)
    if kind == "need":
        return match.receiver.name
    return match.receiver.organisation_name or (_("company hidden") if is_need(match.receiver) else match.receiver.name)
