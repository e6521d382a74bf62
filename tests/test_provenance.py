"""Every file that is not ours says what it is, under which licence, and has not been changed since."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
VENDOR = ROOT / "web/static/vendor"
LISTED: list[dict[str, Any]] = json.loads((VENDOR / "VENDORED.json").read_text("utf-8"))["files"]
LICENCES = {"0BSD": "Permission to use", "MIT": "Permission is hereby granted", "Apache-2.0": "Apache License"}


@pytest.mark.parametrize("entry", LISTED, ids=lambda entry: entry["file"])
def test_a_vendored_file_is_the_one_listed(entry: dict[str, Any]) -> None:
    assert hashlib.sha256((VENDOR / entry["file"]).read_bytes()).hexdigest() == entry["sha256"]
    assert entry["how"]


@pytest.mark.parametrize("entry", LISTED, ids=lambda entry: entry["file"])
def test_its_licence_stands_beside_it(entry: dict[str, Any]) -> None:
    assert LICENCES[entry["licence"]] in (VENDOR / entry["licence_file"]).read_text("utf-8")


def test_every_vendored_script_and_style_is_listed() -> None:
    shipped = {path.relative_to(VENDOR).as_posix() for path in VENDOR.rglob("*") if path.suffix in {".js", ".css"}}
    assert shipped == {entry["file"] for entry in LISTED}


def test_everything_bundled_is_named_with_its_licence() -> None:
    (bundle,) = (entry for entry in LISTED if "bundled" in entry)
    texts = (VENDOR / bundle["licence_file"]).read_text("utf-8")
    assert [name for name, version in bundle["bundled"].items() if f"{name} {version}\n" not in texts] == []


def test_versions_are_those_of_the_build_recipe() -> None:
    recipe = json.loads((ROOT / "tools/vendor/package.json").read_text("utf-8"))["dependencies"]
    assert {entry["name"]: entry["version"] for entry in LISTED} == {e["name"]: recipe[e["name"]] for e in LISTED}


def test_the_diagram_library_cannot_upload_a_chart() -> None:
    bundle = (VENDOR / "plotly-sankey.min.js").read_text("utf-8")
    assert "cloud.plotly.com" not in bundle
    assert 'showSendToCloud:{valType:"boolean",dflt:!1' in bundle


def test_no_script_builds_code_from_text() -> None:
    """The content security policy forbids it, so a library that needs it would fail in the browser only."""
    assert [
        name for name in ("htmx.min.js", "plotly-sankey.min.js") if "new Function" in (VENDOR / name).read_text()
    ] == []
