"""Every sentence speaks Finnish and Swedish: the catalogues, the texts of the views and the names in the lists."""

from __future__ import annotations

import csv
import gettext
import importlib.util
import io
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, cast

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).parent.parent
LANGUAGES = ("fi", "sv", "en")
VIEW_PLACES = re.compile(r"\{\w+(?::\w+)?\}|[\[\]]")
TAGS = re.compile(r"</?\w+")
Sentences = list[tuple[str, int, str | tuple[str, ...]]]

pytestmark = pytest.mark.no_cover  # the code is read here, not run


@pytest.fixture(scope="session")
def collector() -> ModuleType:
    """The script behind `make translations`: it knows what a sentence is."""
    spec = importlib.util.spec_from_file_location("translations", ROOT / "tools/translations.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def sentences(collector: ModuleType) -> Sentences:
    return list(collector.sentences())


@pytest.fixture(scope="session")
def in_code(collector: ModuleType, sentences: Sentences) -> Catalog:
    return cast("Catalog", collector.catalogue_of(sentences))


@pytest.fixture(scope="session", params=["fi", "sv"])
def catalogue(request: pytest.FixtureRequest) -> Catalog:
    with (ROOT / f"web/translations/{request.param}/LC_MESSAGES/messages.po").open("rb") as opened:
        return read_po(opened, locale=request.param, abort_invalid=True)


def strings(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value or ())


def messages(catalogue: Catalog) -> Iterator[Message]:
    return (message for message in catalogue if message.id)


def test_the_collector_finds_pages_errors_and_marked_words(sentences: Sentences) -> None:
    files = {name for name, _line, _message in sentences}
    assert {"databank/errors.py", "web/labels.py", "web/templates/base.html", "web/cli/sentences.py"} <= files


def test_every_sentence_is_translated(catalogue: Catalog, in_code: Catalog) -> None:
    missing = [message.id for message in messages(in_code) if not is_whole(catalogue.get(message.id))]
    assert missing == []


def is_whole(message: Message | None) -> bool:
    return message is not None and bool(strings(message.string)) and all(strings(message.string))


def test_nothing_is_translated_that_is_not_said(catalogue: Catalog, in_code: Catalog) -> None:
    assert [message.id for message in messages(catalogue) if in_code.get(message.id) is None] == []
    assert list(catalogue.obsolete) == []


def test_no_translation_is_a_guess(catalogue: Catalog) -> None:
    assert not catalogue.fuzzy
    assert [message.id for message in messages(catalogue) if message.fuzzy] == []


def test_places_and_marks_agree(catalogue: Catalog, collector: ModuleType) -> None:
    wrong = [
        (message.id, text)
        for message in messages(catalogue)
        for text in strings(message.string)
        if collector.places(text) != collector.places(strings(message.id)[-1])
        or sorted(TAGS.findall(text)) != sorted(TAGS.findall(strings(message.id)[-1]))
    ]
    assert wrong == []


def test_the_catalogue_compiles_and_speaks(catalogue: Catalog) -> None:
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    spoken = gettext.GNUTranslations(compiled)
    wrong = [
        message.id
        for message in messages(catalogue)
        if isinstance(message.id, str) and spoken.gettext(message.id) != message.string
    ]
    assert wrong == []


# --- texts that stand in data files ------------------------------------------------------------------------------


def texts(value: Any, place: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Every object of a JSON file that holds a text by language, with its place."""
    if isinstance(value, dict):
        if set(LANGUAGES) & value.keys():
            yield place, value
        for name, inner in value.items():
            yield from texts(inner, f"{place}/{name}")
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from texts(inner, f"{place}/{number}")


def json_texts() -> Iterator[tuple[str, dict[str, str]]]:
    for path in sorted((ROOT / "flows/data").rglob("*.json")):
        yield from texts(json.loads(path.read_text("utf-8")), path.stem)


def test_texts_of_views_exist_in_three_languages() -> None:
    found = list(json_texts())
    assert len(found) > 10
    assert [place for place, text in found if not all(text.get(language, "").strip() for language in LANGUAGES)] == []


def test_places_of_view_texts_agree() -> None:
    wrong = [
        place
        for place, text in json_texts()
        if len({frozenset(Counter(VIEW_PLACES.findall(text[language])).items()) for language in LANGUAGES}) > 1
    ]
    assert wrong == []


def named_lists() -> list[Path]:
    return [path for path in sorted((ROOT / "taxonomy/data").glob("*.csv")) if "title_fi" in path.read_text("utf-8")]


def languages_owed(row: dict[str, str]) -> tuple[str, ...]:
    """Groups and classes of NACE have no Swedish source and Finnish only in part: there the English name stands in."""
    return ("en",) if row.get("level") in {"group", "class"} else LANGUAGES


@pytest.mark.parametrize("path", named_lists(), ids=lambda path: path.stem)
def test_names_of_a_list_exist_in_three_languages(path: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(path.read_text("utf-8"), newline="")))
    assert rows
    named = [row for row in rows if row.get("change") != "removed"]  # what leaves a list needs no new name
    assert [row for row in named if not all(row[f"title_{language}"].strip() for language in languages_owed(row))] == []


def test_texts_of_the_sample_data_exist_in_three_languages() -> None:
    incomplete = [
        f"{path.name}:{line}"
        for path in sorted((ROOT / "sample_data").rglob("*.csv"))
        for line, row in enumerate(csv.DictReader(io.StringIO(path.read_text("utf-8"), newline="")), 2)
        for stem in {name[:-3] for name in row if name.endswith("_fi")}
        if len({bool((row[f"{stem}_{language}"] or "").strip()) for language in LANGUAGES}) > 1
    ]
    assert incomplete == []
