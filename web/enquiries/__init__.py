"""Questions about a material or a need: asked, handed on, answered."""

from web.enquiries import asking, threads
from web.enquiries.blueprint import blueprint

__all__ = ["asking", "blueprint", "threads"]
