"""How much the bank holds, whoever may see it: only numbers, for operations and for an empty bank."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from databank.models import Exchange, Flow, MaterialNeed, Organisation, SideStream, Site


@dataclass(frozen=True, slots=True)
class BankCounts:
    """Rows by kind; `examples` counts the side streams among them that are invented."""

    organisations: int
    sites: int
    side_streams: int
    needs: int
    exchanges: int
    flows: int
    examples: int

    @property
    def is_empty(self) -> bool:
        """Whether nobody has put anything in."""
        return not any((self.organisations, self.sites, self.side_streams, self.needs, self.exchanges, self.flows))


def bank_counts(session: Session) -> BankCounts:
    """Count the bank's rows in one statement."""
    tables = (Organisation, Site, SideStream, MaterialNeed, Exchange, Flow)
    counted = [select(func.count()).select_from(table).scalar_subquery() for table in tables]
    examples = select(func.count()).where(SideStream.is_example).scalar_subquery()
    return BankCounts(*map(int, session.execute(select(*counted, examples)).one()))
