"""Small drawings under a picture: one scale for all years, bars by distance, a share known only as a range."""

import re
import xml.etree.ElementTree as ET
from itertools import combinations

import pytest

from flows.distances import BOUNDS_KM, Distances
from flows.drawing.bars import ShareBar, Target, bars_svg
from flows.drawing.distances import class_names, distances_svg
from flows.drawing.sheet import Sheet
from flows.drawing.small_years import Kind, SmallYear, small_years
from flows.labels import number
from flows.layout.lettering import text_width
from flows.spans import Span
from taxonomy.codes import LANGUAGES, Language

NS = "{http://www.w3.org/2000/svg}"
SIZES = {"name": 14.0, "val": 13.0, "key": 13.0, "target-name": 13.0, "example-mark": 12.0}
KINDS = (Kind("Used", "fam-K"), Kind("To recovery, in a way that no source has told", "fam-K"), Kind("Lost", "tone-x"))
Box = tuple[float, float, float, float]


def root_of(text: str) -> ET.Element:
    return ET.fromstring(text)  # noqa: S314 - our own text


def named(root: ET.Element, name: str) -> list[ET.Element]:
    return [element for element in root.iter() if name in element.get("class", "").split()]


def box_of(text: ET.Element) -> Box:
    """Left, top, right and bottom of a text."""
    classes = text.get("class", "").split()
    size = next(SIZES[name] for name in classes if name in SIZES)
    wide, x, y = text_width(text.text or "", size), float(text.get("x", "0")), float(text.get("y", "0"))
    left = x - wide if "end" in classes or text.get("text-anchor") == "end" else x
    return left, y - 0.75 * size, left + wide, y + 0.2 * size


def assert_legible(root: ET.Element) -> None:
    """Every text lies within the drawing and covers no other one."""
    _, _, width, height = map(float, root.get("viewBox", "").split())
    boxes = [(text.text, box_of(text)) for text in root.iter(f"{NS}text")]
    for words, (left, top, right, bottom) in boxes:
        assert left >= -0.5, words
        assert right <= width + 0.5, words
        assert top >= 0, words
        assert bottom <= height + 0.5, words
    for (one, a), (other, b) in combinations(boxes, 2):
        apart = a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]
        assert apart, (one, other)


def years_of(*years: SmallYear, language: Language = "en", mark: str = "EXAMPLE DATA") -> list[ET.Element]:
    sheet = Sheet(title="By year", name="small", mark=mark)
    drawn = small_years(years, KINDS, lambda value: number(value, language), "t/a", language, sheet)
    return [root_of(f'<svg xmlns="http://www.w3.org/2000/svg"{svg[4:]}') for svg in drawn]


def wide(root: ET.Element, name: str) -> list[float]:
    return [float(bar.get("width", "0")) for bar in named(root, name)]


def test_small_years_have_one_scale_and_one_size() -> None:
    small, large = years_of(
        SmallYear(year=2022, amounts=(100.0, 0.0, 50.0)), SmallYear(year=2023, amounts=(200.0, 400.0, 1_000_000.0))
    )
    assert small.get("viewBox") == large.get("viewBox")
    lengths = wide(large, "bar")
    assert lengths[2] == max(lengths)
    even, twice = years_of(
        SmallYear(year=2022, amounts=(100.0, 0.0, 50.0)), SmallYear(year=2023, amounts=(200.0, 400.0, 300.0))
    )
    assert len(named(even, "bar")) == 2  # a measured zero has its number and no bar
    assert wide(twice, "bar")[0] == pytest.approx(2 * wide(even, "bar")[0], abs=0.2)
    assert "0" in {text.text for text in named(even, "val")}
    assert [bar.tag for bar in named(even, "tone-x")] == [f"{NS}g"]


