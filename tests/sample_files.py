"""How the tests of the sample data read its files."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import cache
from importlib import resources

from databank.schemas import KINDS

LAYERS = ("facts", "examples")
Row = dict[str, str]


@cache
def rows(layer: str, kind: str) -> tuple[Row, ...]:
    """The rows of one sample file, none when the layer has no such file."""
    path = resources.files("sample_data") / layer / f"{kind}.csv"
    if not path.is_file():
        return ()
    return tuple(csv.DictReader(path.read_text("utf-8").splitlines()))


def all_rows(layer: str) -> Iterator[tuple[str, Row]]:
    """Every row of a layer with its kind."""
    return ((kind, row) for kind in KINDS for row in rows(layer, kind))


def ids(layer: str, kind: str) -> set[str]:
    """The public ids of one file."""
    return {row["id"] for row in rows(layer, kind)}


def amount_rows(layer: str) -> Iterator[Row]:
    """Every yearly amount of the side streams: the first one stands in the stream's own row."""
    for row in rows(layer, "side-streams"):
        yield row | {"side_stream_id": row["id"]}
    yield from rows(layer, "amounts")
