"""What is handed over: the wheel holds everything and serves the demo from any folder, with nothing of the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import urllib.request
import zipfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("taxonomy", "databank", "flows", "web", "sample_data")

pytestmark = pytest.mark.package


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder with the source archive and the wheel that was built from it, not from the checkout."""
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT],
        check=True,
        stdout=subprocess.DEVNULL,
        env={name: value for name, value in os.environ.items() if not name.startswith("COV_")},
    )
    return folder


@pytest.fixture(scope="session")
def wheel(built: Path) -> Path:
    (found,) = built.glob("*.whl")
    return found


@pytest.fixture(scope="session")
def names(wheel: Path) -> set[str]:
    return set(zipfile.ZipFile(wheel).namelist())


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Executables of a fresh environment: our wheel, and the libraries of the environment that runs the tests.

    A line in a .pth file adds those libraries without their own .pth files, so an editable install stays unseen.
    """
    folder = tmp_path_factory.mktemp("fresh")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    python = folder / "bin/python"
    subprocess.run(
        [sys.executable, "-m", "pip", "--quiet", "--python", python, "install", "--no-deps", "--no-index", wheel],
        check=True,
    )
    (site,) = folder.glob("lib/python*/site-packages")
    (site / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")
    return folder / "bin"


def shipped(package: str) -> set[str]:
    """Every file git knows or would take of `package`."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", package],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split("\n")
    return {name for name in listed if name and (ROOT / name).is_file()}


@pytest.mark.parametrize("package", PACKAGES)
def test_the_wheel_holds_every_file_of_the_packages(names: set[str], package: str) -> None:
    expected = shipped(package)
    assert expected
    assert expected - names == set()


def test_the_wheel_holds_compiled_translations(names: set[str]) -> None:
    sources = {name for name in names if name.endswith("messages.po")}
    assert {name.split("/")[2] for name in sources} == {"fi", "sv"}
    assert {name.replace(".po", ".mo") for name in sources} <= names


def test_the_wheel_holds_nothing_else(names: set[str]) -> None:
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == set(PACKAGES)
    assert [name for name in names if "__pycache__" in name or name.endswith((".sqlite3", ".pot"))] == []


def test_the_licence_goes_along(names: set[str]) -> None:
    assert [name for name in names if name.endswith(".dist-info/licenses/LICENSE")]


def test_the_source_archive_holds_tests_locks_and_guides(built: Path) -> None:
    (archive,) = built.glob("*.tar.gz")
    with tarfile.open(archive) as opened:
        inside = {name.partition("/")[2] for name in opened.getnames()}
    wanted = {
        "LICENSE",
        "README.md",
        "CHANGELOG.md",
        "Makefile",
        "pyproject.toml",
        "hatch_build.py",
        "requirements.lock",
    }
    assert wanted | {"tests/conftest.py", "docs/README.md"} <= inside


def test_the_version_is_the_projects(installed: Path) -> None:
    said = subprocess.run([installed / "sivuvirta", "--version"], check=True, capture_output=True, text=True).stdout
    assert tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"] in said


def test_the_modules_come_from_the_wheel(installed: Path, tmp_path: Path) -> None:
    command = f"import {', '.join(PACKAGES)}; print(*(m.__file__ for m in ({', '.join(PACKAGES)})), sep='\\n')"
    said = subprocess.run(
        [installed / "python", "-c", command], check=True, cwd=tmp_path, capture_output=True, text=True
    ).stdout.split()
    assert [path for path in said if not Path(path).is_relative_to(installed.parent)] == []


def test_the_installed_demo_serves_from_another_folder(
    installed: Path, serve: Callable[..., AbstractContextManager[str]], tmp_path: Path
) -> None:
    environment = {"XDG_DATA_HOME": str(tmp_path / "data"), "PYTHONWARNINGS": "error::ResourceWarning"}
    with serve([installed / "sivuvirta", "demo"], environment=environment, folder=tmp_path) as address:
        for path in ("/fi/", "/sv/material", "/en/flows/big-picture"):
            with urllib.request.urlopen(address + path, timeout=30) as answer:
                page = answer.read().decode()
                assert answer.status == 200
                assert f'lang="{path[1:3]}"' in page
    assert list((tmp_path / "data").rglob("*.sqlite3"))
