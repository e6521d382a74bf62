"""Two states of a view side by side, and a diagram told in words."""

from typing import Any

import pytest

from flows.diagram import SankeyData
from flows.labels import TaxonomyLabels
from flows.sankey import weave
from flows.text_summary import largest_flows, text_summary
from flows.views import differences, node_differences, view
from taxonomy.codes import LANGUAGES, Language
from tests.flow_tables import MATERIALS, flow, foundry_town, table_of

YEARS = view("years")


def state(*rows: dict[str, Any], **asked: Any) -> SankeyData:
    return weave(table_of(rows), YEARS, boundary="satakunta", materials=MATERIALS, **asked)


USED = flow("foundry", "fate:used", "sand", 30.0)
DUMPED = flow("boiler", "fate:disposal", "ash", 10.0)


def said(data: SankeyData, base: SankeyData | None = None, language: Language = "en") -> list[str]:
    labels = TaxonomyLabels(data, language)
    words = text_summary(data, labels, base=base, base_labels=TaxonomyLabels(base, language) if base else None)
    return [sentence.replace("\u00a0", " ") for sentence in words]


def test_the_largest_change_comes_first_and_what_is_in_one_state_only_is_nought_in_the_other() -> None:
    before, after = state(USED), state({**USED, "amount": 50.0}, DUMPED)
    found = {(one.source, one.target): (one.base, one.now, one.change) for one in differences(before, after)}
    assert list(found)[:2] == [("family:K", "fate:used"), ("producer:metal", "family:K")]
    assert found["family:K", "fate:used"] == (30.0, 50.0, 20.0)
    assert found["family:T", "fate:disposal"] == (0.0, 10.0, 10.0)


def test_boxes_are_compared_by_what_they_handle() -> None:
    found = {one.node: one.change for one in node_differences(state(USED, DUMPED), state(USED))}
    assert found == {
        **dict.fromkeys(("producer:energy", "family:T", "fate:disposal"), -10.0),
        **dict.fromkeys(("producer:metal", "family:K", "fate:used"), 0.0),
    }


def test_folding_alone_is_no_change() -> None:
    wide = weave(foundry_town(), YEARS, boundary="satakunta", materials=MATERIALS)
    narrow = weave(foundry_town(), YEARS, boundary="satakunta", materials=MATERIALS, max_nodes=2)
    assert any(node.members for node in narrow.nodes)
    assert {one.change for one in differences(wide, narrow)} == {0.0}
    assert {one.change for one in node_differences(narrow, wide)} == {0.0}


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        (30.0, 50.0, "grew, 30 t/a → 50 t/a."),
        (30.0, 20.0, "fell, 30 t/a → 20 t/a."),
        (None, 20.0, "is new, 20 t/a."),
        (30.0, None, "ended, before 30 t/a."),
    ],
)
def test_the_biggest_change_is_a_sentence(before: float | None, after: float | None, sentence: str) -> None:
    def with_sand(amount: float | None) -> SankeyData:
        return state({**USED, "amount": amount}, DUMPED)

    assert f"Biggest change: Slags and foundry sands – Used {sentence}" in said(with_sand(after), with_sand(before))


def test_nothing_changed_and_nothing_at_all_are_said() -> None:
    assert "No flow has changed." in said(state(USED), state(USED))
    assert said(state()) == ["There are no flows."]
    assert not any("change" in sentence for sentence in said(state(USED)))


def test_a_diagram_is_told_by_its_largest_flows_its_unused_share_and_how_it_is_known() -> None:
    rows = [flow("foundry", "fate:unused", "sand", 40.0, method="estimate"), {**USED, "amount": 60.0}, DUMPED]
    largest, unused, known = said(state(*rows))
    assert largest == (
        "Largest flows: Slags and foundry sands – Used: 60 t/a; Slags and foundry sands – No user yet: 40 t/a; "
        "Ashes – To disposal: 10 t/a."
    )
    assert unused == "There is no user for 36% of the side streams."
    assert known == "Of the amount, 64% is measured, 0% declared and 36% estimated."
    assert [link.amount for link in largest_flows(state(*rows), 2)] == [60.0, 40.0]


def test_what_is_not_explained_is_told_when_it_is_much() -> None:
    rows = [flow("Elsewhere", "foundry", "scrap", 100.0), {**USED, "amount": 50.0}]
    assert said(state(*rows))[-1] == "The unexplained difference is 50%."
    rows[1] = {**USED, "amount": 97.0}
    assert not any("unexplained" in sentence for sentence in said(state(*rows)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_the_same_number_of_sentences(language: Language) -> None:
    sentences = said(state(USED, DUMPED), state(USED), language)
    assert len(sentences) == 3
    assert all(sentence.endswith((".", "%.")) and not set("{}") & set(sentence) for sentence in sentences)
