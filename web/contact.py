"""Who writes and what: name, e-mail address and message as a form has them, and what is wrong with them."""

from __future__ import annotations

from web.auth import current_person
from web.language import gettext as _
from web.pages.feedback import EMAIL, LONGEST_EMAIL

LONGEST_NAME = 200
LONGEST_TEXT = 4000


def tidy(text: str) -> str:
    """One kind of line ends, and nothing around."""
    return text.replace("\r\n", "\n").strip()


def of_the_signed_in() -> dict[str, str]:
    """Name and address that need not be typed by somebody who has signed in."""
    person = current_person()
    return {"name": person.name, "email": person.email} if person else {}


def name_problem(name: str) -> str:
    """What is wrong with a name; empty if nothing."""
    if not name:
        return _("Enter your name")
    if len(name) > LONGEST_NAME or not name.isprintable():
        return _("Enter your name in one line of at most %(most)s characters", most=LONGEST_NAME)
    return ""


def email_problem(email: str) -> str:
    """What is wrong with an e-mail address that must be there."""
    if not email:
        return _("Enter your e-mail address")
    if len(email) > LONGEST_EMAIL or not EMAIL.match(email) or not email.isprintable():
        return _("Enter an e-mail address in the form name@example.org")
    return ""


def text_problem(text: str, empty: str) -> str:
    """What is wrong with a message; `empty` is said of an empty one, if it must be there."""
    if not text:
        return empty
    if "\x00" in text:
        return _("The message holds a character that cannot be kept. Write it again without it.")
    if len(text) > LONGEST_TEXT:
        return _("The message is too long by %(over)s characters", over=len(text) - LONGEST_TEXT)
    return ""
