"""Security headers of every response. Nothing inline, nothing from elsewhere."""

from __future__ import annotations

from flask import Flask, Response, g, request, session

from databank.access import ANONYMOUS, Viewer

EMPTY_STYLE = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"
"""plotly adds one empty style element; this is the hash of the empty string."""

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        f"style-src 'self' {EMPTY_STYLE}",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "object-src 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
}


def _secure(response: Response) -> Response:
    """Set what the view has not set itself: a downloaded drawing brings a policy for its own styles."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if _is_personal() and request.endpoint != "static":
        response.headers["Cache-Control"] = "no-store"
    elif "Cache-Control" not in response.headers:
        response.cache_control.no_cache = True
        if _is_known():
            response.cache_control.private = True
    return response


def _is_personal() -> bool:
    """Whether the answer is for somebody who has signed in, so that it may be kept nowhere."""
    viewer = g.get("viewer")
    return getattr(session, "person_id", None) is not None or (viewer is not None and viewer.person_id is not None)


def _is_known() -> bool:
    """Whether the answer is for somebody who sent records in without an account: for no cache but their browser's."""
    viewer: Viewer = g.get("viewer", ANONYMOUS)
    return viewer != ANONYMOUS


def install(app: Flask) -> None:
    """Send the headers with every response."""
    app.after_request(_secure)
