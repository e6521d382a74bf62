"""Photos and reports of side streams, kept in the bank so that one backup holds everything."""

from databank.files.contents import LARGEST_BYTES, Content, FileRefusedError, read_content, too_large
from databank.files.keeping import (
    MOST_FILES,
    About,
    KeptFile,
    address_of,
    copy_files,
    keep,
    kept_file,
    kept_files,
    remove,
)
from databank.files.photos import LONGEST_SIDE, MOST_PIXELS

__all__ = [
    "LARGEST_BYTES",
    "LONGEST_SIDE",
    "MOST_FILES",
    "MOST_PIXELS",
    "About",
    "Content",
    "FileRefusedError",
    "KeptFile",
    "address_of",
    "copy_files",
    "keep",
    "kept_file",
    "kept_files",
    "read_content",
    "remove",
    "too_large",
]
