"""Drafts and the browser that holds them: the session cookie keeps the keys of the last ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import request, session
from werkzeug.exceptions import NotFound

from databank import drafts
from databank.records import Draft
from web import house
from web.auth import current_viewer
from web.house import Session
from web.language import current_language
from web.wizard.values import Answers, Page, Reader
from web.wizard.wizard import Wizard

MOST_DRAFTS_KEPT = 20
LONGEST_ANSWER = 4000


def reader_of(bank: Session, answers: Answers) -> Reader:
    """The answers with what is needed to understand them."""
    return Reader(
        answers=answers, language=current_language(), today=house.today(), viewer=current_viewer(), session=bank
    )


def begin(bank: Session, wizard: Wizard, answers: Answers) -> str:
    """Begin a draft that this browser holds; its key."""
    key = drafts.begin(
        bank,
        wizard.kind,
        current_language(),
        at=house.now(),
        answers=answers,
        person_id=current_viewer().person_id,
    )
    _remember(key)
    return key


def open_draft(bank: Session, wizard: Wizard, key: str) -> Draft:
    """The draft of a key, which this browser holds from now on."""
    draft = drafts.draft(bank, key)
    if draft.kind != wizard.kind:
        raise NotFound
    _remember(key)
    return draft


def _remember(key: str) -> None:
    held = session.get("drafts", [])
    if key not in held:
        session["drafts"] = [*held, key][-MOST_DRAFTS_KEPT:]


def posted(page: Page) -> dict[str, str]:
    """What was typed on a page, field by field; several choices of one field are one answer."""
    return {name: _one(page, name, request.form) for name in page.fields}


def _one(page: Page, name: str, fields: Mapping[str, Any]) -> str:
    if name in page.several:
        return ";".join(dict.fromkeys(value for value in request.form.getlist(name) if value))
    text = str(fields.get(name, "")).replace("\r\n", "\n").replace("\0", "")
    return text.strip()[:LONGEST_ANSWER]
