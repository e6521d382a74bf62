"""Files as an environment manager has them, for the tests of the pages on which they are brought."""

from __future__ import annotations

KINDS = (("Valimohiekka", "10 09 08"), ("Teräskuona", "10 02 02"), ("Betonijäte", "17 01 01"))
TITLE = "Jätteet 2025;;;;;"
HEADING = "Jätelaji;Jätekoodi;Määrä (t/v);Vuosi;Käsittelykoodi;Vastaanottaja"
BAD = {
    10: ("n. kaksitoista", "", ""),
    15: ("", "99 99 98", ""),
    20: ("", "", "20225"),
    25: ("-5", "", ""),
    30: ("12,x", "", ""),
}
"""Rows that cannot be taken: what stands there instead of the amount, the code, the year."""


def waste_lines(rows: int = 200, *, bad: bool = True) -> list[str]:
    """A title, a heading and rows with decimal commas and grouped thousands."""
    lines = [TITLE, HEADING]
    for place in range(rows):
        name, code = KINDS[place % len(KINDS)]
        amount, other_code, year = BAD.get(place, ("", "", "")) if bad else ("", "", "")
        said = amount or f"{1 + place % 3} {place % 1000:03d},{place % 9 + 1}"
        receiver = f"Kierrätys Oy {place % 3}"
        lines.append(f"{name} erä {place + 1};{other_code or code};{said};{year or 2025};R5;{receiver}")
    return lines


def windows_file(rows: int = 200, *, bad: bool = True) -> bytes:
    """The same as Excel in Finnish saves it: Windows-1252, semicolons, line ends of Windows."""
    return "\r\n".join(waste_lines(rows, bad=bad)).encode("cp1252")
