"""Where everything stands in a picture: columns, order, heights, lanes and room for names."""

from flows.layout.placing import Layout, Ribbon, layout

__all__ = ["Layout", "Ribbon", "layout"]
