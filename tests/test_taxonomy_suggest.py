"""People's words lead to codes and classes, with reasons, one question, and honest abstention."""

from __future__ import annotations

import pytest

from taxonomy.suggest import LONGEST_TEXT, Answer, suggest, suggest_many
from taxonomy.suggest.vocabulary import entries

SAME_SAND = ("valuhiekka", "valuhiekkaa", "käytettyjä valuhiekkoja", "gjuterisand", "gjuterisanden", "foundry sands")
MIRROR = {"100907", "100908"}


def first(text: str, **context: str) -> str:
    answer = suggest(text, **context)  # type: ignore[arg-type]  # the tests give only words
    return answer.codes[0].code if answer.codes else ""


@pytest.mark.parametrize("text", SAME_SAND)
def test_inflected_words_of_three_languages_lead_to_the_same_code_and_class(text: str) -> None:
    answer = suggest(text)
    assert answer.codes[0].code == "100908"
    assert answer.classes[0].material_class == "foundry_sand"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("lyijyakut", "160601"),
        ("lyijyakkujen romu autokorjaamolta 2 t", "160601"),
        ("soodasaka", "030302"),
        ("loisteputkket", "200121"),
        ("asbesti purkutyömaalta", "170605"),
        ("jätevedenpuhdistamon liete", "190805"),
        ("öljyisiä rättejä konepajalta", "150202"),
        ("pesticide residues from a farm", "020108"),
        ("kasserade blybatterier", "160601"),
    ],
)
def test_typos_compounds_and_everyday_words(text: str, code: str) -> None:
    assert code in [one.code for one in suggest(text).codes[:3]]


@pytest.mark.parametrize(("text", "meant"), [("tuhkka", "tuhka"), ("lieteet", "lietteet"), ("asbesttia", "asbestia")])
def test_a_slip_of_the_pen_in_the_only_word(text: str, meant: str) -> None:
    assert {one.code for one in suggest(text).codes[:2]} & {one.code for one in suggest(meant).codes[:3]}


def test_a_mirror_entry_is_open_until_a_test_tells() -> None:
    open_one = suggest("valuhiekka").codes[0]
    assert (open_one.hazard, set(open_one.twins)) == ("unknown", {"100907"})
    told = suggest("valuhiekka, sisältää vaarallisia aineita")
    assert {one.code for one in told.codes[:2]} == MIRROR
    assert all(one.hazard != "unknown" for one in told.codes[:2])


def test_a_denied_word_counts_the_other_way_round() -> None:
    assert first("muuntajaöljy, ei sisällä PCB:tä") == "130307"
    assert first("muuntajaöljy, PCB") in {"130301", "160209"}


def test_the_industry_sharpens_the_answer() -> None:
    plain, known = suggest("suodatinpöly"), suggest("suodatinpöly", industry="24.51")
    of_foundries = {"100909", "100910"}

    def share(answer: Answer) -> float:
        return sum(one.score for one in answer.codes if one.code in of_foundries)

    assert share(known) > 2 * share(plain)
    assert any(reason.rule == "industry" for one in known.codes if one.code in of_foundries for reason in one.reasons)


def test_a_named_process_sharpens_the_answer() -> None:
    assert first("lentotuhka", process="jätteenpolttolaitos").startswith("1901")


def test_the_question_separates_the_first_candidates() -> None:
    answer = suggest("kuona")
    assert answer.question is not None
    assert answer.question.id == "process"
    named = [set(option.codes) for option in answer.question.options]
    assert len(named) > 1
    assert all(one.isdisjoint(other) for place, one in enumerate(named) for other in named[place + 1 :])


def test_the_test_is_asked_for_between_mirror_entries() -> None:
    question = suggest("käytetty valuhiekka rautavalimosta").question
    assert question is not None
    assert question.id == "tested"
    assert [set(option.codes) for option in question.options] == [{"100907"}, {"100908"}, MIRROR]


