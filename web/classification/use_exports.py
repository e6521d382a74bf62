"""Rows of the data twin of the page of uses: one for each use, limit, condition, number and taker."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from databank.queries import Takers
from databank.records import Amount, Provenance
from taxonomy.codes import Titles
from taxonomy.figures import Origin
from taxonomy.limits import Limit, parameter
from taxonomy.uses import Use
from web.classification.use_facts import UseFacts
from web.classification.use_limits import RuleBlock
from web.classification.use_treatments import Tried

TEXTS = ("title", "replaces", "treatment", "note")
LANGUAGES = ("fi", "sv", "en")
COLUMNS = (
    *("material_class", "row", "id", "level", "is_weak", "weaknesses"),
    *(f"{text}_{language}" for text in TEXTS for language in LANGUAGES),
    *("codes", "industries", "rules", "application", "condition", "parameter", "operator", "value_min", "value_max"),
    *("unit", "kind", "year", "period", "region", "basis", "valid_from", "valid_to", "is_example", "source"),
)
COUNT_COLUMNS = ("material_class", "title_fi", "title_sv", "title_en", "uses", "by_law_or_standard", "states_gap")

Row = dict[str, Any]


def count_row(facts: UseFacts) -> Row:
    """One class in the list of all."""
    return {
        "material_class": facts.item.id,
        **_texts("title", facts.item.titles),
        "uses": len(facts.own),
        "by_law_or_standard": sum(one.level == "standard" for one in facts.own),
        "states_gap": bool(facts.gaps),
    }


def rows(facts: UseFacts, takers: Takers, tried: Tried) -> Iterator[Row]:
    """Everything of one class; `row` says what a row is."""
    for row in (*_rows(facts, takers), *_tried(tried)):
        yield {"material_class": facts.item.id, **row}


def _rows(facts: UseFacts, takers: Takers) -> Iterator[Row]:
    for row, uses in (("use", facts.own), ("use_of_wider_class", facts.wider), ("gap", facts.gaps)):
        yield from (_use(row, one) for one in uses)
    for block in facts.blocks:
        yield from _block(block)
    for use, limits in facts.own_limits:
        yield from (_limit(one) | {"id": use.id, "material_class": use.material_class} for one in limits)
    yield from _figures(facts)
    yield from _takers(takers)


def _use(row: str, use: Use) -> Row:
    note = _texts("note", use.note) if use.note else {}
    return {
        "row": row,
        "id": use.id,
        "material_class": use.material_class,
        "level": use.level,
        "is_weak": use.is_weak,
        "weaknesses": use.weaknesses,
        **_texts("title", use.titles),
        **_texts("replaces", use.replaces),
        **_texts("treatment", use.treatment),
        **note,
        "codes": use.codes,
        "industries": use.industries,
        "rules": use.rules,
        "application": use.applications,
        "source": use.source,
    }


def _block(block: RuleBlock) -> Iterator[Row]:
    own = {"material_class": block.material_class, "rules": (block.rule.id,)}
    for row in block.rows:
        for cell in row.cells:
            yield from (_limit(one) | own for one in cell.limits)
            yield from (_limit(one) | own | {"condition": name} for name, one in cell.relaxed)
    for one in block.conditions:
        texts = _texts("title", one.titles)
        named = {"application": one.applications, "parameter": one.parameters}
        yield {"row": "condition", "id": one.id, "kind": one.effect, **texts, **named, "source": one.source} | own


def _limit(limit: Limit) -> Row:
    return {
        "row": "limit",
        **_texts("title", parameter(limit.parameter).titles),
        **(_texts("note", limit.qualifier) if limit.qualifier else {}),
        "application": limit.application,
        "condition": limit.condition,
        "parameter": limit.parameter,
        "operator": limit.operator,
        "value_max" if limit.operator.startswith("<") else "value_min": limit.value,
        "unit": limit.unit,
        "kind": limit.kind,
        "source": limit.source,
    }


def _figures(facts: UseFacts) -> Iterator[Row]:
    for one in facts.densities:
        span = {"value_min": one.low, "value_max": one.high, "unit": "t/m3"}
        yield {"row": "density", "id": one.form, **_texts("title", one.form_titles), **span, **_origin(one.origin)}
    for tax in facts.taxes:
        for part in (tax.now, *tax.later):
            if part is not None:
                held = {"valid_from": part.valid_from, "valid_to": part.valid_to, "kind": part.reason}
                amount = {"value_min": part.eur_per_t, "value_max": part.eur_per_t, "unit": "EUR/t"}
                texts = _texts("title", part.titles)
                yield {"row": "waste_tax", "codes": tax.codes, **texts, **amount, **held, "source": part.source}
    for price in facts.prices:
        span = {"value_min": price.low, "value_max": price.high, "unit": price.unit, "kind": price.kind}
        texts = _texts("title", price.titles)
        yield {"row": "price", "id": price.id, "codes": price.codes, **texts, **span, **_origin(price.origin)}
    for avoided, uses in facts.avoided:
        factor = avoided.factor
        span = {"value_min": factor.value, "value_max": factor.value, "unit": factor.unit, "kind": avoided.fit}
        texts = _texts("title", factor.titles) | _texts("replaces", uses[0].replaces)
        yield (
            {"row": "emission_factor", "id": factor.id, "is_weak": factor.is_weak}
            | texts
            | span
            | _origin(factor.origin)
        )


def _takers(takers: Takers) -> Iterator[Row]:
    for receipt in takers.receipts:
        exchange = receipt.exchange
        name = takers.names.get(receipt.organisation_id or "") or exchange.receiver_name
        running: Row = {"kind": exchange.status.value, "is_example": exchange.is_example}
        yield {"row": "exchange", "id": exchange.id, **_name(name), **_amount(exchange.amount), **running} | _source(
            exchange.provenance
        )
    for need in takers.needs:
        wanted: Row = {"codes": need.waste_codes, "kind": need.real_status.value, "is_example": need.is_example}
        yield {"row": "need", "id": need.id, **_name(need.name), **_amount(need.amount), **wanted} | _source(
            need.provenance
        )
    for site in takers.permitted:
        for permit in site.permits:
            held = {"codes": permit.waste_codes, "value_max": permit.capacity_t_per_year, "unit": "t/a"}
            permitted: Row = {"valid_to": permit.valid_until, "is_example": site.is_example}
            name = takers.names.get(site.organisation_id or "") or site.name
            yield {"row": "permit", "id": permit.id, **_name(name), **held, **permitted} | _source(permit.provenance)


def _tried(tried: Tried) -> Iterator[Row]:
    """Treatments of the lists, the lines that have them, and trials."""
    for way in tried.treated:
        step = way.step
        shares: Row = {"value_min": step.yield_share[0], "value_max": step.yield_share[1], "unit": "t/t"}
        note = _texts("note", step.note) if step.note else {}
        tested: Row = {"parameter": step.lowers, "basis": step.basis, "source": step.source, "kind": step.operation}
        yield {"row": "treatment", "id": step.id, **_texts("title", step.titles), **note, **shares, **tested}
        for line in way.lines:
            held: Row = {"value_max": line.capacity_t_per_year, "unit": "t/a", "kind": line.real_status.value}
            name = _name(line.organisation_name or line.site_name)
            mark: Row = {"application": step.id, "is_example": line.is_example}
            yield {"row": "treatment_line", "id": line.id, **name, **held, **mark} | _source(line.provenance)
    for trial in tried.trials:
        result = _texts("note", trial.result) if trial.result else {}
        amount: Row = {"value_min": trial.amount, "value_max": trial.amount, "unit": trial.unit} if trial.amount else {}
        told: Row = {"kind": trial.outcome.value, "year": trial.ended_year, "is_example": trial.is_example}
        yield {"row": "trial", "id": trial.id, **_texts("title", trial.titles), **result, **amount, **told} | _source(
            trial.provenance
        )


def _name(name: str | None) -> Row:
    return {f"title_{language}": name for language in LANGUAGES}


def _amount(amount: Amount) -> Row:
    low, high = (amount.value, amount.value) if amount.value is not None else (amount.low, amount.high)
    return {"value_min": low, "value_max": high, "unit": amount.unit, "year": amount.year, "basis": amount.basis.value}


def _source(provenance: Provenance) -> Row:
    return {"source": provenance.url or provenance.title}


def _origin(origin: Origin) -> Row:
    stated = {"year": origin.year, "period": origin.period} if origin.year_is_stated else {}
    return {"region": origin.region, "basis": origin.basis, "source": origin.source, **stated}


def _texts(column: str, titles: Titles) -> Row:
    return {f"{column}_{language}": titles.in_language(language) for language in LANGUAGES}
