"""The commands `new` and `check` where meta-analyses are: names kept apart, faults told early."""

import argparse
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from small_review import FIVE, SmallReview, a_plan, a_pool
from test_evidence_studies import KEY, asked, placed, planned, results

from ipsanalysis.__main__ import main
from ipsanalysis.begin import new
from ipsanalysis.errors import UserError

INDICES = {"Norland": (1.0, 2.0), "Sudland": (2.0, 3.0)}
COMMAND = "  snakemake --cores 4 --config 'studies=[small]'"
Told = tuple[int, str, str]


@pytest.fixture
def checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[[], Told]:
    """Run `check` in the folder: its code, what it prints, what it tells."""

    def run() -> Told:
        monkeypatch.chdir(tmp_path)
        before = sorted(tmp_path.rglob("*"))
        code = main(["check", "small"])
        assert sorted(tmp_path.rglob("*")) == before
        return code, *capsys.readouterr()

    return run


def with_countries(root: Path, plan: dict, rows=None) -> None:
    """A project with a study among the trials, and a file of countries."""
    placed(root, plan, rows)
    SmallReview(FIVE, plan, countries=INDICES).write(root)


def test_new_refuses_the_name_of_a_meta_analysis(tmp_path, monkeypatch):
    SmallReview(FIVE, a_plan(data="trials")).write(tmp_path)
    (tmp_path / "config" / "studies").mkdir()
    monkeypatch.chdir(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(UserError, match=r"evidence/small.yaml: is there already.*another id"):
        new.run(argparse.Namespace(study="small"))
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("there", [True, False])
def test_new_refuses_the_folder_of_a_meta_analysis_whether_it_is_there_or_not(
    there, tmp_path, monkeypatch
):
    SmallReview(FIVE, a_plan(data="trials")).write(tmp_path)
    (tmp_path / "config" / "studies").mkdir()
    if not there:
        shutil.rmtree(tmp_path / "data" / "raw" / "trials")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UserError, match=r'found "trials"; .*data/raw/trials is .*small\.yaml'):
        new.run(argparse.Namespace(study="trials"))


