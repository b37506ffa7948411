"""The command `explain` on a small made-up meta-analysis; its R code is run in tests/slow."""

import re
import shutil
from collections.abc import Iterator
from math import isnan
from pathlib import Path
from typing import Any

import pytest
import record_study
from record_review import KEY, NAME, PRINTED, REVIEW, ROWS, VERSION, copy_review
from record_study import inside

from ipsanalysis.__main__ import main
from ipsanalysis.errors import UserError
from ipsanalysis.files import read_parquet, sha256
from ipsanalysis.plan.evidence import EvidencePlan
from ipsanalysis.plan.evidence_load import load_review
from ipsanalysis.record.explain import explanation
from ipsanalysis.record.find_row import Found, find_row
from ipsanalysis.record.made_by import STEPS, function_of, rule_of
from ipsanalysis.record.methods import method_of
from ipsanalysis.record.methods_review import REVIEW_METHODS
from ipsanalysis.record.r_review import review_script
from ipsanalysis.record.r_text import FOLDER, RScript

ROOT = Path(__file__).parents[2]
SOURCE = re.compile(r"\b(18|19|20)\d\d\b|\bR:? `")
POOLED = "pooled/main/help_over_none/pooled_risk_ratio"
MAIN = f"{POOLED}/reml-and-wald-z"
Row = dict[str, Any]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("project")
    copy_review(folder)
    shutil.copytree(ROOT / "workflow" / "rules", folder / "workflow" / "rules", dirs_exist_ok=True)
    with inside(folder):
        assert main(["seal", REVIEW]) == 0
    return folder


@pytest.fixture
def found(project: Path, monkeypatch: pytest.MonkeyPatch) -> list[Found]:
    """Every row, with the working directory in the project."""
    monkeypatch.chdir(project)
    plan, layout = load_review(REVIEW)
    frame = read_parquet(layout.results / "results.parquet")
    rows = frame.to_dict("records")
    return [Found(plan=plan, layout=layout, row=dict(row)) for row in rows]  # type: ignore[arg-type]


def scripts(found: list[Found]) -> Iterator[tuple[Row, RScript | str]]:
    for one in found:
        assert isinstance(one.plan, EvidencePlan)
        yield one.row, review_script(one.plan, one.layout, one.row)


def told(row_id: str) -> str:
    return explanation(find_row(row_id, [REVIEW]))


def lines_of(text: str, title: str) -> list[str]:
    """The lines of one part of an explanation."""
    part = text.partition(f"\n\n{title}\n")[2].partition("\n\n")[0]
    return [line.strip() for line in part.splitlines()]


def test_every_row_leads_to_the_one_function_that_made_it(found: list[Found]) -> None:
    used = set()
    for row in (one.row for one in found):
        method = method_of(row["statistic"], row["method"], "evidence")
        made = function_of(row["statistic"], row["method"], "evidence")
        used.add(method.function)
        assert method.counted or SOURCE.search(made.says), row["row_id"]
        assert "Args:" not in made.says
    assert used == {method.function for method in REVIEW_METHODS}


def test_every_analysis_has_its_step(found: list[Found]) -> None:
    assert {one.row["analysis"] for one in found} == set(STEPS["evidence"])
    for analysis in STEPS["evidence"]:
        step, rule = rule_of(analysis, found[0].layout)
        assert re.fullmatch(r"workflow/rules/\w+\.smk, line \d+", rule), step
    assert STEPS["studies"]["published"] != STEPS["evidence"]["published"]


def test_every_row_has_r_code_or_a_reason(found: list[Found]) -> None:
    texts = {
        path.stem: path.read_text(encoding="utf-8").strip() for path in FOLDER.glob("evidence_*.R")
    }
    used = set()
    for row, script in scripts(found):
        if isinstance(script, RScript):
            assert script.text.isascii()
            assert set(script.packages) <= {"metafor", "lme4", "numDeriv"}
            used |= {piece for piece, text in texts.items() if text in script.text}
        else:
            printed = row["analysis"] in ("audit", "published")
            assert printed or isnan(row["estimate"]), row["row_id"]
    assert used == set(texts)


def test_every_kind_of_row_can_be_explained(found: list[Found]) -> None:
    kinds = {}
    for one in found:
        row = one.row
        kinds[row["analysis"], row["statistic"], row["method"], row["subgroup"] == ""] = one
    for one in kinds.values():
        text = explanation(one)
        assert text.startswith(f"{one.name}\n")
        assert "nan" not in text.partition("Formula and source")[0].split()


