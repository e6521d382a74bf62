"""Where everything stands in a picture: columns, order, heights, lanes and room for names."""

from flows.layout.placing import Layout, Ribbon, layout
from flows.layout.rings import SelfLoop

__all__ = ["Layout", "Ribbon", "SelfLoop", "layout"]
