"""The share of secondary material in what is taken in, beside those of others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from flows.drawing.bars import ShareBar, Target, bars_svg
from flows.indicators.reference_lines import ReferenceLine
from web.diagrams.drawings import sheet_of
from web.diagrams.weaving import Woven
from web.labels import title
from web.language import current_language
from web.language import gettext as _

INPUT, CMU = "input_circularity", "circular_material_use_rate"


def shares(woven: Woven) -> Iterator[tuple[str, str]]:
    """Our share with its interval, those of Finland and others, and the target."""
    from flows.indicators import indicators

    report = indicators(woven.table, year=woven.choice.year, boundary_name=woven.choice.boundary)
    found = {reading.definition.id: reading for reading in report.readings}
    own = found[INPUT].measured
    bars = [ShareBar(name=_("Here"), share=own.value, low=own.low, high=own.high, is_own=True)]
    lines = [*found[INPUT].lines, *found[CMU].lines]
    bars += [ShareBar(name=_line_words(line), share=line.share) for line in _newest(lines)]
    targets = [Target(_line_words(line), line.share) for line in lines if line.kind == "target"][:1]
    heading = _("Secondary material in what is taken in, beside others")
    words = _("Finland, the EU and the Netherlands by Eurostat's circular use rate, which counts differently.")
    sheet = replace(sheet_of(woven, heading, words), name=f"shares-{woven.name}")
    yield heading, bars_svg(bars, targets, current_language(), sheet)


def _newest(lines: Sequence[ReferenceLine]) -> Iterator[ReferenceLine]:
    """Of each place the newest value."""
    newest = {line.area: line for line in sorted(lines, key=lambda line: line.year) if line.kind == "value"}
    yield from newest.values()


def _line_words(line: ReferenceLine) -> str:
    return f"{title(line.titles)} {line.year}"
