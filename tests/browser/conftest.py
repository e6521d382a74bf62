"""A real Chromium against a real server over the sample data. Skipped, with a sentence, where there is no Chromium."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent.parent
HERE = Path(__file__).parent
# Quiet and self-contained: no sandbox (a build machine runs as root), no services of its own in the background.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium() -> str | None:
    """The browser to drive: the one in CHROMIUM, else an installed one."""
    names = (os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome")
    return next((found for name in names if name and (found := shutil.which(name))), None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests; without a browser say so. What they drive runs in a process of its own, unmeasured."""
    missing = pytest.mark.skip(reason="no Chromium: install it or set CHROMIUM")
    for item in (item for item in items if HERE in item.path.parents):
        item.add_marker(pytest.mark.browser)
        item.add_marker(pytest.mark.no_cover)
        if chromium() is None:
            item.add_marker(missing)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, "executable_path": chromium(), "args": FLAGS}


@pytest.fixture(scope="session")
def base_url(
    serve: Callable[..., AbstractContextManager[str]], demo_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Address of the production server over a copy of the sample data."""
    folder = tmp_path_factory.mktemp("served")
    shutil.copy(demo_url.removeprefix("sqlite:///"), folder / "bank.sqlite3")
    environment = {
        "SIVUVIRTA_DATABASE_URL": f"sqlite:///{folder / 'bank.sqlite3'}",
        "SIVUVIRTA_SECRET_KEY": "a key for tests only",
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-c", "from web.cli import main; main()", "serve", "--workers", "1"]
    with serve(command, environment=environment, folder=folder) as address:
        yield address
