"""Where the texts of a drawing stand, by the widths that drawings are made with."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from itertools import combinations
from typing import NamedTuple

from flows.layout.lettering import text_width

NS = "{http://www.w3.org/2000/svg}"
SIZES = {"name": 14.0, "val": 13.0, "key": 13.0, "example-mark": 12.0}


class Placed(NamedTuple):
    words: str
    left: float
    right: float
    base: float


def placed(root: ET.Element) -> list[Placed]:
    """Every text with its two sides and its line."""
    found = []
    for text in root.iter(f"{NS}text"):
        words, classes = text.text or "", text.get("class", "").split()
        wide = text_width(words, next(SIZES[name] for name in classes if name in SIZES))
        is_end = "end" in classes or text.get("text-anchor") == "end"
        x = float(text.get("x", "0"))
        left = x - wide if is_end else x - wide / 2 if "mid" in classes else x
        found.append(Placed(words, left, left + wide, float(text.get("y", "0"))))
    return found


def clipped(root: ET.Element) -> list[str]:
    """Texts that begin or end outside the drawing, or stand above or below it."""
    _, _, width, height = map(float, root.get("viewBox", "").split())
    return [
        text.words
        for text in placed(root)
        if text.left < -0.5 or text.right > width + 0.5 or not 8 <= text.base <= height
    ]


def overlapping(root: ET.Element) -> list[tuple[str, str]]:
    """Pairs of texts that share a place."""
    return [
        (one.words, other.words)
        for one, other in combinations(placed(root), 2)
        if abs(one.base - other.base) < 11 and one.left < other.right - 0.5 and other.left < one.right - 0.5
    ]