def test_the_chosen_year_is_marked_and_a_gap_says_so() -> None:
    gap, chosen, other = years_of(
        SmallYear(year=2021, amounts=None),
        SmallYear(year=2022, amounts=(1.0, 2.0, 3.0), href="/en/x?a=1&year=2022", is_chosen=True),
        SmallYear(year=2023, amounts=(1.0, 2.0, 3.0), href="/en/x?year=2023"),
    )
    assert not list(gap.iter(f"{NS}a"))
    assert "no data" in {text.text for text in named(gap, "val")}
    assert "2021: no data" in {title.text for title in gap.iter(f"{NS}title")}
    (link,) = chosen.iter(f"{NS}a")
    assert link.get("href") == "/en/x?a=1&year=2022"
    assert link.get("aria-current") == "true"
    assert named(chosen, "own")
    assert next(link.iter(f"{NS}title")).text.startswith("2022 (in the picture): Used 1\u00a0t/a, ")  # type: ignore[union-attr]
    assert not named(other, "own")
    assert next(other.iter(f"{NS}a")).get("aria-current") is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_of_small_years_stay_within_and_apart(language: Language) -> None:
    for root in years_of(
        SmallYear(year=2021, amounts=(1_234_567.0, 0.0, 0.04), href="/x", is_chosen=True),
        SmallYear(year=2022, amounts=(3.0, 98_765_432.0, 1_000.0)),
        SmallYear(year=2023, amounts=None, is_chosen=True),
        language=language,
    ):
        assert_legible(root)


def test_ids_of_small_years_differ() -> None:
    roots = years_of(*(SmallYear(year=year, amounts=(1.0, 1.0, 1.0)) for year in range(2016, 2024)))
    ids = [element.get("id") for root in roots for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids)) == 16


def distances_root(*, unknown: float, language: Language = "en", within: float = 50.0) -> ET.Element:
    found = Distances(
        within=within, by_class=(100.0, 0.0, 25.0, 0.0), unknown=unknown, stays=7.0, tonne_km=Span(1.0, 2.0)
    )
    sheet = Sheet(title="Far", standalone=True, mark="EXAMPLE DATA")
    return root_of(distances_svg(found, lambda value: number(value, language), "t/a", language, sheet))


def test_bars_of_distance_stand_on_one_scale() -> None:
    root = distances_root(unknown=20.0)
    within, near, far = wide(root, "own")
    assert near == pytest.approx(2 * within, abs=0.2)
    assert near == pytest.approx(4 * far, abs=0.4)
    (unknown,) = wide(root, "open-end")
    assert unknown == pytest.approx(near / 5, abs=0.2)
    assert not named(root, "bar-gap")
    said = [title.text for title in root.iter(f"{NS}title")]
    assert "Under 10 km: 100\u00a0t/a, 51%" in said
    assert "10–50 km: 0\u00a0t/a" in said
    assert "Distance not known: 20\u00a0t/a, 10%" in said


def test_what_is_not_known_does_not_flatten_the_rest() -> None:
    """Its bar is broken, as long as the longest one and never longer; its number is the whole."""
    root = distances_root(unknown=90_000.0)
    assert named(root, "bar-gap")
    assert wide(root, "open-end") == [max(wide(root, "own"))]
    assert "Distance not known: 90,000\u00a0t/a, 100%" in {title.text for title in root.iter(f"{NS}title")}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("unknown", [0.0, 140.0, 123_456_789.0])
def test_words_of_distances_stay_within_and_apart(language: Language, unknown: float) -> None:
    assert_legible(distances_root(unknown=unknown, language=language))
    assert len(class_names(language)) == len(BOUNDS_KM) + 1


def bars_root(*bars: ShareBar, target: Target) -> ET.Element:
    return root_of(bars_svg(bars, [target], "en", Sheet(title="Bars", standalone=True)))


def test_a_share_known_as_a_range_is_drawn_as_one() -> None:
    """Its words stand on no line of a target."""
    target = Target("Target", 0.17)
    root = bars_root(
        ShareBar(name="Here", share=None, low=0.06, high=0.15, is_own=True),
        ShareBar(name="There", share=0.3),
        target=target,
    )
    assert "Here: 6–15%" in {title.text for title in root.iter(f"{NS}title")}
    assert not named(root, "own")
    ends = [float(x) for x in re.findall(r"M([\d.]+)", named(root, "span")[0].get("d", ""))]
    (there,) = named(root, "other")
    zero, scale = float(there.get("x", "0")), float(there.get("width", "0")) / 0.3
    assert ends[1:] == pytest.approx([zero + 0.06 * scale, zero + 0.15 * scale], abs=0.2)
    line = zero + target.share * scale
    (words,) = [text for text in named(root, "name") if text.text == "6–15%"]
    left, _, right, _ = box_of(words)
    assert not left < line < right


def test_a_target_with_long_words_stays_on_the_sheet() -> None:
    words = "The aim of the Union: twice the rate of the year 2020, to be reached in 2030"
    root = bars_root(ShareBar(name="Here", share=0.2), target=Target(words, 0.1))
    assert_legible(root)
    assert float(named(root, "target")[0].get("d", "").split()[1].split("V")[0]) > 14
