"""What the catalogue computes before anything is drawn: wishes, series, the small picture, words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from decimal import Decimal

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from databank.records import Amount, AmountStatus, Basis, Hazard, LegalStatus, Method, Period, RecordKind
from databank.store import Bank
from web.app import create_app
from web.catalogue import amounts, series, words
from web.catalogue.series import BASE, TOP, series_of
from web.catalogue.two_stages import TALLEST, Part, picture_of
from web.catalogue.wishes import Wish, wish_of
from web.config import Settings
from web.errors import WrongRequestError


@pytest.fixture(scope="module")
def app() -> Flask:
    """The application over a bank that nobody opens: words need no records."""
    return create_app(Settings(secret_key="a key for tests only"), bank=Bank("sqlite:///never-opened.db"))


@pytest.fixture(autouse=True)
def english(app: Flask) -> Iterator[None]:
    with app.test_request_context("/en/"):
        yield


# --- wishes ------------------------------------------------------------------------------------------------------


def test_a_wish_says_the_same_when_read_back() -> None:
    wish = Wish(
        q="slag",
        family=("K", "T"),
        material_class=("foundry_sand",),
        area=("peittoo",),
        kind=(RecordKind.OFFER,),
        legal=(LegalStatus.WASTE,),
        hazard=(Hazard.UNKNOWN,),
        t_min=Decimal(100),
        t_max=Decimal("2500.5"),
        km=Decimal(25),
        data="facts",
        sort="name",
        after="key",
    )
    assert wish_of(MultiDict(wish.query())) == wish
    assert wish_of(MultiDict()) == Wish()
    assert Wish().query() == {}


def test_typed_words_become_limits_and_the_address_wins() -> None:
    typed = wish_of(MultiDict({"q": "ash over 1,000 t within 50 km of Peittoo"}))
    assert (typed.q, typed.t_min, typed.km) == ("ash", Decimal(1000), Decimal(50))
    assert wish_of(MultiDict({"q": "over 1000 t", "t_min": "5"})).t_min == Decimal(5)


def test_a_choice_is_added_and_taken_away() -> None:
    wish = Wish(family=("K",), after="key")
    assert wish.with_choice("family", "T") == "/en/materials?family=K&family=T"
    assert wish.with_choice("family", "K") == "/en/materials"


def test_a_wish_asks_the_bank_for_what_it_says() -> None:
    wish = Wish(kind=(RecordKind.REGISTER, RecordKind.PLANNED), km=Decimal(10), data="examples")
    asked = wish.filter((61.5, 21.5), (RecordKind.REGISTER, RecordKind.THIRD_PARTY))
    assert asked.kinds == {RecordKind.REGISTER}
    assert (asked.near, asked.within_km, asked.is_example) == ((61.5, 21.5), 10.0, True)
    assert Wish().filter(None).kinds == frozenset()
    assert Wish(km=Decimal(10)).filter(None).within_km is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("t_min", "NaN"), ("t_min", "-1"), ("t_max", "1e99"), ("t_max", "ten"), ("km", "Infinity"), ("km", "-5")),
        *(("family", "ZZ"), ("class", "nothing"), ("kind", "rumour"), ("legal", "maybe"), ("hazard", "yes")),
        *(("sort", "colour"), ("data", "all")),
    ],
)
def test_absurd_wishes_are_sentences_naming_the_parameter(name: str, value: str) -> None:
    with pytest.raises(WrongRequestError) as caught:
        wish_of(MultiDict({name: value}))
    assert (caught.value.status, caught.value.field) == (400, name)


@given(st.text(), st.text())
def test_whatever_is_typed_is_read_or_refused(typed: str, amount: str) -> None:
    with suppress(WrongRequestError):
        wish = wish_of(MultiDict({"q": typed, "t_max": amount}))
        assert wish_of(MultiDict(wish.query())).t_max == wish.t_max


# --- amounts and series ------------------------------------------------------------------------------------------


def year(number: int, value: float | None, **values: object) -> Amount:
    return Amount(year=number, value=None if value is None else Decimal(str(value)), **values)  # type: ignore[arg-type]


def test_a_rate_and_a_past_year_are_written_apart() -> None:
    amount = year(2023, 3430)
    assert amounts.amount_text(amount, rate=True) == "3,430\u00a0t/a"
    assert amounts.amount_text(amount, rate=False) == "3,430\u00a0t"
    assert amounts.detail_text(amount) == "in 2023 · as shipped (wet)"


def test_ranges_bands_and_unknown_amounts_have_words() -> None:
    band = year(2025, None, low=Decimal(1000), high=Decimal(3000), band=True)
    assert amounts.amount_text(band, rate=True) == "1,000\u20133,000\u00a0t/a"
    assert "public band" in amounts.detail_text(band)
    assert amounts.amount_text(year(2025, None, low=Decimal(5)), rate=False) == "at least 5\u00a0t"
    assert amounts.amount_text(year(2025, None, high=Decimal(5)), rate=False) == "at most 5\u00a0t"
    assert (
        amounts.amount_text(None, rate=False) == amounts.amount_text(year(2025, None), rate=True) == "Amount not known"
    )
    assert amounts.detail_text(None) == ""
    assert amounts.unit_cell(year(2025, 5, unit="m3", period=Period.STOCK)) == "m³, in stock"


def test_what_is_in_no_sum_says_why_and_stands_on_no_scale() -> None:
    doubtful = year(2022, 5, status=AmountStatus.UNDER_REVIEW)
    assert "under review" in amounts.detail_text(doubtful)
    assert not amounts.counts_as_mass(doubtful)
    assert not amounts.counts_as_mass(year(2022, 5, basis=Basis.DRY))
    assert amounts.quality_of(year(2022, 5, method=Method.WEIGHED)) == (3, "measured")
    assert amounts.quality_of(None)[0] == 0


def test_a_missing_year_stays_a_gap() -> None:
    drawn = series_of([year(2021, 3900), year(2022, 4450), year(2024, 4200)])
    assert drawn is not None
    assert drawn.gaps == (2023,)
    assert [slot.top is None for slot in drawn.slots] == [False, False, True, False]
    assert [text for _y, text in drawn.grid] == ["5,000", "2,500"]


def test_heights_follow_one_scale_from_zero() -> None:
    drawn = series_of([year(2021, 2500), year(2022, 5000), year(2023, 0)])
    assert drawn is not None
    heights = [slot.height for slot in drawn.slots]
    assert heights == [pytest.approx((BASE - TOP) / 2), pytest.approx(BASE - TOP), 0]
    assert drawn.slots[0].left == pytest.approx(drawn.slots[0].centre - series.WIDEST_BAR / 2)


def test_a_jump_under_review_is_named_and_does_not_flatten_the_others() -> None:
    drawn = series_of([year(2021, 40), year(2022, 40_000, status=AmountStatus.UNDER_REVIEW), year(2023, 50)])
    assert drawn is not None
    jump = drawn.slots[1]
    assert (jump.top, jump.note, jump.value, jump.open) == (None, "under review", "40,000", True)
    assert drawn.slots[2].height == pytest.approx(BASE - TOP)


def test_spreads_and_bands_are_drawn() -> None:
    drawn = series_of(
        [
            year(2021, 40, low=Decimal(30), high=Decimal(50)),
            year(2022, None, low=Decimal(30), high=Decimal(100), band=True),
        ]
    )
    assert drawn is not None
    assert drawn.has_spread
    low, high = drawn.slots[0].spread or (0, 0)
    assert low > high
    assert drawn.slots[1].open
    assert drawn.slots[1].value == "30\u2013100"


def test_other_units_and_single_years_are_no_series() -> None:
    assert series_of([]) is None
    assert series_of([year(2021, 4), year(2022, 5, unit="MWh", basis=Basis.ENERGY)]) is None
    assert series_of([Amount(year=None, value=Decimal(4))]) is None
    nothing = series_of([year(2021, 0), year(2022, 0)])
    assert nothing is not None
    assert {slot.height for slot in nothing.slots} == {0}


def test_many_years_keep_to_the_latest_and_drop_crowded_numbers() -> None:
    drawn = series_of([year(number, 10) for number in range(1980, 2026)])
    assert drawn is not None
    assert (drawn.slots[0].year, drawn.slots[-1].year) == (2025 - series.MOST_YEARS + 1, 2025)
    assert not any(slot.spells_value for slot in drawn.slots)
    assert {slot.year % 2 for slot in drawn.slots if slot.spells_year} == {0}


# --- the small picture -------------------------------------------------------------------------------------------

PARTS = (Part("K", "used", 60), Part("K", "unused", 20), Part("T", "unused", 20), Part("W", "used", 0))


def test_the_picture_draws_every_tonne_once() -> None:
    picture = picture_of(PARTS, ("K", "T", "W"), ("used", "unused", "stock"))
    assert picture is not None
    assert [(box.key, box.amount) for box in picture.families] == [("K", 80), ("T", 20)]
    assert [(box.key, box.share) for box in picture.fates] == [("used", 0.6), ("unused", 0.4)]
    assert sum(band.part.amount for band in picture.bands) == picture.total == 100


def test_ribbons_fill_their_bars_and_boxes_do_not_overlap() -> None:
    families = tuple("ABCDEFGH")
    parts = [Part(name, fate, 10.0**place) for place, name in enumerate(families) for fate in ("used", "unused")]
    picture = picture_of(parts, families, ("used", "unused"))
    assert picture is not None
    for above, below in zip(picture.families, picture.families[1:], strict=False):
        assert above.y + above.height < below.y
        assert below.middle - above.middle > 15
    assert max(box.y + box.height for box in picture.families) <= TALLEST + 2 * 4 + 1
    widest = picture.bands[0]
    assert widest.width * 2 == pytest.approx(picture.families[-1].height, abs=0.02)
    assert widest.case > widest.width


def test_nothing_is_no_picture() -> None:
    assert picture_of([Part("K", "used", 0)], ("K",), ("used",)) is None


# --- words -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("SiO2", "SiO₂"),
        ("Fe2O3", "Fe₂O₃"),
        ("CaSO4_2H2O", "CaSO₄·2H₂O"),
        ("leach_LS10_Cr", "Cr, leaching L/S 10"),
        ("moisture", "Moisture"),
        ("something else", "something else"),
    ],
)
def test_parameters_are_written_as_chemists_do(name: str, expected: str) -> None:
    assert words.parameter_label(name) == expected


def test_units_forms_and_patterns_have_words() -> None:
    assert words.unit_label("mg/kg_dm") == "mg/kg (dry)"
    assert words.form_label("bulk") == "Loose"
    assert (words.form_label(None), words.form_label("briquettes")) == ("", "briquettes")
    assert (words.pattern_label("seasonal"), words.pattern_label(None)) == ("seasonal", "")
