"""`sivuvirta work`: the worker that sends mails and does the rounds of the day."""

from __future__ import annotations

import os

import click

from web.cli.speech import say
from web.cli.speech import translate as _


@click.command()
@click.option("--stop-with-parent", is_flag=True, help="Stop when the process that started this one is gone.")
def work(stop_with_parent: bool) -> None:  # noqa: FBT001  # click hands a flag over by name
    """Send mails, remind, tidy up, until stopped.

    serve and demo run one beside the server; a second one does no harm.
    """
    parent = os.getppid() if stop_with_parent else None
    from web.app import create_app
    from web.cli.opening import settings_from_environment
    from web.jobs.worker import work as work_until_stopped

    app = create_app(settings_from_environment())
    if parent is None:
        say(_("The worker sends what is in the outbox. Stop it with Ctrl+C."))
    work_until_stopped(app, stops_with=parent)
