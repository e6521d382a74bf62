"""Forms as a person sends them: the page is read first, and its token and hidden fields go along."""

from __future__ import annotations

from collections.abc import Mapping
from html.parser import HTMLParser
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse


class _Fields(HTMLParser):
    """What the forms of a page hold already, by the place each is sent to."""

    def __init__(self, page_path: str) -> None:
        super().__init__()
        self.page_path = page_path
        self.forms: list[tuple[str, dict[str, list[str]]]] = []
        self._inside: dict[str, list[str]] | None = None
        self._select: str | None = None
        self._area: str | None = None
        self._is_disabled = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "fieldset":
            self._is_disabled = self._is_disabled or "disabled" in given
        if self._is_disabled:
            return  # a browser sends nothing of a disabled part
        if tag == "form":
            self._inside = {}
            self.forms.append((given.get("action", "").partition("#")[0] or self.page_path, self._inside))
        elif self._inside is None:
            return
        elif tag == "input" and given.get("name"):
            self._take_input(given)
        elif tag == "select":
            self._select = given.get("name")
        elif tag == "option" and self._select and ("selected" in given or self._select not in self._inside):
            self._inside[self._select] = [given.get("value", "")]
        elif tag == "textarea" and given.get("name"):
            self._area = given["name"]
            self._inside.setdefault(self._area, [""])

    def _take_input(self, given: Mapping[str, str]) -> None:
        assert self._inside is not None
        kind = given.get("type", "text")
        if kind in {"submit", "button", "file"} or (kind in {"radio", "checkbox"} and "checked" not in given):
            return
        self._inside.setdefault(given["name"], []).append(given.get("value", "on" if kind == "checkbox" else ""))

    def handle_data(self, data: str) -> None:
        if self._inside is not None and self._area:
            self._inside[self._area][0] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "fieldset":
            self._is_disabled = False
        if tag == "form":
            self._inside = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea":
            self._area = None


def fields_of(page: str, path: str, action: str | None = None) -> dict[str, list[str]]:
    """What the form that is sent to `action` (`path` itself unless told) holds before anything is typed."""
    reader = _Fields(path.partition("?")[0])
    reader.feed(page)
    wanted = (action or path).partition("?")[0]
    for target, fields in reader.forms:
        if target.partition("?")[0] == wanted:
            return fields
    message = f"{path} has no form that is sent to {wanted}, only to {[target for target, _ in reader.forms]}."
    raise AssertionError(message)


def submit(
    client: FlaskClient, path: str, fields: Mapping[str, Any], *, action: str | None = None, **options: Any
) -> TestResponse:
    """Get a page, fill in its form and send it: what the form holds already stays unless `fields` says otherwise.

    Parameters
    ----------
    fields : mapping
        Names and values; a list is several values of one name, None leaves a field out.
    action : str, optional
        Where the form is sent, if not to `path`.
    **options
        Handed to ``client.post``.
    """
    page = client.get(path)
    assert page.status_code == 200, f"GET {path} answered {page.status_code}"
    held: dict[str, Any] = dict(fields_of(page.get_data(as_text=True), path, action))
    filled = {name: value for name, value in (held | dict(fields)).items() if value is not None}
    return client.post(action or path, data=filled, **options)
