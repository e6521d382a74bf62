"""Which industries take a stream: shipped knowledge, precedents on top of it, and what is told of both."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from flows.matching.goods import FILE, documented, kinds, names, usual
from flows.matching.precedent_weights import (
    NAMES,
    PrecedentWeightsError,
    read_weights,
    shipped_weights,
    written_weights,
)
from flows.matching.precedents import Precedents, divisions
from flows.matching.resemblance import Shelf, runs, same_industry, same_product, same_waste
from flows.matching.streams import Precedent, Stream, digits, stream_of
from taxonomy.materials import material_class
from tests.matching_pairs import a_receiver, an_offer

STEAM = Stream(text="Steam of a kiln", language="en", products=("353011",), industries=("2351",))
ODD = Stream(text="Qqxzw vvkqj")


def chance(stream: Stream, division: str, *known: Precedent) -> float:
    return Precedents(known).of_stream(stream)[division]


def case(text: str, receiver: str, **fields: Any) -> Precedent:
    return Precedent(id=text, stream=Stream(text=text, **fields), receiver=receiver)


# --- shipped knowledge -------------------------------------------------------------------------------------------


def test_the_list_of_goods_holds() -> None:
    """Every kind names divisions and classes that exist, its shares sum to 1, and its source is told."""
    assert len({kind.id for kind in kinds()}) == len(kinds()) > 40
    for kind in kinds():
        assert sum(kind.shares.values()) == pytest.approx(1), kind.id
        assert set(kind.shares) <= set(divisions()), kind.id
        assert all(material_class(name).id == name for name in kind.classes), kind.id
        assert all(code.isdecimal() for code in (*kind.products, *kind.substances)), kind.id
        assert kind.source, f"{FILE}: {kind.id}"
        assert kind.words or kind.products or kind.classes, kind.id
    assert sum(usual().values()) == pytest.approx(1)
    assert all(use.industries and not use.is_gap for use in documented())


def test_knowledge_alone_ranks_what_everybody_knows() -> None:
    slag = Stream(text="Masuunikuona", language="fi", classes={"slag_blast_furnace": 1.0})
    paper = Stream(text="Keräyspaperi", language="fi", classes={"recovered_paper": 1.0})
    knowledge = Precedents()
    steam, slags, papers = (knowledge.of_stream(one) for one in (STEAM, slag, paper))
    assert steam["20"] > steam["62"]
    assert set(sorted(slags, key=lambda division: -slags[division])[:2]) == {"23", "42"}
    assert max(papers, key=lambda division: papers[division]) == "17"


def test_chances_sum_to_one_and_none_is_nought() -> None:
    found = Precedents().of_stream(STEAM)
    assert sum(found.values()) == pytest.approx(1)
    assert min(found.values()) > 0


def test_nothing_is_said_of_what_nobody_knows() -> None:
    assert not Precedents().of_stream(ODD)
    assert Precedents([case("Qqxzw vvkqj", "13")]).of_stream(ODD)["13"] > 0.1


def test_words_are_found_in_compounds_and_not_inside_others() -> None:
    assert names(("tuhka", "ash"), "Kostea LENTOTUHKA")
    assert names(("ash",), "two ashs") == names(("ash",), "dry ash") is True
    assert not names(("ash",), "washing water")
    assert names(("hot water",), "waste hot water, 40 °C")


# --- precedents --------------------------------------------------------------------------------------------------


def test_a_precedent_raises_its_industry_the_more_the_liker_it_is() -> None:
    never = chance(STEAM, "13")
    alike = chance(STEAM, "13", replace(case("", "13"), stream=STEAM))
    distant = chance(STEAM, "13", case("Steam", "13", products=("353011",)))
    strange = chance(STEAM, "13", case("Sulphur", "13", products=("201366",)))
    assert alike > distant > never
    assert strange == pytest.approx(never, abs=0.01)


def test_precedents_outweigh_knowledge_when_they_are_many() -> None:
    known = [replace(case("", "13"), id=str(number), stream=STEAM) for number in range(40)]
    assert chance(STEAM, "13", *known) > 0.8


def test_likeness_is_whole_with_oneself_and_none_without_anything_shared() -> None:
    other = Stream(text="Qqxzw", donor="Vvkqj", industries=("6201",), waste_codes=("200301",), products=("011110",))
    whole = Stream(text="Steel slag", donor="Steelworks", waste_codes=("100202",), products=("081213",))
    assert Shelf([whole, other]).alike(whole) == pytest.approx([1.0, 0.0])
    assert Shelf([]).alike(whole) == []


def test_codes_are_near_by_their_shared_beginnings() -> None:
    one = Stream(text="", waste_codes=("100202",), products=("081213",), industries=("2410",))
    near = Stream(text="", waste_codes=("100299",), products=("081220",), industries=("2442",))
    assert (same_waste(one, near), same_product(one, near), same_industry(one, near)) == pytest.approx(
        (2 / 3, 0.6, 0.48)
    )
    assert same_waste(one, Stream(text="", waste_codes=("190102",))) == 0
    assert same_waste(one, Stream(text="")) == 0


def test_runs_keep_their_edges() -> None:
    assert set(runs("Ö-öl")) == {" o ", " ol", "ol ", " ol "}
    assert digits("24.51") == "2451"


# --- offers and receivers ----------------------------------------------------------------------------------------


def test_an_offer_is_known_by_the_class_of_its_owner_or_by_its_words() -> None:
    assert stream_of(an_offer()).classes == {"foundry_sand": 1.0}
    guessed = stream_of(an_offer(material_class=None, language="en"))
    assert max(guessed.classes, key=lambda name: guessed.classes[name]) == "foundry_sand"
    assert (guessed.waste_codes, guessed.industries) == (("100908",), ("2451",))


def test_a_score_tells_on_what_it_rests() -> None:
    offer = an_offer(language="en")
    road = a_receiver(source="use", industry="42.11")
    value, told = Precedents().score(offer, road)
    assert value == pytest.approx(Precedents().of(offer)["42"])
    assert told.startswith("Estimated from documented uses, ")
    sand = case("Foundry sand, used", "42", waste_codes=("100908",), industries=("2451",))
    higher, told = Precedents([sand]).score(offer, road)
    assert value is not None
    assert higher is not None
    assert higher > value
    assert told.endswith("one was Foundry sand, used.")


def test_where_only_the_sector_is_known_its_divisions_count_together() -> None:
    offer, known = an_offer(), Precedents().of(an_offer())
    value, _ = Precedents().score(offer, a_receiver(source="use", industry=None, sector="minerals"))
    assert value is not None
    assert value >= known["23"]
    assert Precedents().score(offer, a_receiver(source="use", industry=None, sector="other"))[0] is None
    assert Precedents().score(offer, a_receiver(source="use", industry=None))[0] is None
    assert Precedents().score(offer, a_receiver(source="use", industry="C"))[0] is None


def test_who_took_it_is_as_likely_as_the_likeliest() -> None:
    value, told = Precedents().score(an_offer(), a_receiver(source="intake", industry="62.01"))
    assert value == max(Precedents().of(an_offer()).values())
    assert told == "They are known to take such material."


def test_an_offer_of_which_nothing_is_known_has_no_score() -> None:
    odd = an_offer(name="Qqxzw vvkqj", material_class=None, waste_code=None)
    value, told = Precedents().score(odd, a_receiver(source="use"))
    assert value is None
    assert "Nothing is known" in told


# --- the file of weights -----------------------------------------------------------------------------------------


def weights_text(**members: object) -> str:
    usual: Mapping[str, object] = {"title": "t", "source": "s", "date": "2026-11-22", **dict.fromkeys(NAMES, 1.0)}
    return json.dumps({**usual, **members})


def test_weights_are_written_as_they_are_read() -> None:
    text = written_weights(shipped_weights(), "from here", date(2026, 11, 22))
    assert read_weights(text, "w.json") == shipped_weights()
    assert json.loads(text)["source"] == "from here"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{", "w.json is not JSON"),
        ("[]", "must hold one object"),
        (weights_text(own=-1), "w.json: own must be a number from 0 up, it is -1."),
        (weights_text(own=True), "it is True."),
        (weights_text(sharpness="much"), "it is much."),
        ('{"uses": 1}', "own must be a number from 0 up, it is None."),
    ],
)
def test_weights_that_cannot_be_used_are_told(text: str, told: str) -> None:
    with pytest.raises(PrecedentWeightsError) as refused:
        read_weights(text, "w.json")
    assert told in str(refused.value)
