"""`/api/v1/taxonomy/...`: the List of Waste, our material classes, a search over all lists, and suggestions."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from flask import abort

from databank.records import Page
from taxonomy import materials, waste_list
from taxonomy.search import Hit, search
from taxonomy.suggest import suggest
from taxonomy.waste_list import WasteEntry, WasteList
from web.api.blueprint import LISTS_SECONDS, reads
from web.api.questions import LanguageQuery, SearchQuery, SuggestQuery, WasteCodeQuery, WasteCodesQuery
from web.api.suggestion_schemas import SuggestionsOut
from web.api.taxonomy_schemas import HitsOut, MaterialClassesOut, WasteCodeOut, WasteCodesOut
from web.house import added_terms, settings, today
from web.labels import title


@reads("/taxonomy/waste-codes", tag="taxonomy", asks=WasteCodesQuery, answers=WasteCodesOut, kept_for=LISTS_SECONDS)
def waste_codes(query: Mapping[str, Any]) -> Page[WasteEntry]:
    """The List of Waste in the order of its codes, a slice at a time."""
    under = query.get("parent", "")
    entries = chosen_edition(query.get("edition")).entries
    codes = sorted(code for code in entries if code.startswith(under) and code > query.get("after", ""))
    limit = query["limit"]
    items = tuple(entries[code] for code in codes[:limit])
    return Page(items, items[-1].code if len(codes) > limit else None)


@reads(
    "/taxonomy/waste-codes/<code>",
    tag="taxonomy",
    asks=WasteCodeQuery,
    answers=WasteCodeOut,
    one=True,
    kept_for=LISTS_SECONDS,
)
def waste_code(query: Mapping[str, Any], code: str) -> WasteEntry:
    """One entry: 100908, 10 09 08* and 10-09-08 mean the same."""
    try:
        return chosen_edition(query.get("edition")).entry(waste_list.parse_code(code))
    except (LookupError, ValueError):
        abort(HTTPStatus.NOT_FOUND)


@reads(
    "/taxonomy/material-classes",
    tag="taxonomy",
    asks=LanguageQuery,
    answers=MaterialClassesOut,
    kept_for=LISTS_SECONDS,
)
def material_classes(_query: Mapping[str, Any]) -> dict[str, Any]:
    """Every material class and the families that give their colours; the list is whole."""
    return {"items": materials.material_classes(), "next": None, "families": materials.families()}


@reads("/taxonomy/search", tag="taxonomy", asks=SearchQuery, answers=HitsOut, kept_for=LISTS_SECONDS)
def taxonomy_search(query: Mapping[str, Any]) -> Page[Hit]:
    """Search codes, titles and class names in Finnish, Swedish and English; the best hit first."""
    return Page(tuple(search(query["q"], limit=query["limit"])))


@reads("/taxonomy/suggest", tag="taxonomy", asks=SuggestQuery, answers=SuggestionsOut, kept_for=None)
def taxonomy_suggest(query: Mapping[str, Any]) -> dict[str, Any]:
    """Waste codes and material classes for what somebody calls a waste, with reasons and one question."""
    listed = chosen_edition(query.get("edition")).name
    answer = suggest(
        query["q"],
        language=query.get("language"),
        industry=query.get("industry"),
        process=query.get("process"),
        form=query.get("form"),
        in_edition=listed,
        limit=query["limit"],
        extra=added_terms(),
    )
    return {
        "outcome": answer.outcome,
        "sentence": title(answer.sentence),
        "edition": listed,
        "codes": answer.codes,
        "classes": answer.classes,
        "question": answer.question,
        "stated": answer.stated,
    }


def chosen_edition(name: str | None) -> WasteList:
    """The edition asked for, else the one in force today."""
    if name is not None:
        return waste_list.edition(name)
    return waste_list.edition_in_force(today(), settings().battery_codes_from)
