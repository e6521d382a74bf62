"""Large files into the bank by the command line, while the server answers others.

    python bench/imports.py [--xlsx 100000] [--csv 1000000] [--only xlsx|flows|side-streams]

Three files are made: side streams as XLSX, flows and side streams as CSV. Each goes into a bank of its own by
`sivuvirta import`, beside a server that is asked for /en/materials twice a second. Printed are the wall and CPU time
and the greatest memory of the command with its children, the rows that came in, how long the server took to answer
before and meanwhile, and a peer in the same run: the same file read by csv or calamine and put into a bare SQLite
table of text, with no look at what it says. `unit` is the CPU time of a million additions in a loop, so that runs on
machines of different speed and load can be compared.
"""

from __future__ import annotations

import argparse
import csv
import os
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import python_calamine
from sqlalchemy import func, select

from databank.imports.values import PreparedRow
from databank.models import Flow, SideStream
from databank.sheets.writing import Table, write_workbook
from databank.store import Bank
from databank.submissions import Change
from databank.submissions.many import SaveMany

SITES = 120
CLASSES = ("foundry_sand", "bottom_ash", "foundry_dust", "foundry_slag")
CODES = ("100908", "100101", "100910", "100903")
STREAM = ("site_id", "name", "material_class", "waste_code", "year", "amount", "unit", "fate", "treatment_code")
FLOW = ("record_id", "year", "source", "target", "material", "mass_t", "method", "treatment_code")
MEGABYTE = 1 << 20
ASKED_EVERY_S = 0.5
SIVUVIRTA = (sys.executable, "-m", "web.cli")


# --- files -------------------------------------------------------------------------------------------------------


def streams(count: int) -> Iterator[tuple[Any, ...]]:
    """Side streams, each with a name of its own."""
    for number in range(count):
        kind = number % len(CLASSES)
        amount = f"{number % 9000 + 1}.{number % 10}"
        yield (
            f"site-{number % SITES}",
            f"Hiekka {number}",
            CLASSES[kind],
            CODES[kind],
            "2024",
            amount,
            "t",
            "used",
            "R5",
        )


def flows(count: int) -> Iterator[tuple[Any, ...]]:
    """Flows between sites."""
    for number in range(count):
        ends = f"site-{number % SITES}", f"site-{(number + 7) % SITES}"
        yield f"F-{number}", "2024", *ends, CLASSES[number % 4], f"{number % 9000 + 1}.{number % 10}", "weighed", "R5"


def write_csv(file: Path, heading: Iterable[str], rows: Iterable[Iterable[Any]]) -> None:
    """Write a file as the machine dialect has it."""
    with file.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target)
        writer.writerow(heading)
        writer.writerows(rows)


def make_xlsx(file: Path, count: int) -> None:
    """Side streams as a workbook with numbers in its cells."""
    rows = ((*row[:4], 2024, float(row[5]), *row[6:]) for row in streams(count))
    write_workbook([Table(title="Sivuvirrat", heading=STREAM, rows=rows)], file)


# --- banks -------------------------------------------------------------------------------------------------------


def make_bank(url: str) -> None:
    """A bank with one organisation and its sites."""
    change = Change(made_by="bench", reason="A bank to measure in", trusted=True)
    with Bank(url) as bank:
        bank.upgrade()
        with bank.session(writing=True) as session:
            sites = [{"id": f"site-{number}", "organisation_id": "owner"} for number in range(SITES)]
            for kind, rows in (("organisations", [{"id": "owner", "sector": "metal"}]), ("sites", sites)):
                prepared = [PreparedRow(sheet="", number=1, cells={**row, "name": row["id"]}) for row in rows]
                SaveMany(session, kind, change, owned=False).take(prepared)


def rows_in(url: str, kind: str) -> int:
    """How many records of a kind a bank holds."""
    with Bank(url) as bank, bank.session() as session:
        model = Flow if kind == "flows" else SideStream
        return session.scalar(select(func.count()).select_from(model)) or 0


# --- measuring ---------------------------------------------------------------------------------------------------


@dataclass
class Cost:
    """What something took; `peak` is the greatest sum of the memory of a process and its children."""

    wall: float = 0.0
    cpu: float = 0.0
    peak: int = 0
    answers: list[float] = field(default_factory=list)
    refused: int = 0


def unit() -> float:
    """CPU seconds of a million additions in a loop."""

    def once() -> float:
        start, total = time.process_time(), 0
        for number in range(1_000_000):
            total += number
        return time.process_time() - start

    return min(once() for _ in range(3))


def family(parent: int) -> list[int]:
    """A process and its descendants."""
    found, waiting = [], [parent]
    while waiting:
        process = waiting.pop()
        found.append(process)
        try:
            children = Path(f"/proc/{process}/task/{process}/children").read_text("ascii")
        except OSError:
            continue
        waiting += map(int, children.split())
    return found


