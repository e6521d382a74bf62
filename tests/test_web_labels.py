"""Every enumeration of the records has its words."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any

import pytest
from flask import Flask

from databank import records
from databank.records import Basis, Fate, RealStatus, RecordKind
from databank.store import Bank
from web import labels
from web.app import create_app
from web.config import Settings
from web.imports.words import STATES
from web.matches import words
from web.view_editor.listing import STATES as STATES_OF_VIEWS

# These are no words of their own: a page says them in a sentence, and to each side in another.
WITHOUT_WORDS = {
    records.AmountStatus,
    records.ProvenanceKind,
    records.Layer,
    records.ReviewState,
    records.ReviewAction,
    records.DecisionState,
    records.ClaimKind,
    records.EnquiryState,
    records.EnquirySide,
    records.RequestState,
    records.ImportState,
    records.ProblemKind,
    records.MatchSide,
}
# Words that only the pages of exchanges or of views use stand beside them.
BESIDE_PAGES: Mapping[type[Enum], Mapping[Any, str]] = {
    records.MatchState: words.STATES,
    records.MatchSource: words.SOURCES,
    records.DropReason: words.REASONS,
    records.MomentKind: words.MOMENTS,
    records.ViewState: STATES_OF_VIEWS,
}
VALUES: list[type] = [vars(records)[name] for name in records.__all__]
ENUMERATIONS = [kind for kind in VALUES if issubclass(kind, Enum)]
ELSEWHERE = WITHOUT_WORDS | BESIDE_PAGES.keys()


@pytest.fixture(scope="module")
def app() -> Flask:
    """The application over a bank that nobody opens: words need no records."""
    return create_app(Settings(secret_key="a key for tests only"), bank=Bank("sqlite:///never-opened.db"))


@pytest.mark.parametrize("enumeration", [kind for kind in ENUMERATIONS if kind not in ELSEWHERE])
def test_every_member_has_a_word(enumeration: type[Enum]) -> None:
    assert set(labels.WORDS[enumeration]) == set(enumeration)


@pytest.mark.parametrize("enumeration", BESIDE_PAGES)
def test_every_member_that_some_pages_name_has_a_word(enumeration: type[Enum]) -> None:
    assert set(BESIDE_PAGES[enumeration]) == set(enumeration)


def test_every_state_of_an_import_has_a_word() -> None:
    assert set(STATES) == set(records.ImportState)


def test_equal_values_of_two_enumerations_keep_their_own_words(app: Flask) -> None:
    assert hash(Basis.ENERGY) == hash(Fate.ENERGY)
    with app.test_request_context("/en/"):
        assert labels.label(Basis.ENERGY) == "energy"
        assert labels.label(Fate.ENERGY) == "Used for energy"
        assert labels.label(RecordKind.PLANNED) == labels.label(RealStatus.PLANNED) == "Planned"


def test_codes_have_names_in_the_language_of_the_page(app: Flask) -> None:
    with app.test_request_context("/sv/"):
        assert labels.family_title("K") == "Slagg och gjuterisand"
        assert labels.waste_code("100908") == "10\u00a009\u00a008"
    with app.test_request_context("/en/"):
        assert labels.family_title("K") == "Slags and foundry sands"
        assert "casting cores" in labels.waste_title("100908", None)


def test_unknown_codes_stay_readable(app: Flask) -> None:
    with app.test_request_context("/en/"):
        assert labels.material_class_title("no_such_class") == "no_such_class"
        assert labels.sector_title("no_such_sector") == "no_such_sector"
        assert labels.waste_title("999999", None) == ""
        assert labels.waste_code(None) == "\u2013"


def test_words_of_an_owner_are_marked_with_their_language(app: Flask) -> None:
    with app.test_request_context("/en/"):
        assert labels.in_its_language("Kuona <b>", "fi") == '<span lang="fi">Kuona &lt;b&gt;</span>'
        assert labels.in_its_language("Slag & ash", "en") == "Slag &amp; ash"
