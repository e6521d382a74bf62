"""The share of secondary material in what is taken in, beside those of others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from markupsafe import Markup

from flows.drawing.bars import ShareBar, Target, bars_svg
from flows.indicators.reference_lines import ReferenceLine
from web.diagrams.drawings import sheet_of
from web.diagrams.weaving import Woven
from web.labels import title
from web.language import current_language
from web.language import gettext as _
from web.saying import said

INPUT, CMU = "input_circularity", "circular_material_use_rate"


def shares(woven: Woven) -> Iterator[tuple[str, str]]:
    """Our share with its interval, those of Finland and others, and the target; below it why ours is not known."""
    from flows.indicators import indicators, reference_lines

    choice = woven.choice
    report = indicators(woven.table, year=choice.year, boundary_name=choice.boundary, only={INPUT})
    own = report.readings[0].measured
    bars = [ShareBar(name=_("Here"), share=own.value, low=own.low, high=own.high, is_own=True)]
    lines = [line for indicator in (INPUT, CMU) for line in reference_lines() if line.indicator == indicator]
    bars += [ShareBar(name=_line_words(line), share=line.share) for line in _newest(lines)]
    targets = [Target(_line_words(line), line.share) for line in lines if line.kind == "target"][:1]
    heading = _("Secondary material in what is taken in, beside others")
    words = _("Finland, the EU and the Netherlands by Eurostat's circular use rate, which counts differently.")
    sheet = replace(sheet_of(woven, heading, words), name=f"shares-{woven.name}")
    drawing = Markup(bars_svg(bars, targets, current_language(), sheet))  # noqa: S704  # our own drawing
    why = " ".join(said(sentence) for sentence in own.missing) if own.value is None else ""
    yield heading, Markup('{}<figcaption class="small quiet">{}</figcaption>').format(drawing, f"{words} {why}".strip())


def _newest(lines: Sequence[ReferenceLine]) -> Iterator[ReferenceLine]:
    """Of each place the newest value."""
    newest = {line.area: line for line in sorted(lines, key=lambda line: line.year) if line.kind == "value"}
    yield from newest.values()


def _line_words(line: ReferenceLine) -> str:
    name = title(line.titles)
    return f"{name} ({line.year})" if line.kind == "target" else f"{name} {line.year}"
