"""How the side streams of each sector are treated: the boxes of the picture as one bar of shares a sector."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from types import MappingProxyType

from flows.diagram import LinkKind, Node
from flows.drawing.stacked import Part, Stack, stacked_svg
from flows.labels import word
from flows.partition import FOLDED, FROM_STOCK, IMPORT, NOT_STATED
from flows.views.definitions import Stage
from web.diagrams.companions.widths import of_both_widths
from web.diagrams.drawings import sheet_of
from web.diagrams.weaving import Woven
from web.language import current_language
from web.language import gettext as _

MOST_SECTORS = 12
FILL_OF: Mapping[str, str] = MappingProxyType(
    {
        "group:material": "solid",
        "group:burnt": "stripes",
        "group:readied": "grey",
        "group:recovered": "specks",
        "group:landfill": "uprights",
        "group:disposed": "slants",
        "group:put_away": "levels",
        NOT_STATED: "blank",
    }
)
"""Fills of the shipped view's groups; any other box has the one that is left."""
OTHER = "checks"
LAST = (FROM_STOCK, IMPORT, NOT_STATED, FOLDED)

Sums = dict[str, dict[str, float]]
"""Amounts by the box of the giver and the key of the treatment."""


def treatments(woven: Woven) -> Iterator[tuple[str, str]]:
    """A bar for each box of sectors that stands right before the treatments in the picture."""
    stages = _stages(woven)
    if stages is None or woven.is_empty:
        return
    sectors, treated = stages
    sums = _sums(woven, sectors)
    nodes = {node.id: node for node in woven.data.nodes}
    order = _order(woven, treated, sums)
    parts = [_part(woven, nodes, key) for key in order]
    stacks = tuple(_stacks(woven, nodes, sums, order))
    if not stacks:
        return
    heading = _("How the side streams of each sector are treated")
    words = _("Shares of the treatments in what each sector gives, with its amount. Each bar says its own shares.")
    sheet = replace(sheet_of(woven, heading, words), name=f"treatments-{woven.name}")
    language = current_language()
    yield heading, of_both_widths(lambda on, narrow: stacked_svg(parts, stacks, language, on, is_narrow=narrow), sheet)


def _stages(woven: Woven) -> tuple[Stage, Stage] | None:
    """The stage of sectors and the stage of treatments right after it."""
    stages = woven.choice.drawn_view.stages
    for before, after in pairwise(stages):
        if before.dimension.name == "sector" and after.dimension.name == "treatment":
            return before, after
    return None


def _sums(woven: Woven, sectors: Stage) -> Sums:
    """What each box of sectors gives to each treatment; a flow that skips the stage has none stated."""
    ids = {node.id for node in woven.data.nodes if node.stage == sectors.id}
    treated = {node.id for node in woven.data.nodes if node.vocabulary == "treatment"}
    sums: Sums = {}
    for link in woven.data.links:
        if link.kind is LinkKind.RECORD and link.source in ids and not link.is_return:
            of_sector = sums.setdefault(link.source, {})
            key = link.target if link.target in treated else NOT_STATED
            of_sector[key] = of_sector.get(key, 0.0) + link.amount
    return sums


def _order(woven: Woven, treated: Stage, sums: Sums) -> list[str]:
    """Boxes of treatments: the groups as the view names them, then other ones, then what nobody stated."""
    used = {key for of_sector in sums.values() for key in of_sector}
    groups = [group.key for group in treated.groups]
    found = [node for node in woven.data.nodes if node.id in used]
    found.sort(key=lambda node: (groups.index(node.key) if node.key in groups else len(groups), node.key == NOT_STATED))
    return [*(node.id for node in found), *([NOT_STATED] if NOT_STATED in used else [])]


def _part(woven: Woven, nodes: Mapping[str, Node], key: str) -> Part:
    if key == NOT_STATED:
        return Part(word(NOT_STATED, current_language()), FILL_OF[NOT_STATED])
    return Part(woven.labels.node_label(nodes[key]), FILL_OF.get(nodes[key].key, OTHER))


def _stacks(woven: Woven, nodes: Mapping[str, Node], sums: Sums, order: Sequence[str]) -> Iterator[Stack]:
    """The largest sectors first; what is beyond the most of them becomes one bar."""
    ranked = sorted(sums, key=lambda box: (nodes[box].key in LAST, -sum(sums[box].values()), box))
    shown = ranked if len(ranked) <= MOST_SECTORS else ranked[: MOST_SECTORS - 1]
    for box in shown:
        yield _stack(woven, woven.labels.node_label(nodes[box]), [sums[box]], order)
    rest = ranked[len(shown) :]
    if rest:
        name = word(FOLDED, current_language()).format(number=len(rest))
        yield _stack(woven, name, [sums[box] for box in rest], order)


def _stack(woven: Woven, name: str, amounts: Sequence[Mapping[str, float]], order: Sequence[str]) -> Stack:
    parts = tuple(sum(one.get(key, 0.0) for one in amounts) for key in order)
    unit = word(f"{woven.data.unit}_per_year", current_language())
    return Stack(name=name, amount=f"{woven.labels.plain_number(sum(parts))}\N{NO-BREAK SPACE}{unit}", parts=parts)
