"""What the name of a side stream may mean, beside the editor of its class and code; pressed, it is filled in there."""

from __future__ import annotations

from dataclasses import replace

from databank import queries
from databank.records import SideStream
from web.auth import current_viewer
from web.house import Session
from web.records.fields import Form, Typed
from web.records.loading import Owned
from web.records.tasks import Task
from web.wizard import materials, offers

BUTTONS = frozenset({"pick", "narrow", "search_name"})


def is_asked(form: Form) -> bool:
    """Whether a button was pressed that looks something up and saves nothing."""
    return bool(BUTTONS & form.keys())


def offer(session: Session, owned: Owned, chosen: Task, typed: Typed, narrowed: str = "") -> offers.Offer:
    """The options for the name, without the one that stands in the form; nothing on pages without class and code."""
    if not {"name", "material_class", "code"} <= {one.name for one in chosen.fields}:
        return offers.Offer()
    found = offers.offer(typed.get("name", ""), industry=_industry(session, owned), narrowed=narrowed, both_twins=True)
    return replace(found, options=tuple(one for one in found.options if not _stands(one, typed)))


def filled(typed: Typed, value: str) -> Typed:
    """The form with what was pressed; a class without a code leaves the code as it stands."""
    try:
        chosen = materials.material(value)
    except LookupError:
        return typed
    return {**typed, "material_class": chosen.material_class, **({"code": chosen.code} if chosen.code else {})}


def _stands(option: materials.Option, typed: Typed) -> bool:
    chosen = materials.material(option.value)
    digits = "".join(letter for letter in typed.get("code", "") if letter.isdigit())
    return chosen.material_class == typed.get("material_class") and chosen.code in {"", digits}


def _industry(session: Session, owned: Owned) -> str | None:
    if not isinstance(owned.record, SideStream) or owned.record.organisation_id is None:
        return None
    known = queries.organisations_by_id(session, current_viewer(), [owned.record.organisation_id])
    found = known.get(owned.record.organisation_id)
    return found.industry_code if found else None
