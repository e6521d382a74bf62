"""Mails: a change posts one into the outbox, the worker writes and sends it.

A mail's text is ``web/templates/mails/<template>.txt``: the subject, an empty line, then plain text with ``_()``
sentences. ``{{ link(path) }}`` makes a path whole, ``{{ iso_day("2026-11-21") }}`` writes a day. It is written when it
is sent, in the recipient's language. Names that begin with ``reminder-`` are for mails that a recipient may refuse:
they carry a link that stops them.
"""

from __future__ import annotations

from web.mails.posting import post

__all__ = ["post"]
