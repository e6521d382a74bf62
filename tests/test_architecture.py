"""How the house is built: imports run one way, libraries have one place, functions are short, nothing is left open."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

pytestmark = pytest.mark.no_cover  # the code is read here, not run

ROOT = Path(__file__).parent.parent
PACKAGES = ("taxonomy", "databank", "flows", "web")
OURS = frozenset({*PACKAGES, "sample_data"})

# Who may import a library; a name covers the module and everything below it.
HOMES = {
    "alembic": ("databank",),
    "apispec": ("web.api",),
    "babel": ("web",),
    "click": ("web",),
    "duckdb": ("flows",),
    "flask": ("web",),
    "flask_babel": ("web",),
    "email_validator": ("databank.schemas",),
    "flask_login": ("web.auth",),
    "flask_security": ("web.auth",),
    "flask_smorest": ("web.api",),
    "flask_wtf": ("web",),
    "granian": ("web",),
    "highspy": ("flows",),
    "huey": ("web.jobs",),
    "itsdangerous": ("web",),
    "jinja2": ("web",),
    "markupsafe": ("web",),
    "PIL": ("databank.files",),
    "marshmallow": ("databank.schemas", "web.api"),
    "networkx": ("flows",),
    "openpyxl": ("databank.sheets",),
    "python_calamine": ("databank.sheets",),
    "rapidfuzz": ("databank.imports",),
    "numpy": ("flows", "taxonomy.suggest"),
    "ortools": ("flows",),
    "passlib": ("web.auth",),
    "platformdirs": ("web.config",),
    "plotly": ("flows.figures",),
    "qrcode": ("web",),
    "scipy": ("flows", "taxonomy.suggest"),
    "simplemma": ("taxonomy.suggest.word_forms",),
    "sqlalchemy": ("databank",),
    "webargs": ("web.api",),
    "werkzeug": ("web",),
    "wtforms": ("web",),
}
# The one exception: the accounts are tables, and the mixin for them comes from the sign-in library.
EXCEPTIONS = {("databank.accounts", "flask_security.models.sqla")}
# What the bank shows to those above it.
BANK_FOR_FLOWS = ("databank.records", "databank.errors")
BANK_NOT_FOR_WEB = ("databank.models",)
# The values have one door: which module of it defines one is nobody's business.
VALUES = "databank.records"

LONGEST_FUNCTION = 40
LONG_FOR_A_REASON = {
    "databank.migrations.versions.0001_first_tables._places": "a list of tables, column by column",
    "databank.migrations.versions.0001_first_tables._exchanges_and_flows": "a list of tables, column by column",
    "databank.migrations.versions.0002_people_and_reviews._people": "a list of tables, column by column",
    "databank.migrations.versions.0002_people_and_reviews._sharing": "a list of tables, column by column",
    "databank.migrations.versions.0002_people_and_reviews._enquiries_and_files": "a list of tables, column by column",
    "databank.migrations.versions.0002_people_and_reviews._reviews": "a list of tables, column by column",
    "databank.migrations.versions.0002_people_and_reviews._claims": "a list of tables, column by column",
    "databank.queries.values.side_stream_of": "one call that names every field of a side stream",
}


@dataclass(frozen=True)
class Module:
    """One source file: its dotted name and its syntax tree."""

    name: str
    path: Path
    tree: ast.Module

    @property
    def package(self) -> str:
        return self.name.split(".")[0]


@cache
def modules(root: Path) -> tuple[Module, ...]:
    return tuple(read(root))


def read(root: Path) -> Iterator[Module]:
    for package in PACKAGES:
        for path in sorted((root / package).rglob("*.py")):
            parts = path.relative_to(root).with_suffix("").parts
            name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
            yield Module(name, path, ast.parse(path.read_text("utf-8")))


def imports(module: Module) -> Iterator[str]:
    """Dotted names of everything `module` imports, at the top or inside a function."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            source = absolute(module, node)
            yield from (f"{source}.{alias.name}" for alias in node.names)


