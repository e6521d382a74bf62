"""The language of a request: from the address, else from what the browser accepts, else Finnish."""

from __future__ import annotations

from gettext import NullTranslations
from typing import cast

import flask_babel
from flask import Flask, g, has_request_context, request

from taxonomy.codes import LANGUAGES, Language

DEFAULT_LANGUAGE: Language = "fi"
NAMES: dict[Language, str] = {"fi": "Suomeksi", "sv": "På svenska", "en": "In English"}


def gettext(message: str, /, **values: object) -> str:
    """A sentence in the language of the page; import it as ``_``."""
    sentence = _sentence(message)
    return sentence % values if values else sentence


def ngettext(one: str, many: str, count: int, /, **values: object) -> str:
    """A sentence about one, or about many."""
    return _plural_sentence(one, many, count) % ({"num": count} | values)


def _sentence(message: str) -> str:
    """For templates, which put in the values themselves and escape them."""
    return _translations().gettext(message)


def _plural_sentence(one: str, many: str, count: int) -> str:
    return _translations().ngettext(one, many, count)


def _translations() -> NullTranslations:
    """The catalogue of the page's language, looked up once: a page asks for hundreds of sentences."""
    language = current_language()
    if not has_request_context():
        return cast(NullTranslations, flask_babel.get_translations())
    catalogues: dict[Language, NullTranslations] = g.setdefault("catalogues", {})
    if language not in catalogues:
        with flask_babel.force_locale(language):  # it remembers the first language that a request asked for
            catalogues[language] = flask_babel.get_translations()
    return catalogues[language]


def accepted_language() -> Language:
    """The language the browser likes best among ours."""
    best = request.accept_languages.best_match(LANGUAGES, DEFAULT_LANGUAGE)
    return cast(Language, best)


def current_language() -> Language:
    """Language of the page being made."""
    if not has_request_context():
        return DEFAULT_LANGUAGE
    chosen: Language | None = g.get("language")
    if chosen is None:
        chosen = g.language = _language_of_path(request.path) or accepted_language()
    return chosen


def _language_of_path(path: str) -> Language | None:
    first = path.split("/", 2)[1] if path.startswith("/") else ""
    return next((language for language in LANGUAGES if language == first), None)


def install(app: Flask) -> None:
    """Attach translations; the English sentence is the key, so a missing translation is still a sentence."""
    flask_babel.Babel(app, default_locale=DEFAULT_LANGUAGE, locale_selector=current_language)
    app.jinja_env.install_gettext_callables(_sentence, _plural_sentence, newstyle=True)  # type: ignore[attr-defined]  # i18n adds it
    app.jinja_env.globals.update(language_names=NAMES, current_language=current_language)