def test_explanation_tells_where_a_number_comes_from(
    found: list[Found], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["explain", MAIN]) == 0
    text = capsys.readouterr().out
    row = next(one.row for one in found if one.row["row_id"] == MAIN)
    data = Path("results", REVIEW, VERSION, "data")
    for part in (
        f"{row['estimate']:.10g}, 90% interval {row['ci_low']:.10g} to {row['ci_high']:.10g}",
        "Pooled risk ratio (REML and Wald z, inverse variance)",
        "Any job: Help over No help",
        "Role: primary",
        f"config/evidence/{REVIEW}.yaml, line",
        "pools.0.measures.0",
        "Step: pool (workflow/rules/evidence.smk, line",
        f"by hand: python -m ipsanalysis pool {REVIEW}",
        "ipsanalysis.meta.pooling.pool",
        "Knapp and Hartung (2003)",
        sha256(Path("data/raw/small/comparisons.csv")),
        sha256(data / "comparisons.csv"),
        sha256(data / "chosen.csv"),
        sha256(Path("results", record_study.STUDY, record_study.VERSION, "results.parquet")),
        "Needs R with metafor. Agrees with the number above to at least 6 digits.",
        "\nlibrary(metafor)\n",
    ):
        assert part in text


def test_trials_used_and_left_out_are_listed_with_counts_and_reasons(found: list[Found]) -> None:
    lines = lines_of(told(MAIN), "Which trials are in it")
    assert lines[0].startswith("used: 8 trials")
    assert f"{NAME} 1999 (R_A): 12 of 40 and 8 of 41" in lines
    assert "AuthorI 2016 (R_I): nobody has the event in either arm" in lines
    assert "not in the pool: 4 rows of the file" in lines
    assert "AuthorJ 2017 (R_J): the outcome is of another class, steady" in lines
    assert any(line.startswith("AuthorL 2019 (R_L): no counts") for line in lines)
    assert any(line.startswith("Small, twin") and "synthetic" in line for line in lines)


@pytest.mark.parametrize(
    ("row_id", "used", "others"),
    [
        ("leave_one_out/main/b/help_over_none/pooled_risk_ratio/reml-and-wald-z", 7, "R_B"),
        ("cumulative/main/year_2006/c/help_over_none/pooled_risk_ratio/reml-and-wald-z", 3, "R_D"),
        ("subgroup/main/south/help_over_none/region/pooled_risk_ratio/reml-and-wald-z", 4, "R_A"),
        ("main/help_over_none/law/r2/reml-with-moderators", 7, "R_D"),
        ("trial/main/month_12/b/help_over_none/authorb-2003/risk_ratio/crude", 1, "R_A"),
    ],
)
def test_trials_of_a_part_are_those_of_the_part(
    found: list[Found], row_id: str, used: int, others: str
) -> None:
    lines = lines_of(told(row_id), "Which trials are in it")
    assert lines[0].startswith(f"used: {used} trial")
    named = [re.search(r"\((R_\w)\)", line) for line in lines[1 : used + 1]]
    assert all(named)
    assert others not in [match[1] for match in named if match]
    assert any(f"({others}):" in line for line in lines[used + 2 :])


def test_methods_without_effects_keep_trials_without_events(found: list[Found]) -> None:
    lines = lines_of(told(f"{POOLED}/mantel-haenszel-risk-ratio"), "Which trials are in it")
    assert lines[0].startswith("used: 9 trials")


def test_a_study_stands_beside_the_trials_without_its_own_published_row(
    found: list[Found],
) -> None:
    row = next(one for one in found if "re-analysed-with-vague-weight-0.5" in one.row["row_id"])
    text = explanation(row)
    assert "Data: synthetic" in text
    lines = lines_of(text, "Which trials are in it")
    counts = f"{row.row['n_events']} of {row.row['n']}"
    assert lines[0].startswith(f"study of this project, {record_study.STUDY}: {counts} and")
    assert f"{NAME} 1999 (R_A): the same trial" in lines
    assert f'study_row <- "{KEY}"' in text


