"""What was noted in raw files, as the reports list it."""

from pathlib import Path

import numpy as np

from ipsanalysis.files import write_csv
from ipsanalysis.raw.fault import Fault, fault_frame
from ipsanalysis.report.data_account import noted_rows_table
from ipsanalysis.tables.cell import plain


def test_notes_on_published_figures_name_row_and_value(tmp_path: Path) -> None:
    notes = [
        Fault(
            level="note", file="rows.csv", column="country", rows=np.array([5, 9]),
            values=["Norland", "Sudland"], rule="a country not listed", action="Add it.",
        )
    ]  # fmt: skip
    write_csv(tmp_path / "noted_rows.csv", fault_frame(notes))
    table = noted_rows_table(tmp_path / "noted_rows.csv")
    assert [[plain(cell) for cell in line.cells] for line in table.lines] == [
        ["rows.csv", "5", "country", "Norland", "a country not listed", "Add it."],
        ["rows.csv", "9", "country", "Sudland", "a country not listed", "Add it."],
    ]


def test_without_notes_the_table_is_empty(tmp_path: Path) -> None:
    write_csv(tmp_path / "noted_rows.csv", fault_frame([]))
    assert noted_rows_table(tmp_path / "noted_rows.csv").lines == ()
