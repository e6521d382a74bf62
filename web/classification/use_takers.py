"""Who takes a material, in words: permits that name its codes, known exchanges and needs, each with its source."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from databank import queries
from databank.queries import Receipt, Takers
from databank.records import ExchangeStatus, MaterialNeed, Permit, Provenance, RealStatus, Site, StreamFilter
from web import house
from web.addresses import address
from web.auth import current_viewer
from web.catalogue.amounts import amount_text
from web.catalogue.materials import SECTIONS
from web.catalogue.sums import sum_sentences, unsummed_sentences
from web.classification.use_facts import UseFacts
from web.labels import label, waste_code
from web.language import gettext as _
from web.numbers import day, tonnes_per_year

MOST_CODES = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class TakerLine:
    """One taker with what is known; `href` leads to the organisation or to the need, `language` is that of the name."""

    name: str
    place: str
    href: str
    facts: tuple[str, ...]
    is_example: bool
    source: Provenance
    language: str | None = None


@dataclass(frozen=True, slots=True)
class TakerGroup:
    """Takers of whom the same kind of thing is known."""

    title: str
    note: str
    lines: tuple[TakerLine, ...]


def takers_of(facts: UseFacts, session: house.Session) -> Takers:
    """Who takes the class or its codes, as far as this viewer may see."""
    viewer, today = current_viewer(), house.today()
    return house.bank().remembered(
        session,
        ("takers", viewer, facts.item.id, facts.its_codes, today),
        lambda: queries.takers(session, viewer, facts.classes, facts.its_codes, today),
    )


def groups_of(found: Takers, facts: UseFacts) -> list[TakerGroup]:
    """The takers in words; a group without anybody is left out."""
    groups = (
        TakerGroup(
            _("Known exchanges"),
            _("Material that changes hands, the latest year of each pair."),
            tuple(_receipt(one, found) for one in _latest(found.receipts)),
        ),
        TakerGroup(_("Needs"), _("Who looks for it."), tuple(_need(one, facts.its_codes) for one in found.needs)),
        TakerGroup(
            _("Permits that name its waste codes"),
            _("A permit opens a gate. It is no promise to take."),
            tuple(line for site in found.permitted for line in _permits(site, found, facts.its_codes)),
        ),
    )
    return [group for group in groups if group.lines]


def bank_sentences(session: house.Session, class_id: str) -> list[str]:
    """What the bank holds of the class: offers, facts and plans apart, examples never added to facts."""
    wanted = StreamFilter(material_classes=frozenset({class_id}))
    viewer, before = current_viewer(), house.stale_before()
    totals = house.bank().remembered(
        session,
        ("totals", viewer, wanted, before),
        lambda: queries.totals(session, viewer, wanted, stale_before=before),
    )
    found = []
    for name, kinds in SECTIONS.items():
        own = {key: one for key, one in totals.items() if key[1] in kinds}
        found += [*sum_sentences(name, own), *unsummed_sentences(name, own)]
    return found


def _latest(receipts: tuple[Receipt, ...]) -> list[Receipt]:
    """The latest year of each giver and taker; the receipts come with the latest first."""
    found: dict[tuple[object, ...], Receipt] = {}
    for one in receipts:
        exchange = one.exchange
        giver = exchange.donor_site_id or exchange.donor_name
        taker = exchange.receiver_site_id or exchange.receiver_name
        found.setdefault((giver, taker, exchange.material), one)
    return list(found.values())


def _receipt(one: Receipt, found: Takers) -> TakerLine:
    exchange = one.exchange
    name = found.names.get(one.organisation_id or "") or exchange.receiver_name
    return TakerLine(
        name=name or _("Receiver hidden"),
        place=one.site_name or "",
        href=_organisation(one.organisation_id, found),
        facts=tuple(_exchange_facts(one)),
        is_example=exchange.is_example,
        source=exchange.provenance,
    )


def _exchange_facts(one: Receipt) -> Iterator[str]:
    exchange = one.exchange
    giver = exchange.donor_name or _("Company hidden")
    yield _("%(material)s from %(giver)s", material=exchange.material, giver=giver)
    amount = amount_text(exchange.amount, rate=False)
    year = exchange.amount.year
    yield _("%(amount)s in %(year)s", amount=amount, year=year) if year else amount
    if exchange.status is not ExchangeStatus.RUNNING:
        yield label(exchange.status)
    if exchange.real_status is not RealStatus.REAL:
        yield label(exchange.real_status)


def _need(need: MaterialNeed, codes: Collection[str]) -> TakerLine:
    return TakerLine(
        name=need.name,
        place=", ".join(part for part in (need.organisation_name or _("Company hidden"), need.municipality) if part),
        href=address("catalogue.need", record_id=need.id),
        facts=tuple(_need_facts(need, codes)),
        is_example=need.is_example,
        source=need.provenance,
        language=need.language,
    )


def _need_facts(need: MaterialNeed, codes: Collection[str]) -> Iterator[str]:
    yield amount_text(need.amount, rate=True)
    shared = [code for code in need.waste_codes if code in codes]
    if shared:
        yield _codes_text(shared)
    if need.ends_on:
        yield _("until %(end)s", end=day(need.ends_on))
    if need.real_status is not RealStatus.REAL:
        yield label(need.real_status)


def _permits(site: Site, found: Takers, codes: Collection[str]) -> Iterator[TakerLine]:
    for permit in site.permits:
        yield TakerLine(
            name=found.names.get(site.organisation_id or "") or site.name,
            place=", ".join(part for part in (site.name, site.municipality) if part),
            href=_organisation(site.organisation_id, found),
            facts=tuple(_permit_facts(permit, codes)),
            is_example=site.is_example,
            source=permit.provenance,
        )


def _permit_facts(permit: Permit, codes: Collection[str]) -> Iterator[str]:
    yield _codes_text([code for code in permit.waste_codes if code in codes])
    if permit.operations:
        yield ", ".join(permit.operations)
    if permit.capacity_t_per_year is not None:
        yield _("at most %(amount)s", amount=tonnes_per_year(permit.capacity_t_per_year))
    if permit.valid_until:
        yield _("until %(end)s", end=day(permit.valid_until))
    if permit.note:
        yield permit.note


def _codes_text(codes: list[str]) -> str:
    shown = ", ".join(waste_code(code) for code in codes[:MOST_CODES])
    return shown if len(codes) <= MOST_CODES else f"{shown} …"


def _organisation(organisation_id: str | None, found: Takers) -> str:
    return address("catalogue.organisation", record_id=organisation_id) if organisation_id in found.names else ""
