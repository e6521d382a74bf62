"""One picture as its page shows it: sentence, drawing, legend, checks and tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from markupsafe import Markup

from flows.boundary import boundary_titles
from flows.drawing.sheet import Entry
from flows.headlines import headline, ledes, plain
from flows.system.scenarios import TODAY
from web import numbers
from web.diagrams import companions, drawings, tables
from web.diagrams.choice import RECONCILED, Choice
from web.diagrams.contents import content_title
from web.diagrams.differing import Differing, differing
from web.diagrams.how_to_read import reading, warning
from web.diagrams.phone import PhoneRow, phone_rows
from web.diagrams.reading import DRY
from web.diagrams.weaving import Woven
from web.labels import title
from web.language import gettext as _

DOWNLOADS = ("svg", "csv", "json")


@dataclass(frozen=True, slots=True)
class Wayfinder:
    """A link with its words."""

    label: str
    href: str
    chosen: bool = False
    family: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """Everything the template of one picture needs."""

    name: str
    is_example: bool
    empty: bool
    title: str
    heading: str
    headline: Markup
    lede: str
    scope: str
    svg: Markup
    phone: tuple[PhoneRow, ...]
    legend: tuple[Entry, ...]
    warning: str
    source_line: str
    reading: str
    figure_href: str
    csv_href: str
    downloads: tuple[Wayfinder, ...]
    ways_out: tuple[Wayfinder, ...]
    left_out: tuple[tables.Line, ...]
    conservation: tuple[tables.Line, ...]
    matrix: tables.Matrix | None
    origin: str
    rows: tuple[tables.FlowRow, ...]
    unit: str
    compared: Differing | None
    beside: tuple[tuple[str, Markup], ...]


def picture(woven: Woven) -> Picture:
    """Write everything that is said about one diagram."""
    own = single(woven)
    return Picture(
        name=woven.name,
        is_example=woven.data.is_example,
        empty=woven.is_empty,
        title=picture_title(woven),
        heading=data_words(is_example=woven.data.is_example),
        headline=headline_html(woven),
        lede=" ".join(ledes(woven.choice.view.ledes, woven.data, woven.labels)),
        scope=scope(woven),
        svg=Markup("") if woven.is_empty else Markup(page_svg(woven)),  # noqa: S704  # our own drawing, escaped where it is made
        phone=tuple(phone_rows(woven)),
        legend=tuple(drawings.legend_of(woven)),
        warning=warning(woven),
        source_line=source_line(woven),
        reading=reading(woven),
        figure_href=own.address(extension="figure.json"),
        csv_href=own.address(extension="csv"),
        downloads=tuple(
            Wayfinder(_("Download %(format)s", format=extension.upper()), own.address(extension=extension))
            for extension in DOWNLOADS
        ),
        ways_out=tuple(ways_out(own)),
        left_out=tuple(tables.left_out_lines(woven)),
        conservation=tuple(tables.conservation_lines(woven)),
        matrix=tables.matrix(woven),
        origin=tables.origin_sentence(woven),
        rows=tuple(tables.flow_rows(woven)),
        unit=woven.labels.unit,
        compared=differing(woven),
        beside=tuple((heading, Markup(drawn)) for heading, drawn in companions.beside(woven)),  # noqa: S704  # ours too
    )


def single(woven: Woven) -> Choice:
    """The choice of this data set alone: files hold one data set each."""
    return replace(woven.choice, data=woven.name)


def data_words(*, is_example: bool) -> str:
    """What the numbers are made of."""
    return _("Invented examples") if is_example else _("Facts from public sources")


def years_words(woven: Woven) -> str:
    """The year, or that each stream stands with its latest one."""
    if woven.choice.year is not None:
        return str(woven.choice.year)
    if woven.data.years is None:
        return _("no years")
    first, last = woven.data.years
    if first == last:
        return str(first)
    return _("each stream's latest known year, %(first)s–%(last)s", first=first, last=last)


def boundary_words(woven: Woven) -> str:
    """Name of the boundary."""
    return title(boundary_titles(woven.data.boundary, woven.data.names))


def basis_words(woven: Woven) -> str:
    """What is counted, and in which unit."""
    words = {
        "as_shipped": _("wet mass, %(unit)s", unit=woven.labels.unit),
        "dry": _("dry mass, %(unit)s", unit=woven.labels.unit),
        "energy": _("energy, %(unit)s", unit=woven.labels.unit),
    }
    if woven.choice.content and woven.choice.content != DRY:
        return _(
            "%(substance)s in the flows, %(unit)s",
            substance=content_title(woven.choice.content),
            unit=woven.labels.unit,
        )
    return words.get(woven.data.basis, woven.labels.unit)


def scope(woven: Woven) -> str:
    """Boundary, year, basis and data set in one line."""
    return f"{scope_of_numbers(woven)} · {data_words(is_example=woven.data.is_example)}"


def scope_of_numbers(woven: Woven) -> str:
    """Boundary, year and basis, where the data set is told apart."""
    return " · ".join(filter(None, (boundary_words(woven), years_words(woven), state_words(woven), basis_words(woven))))


def state_words(woven: Woven) -> str:
    """What is drawn when it is not what was reported for today's plants; else empty."""
    found = [woven.state_words[1]] if woven.compared.scenario != TODAY else []
    found += [_("reconciled values")] if woven.choice.values == RECONCILED else []
    return ", ".join(found)


