"""Who is looking, what they may do, and how they sign in.

The sign-in library is loaded by `web.auth.signing` and `web.auth.pages` alone, when an application is made.
"""

from web.auth.viewers import (
    anonymous_viewer,
    current_person,
    current_viewer,
    needs_role,
    sign_in_address,
    signature,
    signed_in,
    viewer_of_session,
)

__all__ = [
    "anonymous_viewer",
    "current_person",
    "current_viewer",
    "needs_role",
    "sign_in_address",
    "signature",
    "signed_in",
    "viewer_of_session",
]
