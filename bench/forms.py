"""Server time of lists, forms and dashboards over a made-up bank of 100 000 side streams.

    python bench/forms.py [--records N]

The sample data are multiplied with their organisations, sites, amounts and measurements, and some hundred records wait
for review. Each page is asked for eight times in one process; the least CPU time and the least wall time are printed,
with the ratio of CPU to the plainest page with the frame of every page. The aim is 100 ms of server time.
"""

from __future__ import annotations

import argparse
import re
import sqlite3
import tempfile
import time
from pathlib import Path

from flask.testing import FlaskClient

from databank.access import ANONYMOUS, Role, Viewer
from databank.exchange import load_folder
from databank.store import Bank
from web.app import create_app
from web.config import Settings

ROOT = Path(__file__).parent.parent
TIMES = 8
WAITING_CASES = 500
BASELINE = "/en/privacy"
MULTIPLIED = {
    "organisations": ("id", "business_id"),
    "sites": ("id", "organisation_id"),
    "side_streams": ("id", "organisation_id", "site_id"),
    "stream_amounts": ("side_stream_id",),
    "measurements": ("side_stream_id",),
}
"""The columns of each table that get the number of the copy; a business id is given once only."""
MEMBER = Viewer(roles=frozenset({Role.MEMBER}), organisation_ids=frozenset({"pori-energia"}), person_id=1)
DESK = Viewer(roles=frozenset({Role.REVIEWER, Role.DATA_OWNER, Role.ADMINISTRATOR}), person_id=1)
PAGES = (
    (ANONYMOUS, BASELINE),
    (ANONYMOUS, "/en/"),
    (ANONYMOUS, "/en/materials"),
    (ANONYMOUS, "/en/materials?data=both&q=slag"),
    (ANONYMOUS, "/en/materials?data=both&family=M"),
    (ANONYMOUS, "/en/materials/F-001"),
    (ANONYMOUS, "/en/needs"),
    (ANONYMOUS, "/en/organisations"),
    (ANONYMOUS, "/en/list"),
    (ANONYMOUS, "/en/tell-a-need"),
    (ANONYMOUS, "/en/feedback"),
    (MEMBER, "/en/materials"),
    (MEMBER, "/en/own"),
    (DESK, "/en/materials"),
    (DESK, "/en/desk"),
    (DESK, "/en/desk/mails"),
)


def fill(url: str, file: Path, records: int) -> int:
    """Load the sample data and multiply them; how many side streams there are."""
    with Bank(url) as bank:
        bank.upgrade()
        with bank.session(writing=True) as session:
            for layer in ("facts", "examples"):
                load_folder(session, ROOT / "sample_data" / layer)
    with sqlite3.connect(file) as connection:
        (known,) = connection.execute("SELECT count(*) FROM side_streams").fetchone()
        connection.execute("CREATE TEMP TABLE copies (number INTEGER)")
        connection.executemany(
            "INSERT INTO copies VALUES (?)", [(number,) for number in range(1, records // known + 1)]
        )
        for table, ids in MULTIPLIED.items():
            multiply(connection, table, ids)
        wait(connection)
        connection.execute("ANALYZE")
        (count,) = connection.execute("SELECT count(*) FROM side_streams").fetchone()
    connection.close()
    return int(count)


def multiply(connection: sqlite3.Connection, table: str, ids: tuple[str, ...]) -> None:
    """Insert every row of a table once more for each copy."""
    columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
    values = [f"t.{name} || '-' || c.number" if name in ids else f"t.{name}" for name in columns]
    values = ["NULL" if name == "business_id" else value for name, value in zip(columns, values, strict=True)]
    connection.execute(
        f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(values)} FROM {table} AS t, copies AS c"
    )


def wait(connection: sqlite3.Connection) -> None:
    """Let some records wait for review."""
    connection.execute(
        "INSERT OR IGNORE INTO review_cases (kind, record_id, state, since, reviewed_version) "
        "SELECT 'side-streams', id, 'waiting', updated_at, 0 FROM side_streams WHERE kind = 'offer' LIMIT ?",
        (WAITING_CASES,),
    )


def clients(url: str) -> dict[Viewer, FlaskClient]:
    """One client for each who looks; forms are measured without the token that they check."""
    settings = Settings(database_url=url, secret_key="a key for measuring only")
    found = {}
    for viewer in {viewer for viewer, _path in PAGES}:
        app = create_app(settings, viewer_of_request=lambda _request, viewer=viewer: viewer)
        app.config["WTF_CSRF_ENABLED"] = False
        found[viewer] = app.test_client()
    return found


def pages_of_a_draft(client: FlaskClient) -> list[str]:
    """Begin a listing and go through its pages without answers: their addresses."""
    begun = client.post("/en/list", data={"name": "Bottom ash", "material_class": "bottom_ash", "next": "1"})
    target = begun.headers.get("Location", "")
    key = re.search(r"/en/list/([a-z2-7]{26})/", target)
    if key is None:
        return []
    return [target, f"/en/list/{key.group(1)}/check"]


def seconds(client: FlaskClient, path: str) -> tuple[float, float]:
    """Least CPU and wall seconds of a page."""

    def once() -> tuple[float, float]:
        cpu, wall = time.process_time(), time.perf_counter()
        status = client.get(path).status_code
        if status not in {200, 302, 303}:
            raise SystemExit(f"{path} answers {status}.")
        return time.process_time() - cpu, time.perf_counter() - wall

    measured = [once() for _ in range(TIMES)]
    return min(cpu for cpu, _ in measured), min(wall for _, wall in measured)


def main() -> None:
    """Fill a bank and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=100_000)
    records = parser.parse_args().records
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "bank.sqlite3"
        url = f"sqlite:///{file}"
        print(f"{fill(url, file, records)} side streams")
        by_viewer = clients(url)
        drafts = [(ANONYMOUS, path) for path in pages_of_a_draft(by_viewer[ANONYMOUS])]
        unit = None
        for viewer, path in (*PAGES, *drafts):
            cpu, wall = seconds(by_viewer[viewer], path)
            unit = unit or cpu
            who = ", ".join(sorted(viewer.roles)) or "visitor"
            shown = re.sub(r"[a-z2-7]{26}", "KEY", path)
            print(f"{cpu * 1000:8.1f} ms CPU {wall * 1000:8.1f} ms {cpu / unit:7.1f} x  {shown}  ({who})")


if __name__ == "__main__":
    main()
