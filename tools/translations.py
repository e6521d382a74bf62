"""Keep the catalogues in step with the code: `make translations` collects every sentence and compiles what is there.

A sentence is English, stands as a literal in a call of one of `KEYWORDS` or in the making of an error that a user may
see, and is its own key. Nothing is guessed: a new sentence starts empty, one no longer used is dropped.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
PACKAGES = ("databank", "flows", "web")
TEMPLATES = ("**/templates/**.html", "**/templates/mails/**.txt")
METHODS = (*((pattern, "jinja2.ext:babel_extract") for pattern in TEMPLATES), ("**.py", "python"))
JINJA_OPTIONS = {pattern: {"trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"} for pattern in TEMPLATES}
KEYWORDS: dict[str, Any] = {
    **dict.fromkeys(("_", "N_", "gettext", "lazy_gettext", "translate", "refuse", "Sentence")),
    "ngettext": (1, 2),
}
ERROR_BASE = "DatabankError"
CATALOGUES = ROOT / "web/translations"


def error_classes() -> set[str]:
    """Names of the error classes whose first argument is a sentence for the user."""
    bases = {
        node.name: {base.id for base in node.bases if isinstance(base, ast.Name)}
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ClassDef)
    }
    found = {ERROR_BASE}
    while more := {name for name, parents in bases.items() if parents & found} - found:
        found |= more
    return found


Sentence = tuple[str, int, str | tuple[str, ...]]


def sentences() -> Iterator[Sentence]:
    """File, line and message of every sentence; a plural is a pair."""
    keywords = KEYWORDS | dict.fromkeys(error_classes()) | {"__init__": None}
    for package in PACKAGES:
        for name, line, message, _comments, _context in extract_from_dir(
            ROOT / package, METHODS, JINJA_OPTIONS, keywords
        ):
            if message:
                yield f"{package}/{name}", line, message


def catalogue_of(found: Iterable[Sentence]) -> Catalog:
    """The sentences as an empty catalogue."""
    catalogue = Catalog(project="Sivuvirta", charset="utf-8")
    for _name, _line, message in found:
        catalogue.add(message)
    return catalogue


def update(language: str, template: Catalog) -> Mapping[str, int]:
    """Bring one catalogue in step; how many sentences it has and how many are still empty."""
    file = CATALOGUES / language / "LC_MESSAGES/messages.po"
    old = read_po(file.open("rb"), locale=language) if file.exists() else Catalog(locale=language)
    template.creation_date = old.creation_date  # the same sentences give the same file
    old.update(template, no_fuzzy_matching=True, keep_user_comments=True)
    old.obsolete.clear()
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("wb") as opened:
        write_po(opened, old, width=110, no_location=True, sort_output=True, ignore_obsolete=True)
    messages = [message for message in old if message.id]
    return {"sentences": len(messages), "empty": sum(not any(_strings(message.string)) for message in messages)}


def _strings(value: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value or ())


def places(text: str) -> set[str]:
    """Names of the ``%(name)s`` places of a sentence."""
    return set(re.findall(r"%\((\w+)\)[a-z]", text))


if __name__ == "__main__":
    for language in ("fi", "sv"):
        print(language, dict(update(language, catalogue_of(sentences()))))  # noqa: T201  # its answer to the person at the terminal
