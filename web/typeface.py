"""The project's own typeface inside a page or file that may fetch nothing."""

from __future__ import annotations

import base64
from functools import cache
from pathlib import Path

FONTS = Path(__file__).parent / "static" / "fonts"
DIGITS = "U+30-39"
LEVEL_DIGITS = (
    'svg .val{font-family:"Sivuvirta Figures","Schibsted Grotesk","Segoe UI",Arial,sans-serif;'
    "font-variant-numeric:normal}"
)
"""As on our pages: digits are all one width, commas and points keep theirs."""


@cache
def font_face() -> str:
    """Rules of CSS that bring the font files along; about 66 kB."""
    letters = _face("Schibsted Grotesk", "schibsted-grotesk-latin-wght-normal.woff2", "")
    return letters + _face("Sivuvirta Figures", "sivuvirta-figures.woff2", f";unicode-range:{DIGITS}") + LEVEL_DIGITS


def _face(family: str, file: str, limits: str) -> str:
    content = base64.b64encode((FONTS / file).read_bytes()).decode("ascii")
    return (
        f'@font-face{{font-family:"{family}";font-weight:400 900;'
        f'src:url(data:font/woff2;base64,{content}) format("woff2"){limits}}}'
    )
