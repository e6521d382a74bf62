"""Pages of the taxonomy and their data twins."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from taxonomy import industries as industry_lists
from taxonomy import materials, treatments, waste_list
from taxonomy.codes import UnknownCodeError
from web.addresses import LocalisedBlueprint
from web.classification import editions, exports, hits, values
from web.errors import WrongRequestError
from web.files import TABLE_FORMATS, table_response
from web.language import gettext as _

blueprint = LocalisedBlueprint("classification", __name__)

NOT_FOUND = 404


def _query() -> str:
    query = " ".join(request.args.get("q", "").replace("\x00", " ").split())
    if len(query) > hits.LONGEST_QUERY:
        raise WrongRequestError(
            _("The search is too long. Use at most %(limit)s characters.", limit=hits.LONGEST_QUERY), field="q"
        )
    return query


@blueprint.page("taxonomy", formats=TABLE_FORMATS)
def browser(extension: str) -> ResponseReturnValue:
    """Search over every list; without a word, the trees."""
    query, waste = _query(), editions.chosen()
    found = hits.find(query, waste) if query else ()
    if extension != "html":
        rows = exports.hit_rows(found) if query else exports.waste_rows(waste, waste.entries.values())
        return table_response(rows, extension, exports.HIT_COLUMNS if query else exports.WASTE_COLUMNS, "taxonomy")
    return render_template(
        "classification/browser.html",
        query=query,
        hits=found,
        answer=hits.answer(query, len(found)),
        counts=values.list_sizes(waste),
        chapters=waste.children(),
        families=values.families_with_classes(),
        **_edition_values(waste.name),
    )


def _edition_values(name: str) -> dict[str, object]:
    return {
        "edition": name,
        "editions": editions.links(),
        "edition_sentence": editions.sentence(),
        "edition_values": editions.address_values(),
    }


@blueprint.page("taxonomy", "/waste/<code>", formats=TABLE_FORMATS)
def waste(code: str, extension: str) -> ResponseReturnValue:
    """A chapter, sub-chapter or entry of the List of Waste."""
    listed = editions.chosen()
    try:
        entry = listed.entry(values.digits_of(code))
    except (UnknownCodeError, ValueError):
        raise WrongRequestError(_unknown_waste(code, listed.name), NOT_FOUND, "code") from None
    children = listed.children(entry.code)
    if extension != "html":
        return table_response(
            exports.waste_rows(listed, [entry, *children]), extension, exports.WASTE_COLUMNS, f"waste-{entry.code}"
        )
    return render_template(
        "classification/waste.html",
        entry=entry,
        shown=values.shown(entry),
        sentence=values.waste_sentence(entry),
        parents=values.parents(listed, entry),
        children=[values.waste_row(child) for child in children],
        hazard_rows=values.hazard_rows(entry),
        twins=[values.waste_row(twin) for twin in listed.mirror_twins(entry.code)],
        class_link=values.class_link(entry),
        ewc_link=values.ewc_link(entry),
        presence=values.presence(entry.code),
        records=values.records_of_code(entry.code),
        **_edition_values(listed.name),
    )


def _unknown_waste(code: str, edition: str) -> str:
    other = next(name for name in editions.EDITIONS if name != edition)
    try:
        waste_list.edition(other).entry(values.digits_of(code))
    except (UnknownCodeError, ValueError):
        return _("There is no waste code %(code)s. A code has two, four or six digits, such as 10 09 08.", code=code)
    return _(
        "The waste code %(code)s is not in this edition of the list. Choose the edition %(other)s.",
        code=code,
        other=other,
    )


@blueprint.page("taxonomy", "/materials/<class_id>", formats=TABLE_FORMATS)
def material_class(class_id: str, extension: str) -> ResponseReturnValue:
    """One material class: its family, the waste codes that lead to it, its records."""
    item = materials.material_class(class_id)
    listed = editions.in_force()
    entries = values.entries_of_class(listed, item.id)
    if extension != "html":
        return table_response(exports.waste_rows(listed, entries), extension, exports.WASTE_COLUMNS, f"class-{item.id}")
    return render_template(
        "classification/material_class.html",
        item=item,
        parent=materials.material_class(item.parent) if item.parent else None,
        children=[other for other in materials.material_classes() if other.parent == item.id],
        sentence=values.class_sentence(item),
        codes=[values.waste_row(entry) for entry in entries],
        records=values.records_of_class(item.id),
    )


@blueprint.page("taxonomy", "/operations", formats=TABLE_FORMATS)
def operations(extension: str) -> ResponseReturnValue:
    """R and D operations."""
    listed = treatments.operations()
    if extension != "html":
        return table_response(exports.operation_rows(listed), extension, exports.OPERATION_COLUMNS, "operations")
    return render_template("classification/operations.html", operations=listed)


@blueprint.page("taxonomy", "/industries/<edition>", formats=TABLE_FORMATS)
def industries(edition: str, extension: str) -> ResponseReturnValue:
    """The sections of an edition of NACE."""
    listed = values.industries_of(edition)
    if extension != "html":
        return table_response(
            exports.industry_rows(listed), extension, exports.INDUSTRY_COLUMNS, f"industries-{edition}"
        )
    return render_template(
        "classification/industries.html",
        heading=_("Industries, %(name)s", name=values.edition_name(edition)),
        edition=edition,
        editions=values.industry_editions(),
        children=[item for item in listed if not item.parent],
    )


@blueprint.page("taxonomy", "/industries/<edition>/<code>", formats=TABLE_FORMATS)
def industry(edition: str, code: str, extension: str) -> ResponseReturnValue:
    """One industry with what stands under it."""
    listed = values.industries_of(edition)
    item = industry_lists.industry(code, edition)
    children = [other for other in listed if other.parent == item.code]
    if extension != "html":
        return table_response(
            exports.industry_rows([item, *children]), extension, exports.INDUSTRY_COLUMNS, f"industry-{item.code}"
        )
    return render_template(
        "classification/industries.html",
        heading=values.industry_heading(item),
        industry=item,
        sentence=values.industry_sentence(item),
        edition=edition,
        edition_name=values.edition_name(edition),
        parents=values.industry_parents(item),
        children=children,
        successors=values.successors(item),
    )