def picture_title(woven: Woven) -> str:
    """Name of the picture with place and year."""
    return _(
        "%(view)s, %(boundary)s, %(years)s",
        view=title(woven.choice.view.titles),
        boundary=boundary_words(woven),
        years=years_words(woven),
    )


def headline_html(woven: Woven) -> Markup:
    """The sentence of the picture, with the part that stands out marked."""
    parts = headline(woven.choice.view.headlines, woven.data, woven.labels)
    hot = Markup('<span class="hot">{}</span>')
    said = (hot.format(part.text) if part.is_hot else Markup.escape(part.text) for part in parts)
    return Markup("").join((Markup.escape(content_words(woven)), *said))


def headline_text(woven: Woven) -> str:
    """The sentence without marks."""
    return content_words(woven) + plain(headline(woven.choice.view.headlines, woven.data, woven.labels))


def content_words(woven: Woven) -> str:
    """What is counted when it is not the mass as shipped: it stands before the sentence."""
    content = woven.choice.content
    return f"{content_title(content)}: " if content else ""


def description(woven: Woven) -> str:
    """What a screen reader hears of the drawing."""
    return _("%(headline)s The same numbers are in the table below.", headline=headline_text(woven))


def page_svg(woven: Woven) -> str:
    """The drawing inside a page."""
    return drawings.inline(woven, picture_title(woven), description(woven))


def file_svg(woven: Woven) -> str:
    """The drawing as a file of its own, with its scope and licence under it."""
    caption = f"{picture_title(woven)}. {source_line(woven)}"
    return drawings.alone(woven, picture_title(woven), headline_text(woven), caption)


def source_line(woven: Woven) -> str:
    """Data set, scope, day of the last change and licence."""
    changed = _("last change %(day)s", day=numbers.day(woven.updated)) if woven.updated else ""
    parts = (
        data_words(is_example=woven.data.is_example),
        boundary_words(woven),
        years_words(woven),
        state_words(woven),
        basis_words(woven),
        changed,
        _("licence CC BY 4.0"),
    )
    return ". ".join(part[:1].upper() + part[1:] for part in parts if part) + "."


def ways_out(choice: Choice) -> Iterator[Wayfinder]:
    """What to look at when there is nothing to draw."""
    other = "facts" if choice.data == "examples" else "examples"
    if choice.year is not None:
        yield Wayfinder(_("The latest known year"), choice.address(year=None, latest=True))
    if choice.boundary != "satakunta":
        yield Wayfinder(_("The whole of Satakunta"), choice.address(boundary="satakunta"))
    yield Wayfinder(_("The examples") if other == "examples" else _("The facts"), choice.address(data=other))
