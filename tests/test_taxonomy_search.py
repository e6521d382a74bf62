"""Search as people type: words in three languages, codes in any spelling, inflected forms."""

from __future__ import annotations

import time

import pytest

from taxonomy.search import fold, search


def found(text: str, limit: int = 10) -> list[tuple[str, str]]:
    return [(hit.kind, hit.code) for hit in search(text, limit)]


@pytest.mark.parametrize("text", ["valukeernat", "gjutning", "casting", "Valukeernat", "GJUTNING", "valukeernoja"])
def test_casting_is_found_in_three_languages(text: str) -> None:
    assert found(text)[0] == ("material_class", "foundry_sand")


@pytest.mark.parametrize("text", ["valukeernat", "valukeernoja", "gjutkärnor", "gjutkarnor", "casting cores"])
def test_the_waste_codes_of_cores_are_found(text: str) -> None:
    assert ("waste_code", "100908") in found(text)


@pytest.mark.parametrize("text", ["10 09 08", "100908", "10 09 08*", "10-09-08", "10\u00a009\u00a008"])
def test_a_code_is_found_however_it_is_written(text: str) -> None:
    assert found(text)[0] == ("waste_code", "100908")


@pytest.mark.parametrize("text", ["tuhka", "aska", "ash"])
def test_ash_is_found_in_three_languages(text: str) -> None:
    results = found(text, 100)
    assert results[0][0] in {"family", "material_class"}
    assert ("material_class", "bottom_ash") in results
    assert ("waste_code", "190113") in results


def test_a_short_word_is_not_looked_for_inside_words() -> None:
    washing = [
        hit for hit in search("ash", 300) if "wash" in hit.matched.lower() and "ash" not in hit.matched.lower().split()
    ]
    assert washing == []


def test_the_exact_title_comes_before_the_longer_one() -> None:
    assert found("soodasakka")[0] == ("material_class", "green_liquor_dregs")
    assert found("foundry sand")[0] == ("material_class", "foundry_sand")


def test_the_beginning_of_a_code_gives_what_stands_below() -> None:
    results = found("1009", 30)
    assert results[0] == ("waste_code", "1009")
    assert ("waste_code", "100908") in results
    assert ("waste_code", "101008") not in results


def test_operations_and_industries_answer_to_their_codes() -> None:
    assert found("R4")[0] == ("operation", "R4")
    assert found("24.51")[0] == ("industry", "24.51")


def test_each_thing_is_named_once() -> None:
    results = found("jäte", 200)
    assert len(results) == len(set(results))


def test_all_words_must_be_there() -> None:
    assert ("material_class", "fly_ash_coal") in found("coal ash")
    assert ("material_class", "bottom_ash") not in found("coal ash")


def test_hits_are_in_order_and_within_the_limit() -> None:
    hits = search("slag", 12)
    assert len(hits) == 12
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert all("slag" in fold(hit.matched) for hit in hits)


@pytest.mark.parametrize("text", ["", "   ", "*", "zzzzqqq", "!!"])
def test_nothing_is_found_where_nothing_is(text: str) -> None:
    assert search(text) == []


def test_a_new_battery_code_and_a_removed_one_are_both_found() -> None:
    assert found("16 06 07")[0] == ("waste_code", "160607")
    assert found("16 06 05")[0] == ("waste_code", "160605")


def test_searching_takes_no_time() -> None:
    search("warm up")
    spent = []
    for text in ("valukeernat", "gjutning", "waste from casting of ferrous pieces", "10 09 08", "a"):
        start = time.perf_counter()
        search(text)
        spent.append(time.perf_counter() - start)
    assert sorted(spent)[len(spent) // 2] < 0.03
