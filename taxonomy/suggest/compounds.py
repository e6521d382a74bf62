"""Makes the list of parted compounds: ``python -m taxonomy.suggest.compounds FILE``, after `word_forms`."""

from __future__ import annotations

import csv
import sys
from pathlib import Path

from taxonomy.search import fold
from taxonomy.suggest.word_forms import own_words
from taxonomy.suggest.words import Word, word


def vocabulary_compounds() -> list[Word]:
    """The words of the vocabulary that consist of parts, in the order of the alphabet."""
    written = sorted({fold(one) for words in own_words().values() for one in words})
    return [parted for one in written if len((parted := word(one)).parts) > 1]


def main(path: Path) -> None:
    """Write the list."""
    found = vocabulary_compounds()
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("word", "lemma", "parts"))
        writer.writerows((one.written, one.lemma, " ".join(one.parts)) for one in found)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
