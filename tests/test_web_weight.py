"""What a visitor waits for, in CPU seconds and without coverage, so that a busy machine changes nothing."""

from __future__ import annotations

import gzip
import json
import os
import re
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from flask.testing import FlaskClient

ROOT = Path(__file__).parent.parent
PAGES = (
    "/en/",
    "/en/materials",
    "/en/materials?data=both&q=slag",
    "/en/materials/F-001",
    "/en/materials/E-001",
    "/en/needs",
    "/en/organisations",
    "/en/organisations/pori-energia",
    "/en/areas",
    "/en/areas/peittoo",
    "/en/flows",
    "/en/flows/big-picture",
    "/en/flows/big-picture?data=examples",
    "/en/flows/one-material?data=examples",
    "/en/taxonomy",
    "/en/taxonomy?q=casting",
    "/en/about",
    "/en/feedback",
)
PAGE_S = 0.1
TIMED = """
import json, sys, time
from web.app import create_app
from web.config import Settings
url, *paths = sys.argv[1:]
client = create_app(Settings(database_url=url, secret_key="a key for tests only")).test_client()
def seconds(path):
    start = time.process_time()
    assert client.get(path).status_code == 200, path
    return time.process_time() - start
print(json.dumps({path: min(seconds(path) for _ in range(8)) for path in paths}))
"""


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Python keeps its bytecode, as it does wherever the program is installed."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPYCACHEPREFIX": str(tmp_path_factory.mktemp("bytecode"))}


def cpu_seconds(environment: dict[str, str], code: str) -> float:
    """Least CPU time of three runs of `code`."""

    def once() -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    return min(once() for _ in range(3))


def test_the_application_is_imported_in_a_moment(environment: dict[str, str]) -> None:
    assert cpu_seconds(environment, "import web, web.app") < 1.5


def test_help_is_instant(environment: dict[str, str]) -> None:
    assert cpu_seconds(environment, "from web.cli import main; main(['--help'])") < 0.5


def test_every_page_is_made_in_a_tenth_of_a_second(demo_url: str) -> None:
    said = subprocess.run(
        [sys.executable, "-c", TIMED, demo_url, *PAGES], check=True, cwd=ROOT, capture_output=True, text=True
    ).stdout
    assert {path: seconds for path, seconds in json.loads(said).items() if seconds > PAGE_S} == {}


def body(client: FlaskClient, path: str) -> bytes:
    with client.get(path) as answer:
        return answer.get_data()


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_first_load_of_home_is_light(client: FlaskClient, language: str) -> None:
    page = body(client, f"/{language}/")
    linked = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page.decode()))
    (style,) = (path for path in linked if path.endswith("/sivuvirta.css"))
    fonts = re.findall(rb'url\("?(fonts/[\w.-]+)', body(client, style))
    linked |= {style.replace("sivuvirta.css", name.decode()) for name in fonts}
    assert len(linked) > 4
    assert sum(len(gzip.compress(part)) for part in (page, *(body(client, path) for path in linked))) < 150_000
