"""The claim form: what was typed, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from databank.claims import NewClaim
from databank.records import ClaimKind
from taxonomy.units import NumberError, parse_number
from web import contact
from web.claims.company import Company
from web.language import current_language
from web.language import gettext as _

YEARS = range(1990, 2101)
GREATEST_TONNES = 1_000_000_000
NAMES = ("kind", "about", "text", "year", "tonnes", "name", "email", "code", "website")


def kinds() -> tuple[tuple[str, str, str], ...]:
    """Word, what one says by it, and what follows."""
    return (
        (ClaimKind.CONFIRM.value, _("This is right"), _("We write beside it that your company confirms it.")),
        (
            ClaimKind.CORRECT.value,
            _("Something is wrong"),
            _("Your figure or words stand beside those of the source, which stays to be seen."),
        ),
        (ClaimKind.COMMENT.value, _("We want to add something"), _("Your words stand beside the record.")),
        (
            ClaimKind.OBJECT.value,
            _("We object to being shown"),
            _("The page of your company is hidden until the city has looked at it."),
        ),
    )


@dataclass(frozen=True, slots=True)
class ClaimForm:
    """The typed text by field name."""

    typed: Mapping[str, str]
    company: Company

    @classmethod
    def from_fields(cls, fields: Mapping[str, str], company: Company) -> ClaimForm:
        """Read a form, tidied."""
        return cls({name: contact.tidy(fields.get(name, "")) for name in NAMES}, company)

    @property
    def kind(self) -> ClaimKind | None:
        """What is claimed, if one of the four was chosen."""
        return next((kind for kind in ClaimKind if kind.value == self.typed["kind"]), None)

    @property
    def corrects(self) -> bool:
        """Whether a figure of the company's own counts."""
        return self.kind is ClaimKind.CORRECT and bool(self.typed["year"] or self.typed["tonnes"])

    def problems(self) -> dict[str, str]:
        """Field and sentence for everything to be put right, in the order of the form."""
        wrong = {
            "kind": "" if self.kind else _("Choose what you want to say"),
            "about": self._about_problem(),
            "year": self._year_problem(),
            "tonnes": self._tonnes_problem(),
            "text": self._text_problem(),
            "name": contact.name_problem(self.typed["name"]),
            "email": contact.email_problem(self.typed["email"]),
        }
        return {field: sentence for field, sentence in wrong.items() if sentence}

    def claim(self) -> NewClaim:
        """The claim; only once nothing is wrong."""
        return NewClaim(
            organisation_id=self.company.organisation.id,
            side_stream_id=self.typed["about"] or None,
            kind=self.kind or ClaimKind.COMMENT,
            text=self.typed["text"],
            year=int(self.typed["year"]) if self.corrects else None,
            tonnes=self._tonnes() if self.corrects else None,
            name=self.typed["name"],
            email=self.typed["email"],
            language=current_language(),
        )

    def _about_problem(self) -> str:
        about = self.typed["about"]
        if about and self.company.stream(about) is None:
            return _("Choose a side stream of the list")
        if self.corrects and not about:
            return _("Choose the side stream that your figure is about")
        return ""

    def _year_problem(self) -> str:
        year = self.typed["year"]
        if not self.corrects or (year.isascii() and year.isdigit() and int(year) in YEARS):
            return ""
        return _("Enter the year of your figure, for example 2022")

    def _tonnes_problem(self) -> str:
        if not self.corrects:
            return ""
        if not self.typed["tonnes"]:
            return _("Enter the tonnes that would be right")
        try:
            tonnes = self._tonnes()
        except NumberError:
            return _("Enter the tonnes in digits, for example 1200 or 12.5")
        return "" if 0 <= tonnes <= GREATEST_TONNES else _("Enter tonnes between 0 and 1,000,000,000")

    def _tonnes(self) -> Decimal:
        return parse_number(self.typed["tonnes"], current_language())

    def _text_problem(self) -> str:
        optional = self.kind in {None, ClaimKind.CONFIRM} or self.corrects
        empty = _("Write why you object") if self.kind is ClaimKind.OBJECT else _("Write what you want to say")
        return contact.text_problem(self.typed["text"], "" if optional else empty)