@pytest.mark.parametrize("text", ["a: [", "- a\n", "data: [oak]\n", ""])
def test_new_passes_by_plans_that_cannot_be_read(text, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for kind in ("studies", "evidence"):
        (tmp_path / "config" / kind).mkdir(parents=True)
    Path("config/evidence/broken.yaml").write_text(text)
    assert new.run(argparse.Namespace(study="oak")) == 0


def test_check_of_a_meta_analysis_in_order(tmp_path, checked):
    SmallReview(FIVE).write(tmp_path)
    code, out, err = checked()
    assert (code, err) == (0, "")
    assert "5 rows of 5 trials.\n  pool main: 5 rows enter, 611 people; 0 do not.\n" in out
    assert f"Nothing is wrong. Run it:\n{COMMAND}" in out


def test_check_with_a_study_whose_row_is_there(tmp_path, checked):
    with_countries(tmp_path, planned(asked()), results())
    code, out, _ = checked()
    assert code == 0
    assert "5 trials. Beside them, studies of this project: 1.\n" in out
    assert "1 do not: synthetic 1." in out
    assert "Nothing is wrong." in out
    assert "note" not in out


def test_check_tells_a_trial_that_is_not_there(tmp_path, checked):
    with_countries(tmp_path, planned(asked(trial_id="Z")))
    code, out, err = checked()
    assert code == 1
    assert 'new_trials.trials.0.trial_id: found "Z"; allowed: a trial' in err
    assert "A, B, C, D, E." in err
    assert "Run it" not in out


def test_check_tells_a_country_that_is_not_in_the_file_of_countries(tmp_path, checked):
    with_countries(tmp_path, planned(asked(country="Norlund")), results())
    code, out, err = checked()
    assert (code, err) == (0, "")
    assert 'note, config/evidence/small.yaml, new_trials.trials.0.country: found "Norlund"' in out
    assert 'Norland, Sudland. Did you mean "Norland"?' in out
    assert "Nothing stops a run, but see above. Run it:" in out


def test_check_without_a_file_of_countries_has_nothing_to_compare(tmp_path, checked):
    placed(tmp_path, planned(asked(country="Norlund")), results())
    assert "Nothing is wrong." in checked()[1]


def test_check_of_a_study_across_countries_has_nothing_to_compare(tmp_path, checked):
    with_countries(tmp_path, planned(asked(country="Norland/Ostland")), results())
    assert "Nothing is wrong." in checked()[1]


def test_check_tells_a_key_that_is_not_among_the_results(tmp_path, checked):
    with_countries(tmp_path, planned(asked(row=KEY.replace("wald", "score"))), results())
    code, out, err = checked()
    assert code == 1
    assert "small.yaml, new_trials.trials.0.row: found" in err
    assert f'Did you mean "{KEY}"? Mend the key.' in err
    assert "Run it" not in out


def test_check_says_that_a_key_could_not_be_looked_for(tmp_path, checked):
    with_countries(tmp_path, planned(asked(row=KEY.replace("wald", "score"))))
    code, out, _ = checked()
    assert code == 0
    assert "trials.0.row: not looked for: results/life/1.0/results.parquet is not made yet" in out
    assert "Nothing is wrong" not in out


def test_check_tells_every_problem_of_studies_at_once(tmp_path, checked):
    with_countries(tmp_path, planned(asked(trial_id="Z", row="no/such/row")), results())
    err = checked()[2]
    assert "trials.0.trial_id" in err
    assert "trials.0.row" in err


def test_check_warns_of_a_pool_that_takes_no_row(tmp_path, checked):
    empty = a_pool(id="other", role="sensitivity", outcome_classes=["steady"])
    SmallReview(FIVE, a_plan(pools=[a_pool(), empty])).write(tmp_path)
    code, out, _ = checked()
    assert code == 0
    assert (
        "  pool other: WARNING, no row enters, so its results will be empty; 5 do not: "
        "outcome_class 5.\nNothing stops a run, but see above. Run it:\n"
    ) in out


def test_check_stops_at_a_headline_that_takes_no_row(tmp_path, checked):
    SmallReview([{**row, "outcome_class": "steady"} for row in FIVE]).write(tmp_path)
    code, out, err = checked()
    assert code == 1
    assert err.startswith(
        "config/evidence/small.yaml, pools.0: found no row of trials that enters the headline, "
        "main: outcome_class 5; allowed: one row or more."
    )
    assert "Run it" not in out


def test_check_names_the_plans_of_both_kinds(tmp_path, monkeypatch, capsys):
    with_countries(tmp_path, planned(asked()))
    monkeypatch.chdir(tmp_path)
    assert main(["check", "smal"]) == 1
    assert capsys.readouterr().err == (
        'study: found "smal"; allowed: life, small, the plans in config/studies and '
        'config/evidence. Did you mean "small"? Name one of those.\n'
    )


@pytest.mark.parametrize(("step", "study", "told"), [
    ("clean", "small", "small is a meta-analysis, whose first step is gather: "
     "python -m ipsanalysis gather small"),
    ("draw", "small", "small is a meta-analysis, whose first step is gather: "
     "python -m ipsanalysis gather small"),
    ("gather", "life", "life is a study, whose first step is clean: "
     "python -m ipsanalysis clean life"),
])  # fmt: skip
def test_a_step_of_the_other_kind_names_the_right_one(
    step, study, told, tmp_path, monkeypatch, capsys
):
    with_countries(tmp_path, planned(asked()))
    monkeypatch.chdir(tmp_path)
    assert main([step, study]) == 1
    assert capsys.readouterr().err == told + "\n"
    assert not (tmp_path / "results").exists()


def test_the_help_lists_steps_of_studies_and_of_meta_analyses_apart(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    assert ended.value.code == 0
    out = capsys.readouterr().out
    commands, studies, reviews = (
        out.index(f"\n{title}:\n") for title in
        ("commands", "steps of a study", "steps of a meta-analysis")
    )  # fmt: skip
    assert commands < studies < reviews
    assert all(commands < out.index(f"  {name} ") < studies for name in ("new", "explain"))
    assert all(studies < out.index(f"  {name} ") < reviews for name in ("clean", "report"))
    assert out.index("  gather ") > reviews
    assert out.count("  seal ") == 2
    assert max(map(len, out.splitlines())) <= 100
