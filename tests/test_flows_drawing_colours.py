"""Contrast (WCAG 2.1) and difference for colour-blind eyes (CIEDE2000 after Machado 2009) of every drawn colour."""

import itertools
import math
import re
from pathlib import Path

import pytest

from flows.drawing.matrix import DARKEST
from flows.drawing.palette import palette
from flows.drawing.sheet import TOKENS

SIGHT = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.01182, 0.04294, 0.968881)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.3039)),
}
XYZ = (
    (0.4124564 / 0.95047, 0.3575761 / 0.95047, 0.1804375 / 0.95047),
    (0.2126729, 0.7151522, 0.0721750),
    (0.0193339 / 1.08883, 0.1191920 / 1.08883, 0.9503041 / 1.08883),
)
SHADES = {"light": 0, "dark": 1, "print": 2}
SIDE_STREAMS = "KMXTRVWL"


def linear(colour: str) -> list[float]:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def contrast(one: str, other: str) -> float:
    lights = [
        sum(weight * part for weight, part in zip(XYZ[1], linear(colour), strict=True)) for colour in (one, other)
    ]
    return (max(lights) + 0.05) / (min(lights) + 0.05)


def lab(colour: str, sight: str) -> tuple[float, float, float]:
    base = linear(colour)
    seen = [min(max(sum(a * b for a, b in zip(row, base, strict=True)), 0), 1) for row in SIGHT[sight]]
    found = [sum(a * b for a, b in zip(row, seen, strict=True)) for row in XYZ]
    x, y, z = (t ** (1 / 3) if t > 216 / 24389 else (24389 / 27 * t + 16) / 116 for t in found)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def distance(one: tuple[float, float, float], other: tuple[float, float, float]) -> float:
    """CIEDE2000 (Sharma, Wu, Dalal 2005)."""
    (l1, a1, b1), (l2, a2, b2) = one, other
    mean = (math.hypot(a1, b1) + math.hypot(a2, b2)) / 2
    grey = 1.5 - 0.5 * math.sqrt(mean**7 / (mean**7 + 25**7))
    c1, c2 = math.hypot(a1 * grey, b1), math.hypot(a2 * grey, b2)
    h1, h2 = (math.degrees(math.atan2(b, a * grey)) % 360 for a, b in ((a1, b1), (a2, b2)))
    turn = (h2 - h1 + 180) % 360 - 180
    hue, light, chroma = (h1 + turn / 2) % 360, (l1 + l2) / 2, (c1 + c2) / 2
    wave = sum(
        factor * math.cos(math.radians(times * hue - shift))
        for factor, times, shift in ((-0.17, 1, 30), (0.24, 2, 0), (0.32, 3, -6), (-0.2, 4, 63))
    )
    weights = (
        1 + 0.015 * (light - 50) ** 2 / math.sqrt(20 + (light - 50) ** 2),
        1 + 0.045 * chroma,
        1 + 0.015 * chroma * (1 + wave),
    )
    parts = (l2 - l1, c2 - c1, 2 * math.sqrt(c1 * c2) * math.sin(math.radians(turn / 2)))
    dl, dc, dh = (part / weight for part, weight in zip(parts, weights, strict=True))
    twist = -2 * math.sqrt(chroma**7 / (chroma**7 + 25**7))
    twist *= math.sin(math.radians(60 * math.exp(-(((hue - 275) / 25) ** 2))))
    return math.sqrt(dl**2 + dc**2 + dh**2 + twist * dc * dh)


def mixed(colour: str, ground: str, share: float) -> str:
    """A colour laid on a ground with this opacity."""
    pairs = zip((1, 3, 5), (1, 3, 5), strict=True)
    parts = [int(colour[a : a + 2], 16) * share + int(ground[b : b + 2], 16) * (1 - share) for a, b in pairs]
    return "#" + "".join(f"{round(part):02x}" for part in parts)


def test_distance_agrees_with_a_published_pair() -> None:
    # pairs 1 and 17 of the test data of Sharma, Wu and Dalal (2005)
    assert distance((50, 2.6772, -79.7751), (50, 0, -82.7485)) == pytest.approx(2.0425, abs=1e-4)
    assert distance((50, 2.5, 0), (73, 25, -18)) == pytest.approx(27.1492, abs=1e-4)


@pytest.mark.parametrize("shade", SHADES)
@pytest.mark.parametrize(
    ("tone", "least"), [("ink", 4.5), ("ink-2", 4.5), ("accent", 4.5), ("rule", 3), ("ctx-edge", 3)]
)
def test_text_and_lines_stand_out_from_the_paper(tone: str, least: float, shade: str) -> None:
    values = {name: value[SHADES[shade]] for name, value in TOKENS.items()}
    assert contrast(values[tone], values["paper"]) >= least


@pytest.mark.parametrize("shade", SHADES)
@pytest.mark.parametrize("tone", ["ink", "accent"])
def test_numbers_in_the_darkest_cell_of_a_matrix_are_readable(tone: str, shade: str) -> None:
    ink, ground, paper = (TOKENS[name][SHADES[shade]] for name in ("ink", tone, "paper"))
    assert contrast(ink, mixed(ground, paper, DARKEST)) >= 4.5


@pytest.mark.parametrize("shade", SHADES)
@pytest.mark.parametrize("family", SIDE_STREAMS)
def test_families_stand_out_from_the_paper(family: str, shade: str) -> None:
    assert contrast(palette()[family][SHADES[shade] % 2], TOKENS["paper"][SHADES[shade]]) >= 3


@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize("shade", [0, 1])
def test_any_two_families_are_told_apart(shade: int, sight: str) -> None:
    seen = {family: lab(palette()[family][shade], sight) for family in SIDE_STREAMS}
    closest = min((distance(seen[one], seen[two]), one, two) for one, two in itertools.combinations(SIDE_STREAMS, 2))
    assert closest[0] >= 10, closest


def test_pages_and_files_have_the_same_colours() -> None:
    page = Path("web/static/sivuvirta.css").read_text("utf-8")
    light = page[page.index(":root {") : page.index("@media (prefers-color-scheme")]
    dark = page[page.index(':root[data-theme="dark"]') : page.index("/* ground */")]
    for shade, block in enumerate((light, dark)):
        stated = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block))
        assert {name: values[shade] for name, values in TOKENS.items()}.items() <= stated.items()
        assert {family: palette()[family][shade] for family in SIDE_STREAMS}.items() <= stated.items()
