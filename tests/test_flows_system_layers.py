"""Dry mass and one substance from the mass layer."""

from decimal import Decimal

import numpy as np
import pytest

from databank.records import Analysis, LeftOut, Measurement
from flows.balance import balance
from flows.selection import select
from flows.system.layers import Content, content_layer, dry_contents, substance_contents, substance_layer
from tests.flow_tables import flow, table_of

Numbers = tuple[float | None, float | None, float | None]


def measured(numbers: Numbers, unit: str = "%", parameter: str = "Zn") -> Measurement:
    low, typical, high = (None if number is None else Decimal(str(number)) for number in numbers)
    return Measurement(parameter=parameter, minimum=low, typical=typical, maximum=high, unit=unit)


def analysis(numbers: Numbers, unit: str = "%", moisture: Numbers | None = None) -> Analysis:
    wet = measured(moisture, parameter="moisture") if moisture else None
    return Analysis(measured=measured(numbers, unit), moisture=wet)


@pytest.mark.parametrize(
    ("numbers", "share", "uncertainty"),
    [
        ((10, 20, 30), 0.2, 0.1 / 6**0.5),  # a symmetric triangle: half its width by the root of six
        ((10, None, 30), 0.2, 0.2 / 12**0.5),
        ((None, 20, None), 0.2, 0.02),
        ((None, None, 30), 0.15, 0.3 / 12**0.5),
    ],
)
def test_a_range_becomes_a_share_with_its_uncertainty(numbers: Numbers, share: float, uncertainty: float) -> None:
    content = substance_contents({"R": analysis(numbers)})["R"]
    assert (content.share, content.standard_uncertainty) == pytest.approx((share, uncertainty))


def test_a_typical_value_off_the_middle_carries_its_distance_from_the_mean() -> None:
    content = substance_contents({"R": analysis((0, 30, 30))})["R"]
    assert content.share == 0.3
    assert content.standard_uncertainty == pytest.approx((0.3**2 / 18 + 0.1**2) ** 0.5)


@pytest.mark.parametrize(
    "told",
    [
        analysis((10, None, None)),  # a lowest value alone
        analysis((None, 5, None), "mg/kg_dm"),  # of dry matter, and nobody knows how wet it is
        analysis((None, 5, None), "mm"),
        analysis((None, 120, None)),
        analysis((None, 5, None), "mg/kg_dm", moisture=(None, 130, None)),
    ],
)
def test_what_cannot_be_a_share_is_none(told: Analysis) -> None:
    assert substance_contents({"R": told}) == {}


def test_contents_of_dry_matter_are_brought_to_the_mass_as_shipped() -> None:
    content = substance_contents({"R": analysis((None, 2000, None), "mg/kg_dm", moisture=(None, 40, None))})["R"]
    assert content.share == pytest.approx(0.0012)
    parts = (0.0002 * 0.6, 0.002 * 0.04, 0.0002 * 0.04)
    assert content.standard_uncertainty == pytest.approx(sum(part**2 for part in parts) ** 0.5)


def test_dry_mass() -> None:
    contents = dry_contents({"R0": analysis((20, 25, 30), moisture=(20, 25, 30)), "R1": analysis((1, 2, 3))})
    assert list(contents) == ["R0"]
    table = table_of([flow("foundry", "fate:used", "sand", 100.0, standard_uncertainty=4.0)])
    dry = content_layer(table, contents)
    assert (dry.amount.tolist(), dry.layer.labels, dry.basis.labels) == ([75.0], ("dry_mass",), ("dry",))
    spread = 0.05 / 6**0.5
    expected = ((4 * 0.75) ** 2 + (100 * spread) ** 2 + (4 * spread) ** 2) ** 0.5
    assert dry.standard_uncertainty.tolist() == pytest.approx([expected])
    assert select(dry, layer="dry_mass").rows.tolist() == [0]


def test_a_substance_layer_leaves_out_and_counts_what_was_not_analysed() -> None:
    table = table_of(
        [
            flow("foundry", "boiler", "slag", 100.0),
            flow("boiler", "fate:used", "ash", 50.0),
            flow("boiler", "fate:used", "ash", None),
            flow("foundry", "fate:used", "sand", 8.0, basis="dry"),
            flow("boiler", "fate:used", "heat", 5.0, layer="energy", basis="energy"),
            flow("boiler", "fate:unused", "ash", 1.0),
        ],
        left_out={LeftOut.PLANNED: 2},
    )
    half = Content(share=0.5, standard_uncertainty=0.0)
    zinc = content_layer(table, {f"R{number}": half for number in range(5)}, substance_layer("Zn"))
    assert zinc.layer.values() == ["substance:Zn"] * 3
    assert zinc.amount[:2].tolist() == [50.0, 25.0]
    assert zinc.standard_uncertainty[:2].tolist() == pytest.approx([5.0, 2.5])  # 10 % where none is told
    assert np.isnan(zinc.amount[2])
    assert zinc.left_out == {LeftOut.PLANNED: 2, LeftOut.NOT_ANALYSED: 1}
    (row,) = balance(content_layer(table, {"R0": half, "R1": half}, "substance:Zn"))
    assert (row.layer, row.input_t, row.output_t) == ("substance:Zn", 50.0, 25.0)


def test_of_an_empty_table() -> None:
    assert len(content_layer(table_of([]), {})) == 0
