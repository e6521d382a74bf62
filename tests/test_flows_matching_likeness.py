"""How alike two free texts are: across languages, by purpose, by words; and how well that tells what fits in a park."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from flows.errors import FlowFileError
from flows.matching.likeness import TextLikeness, likeness, likenesses
from flows.matching.text_pairs import auc, read_parks, text_figures
from flows.matching.values import Offer, Receiver
from taxonomy.goods import check_goods, goods, goods_named, purposes_served
from taxonomy.purposes import check_purposes, purpose, purposes, purposes_named
from taxonomy.suggest import suggest
from taxonomy.suggest.chances import chances_of
from taxonomy.word_patterns import wrong_words

DATA = Path(__file__).parent / "data"


@pytest.mark.parametrize(
    ("file", "area", "area_of_any_park"),
    [
        pytest.param("match_texts.csv", 0.94, 0.88, id="first"),
        pytest.param("match_texts_2.csv", 0.94, 0.90, id="second, with which words were improved"),
        pytest.param("match_texts_3.csv", 0.88, 0.79, id="held out: nothing was fitted to it"),
    ],
)
def test_the_pairs_of_six_parks_are_told_apart(file: str, area: float, area_of_any_park: float) -> None:
    with (DATA / file).open(encoding="utf-8", newline="") as text:
        parks = read_parks(enumerate(csv.DictReader(text), start=2))
    found = text_figures(parks)
    assert len(found.by_park) == 6
    assert found.fit_count >= 60
    assert found.area >= area
    assert min(found.by_park.values()) >= area_of_any_park


@pytest.mark.parametrize(
    ("offer", "fits", "does_not"),
    [
        ("kivihiilen lentotuhka", "filler to be ground into cement", "feed for cattle"),
        ("mäsk från bryggeri", "rehua karjalle", "rikkihappoa liuotukseen"),
        ("used tyres", "gummigranulat till idrottsplaner", "Material till gipsskivor"),
        ("kipsilevyjätettä", "secondary gypsum for wall boards", "scrap for remelting"),
        ("spent zorblax residue", "zorblax residue wanted", "gravel for roads"),
    ],
)
def test_what_fits_is_more_alike(offer: str, fits: str, does_not: str) -> None:
    assert likeness(offer, fits) > 2 * likeness(offer, does_not)


def test_many_are_compared_as_each_pair_is() -> None:
    offers, needs = ["lentotuhka", "", "glass cullet"], ["fly ash for concrete", "lasia", "???"]
    found = likenesses(offers, needs)
    assert found.shape == (3, 3)
    assert ((found >= 0) & (found <= 1)).all()
    assert found[0, 0] == pytest.approx(likeness(offers[0], needs[0]))
    assert found[2, 1] == pytest.approx(likeness(offers[2], needs[1]))
    assert (found[1, :] == 0).all()
    assert (found[:, 2] == 0).all()
    assert likenesses([], needs).shape == (0, 3)
    assert likenesses(offers, []).shape == (3, 0)


def test_only_words_are_compared() -> None:
    offer = Offer(id="a", name="lentotuhka")
    like = TextLikeness()
    need = Receiver(id="n", source="need", name="tuhkaa betoniin")
    assert like(offer, need) == pytest.approx(likeness("lentotuhka", "tuhkaa betoniin", language="fi"), abs=0.2)
    assert like(offer, Receiver(id="u", source="use", name="Betoni Oy")) is None
    assert like(Offer(id="b", name=" "), need) is None


def test_the_area_under_the_curve() -> None:
    fits = np.array([True, True, False, False])
    assert auc(np.array([4.0, 3.0, 2.0, 1.0]), fits) == 1
    assert auc(np.array([1.0, 2.0, 3.0, 4.0]), fits) == 0
    assert auc(np.array([1.0, 1.0, 1.0, 1.0]), fits) == 0.5
    with pytest.raises(FlowFileError, match="pairs that fit"):
        auc(np.array([1.0]), np.array([True]))


def test_wrong_rows_of_parks_are_named() -> None:
    rows = [
        (2, {"park": "p", "kind": "offer", "id": "a", "text": "slag", "fits": "n;x"}),
        (3, {"park": "p", "kind": "need", "id": "n", "text": "aggregate"}),
        (4, {"park": "p", "kind": "wish", "id": "", "text": "sand"}),
    ]
    with pytest.raises(FlowFileError) as caught:
        read_parks(rows)
    assert [(one.row, one.field, one.value) for one in caught.value.rows] == [
        (4, "id", ""),
        (4, "kind", "wish"),
        (2, "fits", "x"),
    ]


def test_purposes_are_named_by_words_their_ends_and_phrases() -> None:
    assert check_purposes() == []
    assert set(purposes_named("kaukolämpökattilan polttoaineeksi")) >= {"solid_fuel"}
    assert purposes_named("district heating")["heat"] > purposes_named("heat")["heat"]
    assert "oils" not in purposes_named("no oil")
    assert not purposes_named("")
    assert "lime_mud" in purpose("liming").material_classes
    with pytest.raises(LookupError, match="no such"):
        purpose("no such")


@pytest.mark.parametrize(
    ("text", "offered", "beside"),
    [
        ("Steam from the acid plant", "steam", "acid"),
        ("kuori sellutehtaalta", "bark", "paper_sludge"),
        ("koldioxid från etanolfabriken", "co2", "alcohol"),
        ("sewage sludge", "sewage_sludge", "ash"),
    ],
)
def test_goods_are_what_is_offered_not_where_it_comes_from(text: str, offered: str, beside: str) -> None:
    found = goods_named(text)
    assert found[offered] == 1
    assert beside not in found


def test_goods_serve_purposes() -> None:
    assert check_goods() == []
    assert goods_named("bales of straw")["straw"] == 0.5
    assert "co2" not in goods_named("no CO2")
    assert {"greenhouse", "carbon_dioxide"} <= set(purposes_served("CO2"))
    assert not purposes_served("zorblax")
    known = {name for one in goods() for name in one.purposes}
    assert known <= {one.id for one in purposes()}


def test_wrong_words_of_a_list_are_named() -> None:
    rows = [(2, {"words": "a;road*"}), (3, {"words": "ash;flue*gas;waste* oil*"}), (4, {"words": "*ash waste"})]
    found = wrong_words("good_words", rows)
    assert len(found) == 3
    assert "line 2: 'a'" in found[0]
    assert "line 3: a star of 'flue*gas'" in found[1]
    assert "line 4: a star of '*ash waste'" in found[2]


def test_the_good_that_is_named_decides() -> None:
    for offer, fits, does_not in [
        ("Surplus hydrogen", "Fuel cell plant", "Greenhouse heating"),
        ("PET flakes", "polyesterfibrer: spinneri", "vinyl flooring maker: recycled PVC"),
        ("ylijäämähöyry", "process steam for a brewery", "aggregate for roads"),
    ]:
        assert likeness(offer, fits) > 2 * likeness(offer, does_not)


def test_bare_chances_are_those_of_the_suggestion() -> None:
    for text in ("lentotuhka puun poltosta", "used tyres", "xqzv vvkqj", "10 09 08", "12"):
        answer, found = suggest(text), chances_of(text)
        assert list(found.classes)[:1] == [one.material_class for one in answer.classes][:1]
        assert list(found.codes)[:1] == [one.code for one in answer.codes][:1]
