from collections.abc import Sequence
from typing import Any

import pytest

from flows.diagram import SankeyData
from flows.headlines import Part, Template, headline, ledes, mass, plain
from flows.labels import TaxonomyLabels
from flows.sankey import weave
from flows.table import FlowTable
from flows.views import view
from taxonomy.codes import LANGUAGES, Language, Titles
from tests.flow_tables import MATERIALS, flow, foundry_town, table_of

BIG = view("big-picture")


def woven(table: FlowTable, name: str = "big-picture", **asked: Any) -> SankeyData:
    return weave(table, view(name), boundary="satakunta", materials=MATERIALS, **asked)


def said(data: SankeyData, language: Language = "en") -> str:
    return plain(headline(view(data.view).headlines, data, TaxonomyLabels(data, language))).replace("\u00a0", " ")


def further(data: SankeyData, language: Language = "en") -> list[str]:
    sentences: Sequence[str] = ledes(view(data.view).ledes, data, TaxonomyLabels(data, language))
    return [sentence.replace("\u00a0", " ") for sentence in sentences]


UNUSED = flow("foundry", "fate:unused", "sand", 25.0)
USED = flow("foundry", "fate:used", "sand", 75.0)
DUMPED = flow("boiler", "fate:disposal", "ash", 100.0)
TREATED = flow("recycler", "fate:unused", "ash", 10.0, origin="secondary")


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([UNUSED, USED], "Side streams amount to 100 tonnes a year. There is no user yet for 25 tonnes, 25%."),
        (
            [UNUSED, USED, TREATED],
            "Side streams amount to 100 tonnes a year. There is no user yet for 25 tonnes, 25%.",
        ),
        (
            [USED, DUMPED],
            ("Side streams amount to 175 tonnes a year. Recovery takes 75 tonnes of these, disposal 100 tonnes."),
        ),
        ([USED], "Side streams amount to 75 tonnes a year."),
        ([TREATED], "Treatment plants give out 10 tonnes a year. There is no user yet for 10 tonnes."),
        ([flow("Elsewhere", "foundry", "scrap", 1.0)], "The area takes in 1 tonne a year."),
        ([], "There are no side streams for this area and year."),
    ],
)
def test_sentence_fits_the_data(rows: list[dict[str, Any]], sentence: str) -> None:
    assert said(woven(table_of(rows))) == sentence


def test_what_has_no_user_stands_out() -> None:
    data = woven(table_of([UNUSED, USED]))
    parts = headline(BIG.headlines, data, TaxonomyLabels(data, "fi"))
    assert [part.text for part in parts if part.is_hot] == ["25\u00a0tonnia"]
    assert parts[0] == Part("Sivuvirtoja syntyy 100\u00a0tonnia vuodessa. Niistä ")


def test_registers_are_told_from_offers() -> None:
    facts = woven(table_of([USED], is_example=False))
    assert (
        "The figures come from registers and are no offers: that is why nothing is marked as having no user."
        in further(facts)
    )
    assert not any("registers" in sentence for sentence in further(woven(table_of([USED]))))


def test_further_sentences_name_returns_largest_and_unknown() -> None:
    assert further(woven(foundry_town())) == [
        "The amount that returns as raw material is 18 tonnes.",
        "Largest group without a user: Slags and foundry sands, 20 tonnes.",
        "Treatment plants give out a further 8 tonnes: not counted as generated, but in the picture.",
        "All in all, the picture has no user for 20 tonnes.",
        "Protected, shown as a sum only: a further 30 tonnes.",
        "Input not known: 10 tonnes.",
    ]


def test_one_material_is_named() -> None:
    rows = [UNUSED, USED]
    assert said(woven(table_of(rows), "one-material", family="K")) == (
        "Slags and foundry sands: 100 tonnes a year. There is no user yet for 25 tonnes."
    )
    assert said(woven(table_of(rows), "one-material", family="T"), "sv") == (
        "Askor: det finns inga flöden från detta område och år."
    )
    by_class = woven(table_of(rows), "one-material", family="K", material_class="sand")
    assert said(by_class).startswith("sand: 100 tonnes")
    assert said(woven(table_of(rows), "one-material")).startswith("All materials: 100 tonnes")


def test_energy_speaks_of_megawatt_hours() -> None:
    assert said(woven(foundry_town(), "energy")) == "Heat and gases: 900 MWh a year."


@pytest.mark.parametrize(
    ("language", "one", "many"),
    [("fi", "1 tonni", "2 tonnia"), ("sv", "1 ton", "2 ton"), ("en", "1 tonne", "2 tonnes")],
)
def test_one_tonne_is_no_plural(language: Language, one: str, many: str) -> None:
    data = woven(table_of([USED]))
    labels = TaxonomyLabels(data, language)
    assert mass(1.0, data, labels).replace("\u00a0", " ") == one
    assert mass(2.0, data, labels).replace("\u00a0", " ") == many


def test_numbers_shares_and_fallback_of_templates() -> None:
    data = woven(table_of([UNUSED, USED]))
    template = Template(titles=Titles("a", "b", "{records:number} rows, {unused_share:share}"))
    labels = TaxonomyLabels(data, "en")
    assert plain(headline([template], data, labels)) == "2 rows, 25%"
    assert headline([], data, labels) == ()


@pytest.mark.parametrize("name", ["big-picture", "one-material", "energy"])
def test_all_sentences_can_be_said_in_all_languages(name: str) -> None:
    data = woven(foundry_town(), name)
    for template in (*view(name).headlines, *view(name).ledes):
        for language in LANGUAGES:
            bare = Template(titles=template.titles)
            text = plain(headline([bare], data, TaxonomyLabels(data, language)))
            assert text.endswith((".", "?"))
            assert not set("{}[]") & set(text)
