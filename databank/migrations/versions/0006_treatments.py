"""Treatment lines and trials."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

GREATEST = 1_000_000_000
LANGUAGES = ("fi", "sv", "en")
REAL_STATUSES = ("real", "planned", "ended", "cancelled", "lapsed", "reserve")
SOURCE_KINDS = ("submitted", "imported", "public_source")
OUTCOMES = ("accepted", "refused", "running", "unknown")
YEARS = "BETWEEN 1900 AND 2100"


def upgrade() -> None:
    """Make the tables."""
    _lines()
    _trials()


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("trials")
    op.drop_table("treatment_lines")


def _lines() -> None:
    """One row for each treatment of a site."""
    name = "treatment_lines"
    op.create_table(
        name,
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("site_id", sa.String(length=64), nullable=False),
        sa.Column("step", sa.String(length=64), nullable=False),
        sa.Column("material_classes", sa.Text(), nullable=False),
        sa.Column("capacity_t_per_year", sa.Numeric(precision=15, scale=6), nullable=True),
        sa.Column("permit_note", sa.String(length=500), nullable=True),
        sa.Column("is_example", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(length=4000), nullable=True),
        sa.Column("real_status", _words("real_status", REAL_STATUSES), nullable=False),
        sa.Column("status_checked_on", sa.Date(), nullable=True),
        *_kept(),
        sa.CheckConstraint(f"capacity_t_per_year BETWEEN 0 AND {GREATEST}", name="capacity_t_per_year"),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=f"fk_{name}_site_id"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
    )
    for column in ("site_id", "step"):
        op.create_index(f"ix_{name}_{column}", name, [column])


def _trials() -> None:
    """One row for each trial."""
    name = "trials"
    lengths = {"title": 200, "result": 2000}
    texts = [(f"{text}_{language}", lengths[text]) for text in lengths for language in LANGUAGES]
    op.create_table(
        name,
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("site_id", sa.String(length=64), nullable=True),
        sa.Column("area_id", sa.String(length=64), nullable=True),
        *(sa.Column(column, sa.String(length=length), nullable=True) for column, length in texts),
        sa.Column("material_classes", sa.Text(), nullable=False),
        sa.Column("permit", sa.String(length=500), nullable=True),
        sa.Column("began_year", sa.Integer(), nullable=True),
        sa.Column("ended_year", sa.Integer(), nullable=True),
        sa.Column("amount", sa.Numeric(precision=15, scale=6), nullable=True),
        sa.Column("unit", sa.String(length=16), nullable=False),
        sa.Column("outcome", _words("outcome", OUTCOMES), nullable=False),
        sa.Column("use_id", sa.String(length=16), nullable=True),
        sa.Column("is_example", sa.Boolean(), nullable=False),
        *_kept(),
        sa.CheckConstraint(f"amount BETWEEN 0 AND {GREATEST}", name="amount"),
        sa.CheckConstraint(f"began_year {YEARS}", name="began_year"),
        sa.CheckConstraint(f"ended_year {YEARS}", name="ended_year"),
        sa.CheckConstraint("began_year <= ended_year", name="years"),
        sa.CheckConstraint("site_id IS NOT NULL OR area_id IS NOT NULL", name="place"),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=f"fk_{name}_site_id"),
        sa.ForeignKeyConstraint(["area_id"], ["areas.id"], name=f"fk_{name}_area_id"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
    )
    for column in ("site_id", "area_id", "use_id"):
        op.create_index(f"ix_{name}_{column}", name, [column])


def _kept() -> tuple[sa.Column[object], ...]:
    """Where a row comes from and how often it was changed."""
    return (
        sa.Column("source_kind", _words("source_kind", SOURCE_KINDS), nullable=False),
        sa.Column("source_url", sa.String(length=500), nullable=True),
        sa.Column("source_title", sa.String(length=500), nullable=True),
        sa.Column("source_date", sa.Date(), nullable=True),
        sa.Column("source_file", sa.String(length=255), nullable=True),
        sa.Column("source_row", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
    )


def _words(name: str, words: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)
