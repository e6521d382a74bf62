"""The drawing of a company's place: one band filled a line, no text cut off or over another on either width."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest

from flows.drawing.position import BandColumn, BandLine, Recovered, position_svg
from flows.drawing.sheet import Sheet
from flows.labels import number, word
from taxonomy.codes import LANGUAGES, Language
from taxonomy.materials import families
from tests.drawn_texts import NS, clipped, overlapping, placed

WIDTHS = (False, True)


def column(language: Language, heading: str = "position_in") -> BandColumn:
    """Every family there is, with a large amount and each band in turn."""
    lines = [
        BandLine(
            name=family.titles.in_language(language),
            amount=f"{number(7_654_321.0 / (place + 1), language)}\u00a0t/a",
            band=None if place == 6 else place % 5,
            tone=f"fam-{family.id}",
        )
        for place, family in enumerate(families())
    ]
    return BandColumn(
        heading=word(heading, language),
        scale=word("share_of_taken", language).format(region="Satakunta"),
        lines=tuple(lines),
    )


def root_of(
    columns: list[BandColumn], language: Language, *, is_narrow: bool, bars: tuple[Recovered, ...] = ()
) -> ET.Element:
    notes = [
        word("median_hidden", language).format(number="3", share="85 %"),
        word("shares_of_seen", language),
    ]
    sheet = Sheet(title="Place", description="d", mark="EXAMPLE", standalone=True)
    return ET.fromstring(position_svg(columns, bars, notes, language, sheet, is_narrow=is_narrow))  # noqa: S314 - ours


def bars_of(language: Language) -> tuple[Recovered, ...]:
    words = word("median_of", language).format(sector="Metallien jalostus ja metallituotteet", number=12)
    return (
        Recovered(name="Esimerkkiosakeyhtiö Pitkänimisen Tehtaan Omistajat Oy", share=0.75, is_own=True),
        Recovered(name=words, share=1.0, is_own=False),
    )


def boxes_of(root: ET.Element) -> list[ET.Element]:
    """Steps and bars; the ground of a file of its own is none."""
    return [box for box in root.iter(f"{NS}rect") if box.get("class") != "ground"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("is_narrow", WIDTHS)
def test_texts_stay_on_the_sheet_and_apart(language: Language, is_narrow: bool) -> None:  # noqa: FBT001 - a width
    columns = [column(language), column(language, "position_out")]
    root = root_of(columns, language, is_narrow=is_narrow, bars=bars_of(language))
    assert clipped(root) == []
    assert overlapping(root) == []
    assert not any(text.words.endswith("…") for text in placed(root))


@pytest.mark.parametrize("is_narrow", WIDTHS)
def test_marks_stay_on_the_sheet(is_narrow: bool) -> None:  # noqa: FBT001 - a width
    root = root_of([column("fi"), column("fi")], "fi", is_narrow=is_narrow, bars=bars_of("fi"))
    _, _, width, height = map(float, root.get("viewBox", "").split())
    boxes = [
        box for box in root.iter(f"{NS}rect") if box.get("class") in {"bar", "hollow", "own", "other", "part-edge"}
    ]
    assert boxes
    for box in boxes:
        x, y, wide, tall = (float(box.get(name, "0")) for name in ("x", "y", "width", "height"))
        assert 0 <= x <= x + wide <= width + 0.1
        assert 0 <= y <= y + tall <= height


@pytest.mark.parametrize("band", range(5))
def test_one_step_is_filled_and_its_band_is_said(band: int) -> None:
    line = BandLine(name="Slag", amount="1,200\u00a0t/a", band=band)
    root = root_of([BandColumn(heading="In", scale="s", lines=(line,))], "en", is_narrow=True)
    steps = [box.get("class") for box in root.iter(f"{NS}rect") if box.get("class") in {"bar", "hollow"}]
    assert [place for place, tone in enumerate(steps) if tone == "bar"] == [band]
    assert len(steps) == 5
    words = word(f"band_{band}", "en")
    assert f"Slag: 1,200\u00a0t/a, {words} of the total of the area" in {
        title.text for title in root.iter(f"{NS}title")
    }
    assert words in {text.words for text in placed(root)}


def test_without_a_total_there_is_no_band() -> None:
    line = BandLine(name="Slag", amount="5\u00a0t/a", band=None)
    root = root_of([BandColumn(heading="In", scale="s", lines=(line,))], "en", is_narrow=False)
    assert not [box for box in root.iter(f"{NS}rect") if box.get("class") in {"bar", "hollow"}]
    assert "Slag: 5\u00a0t/a" in {title.text for title in root.iter(f"{NS}title")}


def test_an_empty_column_says_so_and_there_are_no_bars_without_shares() -> None:
    root = root_of([BandColumn(heading="In", scale="s", lines=())], "en", is_narrow=False)
    words = {text.words for text in placed(root)}
    assert "Nothing known" in words
    assert word("position_recovered", "en") not in words
    assert clipped(root) == []


def test_bars_of_shares_are_on_one_scale() -> None:
    bars = (Recovered(name="Own", share=0.5, is_own=True), Recovered(name="Median", share=0.25, is_own=False))
    root = root_of([], "en", is_narrow=False, bars=bars)
    widths = {box.get("class"): float(box.get("width", "0")) for box in boxes_of(root)}
    assert widths["own"] == pytest.approx(2 * widths["other"], abs=0.2)
    assert widths["part-edge"] == pytest.approx(2 * widths["own"], abs=0.2)
    assert {"Own: 50%", "Median: 25%"} <= {title.text for title in root.iter(f"{NS}title")}


def test_names_are_text_and_no_markup() -> None:
    line = BandLine(name="<b>&", amount="5", band=1, tone="")
    text = position_svg([BandColumn(heading="<i>", scale="s", lines=(line,))], (), (), "en", Sheet(title="t"))
    assert not re.search(r"<[bi]>", text)
