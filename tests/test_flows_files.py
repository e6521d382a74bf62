from pathlib import Path

import numpy as np
import pytest

from flows.errors import FlowFileError
from flows.files import check_flow_csv, read_flow_csv, read_process_csv
from flows.sankey import weave, weave_processes
from flows.views import view
from tests.flow_tables import MATERIALS

HEAD = "year,source,target,material,mass_t"


def written(folder: Path, text: str | bytes, name: str = "flows.csv") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_plain_file(tmp_path: Path) -> None:
    table = read_flow_csv(written(tmp_path, f"{HEAD}\n2025,A,B,sand,1.5\n2024,B,Elsewhere,sand,\n"))
    assert table.year.tolist() == [2025, 2024]
    assert table.amount[0] == 1.5
    assert np.isnan(table.amount[1])
    assert (table.layer.labels, table.basis.labels) == (("mass",), ("as_shipped",))
    assert not table.stream_is_record


def test_optional_columns_order_byte_mark_and_blank_lines(tmp_path: Path) -> None:
    text = (
        "\ufeffmass_t, layer,material,target,source,year,treatment_code,standard_uncertainty_t,note\n"
        "\n5,energy,heat,B,A,2025,R1,0.5,x\n,,,,,,,,\n"
    )
    table = read_flow_csv(written(tmp_path, text))
    assert (table.layer.labels, table.basis.labels, table.treatment_code.labels) == (("energy",), ("energy",), ("R1",))
    assert table.standard_uncertainty.tolist() == [0.5]


def test_dry_layer_has_dry_basis(tmp_path: Path) -> None:
    table = read_flow_csv(written(tmp_path, f"{HEAD},layer\n2025,A,B,sand,1,dry_mass\n"))
    assert table.basis.labels == ("dry",)


@pytest.mark.parametrize(
    ("row", "field", "sentence"),
    [
        ("x,A,B,m,1", "year", "whole number from 1900 to 2200"),
        ("99999,A,B,m,1", "year", "whole number"),
        ("٢٠٢٥,A,B,m,1", "year", "whole number"),
        ("2025,,B,m,1", "source", "source is missing"),
        ("2025,A,,m,1", "target", "target is missing"),
        ("2025,A,B,,1", "material", "material is missing"),
        ("2025,A,B,m,NaN", "mass_t", "not a finite number"),
        ("2025,A,B,m,inf", "mass_t", "not a finite number"),
        ("2025,A,B,m,-1", "mass_t", "below zero"),
        ("2025,A,B,m,1e15", "mass_t", "more than any flow on earth"),
        ("2025,A,B,m,1 000", "mass_t", "not a number"),
        ('2025,A,B,m,"1,5"', "mass_t", "not a number"),
        ("2025,A,B,m,1_0", "mass_t", "not a number"),
        ("2025,A,B,m,1,-2", "standard_uncertainty_t", "below zero"),
        ("2025,A,B,m,1,,volume", "layer", "Choose one of: mass, dry_mass, energy"),
        ("2025,A,B,m,1,,,wet", "basis", "Choose one of: as_shipped"),
        ("2025,A,B,m,1,,,,,R1", "record_id", "stands in line 2"),
    ],
)
def test_bad_cell_is_named_with_line_and_column(tmp_path: Path, row: str, field: str, sentence: str) -> None:
    head = f"{HEAD},standard_uncertainty_t,layer,basis,treatment_code,record_id"
    path = written(tmp_path, f"{head}\n2025,A,B,m,1,,,,,R1\n{row}\n")
    with pytest.raises(FlowFileError, match=r"flows.csv: 1 cells cannot be used") as caught:
        read_flow_csv(path)
    (error,) = caught.value.rows
    assert (error.row, error.field) == (3, field)
    assert sentence in error.message
    assert check_flow_csv(path) == (error,)