def test_reasons_name_the_words_as_they_were_written() -> None:
    reason = suggest("Öljyisiä rättejä").codes[0].reasons[0]
    assert reason.words == ("Öljyisiä", "rättejä")
    assert (reason.rule, reason.matched) == ("term", "öljyiset rätit")


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("", "empty"),
        (" \n\t ", "empty"),
        ("\x00\x07", "empty"),
        ("12 000", "number_only"),
        ("999999", "number_only"),
        ("tuhkaa " * 200_000, "too_long"),
        ("Шлак доменный", "nothing"),
        ("qqxzw vvkqj", "nothing"),
        ("hello", "nothing"),
    ],
)
def test_what_cannot_be_classified_is_told(text: str, outcome: str) -> None:
    answer = suggest(text)
    assert (answer.outcome, answer.codes) == (outcome, ())
    assert answer.sentence.fi
    assert answer.sentence.sv
    assert answer.sentence.en


def test_too_little_is_told_with_the_chapters_that_are_possible() -> None:
    answer = suggest("jäte")
    assert answer.outcome in {"not_enough", "several"}
    assert answer.codes[0].score < 0.5


def test_a_right_code_in_the_text_comes_first() -> None:
    answer = suggest("hiekkaa, jätekoodi 10 09 08")
    assert (answer.codes[0].code, answer.codes[0].reasons[0].rule) == ("100908", "stated_code")
    assert suggest("Sandgemisch 10 09 08").codes[0].code == "100908"
    assert suggest("Schlacke 16 01 06*").codes[0].code == "160106"


def test_a_code_alone_is_an_answer() -> None:
    answer = suggest("10 09 08")
    assert (answer.outcome, answer.codes[0].code, answer.stated and answer.stated.status) == (
        "found",
        "100908",
        "right",
    )


def test_a_code_with_a_star_that_it_has_not() -> None:
    answer = suggest("10 09 08*")
    assert answer.stated is not None
    assert answer.stated.status == "wrong_star"
    assert "10 09 07*" in answer.sentence.en
    assert answer.question is not None


def test_a_code_that_ends_is_told_so() -> None:
    answer = suggest("16 06 05")
    assert answer.stated is not None
    assert answer.stated.status == "abolished"
    assert "2025/934" in answer.sentence.fi


def test_a_code_that_no_list_has() -> None:
    answer = suggest("10 09 77*")
    assert answer.stated is not None
    assert (answer.outcome, answer.stated.status) == ("nothing", "unknown")
    assert "10 09 77" in answer.sentence.en


def test_only_entries_of_an_edition() -> None:
    listed = suggest("lithium-ion batteries", in_edition="2015").codes
    assert all(one.code != "160607" for one in listed)
    assert "160607" in [one.code for one in suggest("lithium-ion batteries", in_edition="2026").codes]


def test_scores_fall_and_lie_between_nought_and_one() -> None:
    for text in ("kuona", "valuhiekka", "oil", "blandat avfall"):
        scores = [one.score for one in suggest(text, limit=30).codes]
        assert scores == sorted(scores, reverse=True)
        assert 0 <= scores[-1] <= scores[0] <= 1


def test_many_texts_are_answered_in_their_order() -> None:
    assert [answer.text for answer in suggest_many(["valuhiekka", "", "slag"])] == ["valuhiekka", "", "slag"]


def test_the_limit_holds() -> None:
    answer = suggest("slag", limit=2)
    assert len(answer.codes) == len(answer.classes) == 2
    assert len(suggest("slag " * (LONGEST_TEXT // 5)).codes) == 10


def test_every_suggested_code_is_an_entry() -> None:
    assert all(one.code in entries() for text in SAME_SAND for one in suggest(text).codes)


def test_energy_without_a_code_is_a_class() -> None:
    assert suggest("hukkalämpö datakeskuksesta").classes[0].material_class == "waste_heat"
