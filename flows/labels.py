"""What a renderer is told to write: the protocol of labels, and the labels made of the taxonomy's own names."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Literal, Protocol, get_args

from flows.diagram import Column, Link, LinkKind, Node, SankeyData
from flows.partition import FOLDED
from flows.partition.words import key_titles
from flows.table import process_kind
from taxonomy.codes import Language, Titles, UnknownCodeError
from taxonomy.economics import transport
from taxonomy.fates import fate_titles
from taxonomy.industries import sector
from taxonomy.materials import families, material_class
from taxonomy.treatments import operation

UnitMode = Literal["t", "share", "truckloads"]
UNIT_MODES: tuple[UnitMode, ...] = get_args(UnitMode)
WHOLE_FROM, ONE_DECIMAL_FROM = 10, 0.95
LEAST_PERCENT = 0.05
TRUCK = "truck_76t_fi"
NBSP = "\N{NO-BREAK SPACE}"


class Labels(Protocol):
    """The words and numbers of one drawing, in one language."""

    @property
    def language(self) -> Language: ...
    @property
    def unit(self) -> str:
        """Unit with its period, such as t/a."""

    @property
    def example_mark(self) -> str: ...
    def node_label(self, node: Node) -> str: ...
    def stage_title(self, column: Column) -> str: ...
    def number(self, value: float) -> str: ...
    def share(self, value: float) -> str: ...
    def plain_number(self, value: float) -> str:
        """A number of the diagram's own unit, whatever unit the picture is shown in."""

    def amount(self, value: float) -> str:
        """A number with its unit."""

    def sentence(self, link: Link) -> str: ...
    def lane_label(self, amount: float, share: float | None) -> str: ...
    def family_label(self, family: str) -> str: ...


@cache
def words() -> Mapping[str, Titles]:
    """The fixed words of drawings in three languages."""
    text = (resources.files("flows") / "data" / "words.json").read_text("utf-8")
    return MappingProxyType({name: Titles(**titles) for name, titles in json.loads(text).items()})


def word(name: str, language: Language) -> str:
    """One of the fixed words."""
    return words()[name].in_language(language)


@dataclass(frozen=True, slots=True)
class Whole:
    """What shares are shares of: `side_streams` where nothing else is drawn, else `material`, all that passes."""

    of: str
    amount: float


def share_whole(data: SankeyData) -> Whole:
    """The whole of a picture: what its fullest stage holds; without stages all links, each record once."""
    links = [link for link in data.links if link.kind is not LinkKind.CLOSING]
    kinds = {family.id: family.kind for family in families()}
    context = any(kinds.get(link.family) in {"raw", "product", "emission"} for link in links)
    of = "material" if context else "side_streams"
    if any(column.titles is None for column in data.columns):
        return Whole(of, sum(link.counted for link in links))
    stages = [sum(node.amount for node in data.nodes if node.stage == column.id) for column in data.columns]
    return Whole(of, max(stages, default=0.0))


@cache
def truckload_t() -> float:
    """Tonnes in one load of a full trailer combination of 76 t, as the taxonomy's transport figures state them."""
    (load,) = (line.high for line in transport(mode="truck", quantity="payload") if line.id == TRUCK)
    return float(load)


