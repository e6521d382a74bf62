"""Opening, migrating, copying a bank, on SQLite and PostgreSQL alike."""

from databank.store.bank import Bank
from databank.store.problems import explain

__all__ = ["Bank", "explain"]
