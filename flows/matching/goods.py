"""Who usually uses goods of a kind: the kinds of a reviewed list, and the documented uses of materials.

Precedents are few. Before the first of them, it is known that steam goes to chemical works and paper mills and that
fly ash goes into concrete and roads: this is where the ranking of industries starts.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from flows.matching.streams import DIVISION, Stream
from taxonomy.codes import parse_rows, parts
from taxonomy.search import fold
from taxonomy.uses import Use, uses

FILE = "goods.csv"
GRADES: Mapping[str, float] = {"main": 4.0, "some": 2.0, "few": 1.0}
"""What it counts to be among the main users of a kind, some more, or few."""
PRODUCT_DIGITS = 6
SURE_PRODUCT = 3
"""Digits of a product code that tell the kind so surely that the words need not."""
WORDS_BESIDE_PRODUCT = 0.2
SAME_CODE = 0.5
"""What it counts that a documented use names the waste code: most codes hold several materials."""
LONG_WORD, COMPOUND_END = 5, 4

_WORD = re.compile(r"[a-z0-9]+")

Shares = Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """Goods of one kind; `shares` of the NACE divisions that use them sum to 1."""

    id: str
    products: tuple[str, ...]
    substances: tuple[str, ...]
    classes: tuple[str, ...]
    words: tuple[str, ...]
    shares: Shares
    source: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """How strongly something speaks for each division, and how strongly at all."""

    by_division: Shares
    weight: float


def kinds_told(stream: Stream) -> Evidence:
    """What the list of goods says of who uses a stream."""
    longest = {kind.id: _product_digits(kind, stream) for kind in kinds()}
    most = max(longest.values())
    told = (
        (
            (most / PRODUCT_DIGITS if most and longest[kind.id] == most else 0.0)
            + bool(set(kind.substances) & set(stream.substances))
            + _class_share(stream, kind.classes, most)
            + names(kind.words, stream.text),
            kind.shares,
        )
        for kind in kinds()
    )
    return _summed(told)


def uses_told(stream: Stream) -> Evidence:
    """What the documented uses of materials say of who uses a stream."""
    sure = max(_product_digits(kind, stream) for kind in kinds())
    by_class, by_code = _uses_by("material_class"), _uses_by("code")
    of_code = {one for code in stream.waste_codes for one in by_code.get(code, ())}
    of_class = {one for name in stream.classes for one in by_class.get(name, ())}
    return _summed(
        (
            max(_class_share(stream, (one.material_class,), sure), SAME_CODE if one in of_code else 0.0),
            shares_of_use(one),
        )
        for one in sorted(of_code | of_class, key=lambda use: use.id)
    )


@cache
def _uses_by(key: str) -> Mapping[str, tuple[Use, ...]]:
    """The documented uses by their class or by their waste codes."""
    found: dict[str, list[Use]] = defaultdict(list)
    for one in documented():
        for value in one.codes if key == "code" else (one.material_class,):
            found[value].append(one)
    return {value: tuple(of_it) for value, of_it in found.items()}


def names(words: tuple[str, ...], text: str) -> bool:
    """Whether a text names one of some words, in the plural or in a compound too.

    >>> names(("tuhka", "ash"), "Märkä lentotuhka"), names(("ash",), "Washing water")
    (True, False)
    """
    folded = f" {' '.join(_WORD.findall(fold(text)))} "
    return any(_is_in(word, folded) for word in words)


def _is_in(word: str, folded: str) -> bool:
    """Long words count anywhere, shorter ones at the end of a compound, the shortest alone."""
    if len(word) >= LONG_WORD:
        return word in folded
    before = "" if len(word) >= COMPOUND_END else " "
    return f"{before}{word} " in folded or f"{before}{word}s " in folded


def _product_digits(kind: Kind, stream: Stream) -> int:
    """How many digits of a product code of the stream are those of the kind."""
    found = (len(code) for code in kind.products for product in stream.products if product.startswith(code))
    return max(found, default=0)


def _class_share(stream: Stream, classes: tuple[str, ...], product_digits: int) -> float:
    share = max((stream.classes.get(one, 0.0) for one in classes), default=0.0)
    return share * (WORDS_BESIDE_PRODUCT if product_digits >= SURE_PRODUCT else 1.0)


def _summed(told: Iterator[tuple[float, Shares]]) -> Evidence:
    by_division: dict[str, float] = {}
    total = 0.0
    for weight, shares in told:
        if weight > 0:
            total += weight
            for division, share in shares.items():
                by_division[division] = by_division.get(division, 0.0) + weight * share
    return Evidence(by_division, total)


@cache
def kinds() -> tuple[Kind, ...]:
    """The kinds of goods of the reviewed list."""
    text = (resources.files("flows") / "data" / FILE).read_text("utf-8")
    return tuple(_kind(row) for _, row in parse_rows(FILE, text))


def _kind(row: Mapping[str, str]) -> Kind:
    graded = {division: weight for grade, weight in GRADES.items() for division in parts(row[grade])}
    total = sum(graded.values())
    return Kind(
        id=row["id"],
        products=parts(row["products"]),
        substances=parts(row["substances"]),
        classes=parts(row["classes"]),
        words=tuple(fold(word) for word in parts(row["words"])),
        shares={division: weight / total for division, weight in graded.items()},
        source=row["source"],
    )


@cache
def documented() -> tuple[Use, ...]:
    """The documented uses that name an industry; a row that states a gap is none."""
    return tuple(one for one in uses() if not one.is_gap and one.industries)


@cache
def shares_of_use(use: Use) -> Shares:
    """The divisions of a use, each counted once."""
    divisions = sorted({code[:DIVISION] for code in use.industries})
    return dict.fromkeys(divisions, 1 / len(divisions))


@cache
def usual() -> Shares:
    """How often each division is named at all, by goods and uses alike: what is likely before anything is known."""
    goods = _summed((1.0, kind.shares) for kind in kinds())
    told = _summed((1.0, shares_of_use(one)) for one in documented())
    divisions = goods.by_division.keys() | told.by_division.keys()
    return {
        division: (
            goods.by_division.get(division, 0.0) / goods.weight + told.by_division.get(division, 0.0) / told.weight
        )
        / 2
        for division in sorted(divisions)
    }