def absolute(module: Module, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    is_package = module.path.name == "__init__.py"
    parts = module.name.split(".")
    parent = parts[: len(parts) - node.level + is_package]
    return ".".join([*parent, *([node.module] if node.module else [])])


def below(name: str, homes: tuple[str, ...]) -> bool:
    return any(name == home or name.startswith(f"{home}.") for home in homes)


def breach(module: Module, name: str) -> str | None:
    """What is wrong with `module` importing `name`, as a sentence."""
    top = name.split(".", maxsplit=1)[0]
    if top in OURS:
        return inner_breach(module, name, top)
    if top in sys.stdlib_module_names or any(below(module.name, (m,)) and below(name, (n,)) for m, n in EXCEPTIONS):
        return None
    if top not in HOMES:
        return f"{module.name} imports {name}, which has no home in this test"
    return None if below(module.name, HOMES[top]) else f"{module.name} imports {name}: only {HOMES[top]} may"


def inner_breach(module: Module, name: str, top: str) -> str | None:
    if top == "sample_data":
        return None if module.package == "web" else f"{module.name} imports the sample data"
    if PACKAGES.index(top) > PACKAGES.index(module.package):
        return f"{module.name} imports {name}, which stands above it"
    if module.package == "flows" and top == "databank" and not below(name, BANK_FOR_FLOWS):
        return f"{module.name} imports {name}: flows sees values and errors only"
    if module.package == "web" and below(name, BANK_NOT_FOR_WEB):
        return f"{module.name} imports {name}: web never sees the tables"
    if name.startswith(f"{VALUES}.") and name[len(VALUES) + 1].islower() and not below(module.name, (VALUES,)):
        return f"{module.name} imports {name}: values are imported from {VALUES}"
    return None


def breaches(root: Path) -> list[str]:
    found = (breach(module, name) for module in modules(root) for name in imports(module))
    return [sentence for sentence in found if sentence]


def test_imports_run_one_way_and_libraries_live_in_one_place() -> None:
    assert breaches(ROOT) == []


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("taxonomy/codes.py", "import databank.records"),
        ("taxonomy/codes.py", "import flask"),
        ("databank/store.py", "from flows import table"),
        ("databank/store.py", "from marshmallow import Schema"),
        ("databank/store.py", "from flask_security.models import sqla"),
        ("databank/exchange/__init__.py", "def f():\n    from flows import table"),
        ("databank/exchange/__init__.py", "import sample_data"),
        ("flows/sankey.py", "from databank.store import Bank"),
        ("flows/sankey.py", "from databank import models"),
        ("flows/sankey.py", "from databank.records.flows import Layer"),
        ("databank/store.py", "from databank.records import flows"),
        ("flows/sankey.py", "def draw():\n    import plotly.graph_objects"),
        ("flows/sankey.py", "from web.labels import number"),
        ("web/pages.py", "from databank import models"),
        ("web/pages.py", "import sqlalchemy"),
        ("web/pages.py", "import unheard_of"),
    ],
)
def test_a_planted_breach_is_found(tmp_path: Path, file: str, line: str) -> None:
    planted = tmp_path / file
    planted.parent.mkdir(parents=True)
    planted.write_text(line, "utf-8")
    assert breaches(tmp_path)


def test_the_named_exception_is_no_breach(tmp_path: Path) -> None:
    (tmp_path / "databank").mkdir()
    (tmp_path / "databank/accounts.py").write_text("from flask_security.models.sqla import FsUserMixin", "utf-8")
    assert breaches(tmp_path) == []


def test_a_relative_import_means_its_own_package(tmp_path: Path) -> None:
    (tmp_path / "databank/exchange").mkdir(parents=True)
    (tmp_path / "databank/exchange/__init__.py").write_text(
        "from ..records import Area\nfrom .files import read", "utf-8"
    )
    (module,) = modules(tmp_path)
    assert list(imports(module)) == ["databank.records.Area", "databank.exchange.files.read"]


def test_only_the_edge_reads_the_environment() -> None:
    readers = {
        module.name
        for module in modules(ROOT)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv"}
    }
    assert {name for name in readers if not name.startswith("web.")} == set()


def own_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of the body, without the docstring."""
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def test_functions_are_read_without_scrolling() -> None:
    long = {
        f"{module.name}.{node.name}": own_lines(node)
        for module in modules(ROOT)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and own_lines(node) > LONGEST_FUNCTION
    }
    assert long.keys() == LONG_FOR_A_REASON.keys(), long


def sources() -> Iterator[Path]:
    kinds = {".py", ".html", ".css", ".js", ".md", ".toml", ".csv", ".json", ".po", ".mjs"}
    for folder in (*sorted(OURS), "tests", "docs", "bench", "tools"):
        for path in sorted((ROOT / folder).rglob("*")):
            # The corpus is in the encodings that people bring; its text is made by tests/corpus_files.py.
            if path.suffix in kinds and not {"vendor", "corpus"} & set(path.relative_to(ROOT).parts[:-1]):
                yield path


def test_nothing_is_left_open() -> None:
    mark = re.compile(r"\b(?:TODO|FIXME|XXX|HACK)\b")  # this very line is why the tests' own file is left out
    open_ends = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in sources()
        if path != Path(__file__)
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if mark.search(line)
    ]
    assert open_ends == []


def test_nothing_of_a_workplace_is_kept() -> None:
    """No path of a machine and no package registry in any file that is shipped or committed."""
    mark = re.compile(r"(?<![\w.])/(?:work|root|home)/\w|files\.pythonhosted|pypi\.org/simple|registry\.npmjs")
    kept = [
        f"{path.relative_to(ROOT)}: {found.group()}"
        for path in (*sources(), *ROOT.glob("requirements*.lock"), ROOT / "Makefile", ROOT / "pyproject.toml")
        if path != Path(__file__) and (found := mark.search(path.read_text("utf-8")))
    ]
    assert kept == []
