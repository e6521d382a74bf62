"""What `sivuvirta check taxonomy` tells beside its findings: how good the lists and the crosswalks are, in numbers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from web.cli.speech import language
from web.cli.speech import translate as _

if TYPE_CHECKING:
    from taxonomy.crosswalk_quality import Count
    from taxonomy.quality import Measure

WIDTH = 72
ONE_NUMBER = ("", "chapter")
MOST_SOURCES = 8


def quality_lines() -> Iterator[str]:
    """The measures, topic by topic: a line for each, with further lines for its lists and sources."""
    from taxonomy import quality

    for topic in quality.topics():
        yield ""
        yield topic.titles.in_language(language())
        for one in (one for one in quality.measures() if one.topic == topic.id):
            yield from measure_lines(one)


def measure_lines(one: Measure) -> Iterator[str]:
    """One measure in its parts."""
    from taxonomy import quality

    name = one.titles.in_language(language())
    counts = quality.counts_of(one.id)
    if one.parts in ONE_NUMBER:
        yield line(name, number(quality.whole(one.id)), wrong=one.must_be_zero and bool(quality.whole(one.id).number))
    elif one.parts == "language":
        wrong = one.must_be_zero and any(count.number for count in counts)
        yield line(name, in_languages({count.part: count for count in counts}), wrong=wrong)
    else:
        yield line(name, "")
        yield from part_lines(one, counts)


def part_lines(one: Measure, counts: tuple[Count, ...]) -> Iterator[str]:
    """The lists or sources of a measure, those without a finding left out."""
    if one.parts == "source":
        yield from source_lines(counts)
        return
    by_list: dict[str, dict[str, Count]] = {}
    for count in counts:
        name, _colon, spoken = count.part.partition(":")
        by_list.setdefault(name, {})[spoken] = count
    for name, found in by_list.items():
        if any(count.number for count in found.values()):
            yield line(f"  {name}.csv", in_languages(found))


def source_lines(counts: tuple[Count, ...]) -> Iterator[str]:
    """The largest sources, and how many more there are."""
    words = {"derived": _("rules of our own"), "inferred": _("equal words elsewhere")}
    for count in counts[:MOST_SOURCES]:
        yield line(f"  {words.get(count.part, count.part)}", number(count))
    rest = counts[MOST_SOURCES:]
    if rest:
        rows = sum(count.number for count in rest)
        yield line("  " + _("%(count)d more sources", count=len(rest)), str(rows))


def in_languages(counts: dict[str, Count]) -> str:
    """The same count for each language."""
    return "  ".join(f"{spoken} {count.number}" for spoken, count in counts.items())


def number(count: Count) -> str:
    """How many, and out of how many."""
    if not count.of:
        return str(count.number)
    percent = round(100 * count.number / count.of)
    if not percent:
        return _("%(count)d of %(of)d", count=count.number, of=count.of)
    return _("%(count)d of %(of)d, %(percent)d %%", count=count.number, of=count.of, percent=percent)


def line(name: str, value: str, *, wrong: bool = False) -> str:
    """A name and its value in two columns; a mark where a number should be zero and is not."""
    return f"{'!' if wrong else ' '} {name:<{WIDTH}} {value}".rstrip()
