"""Imported files, what was decided for them, and which file a change came from."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TABLES = ("imports", "import_pieces", "import_problems", "known_rows", "saved_mappings")
OF_VERSIONS = ("import_id VARCHAR(64)", "place VARCHAR(100)", "wording JSON", "prior JSON")
WIDENED = (("flows", "source", ("target", "material", "year")), ("side_streams", "organisation_id", ("name_key",)))
"""Indexes by which a record is found that says the same as a row of a file."""
STATES = (*("reading", "asking", "checking", "checked", "saving", "done", "undoing", "undone", "refused", "cancelled"),)


def upgrade() -> None:
    """Make the tables; a version gets the place it came from."""
    _imports()
    _parts()
    _memory()
    for column in OF_VERSIONS:
        op.execute(f"ALTER TABLE record_versions ADD COLUMN {column}")
    op.create_index("ix_record_versions_import_id", "record_versions", ["import_id"])
    for table, column, others in WIDENED:
        op.drop_index(f"ix_{table}_{column}", table_name=table)
        op.create_index(f"ix_{table}_{'_'.join((column, *others))}", table, [column, *others])


def downgrade() -> None:
    """Drop the tables, children first, and the places."""
    for table, column, others in WIDENED:
        op.drop_index(f"ix_{table}_{'_'.join((column, *others))}", table_name=table)
        op.create_index(f"ix_{table}_{column}", table, [column])
    op.drop_index("ix_record_versions_import_id", table_name="record_versions")
    for column in OF_VERSIONS:
        op.execute(f"ALTER TABLE record_versions DROP COLUMN {column.split()[0]}")
    for table in reversed(TABLES):
        op.drop_table(table)


def _imports() -> None:
    """One row a file."""
    op.create_table(
        "imports",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("organisation_id", sa.String(length=64), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(*STATES, name="state", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("mapping", sa.JSON(), nullable=False),
        sa.Column("reading", sa.JSON(), nullable=True),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("message", sa.JSON(), nullable=True),
        sa.Column("holder", sa.String(length=26), nullable=True),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("committed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name="fk_imports_organisation_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_imports_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_imports"),
    )
    for column in ("organisation_id", "person_id", "sha256", "begun_at"):
        op.create_index(f"ix_imports_{column}", "imports", [column])


def _parts() -> None:
    """The file in pieces, and what is wrong or asked in it."""
    op.create_table(
        "import_pieces",
        sa.Column("import_id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["import_id"], ["imports.id"], name="fk_import_pieces_import_id"),
        sa.PrimaryKeyConstraint("import_id", "number", name="pk_import_pieces"),
    )
    op.create_table(
        "import_problems",
        sa.Column("import_id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                *("refused", "question", "note"), name="kind", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("sheet", sa.String(length=64), nullable=False),
        sa.Column("row", sa.Integer(), nullable=True),
        sa.Column("field", sa.String(length=64), nullable=False),
        sa.Column("value", sa.String(length=500), nullable=False),
        sa.Column("message", sa.String(length=4000), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["import_id"], ["imports.id"], name="fk_import_problems_import_id"),
        sa.PrimaryKeyConstraint("import_id", "number", name="pk_import_problems"),
    )


def _memory() -> None:
    """Rows and files that were seen before."""
    op.create_table(
        "known_rows",
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("record_id", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("kind", "key_hash", name="pk_known_rows"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_known_rows_record_id", "known_rows", ["record_id"])
    op.create_table(
        "saved_mappings",
        sa.Column("owner", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("shape", sa.String(length=64), nullable=False),
        sa.Column("mapping", sa.JSON(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("owner", "kind", "shape", name="pk_saved_mappings"),
    )
