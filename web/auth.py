"""Who is looking. Everybody is anonymous until sign-in exists; `create_app` takes another rule."""

from __future__ import annotations

from typing import cast

from flask import Request, g, request

from databank.access import ANONYMOUS, Viewer
from web.house import viewer_of_request


def anonymous_viewer(_request: Request) -> Viewer:
    """The rule of an open service: nobody is known."""
    return ANONYMOUS


def current_viewer() -> Viewer:
    """The viewer of this request, asked once."""
    if "viewer" not in g:
        g.viewer = viewer_of_request(request)
    return cast(Viewer, g.viewer)
