"""Questions about a record, handed on by the bank. Neither side learns who the other is until it says so itself."""

from databank.enquiries.asking import Asked, NewEnquiry, ask
from databank.enquiries.notices import Notice, notices
from databank.enquiries.reading import EnquiryLinkError, Listed, listed, thread, thread_for, thread_of_key
from databank.enquiries.records_asked import record_asked
from databank.enquiries.threads import Letter, Thread
from databank.enquiries.writing import EnquiryClosedError, ask_help, close, let_see, reveal, write

__all__ = [
    "Asked",
    "EnquiryClosedError",
    "EnquiryLinkError",
    "Letter",
    "Listed",
    "NewEnquiry",
    "Notice",
    "Thread",
    "ask",
    "ask_help",
    "close",
    "let_see",
    "listed",
    "notices",
    "record_asked",
    "reveal",
    "thread",
    "thread_for",
    "thread_of_key",
    "write",
]
