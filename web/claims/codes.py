"""QR codes as the path of a drawing, and codes in groups that can be read aloud."""

from __future__ import annotations

from dataclasses import dataclass

import qrcode
from qrcode.constants import ERROR_CORRECT_M

QUIET_ZONE = 4
"""Modules of white around the code (ISO/IEC 18004)."""
GROUP = 5


@dataclass(frozen=True, slots=True)
class Qr:
    """A square of `size` modules; `path` draws the dark ones."""

    size: int
    path: str


def qr_of(text: str) -> Qr:
    """The QR code of an address; it can still be read with 15 % of it hidden."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=QUIET_ZONE)
    code.add_data(text)
    code.make(fit=True)
    rows = code.get_matrix()
    return Qr(len(rows), "".join(_row(y, row) for y, row in enumerate(rows)))


def _row(y: int, row: list[bool]) -> str:
    """One step of the path for each run of dark modules."""
    steps, x = [], 0
    while x < len(row):
        run = next((end for end in range(x, len(row)) if row[end] != row[x]), len(row)) - x
        if row[x]:
            steps.append(f"M{x} {y}h{run}v1h-{run}z")
        x += run
    return "".join(steps)


def in_groups(code: str) -> str:
    """A code as it is printed.

    >>> in_groups("abcdefghijkl")
    'abcde fghij kl'
    """
    return " ".join(code[place : place + GROUP] for place in range(0, len(code), GROUP))
