"""The command line itself: fast help, sentences instead of tracebacks, the language, exit codes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from web.cli.entry import run

HEAVY = ("flask", "sqlalchemy", "alembic", "numpy", "plotly", "networkx", "marshmallow", "granian", "babel")


def loaded_after(arguments: list[str]) -> set[str]:
    """Top-level modules that a command has imported in a fresh Python."""
    code = (
        "import sys, contextlib, io\n"
        "from web.cli import program\n"
        "with contextlib.redirect_stdout(io.StringIO()):\n"
        f"    program.main({arguments!r}, standalone_mode=False)\n"
        "print(*sorted({name.partition('.')[0] for name in sys.modules}))\n"
    )
    root = Path(__file__).parent.parent
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root)
    return set(done.stdout.split())


@pytest.mark.parametrize("arguments", [["--help"], ["import", "--help"], ["sankey", "--help"], ["db", "--help"]])
def test_help_imports_nothing_heavy(arguments: list[str]) -> None:
    loaded = loaded_after(arguments)
    assert "click" in loaded
    assert loaded.isdisjoint(HEAVY)


def test_the_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--help"]) == 0
    said = capsys.readouterr().out
    for command in ("demo", "serve", "work", "db", "check", "import", "export", "sankey", "balance"):
        assert f"\n  {command} " in said


def test_without_a_word_the_help_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert run([]) == 0
    assert "Commands:" in capsys.readouterr().out


def test_the_version_is_that_of_the_distribution(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("importlib.metadata.version", lambda name: f"9.8.7 of {name}")
    assert run(["--version"]) == 0
    assert capsys.readouterr().out == "sivuvirta 9.8.7 of sivuvirta\n"


def test_sources_that_are_not_installed_have_no_version(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from importlib.metadata import PackageNotFoundError

    def missing(name: str) -> str:
        raise PackageNotFoundError(name)

    monkeypatch.setattr("importlib.metadata.version", missing)
    assert run(["--version"]) == 0
    assert "not installed" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["frobnicate"], "no command frobnicate"),
        (["demo", "--frobnicate"], "no option --frobnicate"),
        (["demo", "--port", "99999"], "--port must be a whole number from 1 to 65535"),
        (["demo", "--port", "x"], "--port must be a whole number"),
        (["import"], "KIND is missing"),
        (["export", "sites"], "--output is missing"),
        (["export", "frobs", "--output", "f.csv"], "no kind frobs"),
        (["import", "frobs", "f.csv"], "no kind frobs"),
        (["import", "sites", "no-such-file.csv"], "no file no-such-file.csv"),
        (["template", "permits", "--output", "f.xlsx"], "no template of permits"),
        (["export", "sites", "--output", "f.csv", "--format", "ods"], "Use one of csv, csv-fi, json, xlsx"),
        (
            ["export", "sites", "--output", "f.csv", "--audience", "everyone"],
            "--audience must be one of: public, member, city",
        ),
        (["db", "restore", "no-such-file.sqlite3"], "no file no-such-file.sqlite3"),
        (["check", "everything"], "must be one of: bank, taxonomy, settings"),
    ],
)
def test_a_wrong_word_is_one_sentence_and_exit_code_two(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments) == 2
    output = capsys.readouterr()
    assert output.out == ""
    assert words in output.err
    assert len(output.err.strip().splitlines()) == 1
    assert "Traceback" not in output.err


def test_an_unknown_language_is_refused(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("SIVUVIRTA_LANGUAGE", "xx")
    assert run(["check", "taxonomy"]) == 2
    assert "SIVUVIRTA_LANGUAGE is 'xx'" in capsys.readouterr().err


def test_a_sentence_is_said_in_the_language_of_the_environment(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    from babel.messages import Catalog
    from babel.messages.mofile import write_mo

    from web.cli import speech

    catalogue = Catalog(locale="fi")
    catalogue.add("There is no command %(name)s.", "Komentoa %(name)s ei ole.", flags=["python-format"])
    file = tmp_path / "fi/LC_MESSAGES/messages.mo"
    file.parent.mkdir(parents=True)
    with file.open("wb") as stream:
        write_mo(stream, catalogue)
    monkeypatch.setenv("SIVUVIRTA_LANGUAGE", "fi")
    monkeypatch.setattr(speech, "_CATALOGUES", tmp_path)
    speech._catalogue.cache_clear()
    assert run(["frobnicate"]) == 2
    speech._catalogue.cache_clear()
    assert "Komentoa frobnicate ei ole." in capsys.readouterr().err


def test_a_fault_of_ours_is_a_sentence_too(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def broken() -> list[str]:
        message = "the list is on fire"
        raise ZeroDivisionError(message)

    monkeypatch.setattr("taxonomy.check.check_taxonomy", broken)
    assert run(["check", "taxonomy"]) == 2
    said = capsys.readouterr().err
    assert "ZeroDivisionError: the list is on fire" in said
    assert "Traceback" not in said


def test_an_interruption_ends_quietly(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupted() -> list[str]:
        raise KeyboardInterrupt

    monkeypatch.setattr("taxonomy.check.check_taxonomy", interrupted)
    assert run(["check", "taxonomy"]) == 130
    assert capsys.readouterr().err.strip() == ""
