"""Which passwords are refused: short ones, common ones, and those made of the name of this service or of the person.

No rule asks for signs or digits: length counts (NIST SP 800-63B, OWASP ASVS 5.0 6.2).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from flask_security import PasswordUtil

from web.language import gettext as _

SHORTEST = 12
LONGEST = 200
FEWEST_SIGNS = 5
CONTEXT_WORDS = ("pori", "peittoo", "sivuvirta", "sidostrom", "sidestream", "harjavalta")
REST = 8
"""How many other letters a password must have beside the words that anybody would try here first."""
LEET = str.maketrans("013457@$", "oieastas")


class OurPasswords(PasswordUtil):
    """The library's hook for passwords."""

    def validate(self, password: str, is_register: bool, **kwargs: Any) -> tuple[list[str] | None, str]:  # noqa: FBT001  # the library's signature
        """What is wrong with a password, as sentences, and the password in its normal form."""
        normal = self.normalize(password)
        person = kwargs.get("user")
        told = kwargs if is_register else {"email": getattr(person, "email", ""), "name": getattr(person, "name", "")}
        sentence = problem(normal, (told.get("email") or "", told.get("name") or ""))
        return ([sentence] if sentence else None), normal


def problem(password: str, about: Iterable[str] = ()) -> str:
    """What is wrong with a password; empty when it is good.

    Parameters
    ----------
    about : iterable of str
        E-mail address and name of the person: a password is not made of them.
    """
    if len(password) < SHORTEST:
        return _("The password is too short: use at least %(least)s characters", least=SHORTEST)
    if len(password) > LONGEST:
        return _("The password is too long: use at most %(most)s characters", most=LONGEST)
    if is_common(password):
        return _("This password is among the first that others would try: choose another")
    if len(_without(password, (*CONTEXT_WORDS, *_words(about)))) < REST:
        return _("The password must not be made of your name, your address or the name of this service")
    return ""


def is_common(password: str) -> bool:
    """Whether a password is on the list of common ones, also doubled, or with digits and signs around it."""
    folded = password.casefold()
    if len(set(folded)) < FEWEST_SIGNS or _is_run(folded):
        return True
    written = {folded, folded.translate(LEET)}
    forms = {re.sub(kind, "", form) for form in written for kind in (r"[\W_]+", r"[\W\d_]+")} | written
    return any(form in common_passwords() or _doubled(form) in common_passwords() for form in forms if form)


@cache
def common_passwords() -> frozenset[str]:
    """The list, in small letters."""
    text = (Path(__file__).parent / "common_passwords.txt").read_text("utf-8")
    return frozenset(line.strip().casefold() for line in text.splitlines() if line.strip())


def _doubled(word: str) -> str:
    """What a word repeats, or the word itself."""
    found = re.fullmatch(r"(.+?)\1+", word)
    return found[1] if found else word


def _is_run(word: str) -> bool:
    """Whether the signs follow each other as on a keyboard or in the alphabet."""
    rows = ("0123456789012345678901234567890", "abcdefghijklmnopqrstuvwxyzåäö", "qwertyuiopåasdfghjklöäzxcvbnm")
    return any(word in row or word in row[::-1] for row in rows)


def _words(about: Iterable[str]) -> Iterable[str]:
    return (word for text in about for word in re.split(r"[\W_]+", text.casefold()) if len(word) > 2)  # noqa: PLR2004  # "de" is no name


def _without(password: str, words: Iterable[str]) -> str:
    """The letters that are left when known words, digits and signs are taken out."""
    rest = password.casefold()
    for word in sorted(words, key=len, reverse=True):
        rest = rest.replace(word, "")
    return rest if rest == password.casefold() else re.sub(r"[\W\d_]+", "", rest)
