"""The canonical tables of a meta-analysis, held to its files as they lie there."""

import csv
import hashlib
import sys
from argparse import Namespace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from ipsanalysis.begin import check
from ipsanalysis.evidence.comparisons import ORDER, labels
from ipsanalysis.evidence.gather import gather
from ipsanalysis.evidence.load import load_evidence
from ipsanalysis.evidence.schema import FILE, schema
from ipsanalysis.plan.evidence_load import load_review
from ipsanalysis.steps import gather as step

ROOT = Path(__file__).parents[2]
sys.path.append(str(ROOT / "tests" / "faults"))
from evidence_study import EvidenceStudy  # noqa: E402

PLAN, LAYOUT = load_review("ips", ROOT)
MADE = gather(load_evidence(LAYOUT.raw, PLAN), PLAN, LAYOUT.raw)
ROWS = MADE.tables["comparisons"].set_index("row_id", drop=False)
with (LAYOUT.raw / "ips_rcts.csv").open(encoding="utf-8") as text:
    RAW = {line["row_id"]: line for line in csv.DictReader(text)}


def made_from(study: EvidenceStudy, root: Path) -> dict[str, pd.DataFrame]:
    layout = study.write(root)
    made = gather(load_evidence(layout.raw, PLAN), PLAN, layout.raw)
    assert not made.errors
    return made.tables


@pytest.mark.parametrize(
    ("path", "digest"),
    [
        ("ips_rcts.csv", "19da1441e662816aa13a3a4615e78a2dc265e128f3a059493be65a2c95d49939"),
        ("ips_rcts_secondary.csv",
         "d965216b07dcb449c4938f0a566b81d15ba34c6536b5f483c556a3100952edb3"),
        ("epl_2008.csv", "6961acef12861358603a90d4f800afae596a977835729196f6bbd795a5f7dce1"),
    ],
)  # fmt: skip
def test_files_are_as_received(path, digest) -> None:
    assert hashlib.sha256((LAYOUT.raw / path).read_bytes()).hexdigest() == digest


def test_every_row_keeps_what_the_file_says() -> None:
    assert list(MADE.tables["comparisons"].columns) == list(ORDER)
    assert sorted(ROWS.index) == sorted(RAW)
    same = {"trial_id": "trial_id", "country": "country", "pct_printed": "pct_ips_printed",
            "count_basis_text": "count_basis", "outcome_class": "outcome_class"}  # fmt: skip
    counts = {"n": "n_ips", "events": "events_ips", "n_control": "n_control",
              "events_control": "events_control", "year": "year"}  # fmt: skip
    for row_id, line in RAW.items():
        for name, own in same.items():
            assert ROWS.loc[row_id, name] == line[own]
        for name, own in counts.items():
            found = ROWS.loc[row_id, name]
            assert ("" if found is pd.NA else str(found)) == line[own]
        assert ROWS.loc[row_id, "follow_up_months"] == float(line["follow_up_months"])
    assert {str(ROWS[name].dtype) for name in counts} == {"Int64"}


def test_uses_are_named_as_in_plans() -> None:
    assert ROWS.loc[["R01", "R02", "R11", "R36"], "use"].tolist() == [
        "primary", "sensitivity", "not_pooled", "no_counts",
    ]  # fmt: skip


def test_the_basis_of_counts_is_the_first_word_or_that_of_the_row_it_names() -> None:
    assert RAW["R06"]["count_basis"].startswith("R05 events")
    assert ROWS.loc[["R01", "R02", "R03", "R05", "R06", "R15", "R36"], "count_basis"].tolist() == [
        "derived_unique", "derived", "derived_candidate", "reconstructed_unique",
        "reconstructed_unique", "printed", "",
    ]  # fmt: skip


def test_a_trial_across_countries_has_no_protection_of_any() -> None:
    assert ROWS.index[ROWS["across_countries"]].tolist() == ["R15"]
    assert np.isnan(ROWS.loc["R15", "epl_regular_2008"])
    assert ROWS.loc["R15", "epl_verified"] == ""
    assert ROWS.loc["R01", "epl_regular_2008"] == 2.2
    assert ROWS.loc["R01", "epl_temporary_2008"] == 3.1
    assert ROWS.loc["R09", "epl_verified"] == "memory"
    assert np.isnan(ROWS.loc["R16", "epl_regular_2008"])


def test_rows_of_several_arms_say_how_many() -> None:
    assert ROWS.loc["R12", "arms"] == 3
    assert (ROWS.drop("R12")["arms"] == 2).all()


