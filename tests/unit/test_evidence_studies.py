"""A study of this project among the trials: read from its results, or told plainly why not."""

import os
import shutil
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd
import pytest
import yaml
from small_review import BAYES, FIVE, SmallReview, a_plan, a_pool, run_steps
from test_evidence_hard_reviews import flows_add_up, plainly_told

from ipsanalysis.__main__ import main
from ipsanalysis.errors import UserError
from ipsanalysis.files import read_parquet, write_parquet
from ipsanalysis.layout import Layout
from ipsanalysis.plan.evidence_load import load_any, load_review
from ipsanalysis.rows import Row, to_frame

PROJECT = Path(__file__).parents[2]
STUDY = "life"
KEY = "employment/worked/first_over_second/risk_difference/wald"


def results(**changes) -> pd.DataFrame:
    """Result rows of a study: a comparison with counts, and one without."""
    shared = {
        "study": STUDY, "version": "1.0", "data_status": "synthetic", "analysis": "employment",
        "outcome": "worked", "group": "first / second", "statistic": "risk_difference",
        "method": "Wald", "plan_key": "x",
    }  # fmt: skip
    counts = {"n": 30, "n_events": 18, "n_control": 28, "n_events_control": 9}
    timed = {"timepoint": 12.0, "time_unit": "month", "estimate": 0.2}
    compared = Row(**{**shared, **counts, **timed, **changes})
    bare = Row(**shared, subgroup="bare", note="no counts")
    frame = to_frame([compared, bare])
    frame.loc[frame["subgroup"] == "", "row_id"] = KEY
    return frame


def asked(**changes) -> dict:
    """What a plan says of the study."""
    return {
        "study": STUDY, "trial_id": "B", "row": KEY, "outcome_class": "any_job",
        "label": "Own study", "year": 2005, "country": "Norland", **changes,
    }  # fmt: skip


def planned(*trials, **changes) -> dict:
    """A plan with studies among the trials."""
    new = {"weights": [0.0, 0.5], "vague": {"mean": 0.0, "sd": 2.0}, "trials": list(trials)}
    return a_plan(bayes=BAYES, new_trials=new, **changes)


def placed(root: Path, plan: dict, rows: pd.DataFrame | None) -> Layout:
    """A project with the plan of the study, its results and the meta-analysis."""
    folder = root / "config" / "studies"
    folder.mkdir(parents=True)
    shutil.copy(PROJECT / "config" / "studies" / f"{STUDY}.yaml", folder)
    if rows is not None:
        path = Layout(study=STUDY, version="1.0", root=root).results / "results.parquet"
        path.parent.mkdir(parents=True)
        rows.to_parquet(path, index=False)
    return SmallReview(FIVE, plan).write(root)


def message(root: Path, monkeypatch: pytest.MonkeyPatch, capsys) -> str:
    """What `gather` tells, without a word of the program."""
    monkeypatch.chdir(root)
    assert main(["gather", "small"]) == 1
    told = capsys.readouterr().err
    assert "Traceback" not in told
    assert "fault of the program" not in told
    assert not list(root.glob("results/small/**/*.parquet"))
    return told


