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
from taxonomy.purposes import check_purposes, purpose, purposes_named
from taxonomy.suggest import suggest
from taxonomy.suggest.chances import chances_of

PARKS = Path(__file__).parent / "data/match_texts.csv"


def test_the_pairs_of_six_parks_are_told_apart() -> None:
    with PARKS.open(encoding="utf-8", newline="") as file:
        parks = read_parks(enumerate(csv.DictReader(file), start=2))
    found = text_figures(parks)
    assert found.fit_count >= 60
    assert found.area >= 0.85
    assert min(found.by_park.values()) >= 0.75


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


def test_bare_chances_are_those_of_the_suggestion() -> None:
    for text in ("lentotuhka puun poltosta", "used tyres", "xqzv vvkqj", "10 09 08", "12"):
        answer, found = suggest(text), chances_of(text)
        assert list(found.classes)[:1] == [one.material_class for one in answer.classes][:1]
        assert list(found.codes)[:1] == [one.code for one in answer.codes][:1]
