"""Suggestions of waste codes against a plain likeness search over the official titles, in one run.

    python bench/classify.py [TEXTS.csv]

TEXTS.csv has the columns text,lang,waste_code,industry_code; by default the held-out texts of the tests. Printed: the
seconds and the memory of reading the lists in a fresh process (aims: 2 s, 150 MB), the milliseconds of one text with
reasons and question (aim: 20), the texts a second (aim: 1,000), and beside each the same of the peer, RapidFuzz's
WRatio over all titles in three languages, with the share of texts for which each puts the right code first.
"""

from __future__ import annotations

import argparse
import csv
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from rapidfuzz import fuzz, process

from taxonomy.suggest import suggest
from taxonomy.suggest.vocabulary import entries

ROOT = Path(__file__).parent.parent
HELD_OUT = ROOT / "tests/data/classify_held_out.csv"
LOADING = """
import resource, time
import numpy
before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
from taxonomy.suggest import suggest
suggest("slag")
print(time.process_time() - start, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024)
"""

Row = dict[str, str]


def unit() -> float:
    """Seconds of a fixed piece of work, so that machines and days can be compared."""
    start = time.process_time()
    sum(number * number for number in range(1_000_000))
    return time.process_time() - start


def by_engine(row: Row) -> str:
    """The first code of the engine."""
    codes = suggest(row["text"], language=row["lang"] or None, industry=row["industry_code"] or None).codes
    return codes[0].code if codes else ""


def by_titles() -> Callable[[Row], str]:
    """The first code of the peer."""
    titles = [
        (code, title)
        for code, entry in entries().items()
        for title in (entry.titles.fi, entry.titles.sv, entry.titles.en)
        if title
    ]
    names = [title for _, title in titles]

    def best(row: Row) -> str:
        _, _, place = process.extractOne(row["text"], names, scorer=fuzz.WRatio)
        return titles[place][0]

    return best


def timed(first_code: Callable[[Row], str], rows: Sequence[Row]) -> tuple[float, float]:
    """CPU seconds for all rows, and the share whose first code is right."""
    start = time.process_time()
    right = sum(first_code(row) == row["waste_code"] for row in rows)
    return time.process_time() - start, right / len(rows)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("texts", nargs="?", type=Path, default=HELD_OUT)
    with parser.parse_args().texts.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    loading = subprocess.run([sys.executable, "-c", LOADING], capture_output=True, text=True, check=True, cwd=ROOT)
    seconds, megabytes = map(float, loading.stdout.split())
    print(f"unit of work     {unit() * 1000:8.1f} ms")
    print(f"reading lists    {seconds:8.2f} s CPU, {megabytes:.0f} MB")
    suggest("slag")
    ours, right = timed(by_engine, rows)
    theirs, found = timed(by_titles(), rows)
    for name, took, share in (("engine", ours, right), ("title search", theirs, found)):
        each = took / len(rows)
        print(f"{name:16} {each * 1000:8.2f} ms a text, {1 / each:6.0f} texts a second, first code right {share:.1%}")
    print(f"ratio            {ours / theirs:8.2f} of the CPU time of the title search")
    print(f"memory at all    {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:8.0f} MB")


if __name__ == "__main__":
    main()
