"""`/api/v1/flows`: the derived flow table, one data set at a time."""

from __future__ import annotations

import base64
import json
from bisect import bisect_right
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from flask import url_for

from databank import queries
from databank.records import FlowColumns
from web import house
from web.api.blueprint import reads
from web.api.flow_schemas import FlowsOut
from web.api.questions import DATA_SETS, FlowsQuery
from web.auth import current_viewer
from web.errors import WrongRequestError
from web.house import bank
from web.language import gettext as _

TEXT_COLUMNS = (
    "source",
    "target",
    "material",
    "layer",
    "basis",
    "treatment_code",
    "method",
    "origin",
    "kind",
    "record_id",
)
KEY_TEXTS = ("source", "target", "material", "layer", "record_id", "kind")
Key = tuple[int, tuple[str, ...], int]


@reads("/flows", tag="flows", asks=FlowsQuery, answers=FlowsOut)
def flows(query: Mapping[str, Any]) -> dict[str, Any]:
    """The flows that follow from the records: sources, targets, amounts, and how many records give none."""
    is_example = DATA_SETS[query["data"]]
    with bank().session() as session:
        columns = queries.flow_columns(
            session,
            current_viewer(),
            is_example=is_example,
            years=[query["year"]] if "year" in query else "latest",
            layer=query.get("layer"),
            **house.ages(),
        )
        years = queries.flow_years(session, current_viewer(), is_example, **house.ages())
    return {**one_slice(columns, query.get("after"), query["limit"]), "years": years, "left_out": columns.left_out}


def one_slice(columns: FlowColumns, after: str | None, limit: int) -> dict[str, Any]:
    """The rows behind the key `after` in a fixed order, and the key of the last of them if more follow."""
    keyed = sorted((key_of(columns, index), index) for index in range(len(columns.year)))
    start = bisect_right(keyed, read_key(after), key=lambda pair: pair[0]) if after else 0
    chosen = keyed[start : start + limit]
    labels = {process.id: process.label for process in columns.processes}
    more = start + limit < len(keyed)
    return {
        "items": [row(columns, index, labels) for _key, index in chosen],
        "next": written_key(chosen[-1][0]) if more else None,
    }


def key_of(columns: FlowColumns, index: int) -> Key:
    """What a row is sorted by; the position parts the rows that are alike otherwise, such as protected ones."""
    return columns.year[index], tuple(getattr(columns, name)[index] for name in KEY_TEXTS), index


def written_key(key: Key) -> str:
    """A key as the opaque text of `next`."""
    return base64.urlsafe_b64encode(json.dumps(key, ensure_ascii=False).encode()).decode()


def read_key(text: str) -> Key:
    """The key that an earlier slice gave."""
    try:
        year, texts, index = json.loads(base64.urlsafe_b64decode(text.encode()))
        whole = isinstance(year, int) and isinstance(index, int) and len(texts) == len(KEY_TEXTS)
    except (ValueError, TypeError):
        whole = False
    if not whole:
        sentence = _("The parameter after is no key of this list. Take it from next, or start without it.")
        raise WrongRequestError(sentence, HTTPStatus.BAD_REQUEST, "after")
    return year, tuple(map(str, texts)), index


def row(columns: FlowColumns, index: int, labels: Mapping[str, str]) -> dict[str, Any]:
    """One row of the table with its labels and its unit."""
    texts = {name: getattr(columns, name)[index] or None for name in TEXT_COLUMNS}
    return texts | {
        "year": columns.year[index],
        "source_label": labels.get(columns.source[index], columns.source[index]),
        "target_label": labels.get(columns.target[index], columns.target[index]),
        "amount": columns.amount[index],
        "unit": "MWh" if columns.layer[index] == "energy" else "t",
        "standard_uncertainty": columns.standard_uncertainty[index],
        "record_url": record_url(columns, index),
        "is_example": columns.is_example,
    }


def record_url(columns: FlowColumns, index: int) -> str | None:
    """The address of the side stream whose fate a row is."""
    if columns.kind[index] != "fate":
        return None
    return url_for("api.material", record_id=columns.record_id[index])
