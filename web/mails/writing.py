"""From a mail in the outbox to its words: subject, plain text, and the same text as a plain page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, cast

from flask import Flask, g, render_template
from jinja2 import Template, TemplateError
from markupsafe import Markup, escape

from databank.errors import N_, DatabankError
from taxonomy.codes import Language
from web import numbers

FOLDER = "mails"
LONGEST_SUBJECT = 200
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
"""Signs that have no place in a letter: they could break a line of the head or turn a name around."""
LINK_OF_A_MAIL = Markup('<a href="{whole}" style="color:#8c2712">{whole}</a>')
LINK_OF_A_PAGE = Markup('<a href="{path}">{whole}</a>')
BLANK_LINE = re.compile(r"\n[ \t]*\n")


class MailTextError(DatabankError):
    """The text of a mail cannot be made: trying again would not help."""


@dataclass(frozen=True, slots=True)
class Letter:
    """The words of one mail."""

    subject: str
    text: str
    html: str


def write_letter(
    app: Flask,
    public_url: str,
    template: str,
    language: str,
    places: Mapping[str, Any],
    *,
    stop_path: str | None = None,
) -> Letter:
    """Write a mail in the language of its recipient, in a request of its own or outside of any.

    Parameters
    ----------
    public_url : str
        What `link` puts before a path.
    stop_path : str, optional
        Path of the page that stops reminders; it is told at the foot of the text.
    """
    link = partial(whole_link, public_url)
    # A fresh application context: the request in which an administrator reads a mail keeps its own language.
    with app.app_context(), app.test_request_context(f"/{language}/", base_url=public_url):
        g.language = cast(Language, language)
        try:
            given = {**_cleaned(places), "link": link, "iso_day": iso_day}
            subject, text = (part.render(given) for part in _parts(app, template))
            foot = render_template(f"{FOLDER}/_foot.txt", link=link, stop_path=stop_path)
            text = f"{_tidy(text)}\n\n{_tidy(foot)}\n"
            marked = paragraphs(text, public_url, LINK_OF_A_MAIL)
            html = render_template(f"{FOLDER}/_letter.html", paragraphs=marked)
        except (TemplateError, TypeError, ValueError, LookupError) as error:
            raise MailTextError(
                N_("The text %(template)s cannot be made: %(reason)s."), template=template, reason=str(error)
            ) from error
    return Letter(" ".join(subject.split())[:LONGEST_SUBJECT], text, html)


def whole_link(public_url: str, path: str) -> str:
    """A path of ours as an address that works from a mail.

    >>> whole_link("https://bank.example", "/en/materials")
    'https://bank.example/en/materials'
    """
    if not path.startswith("/") or path.startswith("//"):
        message = f"{path!r} is no path of ours"
        raise ValueError(message)
    return public_url.rstrip("/") + path


def iso_day(text: str) -> str:
    """A day as it is written in the language of the mail: places hold it as 2026-11-21."""
    return numbers.day(date.fromisoformat(text))


def _parts(app: Flask, template: str) -> tuple[Template, Template]:
    """Subject and text, parted before anything is put in: no value can move from one into the other."""
    loader = app.jinja_env.loader
    if loader is None or template.startswith("_"):
        raise LookupError(template)
    source, _file, _is_current = loader.get_source(app.jinja_env, f"{FOLDER}/{template}.txt")
    subject, _blank, text = BLANK_LINE.sub("\n\n", source, count=1).partition("\n\n")
    return _plain(app, subject), _plain(app, text)


def _plain(app: Flask, source: str) -> Template:
    """A template whose values are not escaped: plain text has no markup."""
    return app.jinja_env.from_string(f"{{% autoescape false %}}{source}{{% endautoescape %}}")


def _cleaned(value: Any) -> Any:
    """The places without control signs, also those within lists and mappings."""
    if isinstance(value, str):
        return CONTROLS.sub("", value)
    if isinstance(value, Mapping):
        return {name: _cleaned(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_cleaned(part) for part in value]
    return value


def _tidy(text: str) -> str:
    lines = "\n".join(line.rstrip() for line in text.strip().splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines)


def paragraphs(text: str, public_url: str, link: Markup = LINK_OF_A_PAGE) -> list[Markup]:
    """The text as markup: links are made of our own addresses only, never of what somebody wrote into a message."""
    root = public_url.rstrip("/")
    ours = re.compile(re.escape(root) + r"(/(?:[^\s<>\"']*[^\s<>\"'.,;:)])?)")
    return [_marked(block, ours, link) for block in text.strip().split("\n\n")]


def _marked(block: str, ours: re.Pattern[str], link: Markup) -> Markup:
    parts: list[Markup] = []
    end = 0
    for found in ours.finditer(block):
        parts += [escape(block[end : found.start()]), link.format(whole=found.group(), path=found.group(1))]
        end = found.end()
    return Markup("<br>\n").join(Markup("").join([*parts, escape(block[end:])]).split("\n"))
