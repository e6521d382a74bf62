"""A placed diagram as an accessible SVG, in the colours of the material families."""

from flows.drawing.picture import LinkTo, RecordsOf, place_and_time, svg
from flows.drawing.sheet import Look

__all__ = ["LinkTo", "Look", "RecordsOf", "place_and_time", "svg"]
