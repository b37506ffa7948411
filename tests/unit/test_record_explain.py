"""The command `explain` on a small made-up study; its R code is run in tests/slow."""

import inspect
import re
import shutil
from collections.abc import Iterator
from importlib import import_module
from math import isnan, nan
from pathlib import Path
from typing import Any

import dated_study
import pytest
from record_study import STUDY, VERSION, copy_study, inside, plan, write_plan

from ipsanalysis.__main__ import main
from ipsanalysis.errors import UserError
from ipsanalysis.files import read_parquet, sha256
from ipsanalysis.plan.load import load_study
from ipsanalysis.record.explain import explanation
from ipsanalysis.record.find_row import Found, find_row
from ipsanalysis.record.made_by import STEPS, function_of
from ipsanalysis.record.methods import METHODS, method_of
from ipsanalysis.record.r_code import r_script
from ipsanalysis.record.r_literal import literal, quoted
from ipsanalysis.record.r_text import FOLDER, RScript

ROW = "employment/at_end/all_randomised/composite/observed/week_12/new/proportion/wilson-score"
SOURCE = re.compile(r"\b(18|19|20)\d\d\b|\bR:? `|CONSORT")
ROOT = Path(__file__).parents[2]
PACKAGES = {"survival", "boot", "sandwich", "statmod", "geepack"}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("project")
    copy_study(folder)
    with inside(folder):
        assert main(["seal", STUDY]) == 0
    return folder


