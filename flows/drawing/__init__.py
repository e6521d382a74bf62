"""A placed diagram as an accessible SVG, in the colours of the material families."""

from flows.drawing.picture import LinkTo, place_and_time, svg

__all__ = ["LinkTo", "place_and_time", "svg"]
