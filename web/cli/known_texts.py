"""Tables of texts for `classify` and `evaluate classify`: read from CSV or a workbook, every wrong row named."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from taxonomy.codes import LANGUAGES, Language
from taxonomy.waste_list import parse_code
from web.cli.speech import refuse
from web.cli.speech import translate as _

COLUMNS = ("text", "lang", "industry_code", "waste_code", "material_class", "kind")
MOST_NAMED = 10


@dataclass(frozen=True, slots=True)
class TextRow:
    """One text; `number` counts the rows below the heading from 1."""

    number: int
    text: str
    language: Language | None
    industry: str
    waste_code: str
    material_class: str
    kind: str


@dataclass(slots=True)
class Texts:
    """The rows of a table, a sentence for each that cannot be used, and the numbers of those of no known industry."""

    rows: list[TextRow] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    strange_industry: list[int] = field(default_factory=list)

    def told(self) -> list[str]:
        """What the reader should know of the table."""
        if not self.strange_industry:
            return self.wrong
        first = ", ".join(map(str, self.strange_industry[:MOST_NAMED]))
        more = ", …" if len(self.strange_industry) > MOST_NAMED else ""
        strange = _(
            "Rows %(rows)s: the industry is not a NACE Rev. 2 code such as 2451 or 24.51; the texts were read "
            "without it.",
            rows=first + more,
        )
        return [*self.wrong, strange]


def read_texts(path: Path, language: Language | None, *, with_codes: bool = False) -> Texts:
    """Read a table; a file without the needed columns is refused.

    Parameters
    ----------
    language : str, optional
        That of rows that do not say.
    with_codes : bool
        Whether each row must have a waste code.
    """
    found = Texts()
    for number, cells in _rows(path, ("text", "waste_code") if with_codes else ("text",)):
        wrong = _wrong(cells, with_codes=with_codes)
        if wrong is not None:
            found.wrong.append(_("Row %(row)s: %(problem)s", row=number, problem=wrong))
            continue
        if cells["industry_code"] and not is_industry(cells["industry_code"]):
            found.strange_industry.append(number)
        found.rows.append(
            TextRow(
                number=number,
                text=cells["text"],
                language=_language(cells["lang"]) or language,
                industry=cells["industry_code"],
                waste_code=parse_code(cells["waste_code"]) if with_codes else "",
                material_class=cells["material_class"],
                kind=cells["kind"],
            )
        )
    return found


def is_industry(code: str) -> bool:
    """Whether anything is known of where the waste of an industry belongs."""
    from taxonomy.suggest.context import industry_origin

    return industry_origin(code) is not None


def _rows(path: Path, needed: tuple[str, ...]) -> Iterator[tuple[int, Mapping[str, str]]]:
    from databank.sheets import open_book

    with open_book(path) as book:
        rows = book.sheets[0].rows()
        _number, heading = next(rows, (0, []))
        names = [str(cell or "").strip().lower() for cell in heading]
        missing = [name for name in needed if name not in names]
        if missing:
            refuse(
                "%(file)s has no column %(missing)s in its first row. Columns: %(columns)s.",
                file=path.name,
                missing=", ".join(missing),
                columns=", ".join(COLUMNS),
            )
        place = {name: names.index(name) for name in COLUMNS if name in names}
        for number, (_line, cells) in enumerate(rows, start=1):
            yield number, {name: _cell(cells, place.get(name)) for name in COLUMNS}


def _cell(cells: list[str | int | float | None], place: int | None) -> str:
    value = cells[place] if place is not None and place < len(cells) else None
    return "" if value is None else str(value).strip()


def _wrong(cells: Mapping[str, str], *, with_codes: bool) -> str | None:
    if cells["lang"] and _language(cells["lang"]) is None:
        return _("the language is %(value)s. Write fi, sv or en, or leave it empty.", value=cells["lang"])
    if with_codes:
        try:
            parse_code(cells["waste_code"])
        except (LookupError, ValueError):
            return _("%(value)s is not a waste code. Write six digits, for example 100908.", value=cells["waste_code"])
    return None


def _language(text: str) -> Language | None:
    return next((known for known in LANGUAGES if known == text.lower()), None)
