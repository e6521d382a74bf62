"""One box of a picture looked at more closely: only this, without this, split, opened, its records."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from flows.diagram import Node
from flows.labels import TaxonomyLabels
from flows.partition import FOLDED, NEVER_FOLDED
from flows.views import Stage
from flows.views.grammar import dimension_titles
from flows.views.narrowing import Narrowing, Pick, Split, split_dimensions
from web.diagrams.choice import Choice
from web.diagrams.pictures import Wayfinder
from web.diagrams.tables import node_address
from web.diagrams.weaving import Woven
from web.language import gettext as _


@dataclass(frozen=True, slots=True, kw_only=True)
class Picked:
    """The box that the address names, with what can be done with it; `clear` leads back."""

    name: str
    amount: str
    incoming: tuple[str, ...]
    outgoing: tuple[str, ...]
    deeds: tuple[Wayfinder, ...]
    splits: tuple[Wayfinder, ...]
    clear: str


def picked(woven: Woven) -> Picked | None:
    """The pinned box; None where nothing is pinned, or the box is not in this picture."""
    node = next((node for node in woven.data.nodes if node.id == woven.choice.pin), None)
    if node is None:
        return None
    labels, data = woven.labels, woven.data
    own = woven.choice
    return Picked(
        name=labels.node_label(node),
        amount=labels.amount(node.amount),
        incoming=tuple(labels.sentence(link) for link in data.links if link.target == node.id),
        outgoing=tuple(labels.sentence(link) for link in data.links if link.source == node.id),
        deeds=tuple(_deeds(woven, node)),
        splits=tuple(_splits(woven, node)),
        clear=own.address(pin=""),
    )


def _deeds(woven: Woven, node: Node) -> Iterator[Wayfinder]:
    choice, pick = woven.choice, Pick(node.stage, node.key)
    found = choice.narrowing
    if node.key == FOLDED:
        opened = replace(found, opened=found.opened | {node.stage})
        yield Wayfinder(_("Show each of them"), choice.address(narrowing=opened, pin=""))
    elif node.key not in NEVER_FOLDED:
        yield Wayfinder(_("Only this"), choice.address(narrowing=replace(found, only=(*found.only, pick)), pin=""))
        yield Wayfinder(
            _("Without this"), choice.address(narrowing=replace(found, hidden=(*found.hidden, pick)), pin="")
        )
    records = node_address(woven, node)
    if records:
        yield Wayfinder(_("Its records"), records)


def _splits(woven: Woven, node: Node) -> Iterator[Wayfinder]:
    """What the box can be split by, in the words of the view's own dimensions."""
    choice = woven.choice
    if node.key in NEVER_FOLDED or node.key == FOLDED:
        return
    for dimension in split_dimensions(_stage(choice, node.stage)):
        split = Split(node.stage, node.key, dimension.name)
        asked = replace(choice.narrowing, splits=(*choice.narrowing.splits, split))
        words = dimension_titles(dimension.name).in_language(woven.labels.language)
        yield Wayfinder(words, choice.address(narrowing=asked, pin=""))


def removers(choice: Choice, labels: TaxonomyLabels) -> Iterator[Wayfinder]:
    """One chip for each part that the picture is narrowed to; following it takes the part away."""
    found = choice.narrowing
    for pick in found.only:
        rest = replace(found, only=tuple(one for one in found.only if one != pick))
        yield _chip(_("only %(name)s", name=_name(choice, labels, pick)), choice, rest)
    for pick in found.hidden:
        rest = replace(found, hidden=tuple(one for one in found.hidden if one != pick))
        yield _chip(_("without %(name)s", name=_name(choice, labels, pick)), choice, rest)
    for split in found.splits:
        rest = replace(found, splits=tuple(one for one in found.splits if one != split))
        yield _chip(_("%(name)s split", name=_name(choice, labels, split.pick)), choice, rest)
    for stage in sorted(found.opened):
        rest = replace(found, opened=found.opened - {stage})
        yield _chip(_("small ones shown one by one"), choice, rest)


def _chip(words: str, choice: Choice, narrowing: Narrowing) -> Wayfinder:
    return Wayfinder(words, choice.address(narrowing=narrowing))


def _name(choice: Choice, labels: TaxonomyLabels, pick: Pick) -> str:
    """The name of a box that may not be drawn any more."""
    words = _stage(choice, pick.stage).dimension.vocabulary
    return labels.node_label(Node(id=f"{pick.stage}:{pick.key}", stage=pick.stage, key=pick.key, vocabulary=words))


def _stage(choice: Choice, name: str) -> Stage:
    return next(stage for stage in choice.view.stages if stage.id == name)
