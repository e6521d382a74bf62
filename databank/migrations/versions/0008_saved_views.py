"""Views that the city made."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

NAME = "saved_views"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        NAME,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("state IN ('draft', 'published', 'withdrawn')", name="state"),
        sa.ForeignKeyConstraint(["saved_by"], ["people.id"], name=f"fk_{NAME}_saved_by", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{NAME}"),
        sa.UniqueConstraint("name", "version", name=f"uq_{NAME}_name_version"),
    )
    op.create_index(f"ix_{NAME}_saved_by", NAME, ["saved_by"])


def downgrade() -> None:
    """Drop the table."""
    op.drop_table(NAME)
