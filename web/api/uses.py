"""`/api/v1/taxonomy/material-classes/<class_id>/uses`: where a material can go, as on its page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from typing import Any

from databank.queries import Receipt, Takers
from taxonomy import rules
from taxonomy.economics import waste_tax_changes
from taxonomy.limits import Limit, parameter
from web import house
from web.addresses import address
from web.api.blueprint import reads
from web.api.questions import LanguageQuery
from web.api.use_schemas import MaterialUsesOut
from web.classification.use_facts import UseFacts
from web.classification.use_takers import takers_of
from web.classification.use_treatments import tried_of
from web.classification.uses import facts_today


@reads(
    "/taxonomy/material-classes/<class_id>/uses",
    tag="taxonomy",
    asks=LanguageQuery,
    answers=MaterialUsesOut,
    one=True,
)
def material_class_uses(_query: Mapping[str, Any], class_id: str) -> dict[str, Any]:
    """Uses, limits, conditions, numbers and takers of one material class."""
    facts = facts_today(class_id)
    with house.bank().session() as session:
        found = takers_of(facts, session)
        tried = tried_of(facts, session)
    return {
        "material_class": facts.item,
        "page_url": address("classification.class_uses", class_id=facts.item.id),
        "waste_codes": facts.codes,
        "uses": facts.own,
        "uses_of_wider_classes": facts.wider,
        "gaps": facts.gaps,
        "takers": taker_members(found),
        "treatments": tried.treated,
        "trials": tried.trials,
        **law_members(facts),
        **figure_members(facts),
    }


def law_members(facts: UseFacts) -> dict[str, Any]:
    """Rules, their limits and conditions, and what they ask to be tested."""
    of_uses = [rule_id for use in facts.own for rule_id in use.rules]
    conditions = [*facts.exclusions, *(one for block in facts.blocks for one in block.conditions)]
    named = dict.fromkeys([*of_uses, *(one.rule for one in conditions)])
    return {
        "rules": [rules.rule(one) for one in named],
        "limits": list(dict.fromkeys(rule_limits(facts))),
        "conditions": list(dict.fromkeys(conditions)),
        "what_to_test": [parameter(one) for one in facts.tests],
    }


def rule_limits(facts: UseFacts) -> Iterator[Limit]:
    """The limits of the rules, the usual ones and those that stand in for them under a condition."""
    for block in facts.blocks:
        for cell in (cell for row in block.rows for cell in row.cells):
            yield from cell.limits
            yield from (limit for _condition, limit in cell.relaxed)


def figure_members(facts: UseFacts) -> dict[str, Any]:
    """Densities, waste tax by code, prices and emission factors."""
    today = house.today()
    taxes = (one for code in facts.codes for one in waste_tax_changes(code))
    return {
        "densities": facts.densities,
        "waste_tax": [one for one in taxes if one.valid_to is None or one.valid_to >= today],
        "prices": facts.prices,
        "avoided_emissions": [
            {"uses": [use.id for use in uses], "fit": one.fit, "factor": one.factor} for one, uses in facts.avoided
        ],
    }


def taker_members(found: Takers) -> dict[str, Any]:
    """Who takes such material."""
    return {
        "permits": list(permit_members(found)),
        "exchanges": [exchange_members(one, found) for one in found.receipts],
        "needs": found.needs,
    }


def permit_members(found: Takers) -> Iterator[dict[str, Any]]:
    """The permits with the site and the organisation that holds them."""
    for site in found.permitted:
        organisation_id = _shown(site.organisation_id, found)
        holder = {
            "site_name": site.name,
            "is_example": site.is_example,
            "organisation_id": organisation_id,
            "organisation_name": found.names.get(organisation_id or ""),
        }
        yield from ({**_members(permit), **holder} for permit in site.permits)


def exchange_members(one: Receipt, found: Takers) -> dict[str, Any]:
    """An exchange with its receiver."""
    exchange = one.exchange
    receiver_id = _shown(one.organisation_id, found)
    return {
        **_members(exchange),
        "status": exchange.status.value,
        "giver": exchange.donor_name,
        "receiver": found.names.get(receiver_id or "") or exchange.receiver_name,
        "receiver_id": receiver_id,
        "receiver_site": one.site_name,
    }


def _shown(organisation_id: str | None, found: Takers) -> str | None:
    return organisation_id if organisation_id in found.names else None


def _members(value: Any) -> dict[str, Any]:
    names: Iterable[str] = (one.name for one in fields(value))
    return {name: getattr(value, name) for name in names}
