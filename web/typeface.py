"""The project's own typeface inside a page or file that may fetch nothing."""

from __future__ import annotations

import base64
from functools import cache
from pathlib import Path

FONT = Path(__file__).parent / "static" / "fonts" / "schibsted-grotesk-latin-wght-normal.woff2"


@cache
def font_face() -> str:
    """A rule of CSS that brings the font file along; about 62 kB."""
    content = base64.b64encode(FONT.read_bytes()).decode("ascii")
    return (
        '@font-face{font-family:"Schibsted Grotesk";font-weight:400 900;'
        f'src:url(data:font/woff2;base64,{content}) format("woff2")}}'
    )
