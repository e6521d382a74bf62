"""An owner's own records: the list, the task list of each, its editors and files, copies, the yearly confirmation."""

from web.records import confirming, copying, downloads, editing, files, home, legal, notice, offered, record
from web.records.blueprint import blueprint

__all__ = [
    "blueprint",
    "confirming",
    "copying",
    "downloads",
    "editing",
    "files",
    "home",
    "legal",
    "notice",
    "offered",
    "record",
]
