"""The numbers in use: each known one has an origin, and each place for one's own says in what unit."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from databank.errors import Sentence
from databank.records import Override
from flows.economics import SHIPPED, Figures, UnknownFigureError
from flows.economics.figures import vat_rate
from flows.economics.shipped import KINDS, shipped
from flows.economics.telling import rounded, spread
from flows.spans import Span
from taxonomy.figures import region


def test_every_known_number_has_unit_origin_and_three_names() -> None:
    known = SHIPPED.all()
    assert {one.kind for one in known} == set(KINDS) - {"treatment_emission"}
    for one in known:
        assert one.origin is not None
        assert region(one.origin.region).titles.fi
        assert one.unit
        assert one.titles.fi
        assert one.titles.sv
        assert one.titles.en


def test_a_place_for_ones_own_has_no_number_and_no_origin() -> None:
    blanks = [one for one in shipped().values() if not one.span.is_known]
    assert {one.kind for one in blanks} == {
        "carriage",
        "gate_fee",
        "price",
        "raw_price",
        "treatment_cost",
        "treatment_emission",
    }
    assert all(one.origin is None and one.unit for one in blanks)
    assert not {one.id for one in blanks} & {one.id for one in SHIPPED.all()}


def test_ids_fit_into_the_bank_and_into_an_address() -> None:
    assert max(map(len, shipped())) <= 120
    assert not [name for name in shipped() if set(name) & set("/?# %")]


def test_an_unknown_number_is_named() -> None:
    with pytest.raises(UnknownFigureError, match="No number moon is used"):
        SHIPPED.figure("moon")


def test_fees_are_of_the_material_and_the_code_else_of_one_of_them() -> None:
    def ids(material_class: str | None, code: str | None) -> set[str]:
        return {one.id for one in SHIPPED.fees(material_class, code)}

    assert ids("asphalt_reclaimed", "170302") == {"price:gate_fee_12", "price:gate_fee_18"}
    assert ids("roofing_felt", "170302") == {"price:gate_fee_28"}
    assert ids("foundry_sand", "170802") == ids("plasterboard", None) == {"price:gate_fee_29", "price:gate_fee_44"}
    assert ids("foundry_sand", "100908") == ids(None, None) == set()


def test_one_number_of_the_city_drives_out_the_shipped_ones_beside_it() -> None:
    own = Override(
        figure="price:gate_fee_29",
        low=Decimal(150),
        high=Decimal(150),
        unit="EUR/t",
        year=2026,
        basis="published",
        source="Price list",
        set_on=date(2026, 11, 1),
        version=1,
    )
    (fee,) = Figures({own.figure: own}).fees("plasterboard", "170802")
    assert (fee.id, fee.span, fee.is_set_here, fee.vat) == (own.figure, Span(150.0, 150.0), True, "excluded")
    assert len(SHIPPED.fees("plasterboard", "170802")) == 2


def test_what_was_worked_out_is_kept_for_one_set_of_numbers_only() -> None:
    figures = Figures()
    assert [figures.worked_out("key", found) for found in (lambda: "first", lambda: "second")] == ["first"] * 2
    assert Figures().worked_out("key", lambda: "other") == "other"


def test_the_rate_of_value_added_tax_is_that_of_the_year() -> None:
    assert [vat_rate(year) for year in (2012, 2013, 2024, 2025, 2026)] == [
        Decimal(0),
        *[Decimal("0.24")] * 2,
        *[Decimal("0.255")] * 2,
    ]


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (0.01234, "0.0123"), (7.756, "7.76"), (59.13, "59.1"), (-1234.5, "-1234"), (100, "100")],
)
def test_numbers_in_sentences_keep_the_digits_that_mean_something(value: float, text: str) -> None:
    assert str(rounded(value)) == text


def test_a_span_in_a_sentence() -> None:
    assert str(spread(Span(2.0, 2.0))) == "2"
    told = spread(Span(0.08, 0.15))
    assert isinstance(told, Sentence)
    assert (str(told), told.values["low"]) == ("0.08–0.15", Decimal("0.08"))
    assert str(spread(Span(1.0, None))) == "not known"
