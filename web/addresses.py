"""Where pages live: one table of slugs in three languages, and how an address is built and kept.

How a blueprint adds pages
--------------------------
A page module makes ``blueprint = LocalisedBlueprint("areas", __name__)`` and decorates its views::

    @blueprint.page("areas")                                   # /fi/alueet  /sv/omraden  /en/areas
    def areas() -> str: ...

    @blueprint.page("areas", "/<area_id>", formats=("csv", "json"))  # also /fi/alueet/peittoo.csv and .json
    def area(area_id: str, extension: str) -> ResponseReturnValue: ...

The language never reaches the view: `web.language.current_language` tells it. With ``formats`` the view takes
``extension``: "html" or one of the formats. Templates link with ``address("areas.area", area_id="peittoo")``, add
``lang="sv"`` for another language and ``extension="csv"`` for another format. Every endpoint is listed in `web.app`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from types import MethodType
from typing import Any, TypeVar

from flask import Blueprint, Flask, Response, g, redirect, request, send_from_directory, url_for
from flask.typing import RouteCallable
from werkzeug.routing import Rule
from werkzeug.wrappers import Response as BaseResponse

from taxonomy.codes import LANGUAGES, Language, Titles
from web.language import accepted_language, current_language

View = TypeVar("View", bound=RouteCallable)

SLUGS = {
    "home": Titles("", "", ""),
    "materials": Titles("materiaalit", "material", "materials"),
    "needs": Titles("tarpeet", "behov", "needs"),
    "organisations": Titles("organisaatiot", "organisationer", "organisations"),
    "flows": Titles("virrat", "floden", "flows"),
    "indicators": Titles("mittarit", "indikatorer", "indicators"),
    "areas": Titles("alueet", "omraden", "areas"),
    "taxonomy": Titles("luokitus", "klassificering", "taxonomy"),
    "list_quality": Titles("luokitus/laatu", "klassificering/kvalitet", "taxonomy/quality"),
    "about": Titles("tietoa", "om", "about"),
    "figures": Titles("kaytetyt-luvut", "anvanda-tal", "figures-used"),
    "accessibility": Titles("saavutettavuus", "tillganglighet", "accessibility"),
    "privacy": Titles("tietosuoja", "dataskydd", "privacy"),
    "feedback": Titles("palaute", "respons", "feedback"),
    "listing": Titles("ilmoita", "anmal", "list"),
    "wanting": Titles("kerro-tarpeesta", "beratta-om-behov", "tell-a-need"),
    "account": Titles("tili", "konto", "account"),
    "own": Titles("oma", "eget", "own"),
    "desk": Titles("tarkastus", "granskning", "desk"),
    "claims": Titles("vahvista", "bekrafta", "confirm"),
    "imports": Titles("tuonti", "import", "import"),
    "enquiries": Titles("kysymykset", "fragor", "enquiries"),
    "terms": Titles("ehdot", "villkor", "terms"),
    "matches": Titles("mahdolliset-vaihdot", "mojliga-utbyten", "possible-exchanges"),
    "exchanges": Titles("vaihdot", "utbyten", "exchanges"),
    "legal_status": Titles("oikeudellinen-asema", "rattslig-status", "legal-status"),
    "status_changes": Titles("aseman-muutos", "andring-av-status", "status-change"),
    "api": Titles("rajapinta", "granssnitt", "api"),
}
STATIC_FOLDER = Path(__file__).parent / "static"
ONE_YEAR_S = 365 * 24 * 3600


def path_of(slug: str, language: Language, rest: str = "") -> str:
    """The path of a page of our table, for example ``/sv/material/<record_id>``."""
    words = getattr(SLUGS[slug], language)
    if not words:
        return f"/{language}/{rest.lstrip('/')}"
    return f"/{language}/{words}{rest}"


class LocalisedBlueprint(Blueprint):
    """A blueprint whose pages stand under /fi, /sv and /en with words of their language."""

    def page(
        self, slug: str, rest: str | Titles = "", *, formats: tuple[str, ...] = (), **options: Any
    ) -> Callable[[View], View]:
        """Register a view in every language, and under the same address in every other format.

        `rest` is one for all languages, or has words of its own in each.
        """

        def register(view: View) -> View:
            for language in LANGUAGES:
                part = rest if isinstance(rest, str) else rest.in_language(language)
                for extension in ("html", *formats) if formats else (None,):
                    rule, defaults = _rule(slug, language, part, extension)
                    self.add_url_rule(rule, view.__name__, view, defaults=defaults, **options)
            return view

        return register


class LateRule(Rule):
    """A rule that learns to write its addresses when the first is wanted.

    Werkzeug compiles two functions for each of our hundreds of rules, which is most of the time that a start takes. A
    page links to few of them.
    """

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:  # noqa: FBT001, FBT002  # the library's signature
        compiled = super()._compile_builder

        def write_first(rule: LateRule, /, **values: Any) -> tuple[str, str]:
            write = MethodType(compiled(append_unknown), rule)
            setattr(rule, "_build_unknown" if append_unknown else "_build", write)
            written: tuple[str, str] = write(**values)
            return written

        return write_first


def _rule(slug: str, language: Language, rest: str, extension: str | None) -> tuple[str, dict[str, str]]:
    rule, defaults = path_of(slug, language, rest), {"lang": str(language)}
    if extension is None:
        return rule, defaults
    dotted = rule if extension == "html" else f"{rule}.{extension}"
    return dotted, defaults | {"extension": extension}


def address(endpoint: str, lang: str | None = None, **values: Any) -> str:
    """The address of a page in `lang`, or in the language of the page being made."""
    return url_for(endpoint, lang=lang or current_language(), **values)


def same_page(lang: str, *, external: bool = False) -> str | None:
    """The page being made, with its filters, in another language; None where the page has no languages."""
    if request.endpoint is None or not g.get("has_languages"):
        return None
    values = request.args.to_dict(flat=False) | dict(request.view_args or {})
    return url_for(request.endpoint, _external=external, **(values | {"lang": lang}))


def languages_of_page() -> Iterator[tuple[Language, str]]:
    """Each language with this page's address in it; the home pages where this page has none."""
    for language in LANGUAGES:
        yield language, same_page(language) or f"/{language}/"