def test_figures_of_print_have_no_trials_and_no_r_code(found: list[Found]) -> None:
    printed = [one for one in found if one.row["analysis"] in ("audit", "published")]
    assert len(printed) == len(PRINTED) + 1
    for one in printed:
        text = explanation(one)
        assert lines_of(text, "Which trials are in it") == [
            "None: the figure is printed elsewhere."
        ]
        assert "\n\nNo R code\n" in text


def test_resampled_and_approximate_numbers_say_so(found: list[Found]) -> None:
    told_of = {row["row_id"]: script for row, script in scripts(found)}
    by_kind = {
        "bootstrap-of-the-trials": (True, 6),
        "binomial-normal-mixed-model": (False, 4),
        "binomial-normal-with-half-cauchy-0.4-prior-of-tau": (False, 5),
        "permutation-of-the-moderators": (True, 6),
    }
    for end, expected in by_kind.items():
        fitting = [s for key, s in told_of.items() if key.endswith(f"/{end}")]
        assert fitting
        for script in fitting:
            assert isinstance(script, RScript)
            assert (script.resampled, script.digits) == expected


def test_rows_of_studies_and_meta_analyses_are_found_together(
    found: list[Found], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(UserError, match="found no row") as raised:
        find_row(f"{POOLED}/reml", [REVIEW, record_study.STUDY])
    assert "/pooled_risk_ratio/reml-and-wald-z" in str(raised.value)
    assert find_row(KEY, [REVIEW, record_study.STUDY]).layout.study == record_study.STUDY
    assert main(["explain", f"{REVIEW}/{VERSION}/{MAIN}"]) == 0
    assert capsys.readouterr().out.startswith(f"{REVIEW}/{VERSION}/{MAIN}\n")


@pytest.mark.parametrize(("wanted", "begin"), [
    ("pooled/main", "pooled/main/"),
    ("pooled/mai", "pooled/main/"),
    (f"{POOLED}/reml-and-student", f"{POOLED}/"),
    ("heterogeneity/other/tau2/reml", "heterogeneity/"),
    (f"{REVIEW}/{VERSION}/leave_one_out/main", "leave_one_out/main/"),
])  # fmt: skip
def test_the_nearest_keys_begin_with_the_words_typed(
    found: list[Found], wanted: str, begin: str
) -> None:
    with pytest.raises(UserError, match="found no row") as raised:
        find_row(wanted, [REVIEW, record_study.STUDY])
    told = re.findall(r"(?m)^  (.+)$", str(raised.value))
    fitting = [one for one in found if one.row["row_id"].startswith(begin)]
    assert len(fitting) >= 2
    first = told[: min(len(fitting), 5)]
    assert first
    assert [key for key in first if not key.startswith(begin)] == []


def test_a_plan_that_cannot_be_read_is_named(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(project, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "config" / "evidence" / f"{REVIEW}.yaml").write_text(f"study: {REVIEW}\n")
    with pytest.raises(UserError, match=f"cannot be read: config/evidence/{REVIEW}.yaml"):
        find_row(MAIN, [REVIEW, record_study.STUDY])


@pytest.mark.parametrize("name", ["comparisons.csv", "chosen.csv", "chosen.parquet"])
def test_only_a_number_of_these_trials_is_explained(
    project: Path,
    tmp_path: Path,
    name: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    shutil.copytree(project, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    with Path("results", REVIEW, VERSION, "data", name).open("a", encoding="utf-8") as file:
        file.write("\n")
    assert main(["explain", MAIN]) == 1
    assert "stale" in capsys.readouterr().err


def test_names_of_trials_stay_within_their_quotes(found: list[Found]) -> None:
    assert any(row["first_author"] == NAME for row in ROWS)
    for _, script in scripts(found):
        if isinstance(script, RScript):
            head = script.text.partition("# The trials of the pool")[0]
            assert "O'Neil" not in head.partition("\n")[2]


def test_a_method_in_full_comes_before_one_that_begins_so(found: list[Found]) -> None:
    told_of = {one.row["row_id"]: one.row for one in found}
    intercept = "meta_regression/main/intercept/help_over_none/year/pooled_risk_ratio/"
    expected = {
        f"{intercept}reml-and-knapp-hartung": "meta.regression.meta_regression",
        f"{POOLED}/reml-and-knapp-hartung": "meta.pooling.pool",
    }
    for row_id, name in expected.items():
        row = told_of[row_id]
        made = function_of(row["statistic"], row["method"], "evidence")
        assert made.name == f"ipsanalysis.{name}"
