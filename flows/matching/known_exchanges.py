"""Reads a table of exchanges that happened, for evaluation: every cell that cannot be used is named."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from databank.errors import N_, RowError, Sentence
from flows.errors import FlowFileError
from flows.matching.evaluating import Exchanged
from flows.matching.precedents import divisions
from flows.matching.streams import DIVISION, Stream, classes_of, digits, language_of

NEEDED = ("case", "waste_description", "receiver_nace")
COLUMNS = (*NEEDED, "donor_business", "donor_nace", "ewc", "cpa", "cas", "lang")
UNKNOWN = frozenset({"", "NA", "ND", "N/A", "-", "–"})
LEAST_CASES = 2
WASTE_LENGTHS, INDUSTRY_LENGTHS, PRODUCT_LENGTHS = (2, 4, 6), (2, 3, 4), (2, 3, 4, 5, 6)

INDUSTRY = N_("Write NACE Rev. 2 codes with two to four digits, for example 2351, or NA.")

_PARTS = re.compile(r"[/;,]")


@dataclass(frozen=True, slots=True)
class KnownExchanges:
    """The exchanges of a table.

    `unknown` counts the rows that do not say which industry received, `wrong` names the cells for which a row is left
    out, `ignored` those without which a row is used.
    """

    exchanges: tuple[Exchanged, ...]
    unknown: int
    wrong: tuple[RowError, ...]
    ignored: tuple[RowError, ...]


def read_exchanges(rows: Iterable[tuple[int, Mapping[str, str]]]) -> KnownExchanges:
    """Exchanges from the rows of a table with their lines; the columns are `COLUMNS`.

    A cell may hold several codes with ``/`` or ``;`` between them; of several receivers the first counts. NA and ND
    mean unknown.

    Raises
    ------
    FlowFileError
        There are fewer than two cases, so that none can be ranked by others.
    """
    lines = [(line, {name: _plain(row.get(name, "")) for name in COLUMNS}) for line, row in rows]
    wrong = tuple(error for line, row in lines for error in _wrong(line, row))
    left_out = {error.row for error in wrong}
    used = [(line, row) for line, row in lines if line not in left_out]
    found = tuple(_exchanged(row) for _, row in used if row["receiver_nace"])
    if len({one.case for one in found}) < LEAST_CASES:
        raise FlowFileError(
            N_("The exchanges must come from two cases or more: each case is ranked by the others."), wrong
        )
    ignored = tuple(error for line, row in used for error in _ignored(line, row))
    return KnownExchanges(found, len(used) - len(found), wrong, ignored)


def _plain(cell: str) -> str:
    text = cell.strip()
    return "" if text.upper() in UNKNOWN else text


def _exchanged(row: Mapping[str, str]) -> Exchanged:
    donor = _industries(row["donor_nace"])
    text, language = row["waste_description"], language_of(row["lang"])
    stream = Stream(
        text=text,
        language=language,
        donor=row["donor_business"],
        industries=donor,
        waste_codes=_codes(row["ewc"], WASTE_LENGTHS),
        products=_codes(row["cpa"], PRODUCT_LENGTHS),
        substances=_codes(row["cas"]),
        classes=classes_of(text, language, donor[0] if donor else None),
    )
    return Exchanged(row["case"], stream, _industries(row["receiver_nace"])[0][:DIVISION])


def _codes(cell: str, lengths: Collection[int] = ()) -> tuple[str, ...]:
    """The codes of a cell, digits only; with `lengths` those that may be codes."""
    found = (digits(part) for part in _PARTS.split(cell))
    return tuple(code for code in found if code and (not lengths or len(code) in lengths))


def _industries(cell: str) -> tuple[str, ...]:
    return tuple(code for code in _codes(cell, INDUSTRY_LENGTHS) if code[:DIVISION] in divisions())


def _wrong(line: int, row: Mapping[str, str]) -> Iterator[RowError]:
    for name in ("case", "waste_description"):
        if not row[name]:
            yield RowError(line, name, "", Sentence(N_("%(column)s is missing."), column=name))
    if row["receiver_nace"] and not _industries(row["receiver_nace"]):
        yield RowError(line, "receiver_nace", row["receiver_nace"], Sentence(INDUSTRY))


def _ignored(line: int, row: Mapping[str, str]) -> Iterator[RowError]:
    if row["donor_nace"] and not _industries(row["donor_nace"]):
        yield RowError(line, "donor_nace", row["donor_nace"], Sentence(INDUSTRY))
    if row["ewc"] and not _codes(row["ewc"], WASTE_LENGTHS):
        told = Sentence(N_("Write codes of the List of Waste with two, four or six digits, for example 100202."))
        yield RowError(line, "ewc", row["ewc"], told)
    if row["cpa"] and not _codes(row["cpa"], PRODUCT_LENGTHS):
        told = Sentence(N_("Write CPA codes with two to six digits, for example 081213."))
        yield RowError(line, "cpa", row["cpa"], told)
    if row["lang"] and language_of(row["lang"]) is None:
        yield RowError(line, "lang", row["lang"], Sentence(N_("Choose one of: %(names)s."), names="fi, sv, en"))