def here(**changes: Any) -> str:
    """The present address with some query values changed; None takes one away. The place in a list is dropped."""
    values: dict[str, Any] = request.args.to_dict(flat=False)
    values.pop("after", None)
    values |= dict(request.view_args or {}) | changes
    kept = {name: value for name, value in values.items() if value not in (None, "", [], ())}
    return url_for(request.endpoint or "home", lang=current_language(), **kept)


@cache
def static_version() -> str:
    """A short hash of every static file; part of their addresses, so that they may be kept for a year."""
    digest = hashlib.sha256()
    for file in sorted(path for path in STATIC_FOLDER.rglob("*") if path.is_file()):
        digest.update(file.relative_to(STATIC_FOLDER).as_posix().encode() + file.read_bytes())
    return digest.hexdigest()[:12]


def _serve_static(version: str, filename: str) -> Response:
    current = version == static_version()
    response = send_from_directory(STATIC_FOLDER, filename, max_age=ONE_YEAR_S if current else 0)
    response.cache_control.immutable = current
    return response


def _front_door() -> BaseResponse:
    response = redirect(f"/{accepted_language()}/")
    response.vary.add("Accept-Language")
    return response


def _take_language(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    if values is not None and "lang" in values:
        g.language = values.pop("lang")
        g.has_languages = True


def _add_version(endpoint: str, values: dict[str, Any]) -> None:
    if endpoint == "static":
        values.setdefault("version", static_version())


def install(app: Flask) -> None:
    """Language prefixes, static files under their hash, and the front door."""
    app.url_rule_class = LateRule
    app.url_value_preprocessor(_take_language)
    app.url_defaults(_add_version)
    app.add_url_rule("/static/<version>/<path:filename>", "static", _serve_static)
    app.add_url_rule("/", "front_door", _front_door)
    app.jinja_env.globals.update(address=address, here=here, languages_of_page=languages_of_page, same_page=same_page)
