"""Which sign parts the cells of a CSV file: the one that gives lines the same number of cells."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Sequence

CANDIDATES = ("\t", ";", "|", ",")
"""In the order of preference among equals: a comma may be a decimal sign or stand in a text."""

_NAMED = re.compile(r'"?sep=(.)"?[\t;,|]*\r?\n?', re.IGNORECASE | re.DOTALL)
_DECIMAL = re.compile(r"(?<=\d),(?=\d)")
_LINES = 60
_ALMOST = 0.8


def named_delimiter(line: str) -> str | None:
    r"""The delimiter that Excel's first line names.

    >>> named_delimiter("sep=;\r\n"), named_delimiter("sepeli;t")
    (';', None)
    """
    found = _NAMED.fullmatch(line)
    return found[1] if found and found[1] in CANDIDATES else None


def delimiter_of(lines: Sequence[str]) -> str:
    """The delimiter of a table by its first lines; ";" for one that has only one column.

    >>> delimiter_of(["koodi;t", "100908;12,5", "100903;3,1"]), delimiter_of(["code,t", "100908,12.5"])
    (';', ',')
    """
    written = [line for line in lines if line.strip()][:_LINES]
    shares = {sign: _share(written, sign) for sign in CANDIDATES}
    if any(shares[sign] for sign in CANDIDATES[:-1]) and _is_decimal(written):
        shares[","] = 0.0
    best = max(shares.values())
    return next(sign for sign in CANDIDATES if shares[sign] >= best * _ALMOST) if best else ";"


def _share(lines: Sequence[str], sign: str) -> float:
    """How many of the lines have the most common number of cells, 0 when that is one cell."""
    if not any(sign in line for line in lines):
        return 0.0
    widths = [len(cells) for cells in csv.reader(lines, delimiter=sign) if cells]
    parted = Counter(width for width in widths if width > 1)
    return max(parted.values()) / len(widths) if parted else 0.0


def _is_decimal(lines: Sequence[str]) -> bool:
    """Whether nearly every comma stands between two digits."""
    commas = sum(line.count(",") for line in lines)
    return sum(len(_DECIMAL.findall(line)) for line in lines) > commas * 0.9
