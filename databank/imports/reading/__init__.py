"""Tables as people have them, read as rows of a kind: where the heading is, what the columns are, what the cells say.

`propose` looks at a book and says how it would be read; `source_rows` reads one table so; `prepare` makes records of
its rows. Nothing here knows the bank: what a name means there is matched between the last two steps.
"""

from databank.imports.reading.aside import Aside
from databank.imports.reading.assigning import ACCEPTED_FROM, letter_of
from databank.imports.reading.lists import aid_titles, aids, layouts
from databank.imports.reading.logs import fate_of, fills_fate, prepare
from databank.imports.reading.proposing import propose
from databank.imports.reading.rows import source_rows
from databank.imports.reading.shapes import shape_of

__all__ = [
    "ACCEPTED_FROM",
    "Aside",
    "aid_titles",
    "aids",
    "fate_of",
    "fills_fate",
    "layouts",
    "letter_of",
    "prepare",
    "propose",
    "shape_of",
    "source_rows",
]
