"""`sivuvirta serve`: the production server, and how the port is refused before anything is served."""

from __future__ import annotations

import os
from contextlib import nullcontext

import click

from web.cli.speech import refuse, say, warn
from web.cli.speech import translate as _

DEFAULT_PORT = 8000
PUBLIC_URL = "SIVUVIRTA_PUBLIC_URL"
ALGEBRA_THREADS = "OPENBLAS_NUM_THREADS"
"""Requests run side by side already: matrix products in threads of their own would wait for each other."""


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on; 0.0.0.0 for every network.")
@click.option(
    "--port", type=click.IntRange(1, 65535), default=DEFAULT_PORT, show_default=True, help="Port to listen on."
)
@click.option("--workers", type=click.IntRange(1, 256), default=2, show_default=True, help="Server processes.")
@click.option("--no-worker", is_flag=True, help="Run no worker beside the server: mails wait for sivuvirta work.")
def serve(host: str, port: int, workers: int, no_worker: bool) -> None:  # noqa: FBT001  # click hands a flag over by name
    """Serve the data bank, with a worker beside the server that sends mails.

    The bank is that of SIVUVIRTA_DATABASE_URL, else the file in the user's data folder.
    """
    from web.cli.opening import opened_bank

    refuse_taken_port(host, port)
    with opened_bank() as bank, bank.session():
        pass  # A bank that is missing or not migrated is told here, once, and not by every worker.
    run(host, port, workers, with_worker=not no_worker)


def run(host: str, port: int, workers: int, *, with_worker: bool) -> None:
    """Serve and say the address once the server listens; a worker runs as long as the server."""
    from web.jobs.child import worker_beside
    from web.serving import run_server

    shown = f"[{host}]" if ":" in host else host
    tell_where(shown, port)
    os.environ.setdefault(ALGEBRA_THREADS, "1")
    with worker_beside(on_death=warn_of_worker) if with_worker else nullcontext():
        run_server(
            host,
            port,
            workers,
            on_listening=lambda: say(_("Sivuvirta answers at http://%(host)s:%(port)d/", host=shown, port=port)),
        )


def tell_where(host: str, port: int) -> None:
    """Let the server and its worker know their address, for the links in mails, where no setting tells it."""
    near = {"0.0.0.0": "127.0.0.1", "[::]": "[::1]"}.get(host, host)  # noqa: S104  # every network is also this machine
    os.environ.setdefault(PUBLIC_URL, f"http://{near}:{port}")


def warn_of_worker(code: int) -> None:
    """Say that the worker ended unasked."""
    warn(_("The worker ended with code %(code)d and is started again.", code=code))


def refuse_taken_port(host: str, port: int) -> None:
    """Say why nothing can listen on the port, before a bank is touched."""
    from web.serving import PortUnavailableError, check_port

    try:
        check_port(host, port)
    except PortUnavailableError as error:
        if error.reason == "taken":
            refuse("Port %(port)d is in use. Stop the other server or choose another port with --port.", port=port)
        if error.reason == "forbidden":
            refuse("This user may not open port %(port)d. Choose one above 1023 with --port.", port=port)
        refuse("This machine has no address %(host)s. Use 127.0.0.1 for this machine only or 0.0.0.0.", host=host)
