"""The application factory: everything a running service is made of, put together once.

Page modules
------------
`PAGE_MODULES` names every module with pages. Each has a module-level ``blueprint`` (see `web.addresses` for how pages
get localised addresses); one that needs more, like the JSON API, has a function ``register(app)`` instead. The order
does not matter. Endpoints that others link to:

``catalogue`` home, materials, material(record_id), needs, need(record_id), organisations, organisation(record_id) ·
``diagrams`` gallery, diagram(view) · ``areas`` areas, area(area_id) · ``classification`` browser ·
``claims`` claim(record_id), letters, open_claims · ``enquiries`` ask(record_id), ask_about_need(record_id), mine ·
``matches`` mine, one(match_id), desk, desk_one(match_id), interest(record_id) ·
``imports`` home, one(import_id) · ``accounts`` account, people, invitations · ``security`` login, logout, register ·
``pages`` about, accessibility, privacy, feedback, api_page · ``ops`` healthz, readyz.

What a view uses
----------------
``with bank().session() as session`` from `web.house`, `web.auth.current_viewer`, `web.language.current_language` and
`gettext` (imported as ``_``), `web.labels` and `web.numbers` for words and figures, `web.errors.WrongRequestError` for
a sentence with a status. Templates extend ``base.html``; forms carry ``csrf_token()``; there are no inline scripts or
styles.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from importlib import import_module

from flask import Flask, Request
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from databank.access import Viewer
from databank.store import Bank
from web import addresses, errors, headers, house, labels, language, navigation
from web.auth import origins, sessions, viewer_of_session
from web.config import Settings

PAGE_MODULES = (
    "web.catalogue",
    "web.claims",
    "web.enquiries",
    "web.diagrams",
    "web.diagrams.embedding",
    "web.diagrams.wall",
    "web.indicators",
    "web.areas",
    "web.classification",
    "web.matching",
    "web.matches",
    "web.legal",
    "web.auth.pages",
    "web.accounts",
    "web.listing",
    "web.wanting",
    "web.terms",
    "web.desk",
    "web.figures",
    "web.reconciling",
    "web.view_editor",
    "web.pages",
    "web.records",
    "web.imports",
    "web.mails.pages",
    "web.sharing",
    "web.api",
    "web.ops",
)
LARGEST_REQUEST_BYTES = 1_000_000
FORM_LIFETIME = timedelta(hours=12)


def create_app(
    settings: Settings | None = None,
    *,
    bank: Bank | None = None,
    viewer_of_request: Callable[[Request], Viewer] = viewer_of_session,
    clock: Callable[[], datetime] = house.system_clock,
) -> Flask:
    """Build the application.

    Parameters
    ----------
    settings : Settings, optional
        Read from the environment when not given.
    bank : Bank, optional
        An open data bank; made from the settings when not given.
    viewer_of_request : callable
        Who is looking, for each request; whoever has signed in, unless a test says otherwise.
    clock : callable
        This moment in UTC; tests hand in a fixed one.
    """
    settings = settings or Settings.from_environment()
    app = Flask("web", static_folder=None)
    _configure(app, settings)
    _believe_proxies(app, settings.proxies)
    house.settle(
        app,
        house.House(settings, bank or Bank(settings.database_url), viewer_of_request=viewer_of_request, clock=clock),
    )
    CSRFProtect(app)
    for part in (language, addresses, labels, sessions, origins, navigation, headers):
        part.install(app)
    _let_people_sign_in(app, settings)
    for module in PAGE_MODULES:
        _mount(app, module)
    errors.install(app)
    return app


def _configure(app: Flask, settings: Settings) -> None:
    app.config.update(
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=LARGEST_REQUEST_BYTES,
        SESSION_COOKIE_NAME=sessions.SECURE_COOKIE if settings.secure_cookies else sessions.COOKIE,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        WTF_CSRF_TIME_LIMIT=int(FORM_LIFETIME.total_seconds()),
    )
    app.url_map.redirect_defaults = False
    app.json.sort_keys = False  # type: ignore[attr-defined]  # the default provider has it
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True


def _let_people_sign_in(app: Flask, settings: Settings) -> None:
    """The sign-in library is loaded here and not with this module: who only asks for help need not wait for it."""
    from web.auth import signing

    signing.install(app, settings)


def _believe_proxies(app: Flask, count: int) -> None:
    """Take address, scheme and host of a visitor from the headers of our own proxies, and from no others."""
    if count:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]


def _mount(app: Flask, name: str) -> None:
    module = import_module(name)
    register = getattr(module, "register", None)
    if register is not None:
        register(app)
    else:
        app.register_blueprint(module.blueprint)
