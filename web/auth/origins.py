"""Forms are taken from our own pages only: the browser itself tells where a request comes from.

This stands beside the token in every form. A request that tells neither (a program, an old browser) has the token.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, request

from web.errors import WrongRequestError
from web.language import gettext as _

UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})
OWN_SITES = frozenset({"same-origin", "none"})
FORBIDDEN = 403


def is_from_elsewhere() -> bool:
    """Whether the browser says that another site sent this request."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site not in OWN_SITES
    origin = request.headers.get("Origin")
    return origin is not None and urlsplit(origin).netloc != request.host


def _refuse_other_sites() -> None:
    if request.method in UNSAFE and is_from_elsewhere():
        raise WrongRequestError(
            _("This form was sent from another site, so that nothing was done. Open the page here and send it again."),
            FORBIDDEN,
        )


def install(app: Flask) -> None:
    """Look at every request that changes something."""
    app.before_request(_refuse_other_sites)
