"""Views of flows that the city made itself: drafts for staff, published ones for everybody, every version kept."""

from databank.views.naming import slug
from databank.views.reading import edited_view, published_views, saved_view, versions, views
from databank.views.saving import (
    LONGEST_DEFINITION,
    NewView,
    ViewChangedError,
    ViewRefusedError,
    save_view,
    withdraw_view,
)

__all__ = [
    "LONGEST_DEFINITION",
    "NewView",
    "ViewChangedError",
    "ViewRefusedError",
    "edited_view",
    "published_views",
    "save_view",
    "saved_view",
    "slug",
    "versions",
    "views",
    "withdraw_view",
]
