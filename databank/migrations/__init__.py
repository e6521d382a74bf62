"""Alembic revisions of the bank; they travel inside the package."""
