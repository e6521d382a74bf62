"""Where everything stands in a picture: columns, order, heights, lanes and room for names."""

from flows.layout.placing import Layout, Ribbon, SelfLoop, layout

__all__ = ["Layout", "Ribbon", "SelfLoop", "layout"]
