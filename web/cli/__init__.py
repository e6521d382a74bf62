"""The command line ``sivuvirta``: every command imports what it needs when it runs, so that ``--help`` is instant."""

from __future__ import annotations

from web.cli.entry import main, program

__all__ = ["main", "program"]
