"""Comparison of results files, and the command `diff`."""

from math import inf
from pathlib import Path

import pytest

from ipsanalysis.__main__ import main
from ipsanalysis.files import write_csv, write_parquet
from ipsanalysis.record.comparison import compare, in_words, same
from ipsanalysis.record.results_file import ResultsFile, read_results, results_path
from ipsanalysis.rows import Row, to_frame


def results(*estimates: float, version: str = "1.0", note: str = "") -> ResultsFile:
    """Return rows whose group is their number."""
    rows = [
        {
            "row_id": f"flow/{number}/n",
            "version": version,
            "estimate": repr(value) if value == value else "",
            "note": note,
        }
        for number, value in enumerate(estimates)
    ]
    columns = ("row_id", "version", "estimate", "note")
    return ResultsFile(columns=columns, rows={row["row_id"]: row for row in rows})


@pytest.mark.parametrize(
    ("column", "first", "second", "expected"),
    [
        ("estimate", "1.0", "1.0000000009", True),
        ("estimate", "1.0", "1.0000000011", False),
        ("estimate", "1e-300", "1.0000000011e-300", True),
        ("estimate", "0.0", "9e-13", True),
        ("estimate", "-1e-17", "2e-17", True),
        ("estimate", "0.0", "1.1e-12", False),
        ("estimate", "", "", True),
        ("estimate", "", "0.0", False),
        ("estimate", "nan", "", True),
        ("ci_high", "inf", "inf", True),
        ("ci_high", "inf", "1e308", False),
        ("ci_low", "-inf", "inf", False),
        ("n", "216", "216.0", True),
        ("n", "216", "217", False),
        ("estimate", "1.0", "one", False),
        ("estimate", "one", "one", True),
        ("version", "1.0", "1.00", False),
        ("note", "", " ", False),
    ],
)
def test_cells_are_the_same(column: str, first: str, second: str, expected: bool) -> None:
    assert same(column, first, second) is expected
    assert same(column, second, first) is expected


def test_equal_files_have_no_differences() -> None:
    assert not compare(results(1.0, inf, float("nan")), results(1.0, inf, float("nan")))


def test_every_kind_of_difference_is_told() -> None:
    first, second = results(1.0, 2.0, 3.0), results(1.0, 2.5)
    second.rows["new/row"] = {"row_id": "new/row", "version": "", "estimate": "", "note": ""}
    wider = ResultsFile(columns=(*second.columns, "extra"), rows=second.rows)
    assert in_words(compare(first, wider), ("A", "B")) == [
        "columns that only one of them has: extra",
        "only A (1 row):",
        "  flow/2/n",
        "only B (1 row):",
        "  new/row",
        "changed (1 row, A -> B):",
        "  flow",
        "    flow/1/n",
        "      estimate          2.0 -> 2.5",
    ]


def test_rows_beyond_the_limit_are_counted() -> None:
    lines = in_words(compare(results(*range(5)), results(*range(10, 15))), ("A", "B"), 2)
    assert lines[-1] == "  and 3 rows more"
    assert sum("->" in line and "estimate" in line for line in lines) == 2


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two versions of a study's results, the first of them released."""
    monkeypatch.chdir(tmp_path)
    for folder, version, shift in (
        ("results/trial/1.0", "1.0", 0.0),
        ("results/released/trial/1.0", "1.0", 0.0),
        ("results/trial/1.1", "1.1", 1.0),
    ):
        rows = [
            Row(
                study="trial",
                version=version,
                data_status="synthetic",
                analysis="flow",
                statistic="n",
                method="count",
                plan_key="arms",
                group=group,
                estimate=number + (shift if group == "b" else 0),
                n=number,
            )
            for number, group in enumerate("abc")
        ]
        write_csv(tmp_path / folder / "results.csv", to_frame(rows))
        write_parquet(tmp_path / folder / "results.parquet", to_frame(rows))
    return tmp_path


@pytest.mark.parametrize(
    "names",
    [
        ("trial/1.0", "released:trial/1.0"),
        ("trial/1.0", "results/trial/1.0/results.parquet"),
        ("results/trial/1.1/results.csv", "trial/1.1"),
    ],
)
def test_diff_of_equal_files(
    project: Path, names: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["diff", *names]) == 0
    assert capsys.readouterr().out == "equal: 3 rows\n"


def test_diff_tells_what_changed_everywhere_once(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["diff", "released:trial/1.0", "trial/1.1"]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "A = released:trial/1.0",
        "B = trial/1.1",
        "in every row: version 1.0 -> 1.1",
        "changed (1 row, in A -> in B):",
        "  flow",
        "    flow/b/n/count",
        "      estimate          1.0 -> 2.0",
    ]


def test_names_of_results_files() -> None:
    assert results_path("trial/1.0") == Path("results/trial/1.0/results.csv")
    assert results_path("released:trial/1.0") == Path("results/released/trial/1.0/results.csv")
    assert results_path("../elsewhere.csv") == Path("../elsewhere.csv")
    assert results_path("released:../x/1.0") == Path("released:../x/1.0")


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("absent.csv", None, "there is no such file"),
        ("empty.csv", b"", "found no column row_id"),
        ("other.csv", b"a,b\n1,2\n", "found no column row_id"),
        ("twice.csv", b"row_id\nx\nx\n", "found the row x twice"),
        ("ragged.csv", b"row_id,n\nx\n", "record 2: found 1 cells; allowed: 2"),
        ("latin.csv", b"row_id,note\nx,\xe6\n", "cannot be read"),
        ("text.parquet", b"row_id\n", "cannot be read"),
        ("cut.csv", b'row_id,note\nx,"' + b"y" * 200_000, "cannot be read"),
    ],
)
def test_a_file_that_is_no_results_file_is_named(
    tmp_path: Path, name: str, content: bytes | None, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    assert main(["diff", str(tmp_path / name), str(tmp_path / name)]) == 1
    message = capsys.readouterr().err
    assert told in message
    assert name in message


def test_csv_and_parquet_read_alike(project: Path) -> None:
    folder = project / "results/trial/1.0"
    assert read_results(folder / "results.csv") == read_results(folder / "results.parquet")
