"""What a public source states of a company is not overwritten by the company's own file: the city hears of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from databank.errors import N_, RecordRefusedError, RowError, Sentence
from databank.records import ProvenanceKind
from databank.store.batch import Held, Store
from databank.submissions.journal import Change
from databank.submissions.saving import assign_record, columns_of
from databank.submissions.tables import TABLES

IS_FACT = N_("A public source states this record: tell the city what is wrong in it, it cannot be changed by a file.")


def refuse_fact(
    store: Store, kind: str, record: Held, values: Mapping[str, Any], change: Change, given: Collection[str] | None
) -> None:
    """Refuse a row that would change a record of a public source; one that says the same may stand in a file."""
    if getattr(record, "source_kind", None) is not ProvenanceKind.PUBLIC_SOURCE or getattr(record, "is_example", False):
        return
    row = dict(values)
    TABLES[kind].fill(store, row)
    columns = columns_of(kind, None if given is None else frozenset(given))
    changes = assign_record(TABLES[kind], _twin(record), row, change, columns)
    for name, (_before, after) in changes.items():
        column = name.rpartition(".")[2]
        raise RecordRefusedError((RowError(None, column, "" if after is None else str(after), Sentence(IS_FACT)),))


def _twin(record: Held) -> Held:
    """The same record, for trying out: what is set in it changes nothing."""
    twin = type(record)(dict(vars(record)), is_kept=True)
    twin.amounts = [type(amount)(dict(vars(amount)), is_kept=True) for amount in record.amounts]
    return twin
