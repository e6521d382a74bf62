"""How Alembic meets the bank: on the connection it is handed by `databank.store`, never on a setting of its own."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Enum

from databank.models import Base, Quantity, Utc, Words

PLAIN_TYPES = {
    Quantity: "sa.Numeric(precision=15, scale=6)",
    Utc: "sa.DateTime(timezone=True)",
    Words: "sa.Text()",
}


def plain_type(kind: str, item: Any, autogen_context: AutogenContext) -> str | Literal[False]:  # noqa: ARG001 - Alembic's signature
    """Write our own column types as what they are in the database: a revision must not change with the models."""
    if kind != "type":
        return False
    if isinstance(item, Enum):
        words = ", ".join(repr(word) for word in item.enums)
        return f"sa.Enum({words}, name={item.name!r}, native_enum=False, create_constraint=True, length={item.length})"
    return PLAIN_TYPES.get(type(item)) or False


def migrate() -> None:
    """Run the revisions in one transaction."""
    context.configure(
        connection=context.config.attributes["connection"],
        target_metadata=Base.metadata,
        render_as_batch=True,
        render_item=plain_type,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


migrate()