def memory_of(process: int) -> int:
    """The memory that a process holds for itself; what it shares with its parent counts once."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text("ascii").splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) << 10 for line in lines if line.startswith("Pss:"))


def ask(address: str, cost: Cost, is_over: threading.Event) -> None:
    """Ask the server for a list again and again."""
    while not is_over.wait(ASKED_EVERY_S):
        start = time.perf_counter()
        try:
            urllib.request.urlopen(f"{address}/en/materials", timeout=30).close()
        except (urllib.error.URLError, OSError):
            cost.refused += 1
        else:
            cost.answers.append(time.perf_counter() - start)


def run(command: Iterable[str], environment: dict[str, str], address: str) -> Cost:
    """Run a command to its end, and ask the server meanwhile."""
    cost, is_over = Cost(), threading.Event()
    asking = threading.Thread(target=ask, args=(address, cost, is_over))
    start = time.perf_counter()
    process = subprocess.Popen([*command], env=environment, stdout=subprocess.DEVNULL)
    asking.start()
    while True:
        ended, status, usage = os.wait4(process.pid, os.WNOHANG)
        if ended:
            break
        cost.peak = max(cost.peak, sum(memory_of(one) for one in family(process.pid)))
        time.sleep(0.2)
    is_over.set()
    cost.wall, cost.cpu = time.perf_counter() - start, usage.ru_utime + usage.ru_stime
    asking.join()
    if status:
        raise SystemExit(f"{' '.join(command)} ended with {status}.")
    return cost


@contextmanager
def served(environment: dict[str, str]) -> Iterator[str]:
    """A server of the bank; its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [*SIVUVIRTA, "serve", "--port", str(port), "--workers", "1", "--no-worker"]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(600):
            try:
                urllib.request.urlopen(f"{address}/en/materials", timeout=30).close()
                break
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait(30)


# --- the peer ----------------------------------------------------------------------------------------------------


def rows_of(file: Path) -> Iterator[list[Any]]:
    """The rows of a file, as the quickest reader gives them."""
    if file.suffix == ".csv":
        with file.open(encoding="utf-8", newline="") as source:
            yield from csv.reader(source)
    else:
        yield from python_calamine.load_workbook(file).get_sheet_by_index(0).iter_rows()


def bare(file: Path, target: Path) -> Cost:
    """The file in a table of text, unread."""
    start, cpu = time.perf_counter(), time.process_time()
    rows = rows_of(file)
    heading = next(rows)
    with closing(sqlite3.connect(target)) as connection, connection:
        connection.execute(f"CREATE TABLE rows ({', '.join(heading)})")
        connection.executemany(f"INSERT INTO rows VALUES ({', '.join('?' * len(heading))})", rows)
    return Cost(wall=time.perf_counter() - start, cpu=time.process_time() - cpu)


# --- printing ----------------------------------------------------------------------------------------------------


def latencies(answers: list[float]) -> str:
    """Median and greatest time of some answers."""
    if not answers:
        return "no answers"
    return f"{statistics.median(answers) * 1000:.0f} ms in the middle, {max(answers) * 1000:.0f} ms at most"


def measure(name: str, kind: str, count: int, make: Callable[[Path], None], folder: Path) -> None:
    """Make one file, import it, and tell what it took."""
    file = folder / name
    make(file)
    url = f"sqlite:///{folder}/{name}.sqlite3"
    make_bank(url)
    environment = {**os.environ, "SIVUVIRTA_DATABASE_URL": url, "SIVUVIRTA_SECRET_KEY": "a key for measuring only"}
    command = [*SIVUVIRTA, "import", kind, str(file), "--report", str(folder / "report.json")]
    with served(environment) as address:
        quiet = Cost()
        waiting = threading.Event()
        threading.Timer(5, waiting.set).start()
        ask(address, quiet, waiting)
        slowness = unit()
        cost = run(command, environment, address)
        slowness = (slowness + unit()) / 2
    peer = bare(file, folder / f"{name}.bare.sqlite3")
    print(f"{name}: {count} rows of {kind}, {file.stat().st_size / MEGABYTE:.0f} MB")
    print(f"  in the bank      {rows_in(url, kind)}")
    print(f"  wall             {cost.wall:8.1f} s")
    print(
        f"  CPU              {cost.cpu:8.1f} s   {cost.cpu / count * 1e6:.0f} µs a row, {cost.cpu / slowness:.0f} units"
    )
    print(f"  memory           {cost.peak / MEGABYTE:8.0f} MB")
    print(f"  unread, no rules {peer.cpu:8.1f} s   ours takes {cost.cpu / peer.cpu:.0f} times its CPU")
    print(f"  answers before   {latencies(quiet.answers)}")
    print(f"  answers meanwhile {latencies(cost.answers)}, {len(cost.answers)} of them, {cost.refused} failed")
    print(f"  unit             {slowness * 1000:8.1f} ms", flush=True)


def main() -> None:
    """Measure the files that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--xlsx", type=int, default=100_000)
    parser.add_argument("--csv", type=int, default=1_000_000)
    parser.add_argument("--only", choices=("xlsx", "flows", "side-streams"))
    asked = parser.parse_args()
    files: dict[str, tuple[str, str, int, Callable[[Path], None]]] = {
        "xlsx": ("side-streams.xlsx", "side-streams", asked.xlsx, lambda file: make_xlsx(file, asked.xlsx)),
        "flows": ("flows.csv", "flows", asked.csv, lambda file: write_csv(file, FLOW, flows(asked.csv))),
        "side-streams": (
            "side-streams.csv",
            "side-streams",
            asked.csv,
            lambda file: write_csv(file, STREAM, streams(asked.csv)),
        ),
    }
    with tempfile.TemporaryDirectory() as folder:
        for name, (file, kind, count, make) in files.items():
            if asked.only in {None, name}:
                measure(file, kind, count, make, Path(folder))


if __name__ == "__main__":
    main()
