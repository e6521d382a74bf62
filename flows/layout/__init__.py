"""Where everything stands in a picture: columns, order, heights, lanes and room for names."""

from flows.layout.placing import Layout, Ribbon, layout
from flows.layout.rings import SelfLoop
from flows.layout.years import common_order, common_scale, feedback_order

__all__ = ["Layout", "Ribbon", "SelfLoop", "common_order", "common_scale", "feedback_order", "layout"]
