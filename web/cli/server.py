"""`sivuvirta serve`: the production server, and how the port is refused before anything is served."""

from __future__ import annotations

import click

from web.cli.speech import refuse, say
from web.cli.speech import translate as _

DEFAULT_PORT = 8000


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on; 0.0.0.0 for every network.")
@click.option(
    "--port", type=click.IntRange(1, 65535), default=DEFAULT_PORT, show_default=True, help="Port to listen on."
)
@click.option("--workers", type=click.IntRange(1, 256), default=2, show_default=True, help="Server processes.")
def serve(host: str, port: int, workers: int) -> None:
    """Serve the data bank.

    The bank is that of SIVUVIRTA_DATABASE_URL, else the file in the user's data folder.
    """
    from web.cli.opening import opened_bank

    refuse_taken_port(host, port)
    with opened_bank() as bank, bank.session():
        pass  # A bank that is missing or not migrated is told here, once, and not by every worker.
    run(host, port, workers)


def run(host: str, port: int, workers: int) -> None:
    """Serve and say the address once the server listens."""
    from web.serving import run_server

    shown = f"[{host}]" if ":" in host else host
    run_server(
        host,
        port,
        workers,
        on_listening=lambda: say(_("Sivuvirta answers at http://%(host)s:%(port)d/", host=shown, port=port)),
    )


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