@pytest.fixture
def sealed_copy(project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the project to change, with the working directory in it."""
    shutil.copytree(project, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def rows(project: Path, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """The result rows, with the working directory in the project."""
    monkeypatch.chdir(project)
    frame = read_parquet(Path("results", STUDY, VERSION, "results.parquet"))
    return list(frame.to_dict("records"))


@pytest.fixture(scope="module")
def dated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study by date, with what the other one has not."""
    folder = tmp_path_factory.mktemp("dated")
    dated_study.copy_study(folder)
    return folder


@pytest.fixture
def every_row(project: Path, dated: Path) -> Iterator[Found]:
    """The rows of both studies one by one, each with the working directory in its project."""

    def found() -> Iterator[Found]:
        for folder, study in ((project, STUDY), (dated, dated_study.STUDY)):
            with inside(folder):
                the_plan, layout = load_study(study)
                for row in read_parquet(layout.results / "results.parquet").to_dict("records"):
                    yield Found(plan=the_plan, layout=layout, row=row)

    return found()


def test_every_row_leads_to_the_function_that_made_it(every_row: Iterator[Found]) -> None:
    used = set()
    for row in (found.row for found in every_row):
        method = method_of(row["statistic"], row["method"])
        used.add(method.function)
        made = function_of(row["statistic"], row["method"])
        assert method.counted or SOURCE.search(made.says), row["row_id"]
        assert "Args:" not in made.says
    assert used == {method.function for method in METHODS}


def test_functions_are_told_with_their_line() -> None:
    made = function_of("risk_difference", "Newcombe hybrid score")
    assert made.name == "ipsanalysis.stats.risk_difference.newcombe"
    file, line = re.fullmatch(r"(.+), line (\d+)", made.place).groups()  # type: ignore[union-attr]
    source = (ROOT / file).read_text(encoding="utf-8").splitlines()
    assert source[int(line) - 1].startswith("def newcombe(")
    assert "Newcombe (1998)" in made.says


def test_methods_in_the_table_are_those_the_estimators_state() -> None:
    for method in METHODS:
        module = import_module(f"ipsanalysis.{method.function.partition(':')[0]}")
        if method.begins and ".stats." in module.__name__:
            stated = inspect.getsource(module).replace("{METHOD", "")
            word = re.split(r"[ ,(]", method.begins)[0]
            assert word.lower() in stated.lower(), method


def test_unknown_methods_are_a_fault() -> None:
    with pytest.raises(LookupError, match="0 entries"):
        method_of("risk_difference", "Wald")


def test_steps_are_those_of_the_command_line() -> None:
    from ipsanalysis.__main__ import REVIEW_STEPS
    from ipsanalysis.__main__ import STEPS as STUDY_STEPS

    assert set(STEPS["studies"].values()) <= set(STUDY_STEPS)
    assert set(STEPS["evidence"].values()) <= set(REVIEW_STEPS)


def test_explanation_tells_where_a_number_comes_from(
    rows: list[dict[str, Any]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["explain", ROW]) == 0
    told = capsys.readouterr().out
    row = next(row for row in rows if row["row_id"] == ROW)
    plan_line = next(
        number
        for number, line in enumerate(
            Path("config/studies/small.yaml").read_text(encoding="utf-8").splitlines(), start=1
        )
        if '"employment": [' in line
    )
    for part in (
        f"{row['estimate']:.10g}, 90% interval {row['ci_low']:.10g} to {row['ci_high']:.10g}",
        "Data: synthetic",
        "Proportion (Wilson score)",
        'at_end "x"); stop("y: New "help"',
        "Role: primary, prespecified",
        "Intercurrent events: Left: composite",
        "Step: employment (workflow/rules/analyse.smk, line 3)",
        "ipsanalysis.stats.proportion.wilson",
        "Wilson (1927)",
        f"config/studies/small.yaml, line {plan_line + 1}: employment.0",
        sha256(Path(f"data/raw/{STUDY}/people.csv")),
        sha256(Path(f"results/{STUDY}/{VERSION}/data/participants.csv")),
        "prop.test(",
    ):
        assert part in told


def test_explanation_counts_who_was_left_out(rows: list[dict[str, Any]]) -> None:
    the_plan, layout = load_study(STUDY)
    table = read_parquet(layout.table("analysis"))
    found = find_row(ROW, [STUDY])
    told = explanation(found)
    lost = table["at_end.composite"].isna()
    by_arm = [int((lost & (table["arm"] == arm.id)).sum()) for arm in the_plan.arms]
    assert sum(by_arm) > 0
    line = f'Usual \\ help {by_arm[0]}, New "help" {by_arm[1]}'
    assert f"left out: {sum(by_arm)} ({line})" in told
    assert f"not observed at week 12: lost: {sum(by_arm)} ({line})" in told


def test_every_kind_of_row_can_be_explained(every_row: Iterator[Found]) -> None:
    told_of = set()
    for found in every_row:
        row = found.row
        kind = tuple(row[name] for name in ("study", "analysis", "missing", "statistic", "method"))
        if kind not in told_of:
            told_of.add(kind)
            told = explanation(found)
            assert told.startswith(f"{found.name}\n")
            assert "nan" not in told.partition("Formula and source")[0].split()


def test_the_explanation_of_an_assumption_counts_those_it_is_about(dated: Path) -> None:
    with inside(dated):
        told = explanation(
            find_row(
                "employed_12/all_randomised/composite/best_case/month_12/new/proportion/wilson-score",
                [dated_study.STUDY],
            )
        )
    assert "Role: sensitivity, prespecified" in told
    assert "Unobserved outcomes: best_case" in told
    assert "analysed: 58 (" in told
    assert "not observed at month 12: lost: 4 (" in told
    assert "assumed_active <- 1" in told


def test_rows_of_confidential_studies_name_no_person(project: Path, tmp_path: Path) -> None:
    folder = tmp_path / "project"
    copy_study(folder)
    write_plan(folder, access="confidential")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        told = explanation(find_row(ROW, [STUDY]))
    people = read_parquet(folder / "results" / STUDY / VERSION / "data" / "participants.parquet")
    assert not any(re.search(rf"\b{person}\b", told) for person in people["person"])


@pytest.mark.parametrize(
    "wanted",
    [
        ROW,
        ROW.upper(),
        f"/{ROW}/",
        f"{STUDY}/{VERSION}/{ROW}",
        "at_end/all_randomised/composite/observed/week_12/new/proportion/wilson-score",
    ],
)
def test_the_last_parts_of_a_key_are_enough(rows: list[dict[str, Any]], wanted: str) -> None:
    assert find_row(wanted, [STUDY]).row["row_id"] == ROW


def test_several_rows_are_listed(rows: list[dict[str, Any]]) -> None:
    with pytest.raises(UserError) as raised:
        find_row("new/proportion/wilson-score", [STUDY])
    told = str(raised.value)
    fitting = [r["row_id"] for r in rows if r["row_id"].endswith("/new/proportion/wilson-score")]
    assert len(fitting) == 14
    assert f"found {len(fitting)} rows" in told
    assert all(f"{STUDY}/{VERSION}/{key}" in told for key in fitting)


@pytest.mark.parametrize("cut", [3, len("employment/a")])
def test_a_part_that_is_not_whole_fits_no_row(rows: list[dict[str, Any]], cut: int) -> None:
    with pytest.raises(UserError, match="found no row") as raised:
        find_row(ROW[cut:], [STUDY])
    assert ROW in str(raised.value)


@pytest.mark.parametrize("wanted", ["", "/", "flow/randomized/all/n/count", "wilson/at_end"])
def test_unknown_keys_lead_to_the_nearest(rows: list[dict[str, Any]], wanted: str) -> None:
    with pytest.raises(UserError, match="found no row") as raised:
        find_row(wanted, [STUDY])
    if "flow" in wanted:
        assert "flow/randomised/all/n/count" in str(raised.value)
    if "wilson" in wanted:
        assert "wilson-score" in str(raised.value)


def test_without_results_make_is_named(project: Path, tmp_path: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path)
        write_plan(tmp_path)
        with pytest.raises(UserError, match="Run make"):
            find_row(ROW, [STUDY])


def test_every_study_with_a_plan_and_results_is_looked_in(
    sealed_copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """config/config.yaml need not name it, and broken plans of other studies do not stop it."""
    (sealed_copy / "config" / "config.yaml").write_text("studies: [another]\n")
    (sealed_copy / "config" / "studies" / "another.yaml").write_text("study: another\n")
    (sealed_copy / "results" / "another" / "1.0").mkdir(parents=True)
    (sealed_copy / "results" / "another" / "1.0" / "results.parquet").write_bytes(b"")
    assert main(["explain", ROW]) == 0
    assert f"{STUDY}/{VERSION}/{ROW}" in capsys.readouterr().out
    assert main(["explain", "another/1.0/flow/randomised/all/n/count"]) != 0
    told = capsys.readouterr().err
    assert "found no row" in told
    assert "the plan cannot be read: config/studies/another.yaml" in told


def test_every_row_has_r_code_or_a_reason(every_row: Iterator[Found]) -> None:
    texts = {
        path.stem: path.read_text(encoding="utf-8").strip()
        for path in FOLDER.glob("*.R")
        if not path.stem.startswith("evidence_")
    }
    used = set()
    for found in every_row:
        script = r_script(found.plan, found.layout, found.row)
        if isinstance(script, RScript):
            assert script.text.isascii()
            assert set(script.packages) <= PACKAGES
            used |= {piece for piece, text in texts.items() if text in script.text}
        else:
            without = found.row["analysis"] in ("flow", "published")
            assert without or isnan(found.row["estimate"]), found.name
    assert used == set(texts)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (True, "TRUE"),
        (3, "3"),
        (0.1, "0.1"),
        (nan, "NA"),
        (None, "NA"),
        ([], "character(0)"),
        (["a", None], 'c("a", NA)'),
        ('"); system("x', '"\\"); system(\\"x"'),
        ("back\\", '"back\\\\"'),
        ("line\nend\a", '"line\\u000aend\\u0007"'),
        ("ø😀", '"\\u00f8\\U0001f600"'),
        ("`$(x)`", '"`$(x)`"'),
    ],
)
def test_values_become_r_literals(value: Any, expected: str) -> None:
    assert literal(value) == expected


def test_no_text_breaks_out_of_its_quotes() -> None:
    for code in [*range(0x250), 0x2028, 0x1F600]:
        inside = quoted(chr(code))[1:-1]
        assert re.fullmatch(r'[^"\\]|\\["\\]|\\u[0-9a-f]{4}|\\U[0-9a-f]{8}', inside)
        assert inside.isascii()
        assert inside.isprintable()


def test_results_of_another_plan_are_not_explained(
    sealed_copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    comparisons = plan()["employment"]
    write_plan(sealed_copy, employment=[comparisons[0]])
    assert main(["explain", ROW]) == 1
    told = capsys.readouterr().err
    assert f"stale. Changed since it was written:\n  config/studies/{STUDY}.yaml\n" in told
    assert "Run make.\nThen explain." in told


@pytest.mark.parametrize(
    "path",
    [
        f"data/raw/{STUDY}/people.csv",
        "src/ipsanalysis/code.py",
        "requirements.txt",
        f"results/{STUDY}/{VERSION}/results.csv",
        f"results/{STUDY}/{VERSION}/data/participants.csv",
        f"results/{STUDY}/{VERSION}/data/analysis.parquet",
    ],
)
def test_only_a_number_of_this_code_and_data_is_explained(
    sealed_copy: Path, path: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with Path(path).open("a", encoding="utf-8") as file:
        file.write("\n")
    assert main(["explain", ROW]) == 1
    assert "stale" in capsys.readouterr().err


def test_other_outputs_do_not_matter_to_explain(sealed_copy: Path) -> None:
    Path("reports", STUDY, VERSION, "report.html").write_text("another")
    assert main(["explain", ROW]) == 0


def test_explain_needs_the_manifest(sealed_copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("results", STUDY, VERSION, "manifest.json").unlink()
    assert main(["explain", ROW]) == 1
    assert "with their manifest. Run make.\nThen explain." in capsys.readouterr().err
