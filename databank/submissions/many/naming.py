"""Rows without an id are given the id of their record: one they became before, one that says the same, or a new one."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from databank.models import Flow, KnownRow
from databank.store.batch import Batch, chunks, held_class
from databank.submissions.many.identity import PREFIXES, identity_of, key_hash
from databank.submissions.many.likeness import alike
from databank.submissions.many.rows import Row
from databank.submissions.saving import ALPHABET
from databank.submissions.tables import TABLES

BITS = 5
PLACES = range(25, -1, -BITS)
MASK = len(ALPHABET) - 1
IDS = len(ALPHABET) ** len(PLACES)
STRETCH = 32


@dataclass(frozen=True, slots=True)
class Names:
    """Gives ids to the rows of one file.

    Attributes
    ----------
    importer : str, optional
        Whose import it is: flows have no owner of their own.
    is_dry : bool
        Ids of new records are not drawn: they follow from the row, as nothing is kept.
    """

    kind: str
    importer: str | None
    is_dry: bool

    def give(self, batch: Batch, rows: Iterable[Row]) -> None:
        """Give every row without an id that of its record."""
        nameless = [row for row in rows if row.identity]
        if not nameless:
            return
        importer = self.importer if self.kind == "flows" else None
        for row in nameless:
            row.says = identity_of(self.kind, row.identity, row.values)
            row.key_hash = key_hash(importer, self.kind, row.says)
        ids = self._known(batch, nameless)
        ids |= self._alike(batch, [row for row in nameless if row.key_hash not in ids])
        self._draw(batch, ids, [row.key_hash for row in nameless if row.key_hash not in ids])
        for row in nameless:
            row.values[TABLES[self.kind].key[0]] = ids[row.key_hash]

    def _known(self, batch: Batch, rows: Sequence[Row]) -> dict[str, str]:
        """What earlier files made of these rows, as far as it is still there."""
        keys = {row.key_hash: (self.kind, row.key_hash) for row in rows}
        batch.read(KnownRow, keys.values())
        found = {hashed: known.record_id for hashed, key in keys.items() if (known := batch.get(KnownRow, key))}
        if self.kind != "flows":  # another year of a flow is another row of its table
            model = TABLES[self.kind].model
            batch.read(model, found.values())
            found = {hashed: record_id for hashed, record_id in found.items() if batch.get(model, record_id)}
        return found

    def _alike(self, batch: Batch, rows: Sequence[Row]) -> dict[str, str]:
        if self.kind == "flows" and self.importer is not None:
            return {}  # a flow does not say whose it is
        groups: dict[tuple[str, ...], list[Row]] = defaultdict(list)
        for row in rows:
            groups[tuple(row.identity)].append(row)
        found: dict[str, str] = {}
        for columns, group in groups.items():
            wanted = {row.says: row.values for row in group}
            records = alike(batch.session, self.kind, columns, wanted)
            found |= {row.key_hash: records[row.says] for row in group if row.says in records}
        return found

    def _draw(self, batch: Batch, ids: dict[str, str], hashes: Iterable[str]) -> None:
        """Draw ids that no record has. In a dry run they follow from the row: what comes later finds them again."""
        new = dict.fromkeys(hashes)
        prefix = PREFIXES[self.kind]
        if self.is_dry:
            ids |= {hashed: f"{prefix}-new-{hashed}" for hashed in new}
            return
        drawn = _free_ids(batch, self.kind, prefix, len(new))
        ids |= dict(zip(new, drawn, strict=True))
        if self.kind != "flows":
            batch.miss(TABLES[self.kind].model, drawn)

    def remember(self, batch: Batch, row: Row) -> None:
        """Note which record a row became."""
        record_id = row.values[TABLES[self.kind].key[0]]
        known = batch.get(KnownRow, (self.kind, row.key_hash))
        if known is None:
            values = {"kind": self.kind, "key_hash": row.key_hash, "record_id": record_id}
            batch.add(held_class(KnownRow)(values))
        else:
            known.record_id = record_id


def _free_ids(batch: Batch, kind: str, prefix: str, count: int) -> list[str]:
    """Ids that tell nothing and that no record has."""
    model = TABLES[kind].model
    column: Any = Flow.record_id if kind == "flows" else model.id
    free: dict[str, None] = {}
    while len(free) < count:
        drawn = dict.fromkeys(drawn_ids(prefix, count - len(free)))
        for part in chunks(list(drawn)):
            for taken in batch.session.scalars(select(column).where(column.in_(part))):
                drawn.pop(taken, None)
        free |= drawn
    return list(free)


def drawn_ids(prefix: str, count: int) -> list[str]:
    """Ids such as SV-7K3M9Q, drawn from a stretch of all ids that is 32 times as long as needed.

    That is random enough for ids that nobody is to guess from each other, and so near to each other that the indexes of
    all tables are written in one place: a million ids from everywhere would mean ten pages written for each row.
    """
    start = secrets.randbelow(IDS)
    chosen = secrets.SystemRandom().sample(range(count * STRETCH), count)
    return [f"{prefix}-{_spelt((start + place) % IDS)}" for place in sorted(chosen)]


def _spelt(number: int) -> str:
    return "".join([ALPHABET[number >> place & MASK] for place in PLACES])
