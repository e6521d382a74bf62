"""The guides cannot rot: commands, options, settings, addresses, links and examples are compared with the code."""

from __future__ import annotations

import doctest
import importlib
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest

from databank.imports.reading.lists import layouts
from databank.imports.remembering import read_mapping
from databank.imports.values import NEW, SKIP, ImportMapping

ROOT = Path(__file__).parent.parent
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
GUIDES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "sample_data").glob("*.md")])
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")


def text_of(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):", text_of("Makefile"), re.MULTILINE))


# --- commands and links ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: str(path.relative_to(ROOT)))
def test_make_commands_of_a_guide_exist(guide: Path) -> None:
    used = set(re.findall(r"(?:^|`)make ([a-z]+)", guide.read_text("utf-8"), re.MULTILINE))
    assert used - targets() == set()


def test_the_readme_shows_the_two_commands_on_one_page() -> None:
    readme = text_of("README.md")
    assert {"demo", "test"} <= set(re.findall(r"^make ([a-z]+)", readme, re.MULTILINE))
    assert len(readme.splitlines()) <= 60


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_of_a_guide_lead_somewhere(guide: Path) -> None:
    local = [link.partition("#") for link in LINK.findall(guide.read_text("utf-8")) if "://" not in link]
    assert [path for path, _, _ in local if path and not (guide.parent / path).exists()] == []
    anchors = [((guide.parent / path) if path else guide, anchor) for path, _, anchor in local if anchor]
    assert [anchor for file, anchor in anchors if anchor not in headings(file)] == []


def headings(guide: Path) -> set[str]:
    titles = re.findall(r"^#+ (.+)$", guide.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def test_every_guide_is_in_the_index() -> None:
    guides = {guide.name for guide in (ROOT / "docs").glob("*.md")} - {"README.md"}
    assert guides
    assert {name for name in guides if f"({name})" not in text_of("docs/README.md")} == set()


def test_the_python_version_is_the_same_everywhere() -> None:
    oldest = PROJECT["project"]["requires-python"].removeprefix(">=")
    assert f"Python {oldest} or newer" in text_of("README.md")
    assert f"Python {oldest} or newer" in text_of("Makefile")
    assert f"--python-version {oldest}" in text_of("Makefile")
    assert PROJECT["tool"]["mypy"]["python_version"] == oldest
    assert PROJECT["tool"]["ruff"]["target-version"] == "py" + oldest.replace(".", "")


def test_the_changelog_speaks_of_this_version() -> None:
    assert re.search(rf"^## {re.escape(PROJECT['project']['version'])}\b", text_of("CHANGELOG.md"), re.MULTILINE)


# --- the command line --------------------------------------------------------------------------------------------


def commands(group: click.Group, path: str = "") -> Iterator[tuple[str, click.Command]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{path}{name} ")
        else:
            yield f"{path}{name}", command


def program() -> click.Group:
    from web.cli import program as found

    return found


def options(command: click.Command) -> set[str]:
    return {name for parameter in command.params for name in parameter.opts if name.startswith("--")}


def test_every_command_and_option_is_documented() -> None:
    guide = text_of("docs/command-line.md")
    assert len(dict(commands(program()))) >= 10
    assert [name for name, _ in commands(program()) if not re.search(rf"`(?:sivuvirta )?{name}\b", guide)] == []
    undocumented = [
        f"{name} {option}"
        for name, command in commands(program())
        for option in options(command)
        if not re.search(rf"{option}\b", guide)
    ]
    assert undocumented == []


def commands_said(guide: str) -> set[str]:
    """The word after `sivuvirta` wherever the program is shown being used."""
    shown = re.findall(r"`[^`\n]+`|^sivuvirta .+$", guide, re.MULTILINE)
    return {word for line in shown for word in re.findall(r"\bsivuvirta ([a-z]+)\b", line)}


def test_every_documented_command_and_option_exists() -> None:
    words = {name.split(" ")[0] for name, _ in commands(program())}
    assert {word for guide in GUIDES for word in commands_said(guide.read_text("utf-8"))} - words == set()
    known = {"--help", "--version"}.union(*(options(command) for _, command in commands(program())))
    assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", text_of("docs/command-line.md"))) - known == set()


def test_every_command_and_option_explains_itself() -> None:
    silent = [name for name, command in commands(program()) if not command.help]
    silent += [
        f"{name} {option.name}"
        for name, command in commands(program())
        for option in command.params
        if isinstance(option, click.Option) and not option.help
    ]
    assert silent == []


def test_the_mapping_that_the_guide_shows_is_read_and_has_every_member() -> None:
    shown = re.search(r"```json\n(.*?)```", text_of("docs/spreadsheets.md"), re.DOTALL)
    assert shown is not None
    mapping = read_mapping(shown[1])
    assert mapping.words["site_id"] == {"halli 2": NEW}
    assert mapping.rows["2024!18"] == {"": SKIP}
    table = re.findall(r"^\| `(\w+)` \|", text_of("docs/spreadsheets.md"), re.MULTILINE)
    assert set(table) == set(ImportMapping.__slots__)


def test_the_layouts_that_the_guide_names_are_those_that_are_known() -> None:
    guide = text_of("docs/spreadsheets.md")
    assert {name for name in layouts() if f"`{name}`" not in guide} == set()


# --- settings ----------------------------------------------------------------------------------------------------


def settings_read() -> set[str]:
    return set(re.findall(r'"(SIVUVIRTA_[A-Z_]+)"', text_of("web/config.py")))


def test_every_setting_is_documented_and_every_documented_one_is_read() -> None:
    documented = set(re.findall(r"SIVUVIRTA_[A-Z_]+", text_of("docs/operations.md")))
    assert len(settings_read()) > 3
    assert documented == settings_read()


# --- the API -----------------------------------------------------------------------------------------------------


def test_every_address_of_the_api_is_documented() -> None:
    from web.app import create_app
    from web.config import Settings

    app = create_app(Settings(database_url="sqlite://", secret_key="a key for tests only"))
    paths = {rule.rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/api/v1/")}
    guide = re.sub(r"<\w+>", "<>", text_of("docs/api.md"))
    assert len(paths) > 5
    assert {path for path in paths if tail(path) not in guide} == set()


def tail(path: str) -> str:
    """The last two steps of a path, whatever its places are called."""
    return "/".join(re.sub(r"<[^>]+>", "<>", path).split("/")[-2:])


# --- examples ----------------------------------------------------------------------------------------------------


def modules_with_examples() -> list[str]:
    paths = (path for package in ("taxonomy", "databank", "flows", "web") for path in (ROOT / package).rglob("*.py"))
    shown = (path for path in paths if ">>> " in path.read_text("utf-8"))
    return sorted(".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__") for path in shown)


@pytest.mark.parametrize("name", modules_with_examples())
def test_examples_in_docstrings_are_true(name: str) -> None:
    told = doctest.testmod(importlib.import_module(name))
    assert told.attempted > 0
    assert told.failed == 0
