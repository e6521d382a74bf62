"""`sivuvirta demo`: the sample data in an empty bank, served at once."""

from __future__ import annotations

import csv
import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from web.cli.server import DEFAULT_PORT, refuse_taken_port, run
from web.cli.speech import refuse, say
from web.cli.speech import translate as _

if TYPE_CHECKING:
    from databank.store import Bank
    from web.house import Session

HOST = "127.0.0.1"
LAYERS = ("facts", "examples")
ASKED_ABOUT = "E-101"
STAFF_TWO_FACTOR, PUBLIC_URL = "SIVUVIRTA_STAFF_TWO_FACTOR", "SIVUVIRTA_PUBLIC_URL"


@click.command()
@click.option(
    "--port", type=click.IntRange(1, 65535), default=DEFAULT_PORT, show_default=True, help="Port to listen on."
)
@click.option("--no-serve", is_flag=True, help="Only fill the bank.")
@click.option("--no-worker", is_flag=True, help="Run no worker beside the server: mails wait for sivuvirta work.")
def demo(port: int, no_serve: bool, no_worker: bool) -> None:  # noqa: FBT001  # click hands flags over by name
    """Fill an empty bank with sample data and serve it.

    The bank is that of SIVUVIRTA_DATABASE_URL, else a file in the user's data folder. Run again, it serves what is
    there, with what people have added since; a bank that holds other data is refused. It prints one sign-in for each
    role, with a password that is new at every start.
    """
    from web.cli import demo_people
    from web.cli.opening import opened_bank, settings_from_environment

    if not no_serve:
        refuse_taken_port(HOST, port)
    with opened_bank() as bank:
        bank.upgrade()
        fill(bank)
        demo_people.renew(bank, settings_from_environment())
    if not no_serve:
        # The server's workers read them: a demo person has no phone, and links in mails lead here.
        os.environ.setdefault(STAFF_TWO_FACTOR, "0")
        os.environ.setdefault(PUBLIC_URL, f"http://{HOST}:{port}")
        run(HOST, port, workers=1, with_worker=not no_worker)


def fill(bank: Bank) -> None:
    """Load the sample data into an empty bank; leave a demo bank as it is; refuse any other."""
    from databank import accounts
    from databank.exchange import load_folder
    from databank.queries import bank_counts

    with bank.session(writing=True) as session:
        is_new = bank_counts(session).is_empty and not accounts.anybody(session)
        if is_new:
            for layer in LAYERS:
                load_folder(session, sample_folder() / layer)
            ask_something(session)
        elif not is_demo_bank(session):
            refuse(
                "The bank %(place)s holds other data, so that no sample data are put into it. Name a new bank in "
                "SIVUVIRTA_DATABASE_URL, or show this one with sivuvirta serve.",
                place=bank.place,
            )
    if is_new:
        say(_("The sample data are loaded into %(place)s.", place=bank.place))
    else:
        say(_("The bank %(place)s holds the sample data already.", place=bank.place))


def ask_something(session: Session) -> None:
    """One example record is returned to its owner with a question, so that both sides of it can be seen."""
    from databank.reviews.decisions import ask
    from databank.submissions import Change

    change = Change(made_by="Reetta Example <reviewer@example.org>", reason="Question")
    ask(session, "side-streams", ASKED_ABOUT, "Kuinka suuri on emulsion öljypitoisuus, ja onko se mitattu?", change)


def is_demo_bank(session: Session) -> bool:
    """Whether the sample data were loaded here: all their organisations are there, whatever people added since."""
    from databank.access import CITY
    from databank.exchange import export_rows

    return sample_ids("organisations", "id") <= {str(row["id"]) for row in export_rows(session, CITY, "organisations")}


def sample_ids(kind: str, key: str) -> set[str]:
    """The ids of one kind in the sample data."""
    found: set[str] = set()
    for file in (sample_folder() / layer / f"{kind}.csv" for layer in LAYERS):
        if file.is_file():
            with file.open(encoding="utf-8-sig", newline="") as stream:
                found.update(row[key] for row in csv.DictReader(stream))
    return found


def sample_folder() -> Path:
    """Where the sample data were installed."""
    import sample_data

    return Path(sample_data.__path__[0])
