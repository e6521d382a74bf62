"""Which revision a database has, and the way to another: the only module that knows alembic's commands."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import Connection


def is_newest(connection: Connection) -> bool:
    """Whether the tables are those of this version."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    return MigrationContext.configure(connection).get_current_revision() == head


def migrate(connection: Connection, step: str, revision: str) -> bool:
    """Go to a revision by "upgrade" or "downgrade"; False when the database has one that this version does not know."""
    config = _config()
    config.attributes["connection"] = connection
    try:
        getattr(command, step)(config, revision)
    except CommandError:
        return False
    return True


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", "databank:migrations")
    config.set_main_option("path_separator", "os")
    return config
