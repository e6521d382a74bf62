"""What every drawing has around it: size, title and description, colours of a file of its own, caption and mark."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal

from flows.drawing.palette import Palette
from flows.drawing.palette import palette as shipped_palette
from flows.layout.lettering import text_width
from taxonomy.codes import Language

Look = Literal["auto", "light", "dark", "print"]
"""Colours of a file of its own: those the reader's screen asks for, always light, always dark, or for paper."""

CAPTION, LEGEND_LINE, SMALL_PX, SWATCH = 26.0, 24.0, 13.0, 26.0
TOKENS: Mapping[str, tuple[str, str, str]] = {
    "paper": ("#f8f8f5", "#10181d", "#ffffff"),
    "ink": ("#14212b", "#eef1ee", "#000000"),
    "ink-2": ("#46535c", "#b1bcc1", "#333333"),
    "rule": ("#7b868c", "#76858d", "#4d4d4d"),
    "hair": ("#d5d9d7", "#2c3940", "#999999"),
    "accent": ("#b0351b", "#f08a6c", "#8c2712"),
    "focus": ("#1d4fd8", "#9fbcff", "#1d4fd8"),
    "ctx": ("#e3e7e6", "#26333a", "#e6e6e6"),
    "ctx-edge": ("#7f8a90", "#7d8c94", "#4d4d4d"),
}
"""Light, dark and paper value of every colour that is no family's."""
GLYPHS: Mapping[str, str] = {
    "abroad": "M0 6H18M12 1L18 6L12 11",
    "self": "M5 11A5 5 0 1 1 13 11M13 11l1-5M13 11l-5-1",
}
"""Marks of the legend that are lines and no swatch."""
SHADES: Mapping[Look, int] = {"light": 0, "dark": 1, "print": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The paper of one drawing.

    Attributes
    ----------
    title, description : str
        What a screen reader hears first; the numbers of the headline belong into the description.
    caption : str
        A line under a drawing that is a file of its own: year, boundary, basis, source.
    mark : str
        The mark of invented data, empty for facts.
    standalone : bool
        Bring colours and type along, so that the file opens anywhere; otherwise the page's style sheet gives them.
    look : Look
        Which colours a file of its own has.
    name : str
        Start of the ids inside the drawing.
    """

    title: str
    description: str = ""
    caption: str = ""
    mark: str = ""
    standalone: bool = False
    look: Look = "auto"
    name: str = "drawing"
    language: Language | None = None
    colours: Palette | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One word of a legend with the mark it explains: `tone` names the swatch's classes."""

    words: str
    tone: str


def drawn(
    sheet: Sheet,
    size: tuple[float, float],
    body: Iterable[str],
    *,
    kind: str,
    defs: str = "",
    legend: Sequence[Entry] = (),
) -> str:
    """Put a drawing of this width and height on its sheet; a file of its own gets its legend and caption under it."""
    width, height = size
    foot = list(_legend(legend, width, height)) if sheet.standalone else []
    below = height + (len(_lines(legend, width)) * LEGEND_LINE + 8 if foot else 0)
    whole = below + (CAPTION if sheet.standalone and sheet.caption else 0)
    parts = [_opening(sheet, width, whole, kind)]
    parts.append(f'<title id="{sheet.name}-t">{text_of(sheet.title)}</title>')
    parts.append(f'<desc id="{sheet.name}-d">{text_of(sheet.description)}</desc>')
    if defs:
        parts.append(f"<defs>{defs}</defs>")
    if sheet.standalone:
        parts.append(_style(sheet.colours or shipped_palette(), sheet.look))
    parts += body
    parts += foot
    if sheet.mark:
        corner = f'x="{width:.0f}" y="{height - 4:.0f}"'
        parts.append(f'<text class="example-mark" {corner} text-anchor="end">{text_of(sheet.mark)}</text>')
    if sheet.standalone and sheet.caption:
        parts.append(f'<text class="val" x="0" y="{below + 14:.0f}">{text_of(sheet.caption)}</text>')
    parts.append("</svg>")
    return "\n".join(parts)


def text_of(words: str) -> str:
    """Words as SVG text."""
    return html.escape(words, quote=True)


def units(value: float) -> str:
    """A place on the drawing with one decimal at most: nobody sees more, and files stay small."""
    text = f"{value:.1f}"
    return text.removesuffix(".0") if text != "-0.0" else "0"


def _opening(sheet: Sheet, width: float, height: float, kind: str) -> str:
    size = f'width="{width:.0f}" height="{height:.0f}" xmlns="http://www.w3.org/2000/svg" ' if sheet.standalone else ""
    language = f'lang="{sheet.language}" ' if sheet.language else ""
    look = f" {sheet.look}" if sheet.standalone and sheet.look != "auto" else ""
    return (
        f'<svg {size}{language}class="flow {kind}{look}" viewBox="0 0 {width:.0f} {height:.0f}" role="group" '
        f'aria-labelledby="{sheet.name}-t {sheet.name}-d">'
    )


@cache
def _rules() -> str:
    return (resources.files("flows") / "data" / "drawing.css").read_text("utf-8")


def _style(colours: Palette, look: Look) -> str:
    """Tokens first, then the fixed rules; a file that follows the screen has the dark and the paper ones beside."""
    if look == "auto":
        tokens = (
            f"svg{{{_tokens(colours, 0)}color-scheme:light dark}}"
            f"@media(prefers-color-scheme:dark){{svg{{{_tokens(colours, 1)}}}}}"
            f"@media print{{svg{{{_tokens(colours, 2)}}}}}"
        )
    else:
        tokens = f"svg{{{_tokens(colours, SHADES[look])}}}"
    classes = "".join(f".fam-{family}{{--c:var(--{family})}}" for family in colours)
    ground = "" if look == "print" else '<rect class="ground" width="100%" height="100%"/>'
    return f"<style>{tokens}{classes}\n{_rules()}</style>{ground}"


def _tokens(colours: Palette, shade: int) -> str:
    fixed = "".join(f"--{name}:{values[shade]};" for name, values in TOKENS.items())
    return fixed + "".join(f"--{family}:{pair[shade % 2]};" for family, pair in colours.items())


def _lines(entries: Sequence[Entry], width: float) -> list[list[Entry]]:
    """The legend broken into lines of the drawing's width."""
    lines: list[list[Entry]] = []
    used = width
    for entry in entries:
        room = _entry_width(entry)
        if not lines or used + room > width:
            lines.append([])
            used = 0.0
        lines[-1].append(entry)
        used += room
    return lines


def _entry_width(entry: Entry) -> float:
    return SWATCH + text_width(entry.words, SMALL_PX) + 22


def _swatch(entry: Entry, x: float, y: float) -> str:
    if entry.tone in GLYPHS:
        return f'<path class="glyph" transform="translate({units(x)} {units(y)})" d="{GLYPHS[entry.tone]}"/>'
    box = f'x="{units(x)}" y="{units(y)}" width="18" height="12"/>'
    return f'<rect class="swatch-edge" {box}<rect class="swatch-fill" {box}'


def _legend(entries: Sequence[Entry], width: float, top: float) -> list[str]:
    found = []
    for number, line in enumerate(_lines(entries, width)):
        x, y = 0.0, top + 18 + number * LEGEND_LINE
        for entry in line:
            found.append(
                f'<g class="swatch {entry.tone}">{_swatch(entry, x + 1, y - 10)}</g>'
                f'<text class="key" x="{units(x + SWATCH)}" y="{units(y)}">{text_of(entry.words)}</text>'
            )
            x += _entry_width(entry)
    return found