WRONG = {
    "no results": (
        planned(asked()), None,
        ["results/life/1.0/results.parquet: there is no such file", "Run make"],
    ),
    "a key that is not among the results": (
        planned(asked(row=KEY.replace("wald", "score"))), results(),
        ["small.yaml, new_trials.trials.0.row", "allowed: a key of the column row_id",
         f'Did you mean "{KEY}"?', "Mend the key"],
    ),
    "a row without counts": (
        planned(asked(row="employment/worked/bare/first_over_second/risk_difference/wald")),
        results(), ["new_trials.trials.0.row", "no people and events of both arms"],
    ),
    "a row that compares something else": (
        planned(asked()), results(statistic="hazard_ratio"),
        ["new_trials.trials.0.row", "a hazard_ratio", "allowed: a comparison of yes and no"],
    ),
    "a row without people in an arm": (
        planned(asked()), results(n=0, n_events=0), ["no people and events of both arms"],
    ),
    "a trial that the file does not have": (
        planned(asked(trial_id="Z")), results(),
        ["new_trials.trials.0.trial_id", 'found "Z"', "A, B, C, D, E"],
    ),
    "a study without a plan": (
        planned(asked(study="nobody")), results(),
        ["config/evidence/small.yaml: 1 problem", "new_trials.trials.0.study", 'found "nobody"; '
         "allowed: life, the plans in config/studies. Name one of those"],
    ),
    "a meta-analysis for a study": (
        planned(asked(study="small")), results(),
        ["config/evidence/small.yaml: 1 problem", "new_trials.trials.0.study",
         'found "small", a meta-analysis; allowed: life, the plans in config/studies'],
    ),
    "several studies without a plan": (
        planned(asked(study="lif"), asked(study="nobody", trial_id="C")), results(),
        ["small.yaml: 2 problems", 'trials.0.study: found "lif"', 'Did you mean "life"?',
         'trials.1.study: found "nobody"'],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", list(WRONG))
def test_what_is_wrong_with_a_study_is_told_plainly(name, tmp_path, monkeypatch, capsys):
    plan, rows, words = WRONG[name]
    if "problem" in words[0]:
        with pytest.raises(UserError):  # the layout that the helper gives back needs the plan
            placed(tmp_path, plan, rows)
    else:
        placed(tmp_path, plan, rows)
    told = message(tmp_path, monkeypatch, capsys)
    for word in words:
        assert word in told, told


def test_results_that_cannot_be_read_are_told(tmp_path, monkeypatch, capsys):
    placed(tmp_path, planned(asked()), results())
    (tmp_path / "results/life/1.0/results.parquet").write_bytes(b"not parquet")
    assert "cannot be read. Delete it and run make" in message(tmp_path, monkeypatch, capsys)


@contextmanager
def nobody():
    """Read as somebody without rights; whoever is not root is that already."""
    if os.geteuid():
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_results_that_may_not_be_read_are_not_to_be_deleted(tmp_path):
    write_parquet(tmp_path / "x.parquet", results())  # loads the library, too
    with TemporaryDirectory() as folder:
        path = Path(folder) / "results.parquet"
        shutil.copy(tmp_path / "x.parquet", path)
        Path(folder).chmod(0o755)
        path.chmod(0)
        with nobody(), pytest.raises(UserError) as caught:
            read_parquet(path)
    told = f"{path}: cannot be read: permission denied. Check its rights."
    assert str(caught.value) == told


@pytest.mark.parametrize("spoil", [
    lambda rows: rows[["row_id", "estimate"]],
    lambda rows: rows.drop(columns="n_events"),
    lambda rows: rows.astype({"n": str}),
    lambda rows: rows.rename(columns={"row_id": "key"}),
], ids=["few columns", "no events", "counts as text", "no keys"])  # fmt: skip
def test_results_of_another_schema_are_told(spoil, tmp_path, monkeypatch, capsys):
    placed(tmp_path, planned(asked()), spoil(results()))
    told = message(tmp_path, monkeypatch, capsys)
    assert told == (
        "results/life/1.0/results.parquet: not a results file of this program; delete it and run "
        "make.\n"
    )


def test_a_broken_plan_of_the_study_is_told(tmp_path, monkeypatch, capsys):
    placed(tmp_path, planned(asked()), results())
    path = tmp_path / "config" / "studies" / f"{STUDY}.yaml"
    path.write_text(path.read_text().replace("seed:", "sed:", 1))
    told = message(tmp_path, monkeypatch, capsys)
    line = next(
        number
        for number, text in enumerate(Path("config/evidence/small.yaml").read_text().split("\n"), 1)
        if "study: life" in text
    )
    assert told.startswith("config/evidence/small.yaml: 1 problem. Nothing was run.")
    assert f"line {line}, new_trials.trials.0.study: config/studies/{STUDY}.yaml: 2 prob" in told
    assert 'Did you mean "seed"?' in told


def test_a_study_and_a_meta_analysis_of_one_name_are_told(tmp_path, monkeypatch, capsys):
    SmallReview(FIVE).write(tmp_path)
    (tmp_path / "config" / "studies").mkdir()
    shutil.copy(
        PROJECT / "config" / "studies" / f"{STUDY}.yaml",
        tmp_path / "config" / "studies" / "small.yaml",
    )
    with pytest.raises(UserError, match=r"a plan of the same name.*Rename one"):
        load_any("small", tmp_path)
    monkeypatch.chdir(tmp_path)
    assert main(["check", "small"]) == 1
    assert "a plan of the same name" in capsys.readouterr().err


@pytest.mark.parametrize("study", ["../small", "Small", "small.yaml", ""])
def test_an_id_that_is_none_is_told(study, tmp_path):
    SmallReview(FIVE).write(tmp_path)
    with pytest.raises(UserError, match=r"study: found .*config/evidence"):
        load_review(study, tmp_path)


@pytest.fixture(scope="module")
def pooled(tmp_path_factory) -> dict[str, pd.DataFrame]:
    """Results with a synthetic study, with the same as real, and with none."""
    made = {}
    for name, rows in (
        ("synthetic", results()), ("real", results(data_status="real")), ("none", None),
    ):  # fmt: skip
        root = tmp_path_factory.mktemp(name)
        plan = a_plan(bayes=BAYES) if rows is None else planned(asked())
        layout = placed(root, plan, rows)
        run_steps(root, "small")
        made[name] = pd.read_parquet(layout.results / "results.parquet").set_index("row_id")
        plainly_told(made[name])
        flows_add_up(made[name])
    return made


def test_a_synthetic_study_is_stamped_and_changes_no_other_row(pooled):
    own = pooled["synthetic"]
    stamped = own["data_status"] == "synthetic"
    assert set(own.loc[stamped, "analysis"]) == {"new_trial"}
    assert stamped.eq(own["analysis"] == "new_trial").all()
    other = own[~stamped & (own["analysis"] != "review_flow")]
    without = pooled["none"][pooled["none"]["analysis"] != "review_flow"]
    pd.testing.assert_frame_equal(other, without)
    flow = own[own["analysis"] == "review_flow"].set_index("subgroup")["estimate"]
    assert dict(flow) == {"rows": 6, "synthetic": 1, "pooled": 5}


def test_a_real_study_takes_the_place_of_its_published_row(pooled):
    own = pooled["real"]
    assert set(own["data_status"]) == {"real"}
    flow = own[own["analysis"] == "review_flow"].set_index("subgroup")["estimate"]
    assert dict(flow) == {"rows": 6, "better_source": 1, "pooled": 5}
    trial = own[(own["analysis"] == "trial") & (own["statistic"] == "risk_ratio")]
    trial = trial[trial["subgroup"] == "B"]
    assert list(trial["estimate"]) == pytest.approx([(18 / 30) / (9 / 28)])
    assert list(trial["n"]) == [30]
    new = own[own["analysis"] == "new_trial"]
    assert new["note"].str.contains("without the row of B").all()


def test_the_prior_of_a_study_is_of_the_other_trials_whatever_its_status(pooled):
    numbers = ["estimate", "std_error", "ci_low", "ci_high", "n", "n_events"]
    found = [pooled[name].query("analysis == 'new_trial'")[numbers] for name in
             ("synthetic", "real")]  # fmt: skip
    assert len(found[0]) >= 8
    pd.testing.assert_frame_equal(*found)


@pytest.mark.parametrize(("unit", "value", "months"), [
    ("month", 18.0, 18), ("year", 1.0, 12), ("week", 52.0, 12), ("day", 365.25, 12),
    ("session", 3.0, np.nan),
])  # fmt: skip
def test_the_time_of_a_study_in_months(unit, value, months, tmp_path):
    layout = placed(tmp_path, planned(asked()), results(timepoint=value, time_unit=unit))
    run_steps(tmp_path, "small", ["gather"])
    table = pd.read_parquet(layout.table("comparisons")).set_index("row_id")
    found = table.loc[f"study {STUDY}", "follow_up_months"]
    assert found == pytest.approx(months, nan_ok=True)


def test_a_real_study_obeys_the_follow_up_of_a_pool(tmp_path):
    late = a_pool(follow_up={"at_least": 18})
    plan = planned(asked(), pools=[late])
    rows = results(data_status="real", timepoint=24.0)
    layout = placed(tmp_path, plan, rows)
    run_steps(tmp_path, "small", ["gather"])
    chosen = pd.read_parquet(layout.table("chosen")).set_index("row_id")
    assert list(chosen.index[chosen["entered"]]) == [f"study {STUDY}"]


def test_two_studies_may_not_be_one(tmp_path):
    with pytest.raises(UserError, match="in 2 entries of trials"):
        placed(tmp_path, planned(asked(), asked()), results())


def test_the_plan_of_the_example_is_plain_yaml(tmp_path):
    layout = placed(tmp_path, planned(asked()), results())
    assert yaml.safe_load(layout.plan.read_text())["new_trials"]["trials"] == [asked()]
