"""The committed graphs of bench/layout.py, and the seeded generator that made the generated ones.

python bench/graphs.py writes data/graphs/generated.jsonl anew: the same file every time.
"""

from __future__ import annotations

import json
import math
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "data" / "graphs"
GENERATED, REAL = FOLDER / "generated.jsonl", FOLDER / "real.jsonl"
SIZES = (20, 30, 40, 50, 60, 70, 80, 100)
EACH = 6
LINKS_PER_NODE, RECYCLING, SPREAD, NEXT = 2.2, 0.12, 1.2, 0.7
WORDS = (
    *("Sulatto", "Konvertteri", "Valimo", "Voimalaitos", "Biokaasulaitos", "Jätevedenpuhdistamo", "Sahalaitos"),
    *("Kaatopaikka", "Metallien jalostustehdas", "Tuhkan käsittely", "Rengasrouheen varasto", "Paperitehdas"),
    *("Smältverk", "Gjuteri", "Kraftverk", "Biogasanläggning", "Avloppsreningsverk", "Återvinningscentral"),
    *("Aska till vägbyggnad", "Deponi", "Sågverk", "Batterimaterialfabrik", "Järnvägsterminal", "Hamn"),
    *("Slag crusher", "Foundry", "Power plant", "Scrap yard", "Sinter plant", "Rolling mill", "Acid plant"),
    *("Sorting and baling", "Concrete products", "Earthworks", "Chemical works", "Pigment factory", "Harbour"),
)


@dataclass(frozen=True, slots=True)
class Graph:
    """Tonnes a year between named processes; `source` says where the figures are from."""

    name: str
    source: str
    nodes: tuple[str, ...]
    links: tuple[tuple[int, int, float], ...]


def graphs() -> list[Graph]:
    """All committed graphs, generated ones first."""
    return [*_read(GENERATED), *_read(REAL)]


def generated() -> Iterator[Graph]:
    """Systems of stages: most links lead to the next stage, some further, about one in eight back."""
    for size in SIZES:
        for number in range(EACH):
            yield _one(size, number)


def _one(size: int, number: int) -> Graph:
    chance = random.Random(1000 * size + number)
    stages = round(math.sqrt(size) * chance.uniform(0.6, 0.85))
    stage = sorted([*range(stages), *(chance.randrange(stages) for _ in range(size - stages))])
    total = round(size * LINKS_PER_NODE)
    back = round(total * RECYCLING)
    pairs: dict[tuple[int, int], float] = {}
    for node in range(size):
        if stage[node]:
            pairs.setdefault((_near(chance, stage, node), node), _tonnes(chance))
    while len(pairs) < total - back:
        head = chance.choice([node for node in range(size) if stage[node]])
        pairs.setdefault((_near(chance, stage, head), head), _tonnes(chance))
    while len(pairs) < total:
        tail, head = sorted(chance.sample(range(size), 2), reverse=True)
        if stage[head] < stage[tail]:
            pairs.setdefault((tail, head), _tonnes(chance, 0.35))
    names = [f"{chance.choice(WORDS)} {node + 1}" for node in range(size)]
    mixed = chance.sample(range(size), size)  # the place in the file tells nothing of the place in the chain
    links = [(mixed[tail], mixed[head], mass) for (tail, head), mass in pairs.items()]
    chance.shuffle(links)
    ordered = [name for _, name in sorted(zip(mixed, names, strict=True))]
    return Graph(f"generated-{size}-{number + 1}", "bench/graphs.py", tuple(ordered), tuple(links))


def _near(chance: random.Random, stage: list[int], head: int) -> int:
    """A node of an earlier stage: the one before in seven cases of ten."""
    reach = 1
    while chance.random() > NEXT and reach < stage[head]:
        reach += 1
    return chance.choice([node for node, place in enumerate(stage) if place == stage[head] - reach])


def _tonnes(chance: random.Random, share: float = 1.0) -> float:
    return float(f"{100 * share * chance.lognormvariate(0, SPREAD):.3g}")


def _read(path: Path) -> Iterator[Graph]:
    for line in path.read_text("utf-8").splitlines():
        found = json.loads(line)
        links = tuple((int(tail), int(head), float(mass)) for tail, head, mass in found["links"])
        yield Graph(found["name"], found["source"], tuple(found["nodes"]), links)


def line_of(graph: Graph) -> str:
    """One graph as a line of JSON."""
    found = {"name": graph.name, "source": graph.source, "nodes": graph.nodes, "links": graph.links}
    return json.dumps(found, ensure_ascii=False, separators=(",", ":")) + "\n"


if __name__ == "__main__":
    GENERATED.write_text("".join(map(line_of, generated())), "utf-8")
