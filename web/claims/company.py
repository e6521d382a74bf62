"""What public sources say of a company: its side streams with their series, and the sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from databank import queries
from databank.access import Viewer
from databank.errors import RecordNotFoundError
from databank.records import Amount, Organisation, ProvenanceKind, SideStream, StreamFilter
from web import house, numbers
from web.catalogue.amounts import amount_text
from web.catalogue.material import is_from_public_source
from web.catalogue.series import Series, sentence_of, series_of

MOST_STREAMS = 100
FIRST_YEAR, LAST_YEAR = 2017, 2023
"""The years of the register's series; newer amounts follow on their own."""


@dataclass(frozen=True, slots=True)
class Said:
    """One side stream as a public source has it."""

    stream: SideStream
    series: Series | None
    series_sentence: str
    amount: str

    @property
    def title(self) -> str:
        """Name and site: a register has streams of one name at several sites."""
        return ", ".join(part for part in (self.stream.name, self.stream.site_name) if part)


@dataclass(frozen=True, slots=True)
class Company:
    """An organisation and what public sources say of it."""

    organisation: Organisation
    said: tuple[Said, ...]

    def stream(self, record_id: str | None) -> SideStream | None:
        """The side stream of this id."""
        return next((one.stream for one in self.said if one.stream.id == record_id), None)


def company_of(session: house.Session, viewer: Viewer, record_id: str) -> Company:
    """A company that public sources name.

    Raises
    ------
    RecordNotFoundError
        When it is hidden or missing, an example, or named by nobody but itself.
    """
    organisation = queries.organisation(session, viewer, record_id)
    own = StreamFilter(organisations=frozenset({organisation.id}))
    streams = queries.side_streams(session, viewer, own, limit=MOST_STREAMS).items
    said = tuple(_said(stream) for stream in streams if is_from_public_source(stream))
    is_named = organisation.provenance.kind is ProvenanceKind.PUBLIC_SOURCE or bool(said)
    if organisation.is_example or not is_named:
        raise RecordNotFoundError(record_id)
    return Company(organisation, said)


def _said(stream: SideStream) -> Said:
    return Said(stream, series_of(stream.amounts), sentence_of(stream.amounts), amount_in_words(stream.latest))


def amount_in_words(amount: Amount | None) -> str:
    """An amount with its year."""
    words = amount_text(amount, rate=False)
    return f"{words} ({amount.year})" if amount and amount.year else words


def years_of(company: Company) -> tuple[int, ...]:
    """The years for which a letter has columns: those of the register, and newer ones where something is known."""
    amounts = (amount for one in company.said for amount in one.stream.amounts)
    known = {amount.year for amount in amounts if amount.year and amount.typical is not None}
    return (*range(FIRST_YEAR, LAST_YEAR + 1), *sorted(year for year in known if year > LAST_YEAR))


def cells_of(amounts: Iterable[Amount], years: Sequence[int]) -> Iterator[str]:
    """One figure a year, exactly as the source has it; a dash where it has none."""
    by_year = {amount.year: amount for amount in amounts}
    for year in years:
        yield _cell(by_year.get(year))


def _cell(amount: Amount | None) -> str:
    if amount is None or amount.typical is None:
        return numbers.UNKNOWN
    if amount.value is not None:
        return numbers.number(amount.value)
    return f"{numbers.number(amount.low)}–{numbers.number(amount.high)}"
