"""CPU time of every kind of page over the sample data, of starting up and of asking for help.

    python bench/pages.py

Each page is asked for eight times in one process and the least CPU time is printed, with its ratio to the plainest
page of the same run; start-up and help are the least of three new processes, as ratios to starting Python itself.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from databank.exchange import load_folder
from databank.store import Bank
from web.app import create_app
from web.config import Settings

ROOT = Path(__file__).parent.parent
PLAINEST = "/healthz"
PAGES = (
    PLAINEST,
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
STARTS = {
    "python": "pass",
    "import web.app": "import web.app",
    "sivuvirta --help": "from web.cli import main; main(['--help'])",
}


def page_seconds(url: str) -> dict[str, float]:
    """Least CPU seconds of each page."""
    client = create_app(Settings(database_url=url, secret_key="a key for measuring only")).test_client()

    def once(path: str) -> float:
        start = time.process_time()
        if not client.get(path).status.startswith("200"):
            raise SystemExit(f"{path} does not answer.")
        return time.process_time() - start

    return {path: min(once(path) for _ in range(8)) for path in PAGES}


def start_seconds(code: str) -> float:
    """Least CPU seconds of a new Python that runs `code`."""

    def once() -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    return min(once() for _ in range(3))


def show(figures: dict[str, float]) -> None:
    """A table in milliseconds, with the ratio to the first row."""
    unit = next(iter(figures.values()))
    for name, seconds in figures.items():
        print(f"{seconds * 1000:8.1f} ms {seconds / unit:7.1f} x  {name}")


def main() -> None:
    """Load the sample data into a bank of its own and measure."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/bank.sqlite3"
        with Bank(url) as bank:
            bank.upgrade()
            with bank.session(writing=True) as session:
                for layer in ("facts", "examples"):
                    load_folder(session, ROOT / "sample_data" / layer)
        show(page_seconds(url))
    show({name: start_seconds(code) for name, code in STARTS.items()})


if __name__ == "__main__":
    main()
