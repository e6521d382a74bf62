"""A plan beside today: two flow diagrams at one scale, and a table that says the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from markupsafe import Markup

from databank.records import Fate
from flows.allocation.picturing import Words, planned, today
from flows.allocation.values import Allocation
from flows.matching.values import Offer
from flows.table import FlowTable
from taxonomy.materials import families
from web.labels import label, title
from web.language import current_language
from web.language import gettext as _
from web.numbers import about

FATE = "fate:"
FAMILY = "family:"


def tables(offers: Sequence[Offer], found: Allocation, names: Mapping[str, str]) -> tuple[FlowTable, FlowTable]:
    """Where every offered tonne goes today, and by the plan; `names` are those of the ends of the plan."""
    words = Words(
        fates={fate.value: label(fate) for fate in Fate},
        families={family.id: title(family.titles) for family in families()},
        others=_("Other takers"),
        ends=names,
    )
    return today(offers, words), planned(offers, found, words)


def pictures(before: FlowTable, after: FlowTable) -> Iterator[tuple[str, Markup]]:
    """Both tables as flow diagrams at one scale; none where no amount is known."""
    from flows.drawing import svg
    from flows.labels import TaxonomyLabels
    from flows.layout import layout
    from flows.sankey.processes import weave_processes

    if not len(before):
        return
    scale = None
    for name, heading, table in (("before", _("Today"), before), ("after", _("By the plan"), after)):
        data = weave_processes(table)
        labels = TaxonomyLabels(data, current_language())
        placed = layout(data, labels, scale=scale)
        scale = scale or placed.scale
        drawn = svg(data, placed, labels, title=heading, description=_("The table below says the same."), name=name)
        yield heading, Markup(drawn)  # noqa: S704 - our own drawing, every text in it escaped


def fates(before: FlowTable, after: FlowTable) -> list[tuple[str, str, str]]:
    """Where it goes, today and by the plan, as rows: a name and two sums of tonnes; the users of the plan first."""
    first, last = _sums(before), _sums(after)
    rows = [("", _("To users in the plan")), *((FATE + fate.value, label(fate)) for fate in Fate)]
    return [(name, about(first[end]), about(last[end])) for end, name in rows if first[end] or last[end]]


def _sums(table: FlowTable) -> Mapping[str, float]:
    """Tonnes by fate, under an empty name what goes to users; what leaves a treatment was counted on its way in."""
    sums: dict[str, float] = defaultdict(float)
    for source, target, mass in zip(table.source.values(), table.target.values(), table.amount, strict=True):
        if source.startswith(FAMILY):
            sums[target if target.startswith(FATE) else ""] += float(mass)
    return sums
