"""How a command gets its settings and its bank."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from databank.store import Bank
    from web.config import Settings


def settings_from_environment() -> Settings:
    """The settings; a bad value is a sentence of its own."""
    from web.config import Settings

    return Settings.from_environment()


@contextmanager
def opened_bank(settings: Settings | None = None) -> Iterator[Bank]:
    """The bank of the settings, closed afterwards."""
    from databank.store import Bank
    from web.config import DATA_FOLDER_MODE, data_folder, default_database_url

    settings = settings or settings_from_environment()
    if settings.database_url == default_database_url():
        data_folder().mkdir(mode=DATA_FOLDER_MODE, parents=True, exist_ok=True)
    with Bank(settings.database_url) as bank:
        yield bank