class TaxonomyLabels:
    """Labels from the taxonomy for one diagram in one language.

    Parameters
    ----------
    data : SankeyData
        The diagram that is labelled.
    language : Language
        One of fi, sv, en.
    names : Mapping, optional
        Names of areas, of a table's own materials and of other ids that the taxonomy does not know; they win over the
        diagram's own.
    unit_mode : UnitMode
        Tonnes (or MWh), share of the whole picture, or truckloads. The whole is what `share_whole` counts; a picture
        of energy has no truckloads and stays in MWh.
    """

    def __init__(
        self,
        data: SankeyData,
        language: Language,
        names: Mapping[str, str] | None = None,
        unit_mode: UnitMode = "t",
    ) -> None:
        self._data = data
        self._mode: UnitMode = "t" if unit_mode == "truckloads" and data.unit != "t" else unit_mode
        self._whole = share_whole(data)
        self._language: Language = language
        self._names = {**data.names, **(names or {})}
        self._nodes = {node.id: node for node in data.nodes}

    @property
    def language(self) -> Language:
        return self._language

    @property
    def unit_mode(self) -> UnitMode:
        return self._mode

    @property
    def unit(self) -> str:
        if self._mode == "share":
            return word(f"share_of_{self._whole.of}", self._language)
        if self._mode == "truckloads":
            return word("truckloads_per_year", self._language).format(load=number(truckload_t(), self._language))
        return word(f"{self._data.unit}_per_year", self._language)

    @property
    def example_mark(self) -> str:
        return word("example", self._language)

    def node_label(self, node: Node) -> str:
        if node.titles is not None:
            return node.titles.in_language(self._language)
        with suppress(UnknownCodeError):
            return key_titles(node.vocabulary, node.key).in_language(self._language)
        if node.key == FOLDED:
            return word(FOLDED, self._language).format(number=len(node.members))
        if node.vocabulary == "process":
            if process_kind(node.key) == "stock" and node.output > node.input:
                return word("from_stock", self._language)
            return self._process_label(node.key)
        return self.key_label(*_word_of(node))

    def _process_label(self, name: str) -> str:
        """A site by its own name, a reserved process in the language of the drawing."""
        known = self._names.get(name, name)
        reserved = name.removeprefix("fate:") if name.startswith("fate:") else name.lower()
        if known != name or process_kind(name) == "site":
            return known
        return self.key_label("fate", reserved)

    def key_label(self, vocabulary: str, key: str) -> str:
        """The name of a key: by its dimension, else a special of the drawings, else the vocabulary's own word."""
        with suppress(UnknownCodeError):
            return key_titles(vocabulary, key).in_language(self._language)
        if key in words():
            return word(key, self._language)
        for titles_of in (_TITLES.get(vocabulary, _no_titles), fate_titles):
            try:
                return titles_of(key).in_language(self._language)
            except UnknownCodeError:
                continue
        return self._names.get(key, key)

    def stage_title(self, column: Column) -> str:
        return column.titles.in_language(self._language) if column.titles else ""

    def number(self, value: float) -> str:
        if self._mode == "share":
            return share(value / self._whole.amount, self._language) if self._whole.amount > 0 else "\N{EN DASH}"
        return number(value / truckload_t() if self._mode == "truckloads" else value, self._language)

    def plain_number(self, value: float) -> str:
        return number(value, self._language)

    def share(self, value: float) -> str:
        return share(value, self._language)

    def amount(self, value: float) -> str:
        if self._mode == "share":
            return word(f"amount_of_{self._whole.of}", self._language).format(share=self.number(value))
        return f"{self.number(value)}{NBSP}{self.unit}"

    def sentence(self, link: Link) -> str:
        ends = [self.node_label(self._nodes[end]) for end in (link.source, link.target)]
        family = self.family_label(link.family) if link.kind is LinkKind.RECORD and link.family else ""
        form = word("link_of" if family and family not in ends else "link", self._language)
        return form.format(source=ends[0], target=ends[1], family=family, amount=self.amount(link.amount))

    def lane_label(self, amount: float, share: float | None) -> str:
        if share is None:
            return word("lane", self._language).format(amount=self.amount(amount))
        return word("lane_share", self._language).format(amount=self.amount(amount), share=self.share(share))

    def family_label(self, family: str) -> str:
        if family in self._names and family not in _family_index():
            return self._names[family]
        return _family_titles(family).in_language(self._language)


def number(value: float, language: Language) -> str:
    """A whole number with grouped thousands; below ten one decimal, so that a small amount is not nought."""
    decimals = 0 if value == 0 or abs(value) >= WHOLE_FROM else 1 if abs(value) >= ONE_DECIMAL_FROM else 2
    text = f"{value:,.{decimals}f}"
    if decimals:
        text = text.rstrip("0").rstrip(".")
    if language == "en":
        return text
    return text.replace(",", NBSP).replace(".", ",")


def share(value: float, language: Language) -> str:
    """A share of 0..1 as whole per cent; below one per cent with a decimal."""
    percent = value * 100
    if 0 < percent < LEAST_PERCENT:
        return "<0.1%" if language == "en" else f"<0,1{NBSP}%"
    text = f"{percent:.0f}" if percent >= 1 or percent == 0 else f"{percent:.1f}"
    return f"{text}%" if language == "en" else f"{text.replace('.', ',')}{NBSP}%"


def _word_of(node: Node) -> tuple[str, str]:
    """The vocabulary and key of a node; a receiver is a process group by its prefix, else a fate."""
    receiver = node.vocabulary.removeprefix("receiver_")
    if receiver == node.vocabulary:
        return node.vocabulary, node.key
    key = node.key.removeprefix(f"{receiver}:")
    return ("fate", key) if key == node.key else (receiver, key)


@cache
def _family_index() -> Mapping[str, Titles]:
    return {family.id: family.titles for family in families()}


def _family_titles(key: str) -> Titles:
    if key not in _family_index():
        raise UnknownCodeError(key, "the material families")
    return _family_index()[key]


def _treatment_titles(code: str) -> Titles:
    """The code before its words, as people in the trade say it."""
    titles = operation(code).titles
    return Titles(f"{code} {titles.fi}", f"{code} {titles.sv}", f"{code} {titles.en}")


def _no_titles(key: str) -> Titles:
    raise UnknownCodeError(key, "the drawing's words")


_TITLES = {
    "family": _family_titles,
    "material_class": lambda key: material_class(key).titles,
    "sector": lambda key: sector(key).titles,
    "treatment": _treatment_titles,
    "fate": fate_titles,
}