def test_every_bad_cell_is_named_at_once(tmp_path: Path) -> None:
    path = written(tmp_path, f"{HEAD}\n2025,A,B,m,-1\n20,,B,m,nan\n")
    with pytest.raises(FlowFileError) as caught:
        read_flow_csv(path)
    assert [(error.row, error.field) for error in caught.value.rows] == [
        (2, "mass_t"),
        (3, "source"),
        (3, "year"),
        (3, "mass_t"),
    ]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "line 1: the column year, source, target, material, mass_t is missing"),
        (b"year,source,target,material\n2025,A,B,m\n", "the column mass_t is missing"),
        (HEAD.encode() + b"\n", "has no rows under its heading"),
        (HEAD.encode() + "\n2025,Härjä,B,m,1\n".encode("latin-1"), "is not UTF-8"),
    ],
)
def test_file_that_cannot_be_read_at_all(tmp_path: Path, content: bytes, sentence: str) -> None:
    with pytest.raises(FlowFileError, match=sentence):
        read_flow_csv(written(tmp_path, content))


def test_missing_file_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(FlowFileError, match=r"nowhere.csv cannot be read: No such file or directory. Check the path."):
        read_flow_csv(tmp_path / "nowhere.csv")


def test_keep_going_uses_the_rest_and_counts_what_is_refused(tmp_path: Path) -> None:
    rows = "2025,A,B,sand,10\n2025,A,B,sand,-4\n2025,A,B,sand,nan\n2024,A,B,sand,-2\nyear?,A,B,sand,5\n2025,A,B,sand,\n"
    table = read_flow_csv(written(tmp_path, f"{HEAD}\n{rows}"), keep_going=True)
    assert table.left_out == {"rejected": 4}
    parts = weave_processes(table, 2025).conservation
    assert (parts.drawn_t, parts.rejected_t, parts.total_t) == (10.0, 4.0, 14.0)
    whole = weave(table, view("big-picture"), materials=MATERIALS)
    assert (whole.conservation.drawn_t, whole.conservation.rejected_t) == (10.0, 6.0)
    assert whole.left_out == {"rejected": 4, "unknown_amount": 1}


def test_without_a_year_each_stream_of_a_file_stands_with_its_latest(tmp_path: Path) -> None:
    rows = "2023,A,B,sand,10,r1\n2024,A,B,sand,20,r2\n2023,A,C,sand,4,r3\n"
    data = weave_processes(read_flow_csv(written(tmp_path, f"{HEAD},record_id\n{rows}")))
    assert (data.conservation.drawn_t, data.years) == (24.0, (2023, 2024))


def test_processes_are_read_from_their_own_file(tmp_path: Path) -> None:
    path = written(
        tmp_path, "process,label,sector,area,stage\nA,Works,metal,peittoo,1\nElsewhere,,,,\n,x,,,\n", "p.csv"
    )
    processes = read_process_csv(path)
    assert (processes["A"].label, processes["A"].sector, processes["A"].area) == ("Works", "metal", "peittoo")
    assert (processes["Elsewhere"].kind, processes["Elsewhere"].label) == ("outside", "Elsewhere")
    table = read_flow_csv(written(tmp_path, f"{HEAD}\n2025,A,B,sand,1\n"), processes=processes)
    assert table.process("A").sector == "metal"
    assert table.process("B").kind == "site"


def test_processes_need_their_column(tmp_path: Path) -> None:
    with pytest.raises(FlowFileError, match=r"the column process is missing. The columns are process, label"):
        read_process_csv(written(tmp_path, "name\nA\n", "p.csv"))


def test_a_substance_is_a_layer_of_its_own(tmp_path: Path) -> None:
    table = read_flow_csv(written(tmp_path, f"{HEAD},layer\n2025,A,B,sand,1,substance:Zn\n2025,B,C,sand,9,mass\n"))
    assert table.layer.values() == ["substance:Zn", "mass"]
    assert table.basis.values() == ["as_shipped", "as_shipped"]


@pytest.mark.parametrize("layer", ["substance:", "substance", "Substance:Zn", "zinc"])
def test_a_substance_without_a_name_is_refused(tmp_path: Path, layer: str) -> None:
    (error,) = check_flow_csv(written(tmp_path, f"{HEAD},layer\n2025,A,B,sand,1,{layer}\n"))
    assert error.field == "layer"
    assert "mass, dry_mass, energy, substance:<name>" in str(error.message)
