"""Who could use a material and why: pages of one side stream, of one organisation, of every possible exchange."""

from web.matching import network, open_matches, organisation, plan, stream
from web.matching.blueprint import blueprint

__all__ = ["blueprint", "network", "open_matches", "organisation", "plan", "stream"]
