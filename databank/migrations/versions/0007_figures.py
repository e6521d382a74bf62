"""Figures that the city sets."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

NAME = "figure_overrides"
BASES = "basis IN ('measured', 'published', 'computed', 'proxy', 'assumption')"
PEOPLE = ("set_by", "withdrawn_by")


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        NAME,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("figure", sa.String(length=120), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("low", sa.Numeric(precision=15, scale=6), nullable=False),
        sa.Column("high", sa.Numeric(precision=15, scale=6), nullable=False),
        sa.Column("unit", sa.String(length=32), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("basis", sa.String(length=16), nullable=False),
        sa.Column("source", sa.String(length=500), nullable=False),
        sa.Column("set_on", sa.Date(), nullable=False),
        sa.Column("set_by", sa.Integer(), nullable=True),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("low <= high", name="span"),
        sa.CheckConstraint("year BETWEEN 1990 AND 2100", name="year"),
        sa.CheckConstraint(BASES, name="basis"),
        *(
            sa.ForeignKeyConstraint([one], ["people.id"], name=f"fk_{NAME}_{one}", ondelete="SET NULL")
            for one in PEOPLE
        ),
        sa.PrimaryKeyConstraint("id", name=f"pk_{NAME}"),
        sa.UniqueConstraint("figure", "version", name=f"uq_{NAME}_figure_version"),
    )
    for one in PEOPLE:
        op.create_index(f"ix_{NAME}_{one}", NAME, [one])


def downgrade() -> None:
    """Drop the table."""
    op.drop_table(NAME)
