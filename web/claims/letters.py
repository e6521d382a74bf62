"""Letters to companies: one, or a print run, each with a code of its own; and who was written to and has answered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from databank import claims
from databank.errors import RecordNotFoundError
from databank.records import Provenance
from web import house
from web.addresses import address
from web.auth import current_viewer, signature
from web.catalogue.words import unit_label
from web.claims.blueprint import blueprint, for_letter_writers
from web.claims.codes import Qr, in_groups, qr_of
from web.claims.company import Company, Said, cells_of, company_of, years_of
from web.errors import WrongRequestError
from web.labels import waste_code
from web.language import gettext as _
from web.mails.writing import whole_link

MOST_ROWS = 8
"""What fits on one sheet; the page has the rest."""
MOST_LETTERS = 200
UNPROCESSABLE = 422


@dataclass(frozen=True, slots=True)
class Row:
    """One side stream of the table: its name, site, code, unit, a figure a year and the number of its source."""

    name: str
    language: str
    site: str
    code: str
    unit: str
    figures: tuple[str, ...]
    source: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one printed letter says. Without a code it is a preview."""

    company: Company
    address: tuple[str, ...]
    years: tuple[int, ...]
    rows: tuple[Row, ...]
    sources: tuple[Provenance, ...]
    left_out: int
    qr: Qr
    page: str
    code: str
    valid_until: date


@blueprint.page("claims", "/<record_id>/letter", methods=["GET", "POST"])
@for_letter_writers
def letter(record_id: str) -> ResponseReturnValue:
    """The letter to one company: seen first, then printed with a fresh code."""
    sheets = _sheets([record_id], with_codes=request.method == "POST")
    return _print(sheets, record_id=record_id)


@blueprint.page("desk", "/letters")
@for_letter_writers
def letters() -> str:
    """Who was written to, who answered, and whom to write to now."""
    with house.bank().session() as session:
        found = claims.letters(session, current_viewer())
    return render_template("claims/letters.html", letters=found, written=sum(bool(one.written_at) for one in found))


@blueprint.page("desk", "/letters/print", methods=["POST"])
@for_letter_writers
def print_run() -> ResponseReturnValue:
    """The letters to the chosen companies, each on a sheet of its own, in the language of this address."""
    chosen = list(dict.fromkeys(request.form.getlist("company")))[:MOST_LETTERS]
    if not chosen:
        raise WrongRequestError(_("Choose at least one company to write to."), UNPROCESSABLE)
    return _print(_sheets(chosen, with_codes=True), record_id=None)


def _print(sheets: list[Sheet], record_id: str | None) -> Response:
    page = render_template(
        "claims/sheets.html", sheets=sheets, today=house.today(), letter_of=record_id, answer_days=claims.ANSWER_DAYS
    )
    return Response(page, headers={"Cache-Control": "no-store"})


def _sheets(record_ids: list[str], *, with_codes: bool) -> list[Sheet]:
    """The sheets; a company that public sources do not name gets none, whoever asks."""
    viewer, sheets = current_viewer(), []
    with house.bank().session(writing=with_codes) as session:
        for record_id in record_ids:
            company = company_of(session, viewer, record_id)
            if company.organisation.objected_on is not None:
                raise RecordNotFoundError(record_id)
            code = ""
            if with_codes:
                code = claims.new_code(session, company.organisation.id, made_by=signature(), at=house.now())
            sheets.append(sheet_of(company, code))
    return sheets


def sheet_of(company: Company, code: str) -> Sheet:
    """Set one letter."""
    base, record_id = house.settings().public_url, company.organisation.id
    page = whole_link(base, address("claims.claim", record_id=record_id))
    with_code = whole_link(base, address("claims.claim", record_id=record_id, code=code)) if code else page
    years, said = years_of(company), company.said[:MOST_ROWS]
    sources = _sources(company, said)
    return Sheet(
        company=company,
        address=_address(company),
        years=years,
        rows=tuple(_rows(said, years, sources)),
        sources=sources,
        left_out=len(company.said) - len(said),
        qr=qr_of(with_code),
        page=page,
        code=in_groups(code),
        valid_until=house.today() + timedelta(days=claims.LETTER_DAYS),
    )


def _address(company: Company) -> tuple[str, ...]:
    """The lines of the address as far as they are known; the rest is written by hand."""
    organisation = company.organisation
    site = next((site for site in organisation.sites if site.address), None)
    place = (site.municipality if site else None) or organisation.municipality
    return tuple(line for line in (organisation.name, site.address if site else None, place) if line)


def _sources(company: Company, said: Sequence[Said]) -> tuple[Provenance, ...]:
    """The sources of what the letter says, each once, in the order in which they are met."""
    found = [one.stream.provenance for one in said] or [company.organisation.provenance]
    return tuple({_key(source): source for source in found}.values())


def _rows(said: Sequence[Said], years: tuple[int, ...], sources: tuple[Provenance, ...]) -> Iterator[Row]:
    places = {_key(source): place for place, source in enumerate(sources, 1)}
    for one in said:
        yield Row(
            name=one.stream.name,
            language=one.stream.language,
            site=one.stream.site_name or "",
            code=waste_code(one.stream.waste_code) if one.stream.waste_code else "",
            unit=unit_label(one.stream.latest.unit) if one.stream.latest else "",
            figures=tuple(cells_of(one.stream.amounts, years)),
            source=places[_key(one.stream.provenance)],
        )


def _key(source: Provenance) -> tuple[object, ...]:
    return source.url, source.title, source.dated
