"""Who is looking, what they may do, and how they sign in."""

from web.auth.viewers import anonymous_viewer, current_person, current_viewer, needs_role, signature, signed_in

__all__ = ["anonymous_viewer", "current_person", "current_viewer", "needs_role", "signature", "signed_in"]
