"""Merging duplicates: search the other record, see both side by side, choose which one stays."""

from __future__ import annotations

from dataclasses import dataclass

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from databank import queries
from databank.errors import DatabankError, RecordChangedError, RecordNotFoundError
from databank.records import StreamFilter
from databank.reviews import merging
from databank.submissions import Change
from web import house
from web.addresses import address
from web.auth import current_viewer, signature
from web.desk import letters
from web.desk.blueprint import blueprint, for_reviewers
from web.desk.facts import facts_of
from web.desk.opening import Record, findings, record_of
from web.desk.words import Difference
from web.language import gettext as _

SEE_OTHER, CONFLICT = 303, 409
MOST_FOUND = 10
LONGEST_QUERY = 100


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records side by side: a line for each field, `before` of the first and `after` of the other."""

    first: Record
    other: Record
    lines: tuple[Difference, ...]


@blueprint.page("desk", "/<kind>/<record_id>/merge")
@for_reviewers
def merge_page(kind: str, record_id: str) -> ResponseReturnValue:
    """Candidates and found records; with ``with`` both side by side."""
    return _page(kind, record_id, "")


@blueprint.page("desk", "/<kind>/<record_id>/merge", methods=["POST"])
@for_reviewers
def merge(kind: str, record_id: str) -> ResponseReturnValue:
    """Merge the two, then show the one that stays."""
    form, viewer = request.form, current_viewer()
    other, stays = form.get("other", ""), form.get("stays", "")
    if stays not in {record_id, other}:
        return _page(kind, record_id, _("Choose which record stays")), CONFLICT
    drop_id = other if stays == record_id else record_id
    versions = {record_id: _number(form.get("version")), other: _number(form.get("other_version"))}
    try:
        with house.bank().session(writing=True) as session:
            kept, dropped = (record_of(session, viewer, kind, one) for one in (stays, drop_id))
            change = Change(made_by=signature(), reason=f"Merged: {drop_id} into {stays}", made_at=house.now())
            merging.merge(session, kind, stays, drop_id, change, (versions[stays], versions[drop_id]))
            letters.tell(session, "review-merged", kind, dropped, kept=kept.name if _same_owner(kept, dropped) else "")
    except RecordNotFoundError:
        raise
    except (merging.MergeError, RecordChangedError) as error:
        return _page(kind, record_id, _(error.message, **error.values)), CONFLICT
    flash(_("%(old)s leads to %(new)s now.", old=drop_id, new=stays))
    return redirect(address("desk.case", kind=kind, record_id=stays), SEE_OTHER)


def _same_owner(first: Record, other: Record) -> bool:
    return first.organisation_id is not None and first.organisation_id == other.organisation_id


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() else -1


def _page(kind: str, record_id: str, problem: str) -> str:
    viewer = current_viewer()
    other_id = request.values.get("with", "") or request.form.get("other", "")
    text = request.args.get("q", "").replace("\0", "").strip()[:LONGEST_QUERY]
    with house.bank().session() as session:
        record = record_of(session, viewer, kind, record_id)
        other = record_of(session, viewer, kind, other_id) if other_id else None
        suspected = [one for finding in findings(session, viewer, record) for one in finding.record_ids]
        found = _found(session, kind, record, text, suspected)
    return render_template(
        "desk/merge.html",
        kind=kind,
        record=record,
        pair=_pair(record, other) if other is not None else None,
        found=found,
        text=text,
        wrong={"stays": problem} if problem else {},
    )


def _found(session: house.Session, kind: str, record: Record, text: str, suspected: list[str]) -> list[Record]:
    """Records by id or words; without words those that the checks suspect."""
    viewer = current_viewer()
    ids = [text.upper(), text] if text else suspected
    by_id: list[Record] = []
    for one in dict.fromkeys(ids):
        try:
            by_id.append(record_of(session, viewer, kind, one))
        except DatabankError:
            continue
    wanted = StreamFilter(text=text)
    by_words: tuple[Record, ...] = ()
    if text and kind == "side-streams":
        by_words = queries.side_streams(session, viewer, wanted, limit=MOST_FOUND, sort="name").items
    elif text:
        by_words = queries.needs(session, viewer, wanted, limit=MOST_FOUND).items
    found = {one.id: one for one in (*by_id, *by_words) if one.id != record.id}
    return list(found.values())[:MOST_FOUND]


def _pair(first: Record, other: Record) -> Pair:
    lines = zip(facts_of(first), facts_of(other), strict=True)
    return Pair(first, other, tuple(Difference(name, one, two) for (name, one), (_same, two) in lines))
