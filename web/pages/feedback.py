"""The feedback form: what was typed, what is wrong with it, and its words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from web.language import gettext as _

LONGEST_MESSAGE = 5000
LONGEST_EMAIL = 254
LONGEST_PLACE = 300
LONGEST_RECORD_ID = 64
SPARE = 500
"""What may be typed past the limit, so that nothing is cut off unseen before we can say it is too long."""

EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+\Z")
RECORD_ID = re.compile(rf"[\w.:-]{{0,{LONGEST_RECORD_ID}}}")
TOPICS = ("correction", "accessibility", "page", "other")


def topic_words() -> tuple[tuple[str, str], ...]:
    """Topic and its name."""
    return (
        ("correction", _("A record is wrong, or it is about us")),
        ("accessibility", _("Accessibility of the service")),
        ("page", _("This page")),
        ("other", _("Something else")),
    )


@dataclass(frozen=True, slots=True)
class FeedbackForm:
    """What the visitor typed. `trap` is a field that people do not see and programs fill."""

    topic: str = ""
    message: str = ""
    email: str = ""
    page: str = ""
    record_id: str = ""
    trap: str = ""

    @classmethod
    def from_fields(cls, fields: Mapping[str, str]) -> FeedbackForm:
        """Read a form or a query, tidied; a place that cannot be one of ours is dropped."""
        page = fields.get("page", "").strip()[:LONGEST_PLACE]
        record_id = fields.get("record_id", "").strip()
        return cls(
            topic=fields.get("topic", "").strip(),
            message=fields.get("message", "").replace("\r\n", "\n").strip(),
            email=fields.get("email", "").strip(),
            page=page if page.startswith("/") and page.isprintable() else "",
            record_id=record_id if RECORD_ID.fullmatch(record_id) else "",
            trap=fields.get("website", "").strip(),
        )

    def problems(self) -> dict[str, str]:
        """Field and sentence for everything that has to be put right, in the order of the form."""
        wrong = {"topic": self._topic_problem(), "message": self._message_problem(), "email": self._email_problem()}
        return {field: sentence for field, sentence in wrong.items() if sentence}

    def _topic_problem(self) -> str:
        return "" if self.topic in TOPICS else _("Choose what your feedback is about")

    def _message_problem(self) -> str:
        if not self.message:
            return _("Write your message")
        if "\x00" in self.message:
            return _("The message holds a character that cannot be kept. Write it again without it.")
        if len(self.message) > LONGEST_MESSAGE:
            over = len(self.message) - LONGEST_MESSAGE
            return _("The message is too long by %(over)s characters", over=over)
        return ""

    def _email_problem(self) -> str:
        if not self.email:
            return ""
        if len(self.email) > LONGEST_EMAIL or not EMAIL.match(self.email) or not self.email.isprintable():
            return _("Enter an email address in the form name@example.org, or leave it empty")
        return ""
