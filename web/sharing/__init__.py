"""Who sees what: an owner's choices, previews, recipients and secrets, and the city's decisions on them."""

from web.sharing import information, letting_in, previews, record, secrecy
from web.sharing.blueprint import blueprint

__all__ = ["blueprint", "information", "letting_in", "previews", "record", "secrecy"]
