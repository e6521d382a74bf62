"""View definitions: what a diagram shows, as JSON that is checked before anything is drawn from it."""

from flows.views.definitions import Stage, ViewDefinition, load_view, parse_view, view, view_names

__all__ = ["Stage", "ViewDefinition", "load_view", "parse_view", "view", "view_names"]
