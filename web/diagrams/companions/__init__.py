"""What stands under a picture: small drawings that answer the question next to that of the view."""

from web.diagrams.companions.companions import beside

__all__ = ["beside"]
