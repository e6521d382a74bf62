"""Corrections of classes and codes as evidence, and the words that reviewers accepted from them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

LANGUAGE = "language IN ('fi', 'sv', 'en')"


def upgrade() -> None:
    """Make the tables."""
    _corrections()
    _accepted_terms()


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("accepted_terms")
    op.drop_table("classification_corrections")


def _corrections() -> None:
    """One row for each correction."""
    name = "classification_corrections"
    op.create_table(
        name,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("side_stream_id", sa.String(length=64), nullable=False),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=True),
        sa.Column("class_before", sa.String(length=64), nullable=False),
        sa.Column("class_after", sa.String(length=64), nullable=False),
        sa.Column("code_before", sa.String(length=6), nullable=True),
        sa.Column("code_after", sa.String(length=6), nullable=True),
        sa.Column("said_code", sa.String(length=6), nullable=True),
        sa.Column("said_score", sa.Numeric(precision=15, scale=6), nullable=True),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("reviewer_id", sa.Integer(), nullable=True),
        sa.Column("settled_on", sa.Date(), nullable=True),
        sa.CheckConstraint(LANGUAGE, name="language"),
        sa.ForeignKeyConstraint(
            ["side_stream_id"], ["side_streams.id"], name=f"fk_{name}_side_stream_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["reviewer_id"], ["people.id"], name=f"fk_{name}_reviewer_id", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
    )
    for columns in (["side_stream_id"], ["reviewer_id"], ["settled_on", "key"]):
        op.create_index(f"ix_{name}_{'_'.join(columns)}", name, columns)


def _accepted_terms() -> None:
    """One row for each word and language."""
    name = "accepted_terms"
    op.create_table(
        name,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("term", sa.String(length=200), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("codes", sa.Text(), nullable=False),
        sa.Column("accepted_on", sa.Date(), nullable=False),
        sa.Column("accepted_by", sa.Integer(), nullable=True),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(LANGUAGE, name="language"),
        sa.ForeignKeyConstraint(["accepted_by"], ["people.id"], name=f"fk_{name}_accepted_by", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
        sa.UniqueConstraint("key", "language", name=f"uq_{name}_key_language"),
    )
    op.create_index(f"ix_{name}_accepted_by", name, ["accepted_by"])
