"""Where a material can go: one page for each material class, and the list of all classes with their uses."""

from __future__ import annotations

from collections.abc import Iterator

from flask import render_template
from flask.typing import ResponseReturnValue

from taxonomy import materials
from taxonomy.codes import Titles
from taxonomy.limits import parameter
from taxonomy.uses import weakness
from web import house
from web.classification import (
    editions,
    use_exports,
    use_figures,
    use_sentences,
    use_takers,
    use_treatments,
    use_words,
)
from web.classification.routes import blueprint
from web.classification.use_facts import UseFacts, facts_of
from web.files import TABLE_FORMATS, table_response
from web.treating import trial_words

USES = Titles("/kaytot", "/anvandning", "/uses")
USES_OF_CLASS = Titles("/materials/<class_id>/kaytot", "/materials/<class_id>/anvandning", "/materials/<class_id>/uses")


def facts_today(class_id: str) -> UseFacts:
    """What the lists say about a class today."""
    return facts_of(class_id, editions.in_force().name, house.today())


@blueprint.page("taxonomy", USES, formats=TABLE_FORMATS)
def uses(extension: str) -> ResponseReturnValue:
    """Every material class with the number of its uses."""
    found = [facts_today(item.id) for item in materials.material_classes()]
    if extension != "html":
        return table_response(map(use_exports.count_row, found), extension, use_exports.COUNT_COLUMNS, "uses")
    return render_template(
        "classification/uses_list.html",
        sentence=use_sentences.whole_list(found),
        families=[
            (family, [use_sentences.count_line(one) for one in found if one.item.family == family.id])
            for family in materials.families()
        ],
    )


@blueprint.page("taxonomy", USES_OF_CLASS, formats=TABLE_FORMATS)
def class_uses(class_id: str, extension: str) -> ResponseReturnValue:
    """Where one material can go, or the same as rows."""
    facts = facts_today(class_id)
    with house.bank().session() as session:
        takers = use_takers.takers_of(facts, session)
        held = use_takers.bank_sentences(session, facts.item.id)
        tried = use_treatments.tried_of(facts, session)
    if extension != "html":
        rows = use_exports.rows(facts, takers, tried)
        return table_response(rows, extension, use_exports.COLUMNS, f"uses-{facts.item.id}")
    groups = use_takers.groups_of(takers, facts)
    return render_template(
        "classification/uses.html",
        item=facts.item,
        facts=facts,
        sentences=use_sentences.headline(facts),
        levels=use_sentences.by_level(facts.own),
        tests=use_sentences.tests(facts),
        words=use_words,
        weakness=weakness,
        parameter=parameter,
        takers=groups,
        trials=[trial_words(one) for one in tried.trials],
        treatments=use_treatments.step_words(tried),
        held=held,
        sources=list(sources(facts)),
        stand=use_sentences.stand(house.today()),
        examples=any(line.is_example for group in groups for line in group.lines) or tried.has_examples,
        **figures(facts),
    )


def figures(facts: UseFacts) -> dict[str, object]:
    """The tables of numbers."""
    today = house.today()
    return {
        "densities": use_figures.densities(facts, today),
        "taxes": use_figures.taxes(facts),
        "prices": use_figures.prices(facts, today),
        "avoided": use_figures.avoided(facts, today),
    }


def sources(facts: UseFacts) -> Iterator[str]:
    """The whole web address of every source of uses and rules, once: on paper a link leads nowhere."""
    stated = [one.source for one in (*facts.own, *facts.wider, *facts.gaps)]
    stated += [block.rule.source for block in facts.blocks]
    yield from dict.fromkeys(link.href for link in map(use_words.source_link, stated) if link.href)
