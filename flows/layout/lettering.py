"""How wide a text will be, near enough to break names into lines and to keep labels apart."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

NAME_PX = 14.0
LOUD_PX = 17.0
LINE = 15.0
LOUD_LINE = 18.0
MOST_LINES, SHORTEST = 5, 3

# widths in parts of the type size, measured in Chromium: the wider of the page's own type and its substitute at 650
_EM = {
    character: width
    for width, characters in (
        (0.3, "ijl'|.,’· \N{NO-BREAK SPACE}"),
        (0.36, ":;!()[]"),
        (0.39, "ft"),
        (0.43, "I"),
        (0.48, "r-/"),
        (0.58, "1szcJ7\N{EN DASH}"),
        (0.6, "23aekvxyåä"),
        (0.78, "ABCDGHKNOQRUVXÅÄÖ&"),
        (0.9, "w%m"),
        (1.0, "MW@\N{HORIZONTAL ELLIPSIS}"),
    )
    for character in characters
}
_CAPITAL, _USUAL = 0.7, 0.64


# where a long compound may be broken when it does not fit a line
_JOINTS = (
    *("teollisuus", "tuotteet", "huolto", "aineet", "ainekset", "jätteet", "lietteet", "laitos", "paikka"),
    *("industri", "material", "varor", "avfall", "slam", "verksamhet", "platser", "plats"),
)


@cache
def _em(character: str) -> float:
    """Width of one character in parts of the type size; never too small for the letters of our languages."""
    return _EM.get(character, _CAPITAL if character.isupper() else _USUAL)


def text_width(text: str, size: float = NAME_PX) -> float:
    """Width of a text in SVG units; the loudest size is also the boldest."""
    bold = 1.04 if size >= LOUD_PX else 1.0
    return sum(_em(character) for character in text) * size * bold


def wrap(text: str, width: float, size: float = NAME_PX, most: int = MOST_LINES) -> tuple[str, ...]:
    """Break a name between words, and a word that is longer than a line; an ellipsis ends what takes more lines.

    A name with clauses that takes more lines is ended after its first clause: the rest of an official name explains it.
    """
    lines = _broken(text, width, size)
    clause = text.split(", ", maxsplit=1)[0]
    if len(lines) > most and len(clause) < len(text):
        lines = _broken(f"{clause}…", width, size)
    if len(lines) > most:
        lines = [*lines[: most - 1], " ".join(lines[most - 1 :])]
    return tuple(_shortened(line, width, size) for line in lines)


def _broken(text: str, width: float, size: float) -> list[str]:
    """As many lines as the whole text takes."""
    lines: list[str] = []
    for token in _tokens(text, width, size):
        if lines and text_width(f"{lines[-1]} {token}", size) <= width:
            lines[-1] = f"{lines[-1]} {token}"
        else:
            lines.append(token)
    return lines


def _tokens(text: str, width: float, size: float) -> list[str]:
    """Words; one too long for a line is broken at a stroke, at a joint of the compound, and where the line ends."""
    tokens: list[str] = []
    for token in _at_strokes(text, width, size):
        bare = token.rstrip("…,")
        joint = next((joint for joint in _JOINTS if bare.endswith(joint) and bare != joint), "")
        if joint and text_width(token, size) > width:
            cut = len(bare) - len(joint)
            tokens += [*_pieces(f"{token[:cut]}-", width, size), *_pieces(token[cut:], width, size)]
        else:
            tokens += _pieces(token, width, size)
    return tokens


def _at_strokes(text: str, width: float, size: float) -> Iterator[str]:
    """The words of a text; "Recycling/reclamation" in two where a line is too short for it."""
    for word in text.split(" "):
        first, stroke, rest = word.partition("/")
        if first and rest and text_width(word, size) > width:
            yield f"{first}{stroke}"
            yield rest
        else:
            yield word


def _pieces(word: str, width: float, size: float) -> list[str]:
    """A word cut with hyphens so that every piece fits a line; none is shorter than a few letters."""
    pieces = []
    while text_width(word, size) > width and len(word) > 2 * SHORTEST:
        cut = SHORTEST
        while cut < len(word) - SHORTEST and text_width(f"{word[: cut + 1]}-", size) <= width:
            cut += 1
        pieces.append(f"{word[:cut]}-")
        word = word[cut:]
    return [*pieces, word]


def _shortened(line: str, width: float, size: float) -> str:
    if text_width(line, size) <= width:
        return line
    kept = line
    while kept and text_width(f"{kept}…", size) > width:
        kept = kept[:-1]
    return f"{kept.rstrip()}…"
