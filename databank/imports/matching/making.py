"""What a file names and the bank does not know: new organisations and sites, and proposals for the classification."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from databank.errors import N_, Sentence
from databank.imports.values import PreparedRow
from databank.models import Feedback, KnownRow, Organisation, Site
from databank.schemas import SCHEMAS
from databank.store.batch import Store, note
from databank.submissions import Change, save
from databank.submissions.feedback import feedback
from databank.submissions.many.identity import PREFIXES
from databank.submissions.many.owners import Owners
from databank.submissions.saving import new_id
from databank.vocabulary import fold
from taxonomy import materials

LONGEST_NAME = 200
NAMELESS = "?"
TABLES: Mapping[str, type[Organisation | Site]] = {"organisations": Organisation, "sites": Site}
PROPOSAL = N_(
    'A new entry is proposed for the classification of materials: "%(text)s". The imported records have the class '
    "%(material)s until then."
)


@dataclass(frozen=True, slots=True)
class Made:
    """A row of a kind that is to be made, and the hash by which the same wording finds it again."""

    kind: str
    row: PreparedRow
    key: str


class Making:
    """Makes ids for what is new, and saves it: the same words get the same id, in a later import too.

    Parameters
    ----------
    owner_id : str, optional
        The organisation whose file it is; what it calls things is remembered for it alone.
    is_example : callable
        Whether an organisation is an example: what belongs to it is one too.
    """

    def __init__(
        self, session: Session, owner_id: str | None, language: str, is_example: Callable[[str | None], bool]
    ) -> None:
        self._session = session
        self._owner_id = owner_id
        self._language = language
        self._is_example = is_example
        self._made: dict[tuple[str, str], Made] = {}
        self._proposed: dict[str, str] = {}
        self._organisation_ids: set[str] = set()

    @property
    def rows(self) -> tuple[tuple[str, PreparedRow], ...]:
        """Kind and row of everything that is new, organisations before their sites."""
        ordered = sorted(self._made.values(), key=lambda one: one.kind)
        return tuple((one.kind, one.row) for one in ordered)

    def organisation(self, text: str, sheet: str, number: int) -> str:
        """The id of a new organisation of this name."""
        found = self._make("organisations", {"name": text[:LONGEST_NAME]}, sheet, number)
        self._organisation_ids.add(found)
        return found

    def site(self, text: str, organisation_id: str | None, sheet: str, number: int) -> str:
        """The id of a new site of this name."""
        return self._make("sites", {"name": _name(text), "organisation_id": organisation_id}, sheet, number)

    def end(self, text: str, sheet: str, number: int) -> str:
        """The id of a new site of a new organisation: one end of a flow of which only the name is known."""
        return self.site(text, self.organisation(text, sheet, number), sheet, number)

    def is_made(self, organisation_id: str | None) -> bool:
        """Whether an organisation of this id is new."""
        return organisation_id in self._organisation_ids

    def propose(self, text: str, class_id: str) -> None:
        """Remember that a material is to get an entry of its own."""
        self._proposed.setdefault(text, class_id)

    def save(self, store: Store, change: Change) -> int:
        """Save what is new and not in the bank yet; how many rows that were."""
        made = sorted(self._made.values(), key=lambda one: one.kind)
        missing = [one for one in made if store.get(TABLES[one.kind], one.row.cells["id"]) is None]
        for one in missing:
            _save(store, one, change)
        return len(missing)

    def send(self, session: Session, change: Change) -> int:
        """Send each proposal to the city once; how many were new."""
        said = {_proposal(text, class_id) for text, class_id in self._proposed.items()}
        query = select(Feedback.message).where(Feedback.message.in_(sorted(said)), Feedback.answered_at.is_(None))
        new = sorted(said - set(session.scalars(query))) if said else []
        for message in new:
            feedback(session, topic="other", message=message, language=self._language, received_at=change.made_at)
        return len(new)

    def _make(self, kind: str, values: Mapping[str, str | None], sheet: str, number: int) -> str:
        owner = values.get("organisation_id") or self._owner_id or ""
        key = _hash(self._owner_id or "", owner, kind, fold(str(values["name"])))
        if (kind, key) not in self._made:
            remembered = select(KnownRow.record_id).where(KnownRow.kind == kind, KnownRow.key_hash == key)
            known = self._session.scalar(remembered) or self._unused_id(kind)
            is_example = self._is_example(values.get("organisation_id") or self._owner_id)
            cells = {"id": known, **values, "is_example": "1" if is_example else "0"}
            row = PreparedRow(sheet=sheet, number=number, cells=cells, numbers=(number,))
            self._made[kind, key] = Made(kind, row, key)
        return str(self._made[kind, key].row.cells["id"])

    def _unused_id(self, kind: str) -> str:
        while self._session.get(TABLES[kind], found := new_id(PREFIXES[kind])) is not None:
            pass
        return found


def _save(store: Store, made: Made, change: Change) -> None:
    """Save one row; a site that only a file names is not confirmed."""
    cells = dict(made.row.cells)
    if made.kind == "sites":
        Owners(kind="sites", change=change).complete(store, cells)
    values = SCHEMAS[made.kind].load(cells)
    save(store, made.kind, values, replace(change, row=made.row.number, place=made.row.place))
    if store.get(KnownRow, (made.kind, made.key)) is None:
        note(store, KnownRow, {"kind": made.kind, "key_hash": made.key, "record_id": values["id"]})
    store.flush()
    if made.kind == "sites":
        store.get_one(Site, values["id"]).confirmed = False
        store.flush()


def _name(text: str) -> str:
    """A name as it can be kept: on one line, without control characters."""
    bare = "".join(sign if sign.isprintable() else " " for sign in text)
    return " ".join(bare.split())[:LONGEST_NAME] or NAMELESS


def _hash(*parts: str) -> str:
    """The name under which the bank remembers what a file calls something: it tells nothing of the words."""
    return hashlib.sha256("\0".join(("made", *parts)).encode()).hexdigest()


def _proposal(text: str, class_id: str) -> Sentence:
    return Sentence(PROPOSAL, text=text, material=materials.material_class(class_id).titles.en)