def test_characteristics_that_are_not_shipped_are_nan_and_read_when_there() -> None:
    assert ROWS[["fidelity", "unemployment"]].isna().all(axis=None)


def test_fidelity_may_be_carried(tmp_path) -> None:
    study = EvidenceStudy()
    for place, line in enumerate(study.tables["coding"]):
        line += ["fidelity", "unemployment"] if place == 0 else ["", ""]
    study.set("coding", "LONES", "fidelity", "110.5")
    study.set("coding", "LONES", "unemployment", "4")
    study.resource("coding")["schema"]["fields"] += [
        {"name": name, "type": "number", "title": name} for name in ("fidelity", "unemployment")
    ]
    frame = made_from(study, tmp_path)["comparisons"].set_index("trial_id")
    assert frame.loc["LONES", ["fidelity", "unemployment"]].tolist() == [110.5, 4.0]
    assert np.isnan(frame.loc["SEED", "fidelity"]).all()


def test_without_the_optional_files_there_are_two_arms_and_no_protection(tmp_path) -> None:
    study = EvidenceStudy()
    for holds in ("arms", "countries", "continuous"):
        study.drop(holds)
    made = made_from(study, tmp_path)
    assert (made["comparisons"]["arms"] == 2).all()
    assert made["comparisons"]["epl_regular_2008"].isna().all()
    assert made["continuous"].empty
    assert list(made["continuous"].columns) == list(MADE.tables["continuous"].columns)


def test_the_order_of_rows_does_not_matter(tmp_path) -> None:
    study = EvidenceStudy()
    for lines in study.tables.values():
        lines[1:] = lines[:0:-1]
    arms = study.tables["arms"]  # several percentages are told apart by the order of arms alone
    arms[1:] = arms[:0:-1]
    made = made_from(study, tmp_path)
    for name, table in MADE.tables.items():
        pd.testing.assert_frame_equal(made[name], table)


def test_labels_are_author_and_year_and_tell_trials_apart() -> None:
    frame = pd.DataFrame(
        {"first_author": ["Bond", "Bond", "Bond", "Lones"], "year": [2007, 2007, 2015, 2017],
         "trial_id": ["A", "B", "C", "D"]}
    )  # fmt: skip
    assert labels(frame).tolist() == ["Bond 2007 (A)", "Bond 2007 (B)", "Bond 2015", "Lones 2017"]
    assert ROWS.loc["R15", "label"] == "Burns 2007"
    assert ROWS.loc[["R01", "R02"], "label"].tolist() == ["Sveinsdottir 2022"] * 2


def test_amounts_stay_as_printed() -> None:
    amounts = MADE.tables["continuous"]
    mueser = amounts[amounts["trial_id"] == "MUESER_2004"].iloc[0]
    assert (mueser["value"], mueser["value_control"]) == ("73.9", "34.8 / 53.6")
    assert amounts["sd"].notna().sum() == 1


def test_every_printed_percentage_that_its_counts_do_not_give_is_noted() -> None:
    noted = [note for note in MADE.notes if "that its counts do not give" in note.rule]
    assert sorted(value for note in noted for value in list(note.values)) == [
        "5 printed, 4.35 counted", "55 printed, 54.49 counted",
    ]  # fmt: skip


ALONE = PLAN.model_copy(update={"new_trials": None})


def test_tables_are_written_and_accounted_for(tmp_path, monkeypatch) -> None:
    layout = EvidenceStudy().write(tmp_path)
    monkeypatch.setattr(step, "load_review", lambda *_: (ALONE, layout))
    step.run("ips", tmp_path)
    account = pd.read_csv(layout.table("account").with_suffix(".csv"))
    assert (account["rows_in"] == account["rows_kept"]).all()
    written = pd.read_parquet(layout.table("comparisons"))
    pd.testing.assert_frame_equal(written, MADE.tables["comparisons"])
    assert pd.read_parquet(layout.table("chosen"))["entered"].dtype == bool


def test_check_tells_how_many_rows_enter_each_pool(monkeypatch, capsys) -> None:
    monkeypatch.chdir(ROOT)
    assert check.run(Namespace(study="ips")) == 0
    told = capsys.readouterr().out
    assert "37 rows of 32 trials." in told
    assert "pool any_ce: 20 rows enter" in told
    assert "21 rows enter, 2950 people" in told


def test_the_schema_of_dictionaries_is_that_of_the_models() -> None:
    assert (ROOT / FILE).read_text(encoding="utf-8") == schema()
