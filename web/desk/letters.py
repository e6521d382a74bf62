"""What an owner is told by mail of a decision, in their own language."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from types import MappingProxyType

from databank.records import MaterialNeed, SideStream
from databank.reviews.recipients import recipients
from web import house, mails
from web.addresses import address

PAGES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {"side-streams": ("catalogue.material", "record_id"), "needs": ("catalogue.need", "record_id")}
)


def tell(session: house.Session, template: str, kind: str, record: SideStream | MaterialNeed, **places: str) -> int:
    """Mail everybody who is to know; how many that were."""
    told = recipients(session, kind, record.id, house.today())
    for one in told:
        path = page_of(kind, record.id, one.language)
        if template == "review-question":
            path = address(
                "desk.question", lang=one.language, kind=kind, record_id=record.id, key=answer_key(kind, record.id)
            )
        mails.post(
            session, template, one.email, one.language, name=record.name, record_id=record.id, path=path, **places
        )
    return len(told)


def page_of(kind: str, record_id: str, language: str) -> str:
    """The path of a record's page."""
    endpoint, name = PAGES[kind]
    return address(endpoint, lang=language, **{name: record_id})


def answer_key(kind: str, record_id: str) -> str:
    """What lets whoever got the mail answer the question about one record, without an account."""
    secret = house.settings().secret_key.encode()
    return hmac.new(secret, f"answer {kind} {record_id}".encode(), hashlib.sha256).hexdigest()[:32]


def is_answer_key(kind: str, record_id: str, key: str) -> bool:
    """Whether a key was made by us for this record."""
    return hmac.compare_digest(answer_key(kind, record_id).encode(), key.encode())
