"""Figures of a meta-analysis: files, words, stamps, what is absent, and that they can be read."""

import hashlib
import os
import re
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from evidence_example import Evidence, a_review, some_evidence, some_trials, wordy_review
from matplotlib.text import Text
from test_figures import assert_readable

from ipsanalysis.errors import UserError
from ipsanalysis.figures.drawing import Drawing
from ipsanalysis.figures.evidence.all import draw_review_figures
from ipsanalysis.figures.page import STAMP, STAMP_SENTENCE
from ipsanalysis.figures.save import FORMATS, save_figures

NAMES = [
    "review_flow",
    "forest",
    "methods",
    "funnel",
    "cumulative",
    "leave_one_out",
    "influence",
    "subgroups",
    "bubbles",
    "moderators",
    "bayes",
    "new_trial_ipsinpain",
    "new_trial_ipsnorway",
    "totals_as_non_events",
]
STUDIES = {"new_trial_ipsinpain", "new_trial_ipsnorway"}


def drawn(example: Evidence) -> dict[str, Drawing]:
    figures = draw_review_figures(example.plan, example.results(), example.curves())
    return {figure.name: figure for figure in figures}


@pytest.fixture(scope="module")
def figures() -> dict[str, Drawing]:
    return drawn(some_evidence())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, figures: dict[str, Drawing]) -> Path:
    path = tmp_path_factory.mktemp("figures")
    save_figures(list(figures.values()), path)
    return path


def digests(folder: Path) -> dict[str, str]:
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.iterdir())
    }


def words(figure: Drawing) -> list[str]:
    return [text.get_text() for text in figure.figure.findobj(Text)]


def test_every_figure_is_drawn_in_the_order_of_the_report(
    figures: dict[str, Drawing], folder: Path
) -> None:
    assert list(figures) == NAMES
    expected = {f"{name}.{suffix}" for name in NAMES for suffix in FORMATS} | {"index.json"}
    assert {path.name for path in folder.iterdir()} == expected


def test_everything_drawn_can_be_read(figures: dict[str, Drawing]) -> None:
    for figure in figures.values():
        assert_readable(figure)


def test_very_long_labels_are_broken_into_lines() -> None:
    for figure in drawn(some_evidence(wordy_review(a_review()))).values():
        assert_readable(figure)


@pytest.mark.slow
def test_another_process_and_another_order_of_rows_give_the_same_bytes(
    folder: Path, tmp_path: Path
) -> None:
    program = (
        "from pathlib import Path; from evidence_example import some_evidence; "
        "from ipsanalysis.figures.evidence.all import draw_review_figures; "
        "from ipsanalysis.figures.save import save_figures; e = some_evidence(); "
        "frames = [f.sample(frac=1, random_state=3) for f in (e.results(), e.curves())]; "
        f"save_figures(draw_review_figures(e.plan, *frames), Path({str(tmp_path / 'f')!r}))"
    )
    environment = {
        **os.environ,
        "PYTHONHASHSEED": "4711",
        "PYTHONPATH": str(Path(__file__).parent),
        "TZ": "Asia/Tokyo",
        "LC_ALL": "C",
    }
    subprocess.run([sys.executable, "-c", program], check=True, env=environment)
    assert digests(tmp_path / "f") == digests(folder)


def test_csv_holds_rows_of_the_results_and_of_the_curves_only(
    folder: Path, figures: dict[str, Drawing]
) -> None:
    example = some_evidence()
    known = pd.concat([example.results(), example.curves()]).set_index("row_id")
    for name, figure in figures.items():
        table = pd.read_csv(folder / f"{name}.csv", keep_default_na=False).set_index("row_id")
        assert set(table.index) == set(figure.rows["row_id"])
        assert len(table) == len(figure.rows) > 0
        estimate = pd.to_numeric(table["estimate"], errors="coerce")
        pd.testing.assert_series_equal(estimate, known.loc[table.index, "estimate"])


def test_svg_carries_its_words_and_no_date(folder: Path, figures: dict[str, Drawing]) -> None:
    for name, figure in figures.items():
        svg = (folder / f"{name}.svg").read_text(encoding="utf-8")
        assert "dc:date" not in svg
        assert re.search(r"<title>(.+?)</title>", svg)[1] == figure.title
        assert "<desc>" in svg
        assert figure.alt
        assert figure.caption


def test_only_figures_of_synthetic_studies_are_stamped_when_the_trials_are_real(
    figures: dict[str, Drawing],
) -> None:
    for name, figure in figures.items():
        stamped = name in STUDIES
        assert (STAMP in words(figure)) == stamped, name
        assert (STAMP_SENTENCE in words(figure)) == stamped, name
        assert figure.alt.startswith(STAMP_SENTENCE) == stamped, name
        assert figure.caption.startswith(STAMP_SENTENCE) == stamped, name


def test_studies_beneath_the_forest_plot_say_that_they_are_synthetic_and_not_pooled(
    figures: dict[str, Drawing],
) -> None:
    said = words(figures["forest"])
    assert said.count(f"Crude, {STAMP}") == said.count(f"Shrunken, {STAMP}") == 2
    assert sum(text.endswith(f"{STAMP}, not pooled") for text in said) == 2
    assert "made by computer" in figures["forest"].caption


def test_a_real_study_is_not_stamped() -> None:
    real = drawn(some_evidence(status="real"))
    for name in ("forest", *STUDIES):
        assert STAMP not in " ".join(words(real[name])), name
        assert STAMP not in real[name].alt


def test_a_synthetic_meta_analysis_is_stamped_everywhere() -> None:
    for figure in drawn(some_evidence(a_review(data_status="synthetic"))).values():
        assert STAMP in words(figure)
        assert figure.alt.startswith(STAMP_SENTENCE)


@pytest.mark.parametrize(
    ("analyses", "absent"),
    [
        (
            {
                "review_flow",
                "cumulative",
                "influence",
                "meta_regression_trial",
                "bayes",
                "miscount",
            },
            {"review_flow", "cumulative", "influence", "bubbles", "bayes", "totals_as_non_events"},
        ),
        (
            {"leave_one_out", "subgroup", "meta_regression_line", "meta_regression", "new_trial"},
            {"leave_one_out", "subgroups", "bubbles", "moderators", *STUDIES},
        ),
        ({"trial"}, {"forest", "funnel"}),
        ({"pooled", "small_study"}, {"methods", "totals_as_non_events"}),
        (
            {
                "bayes_density",
                "new_trial_density",
                "published",
                "heterogeneity",
                "prediction",
                "bayes_trial",
            },
            set(),
        ),
    ],
    ids=["singles", "more singles", "trials", "pools", "additions"],
)
def test_a_figure_without_rows_is_absent(analyses: set[str], absent: set[str]) -> None:
    example = some_evidence()
    frames = [
        frame[~frame["analysis"].isin(analyses)] for frame in (example.results(), example.curves())
    ]
    figures = draw_review_figures(example.plan, *frames)
    assert [figure.name for figure in figures] == [n for n in NAMES if n not in absent]


def test_a_plan_without_priors_studies_or_groups_has_no_such_figures() -> None:
    plan = a_review(
        bayes=None,
        new_trials=None,
        subgroups=[],
        regressions=[],
        moderators=[],
        printed_pools=[],
        totals_as_non_events=None,
    )
    gone = {"subgroups", "bubbles", "moderators", "bayes", *STUDIES, "totals_as_non_events"}
    assert list(drawn(some_evidence(plan))) == [name for name in NAMES if name not in gone]


@pytest.mark.parametrize(
    "number", [2, *(pytest.param(n, marks=pytest.mark.slow) for n in (1, 3, 40))]
)
def test_few_and_many_trials_are_drawn(number: int) -> None:
    figures = drawn(some_evidence(trials=some_trials(number)))
    assert "forest" in figures
    assert ("funnel" in figures) == (number >= 3)
    for figure in figures.values():
        assert_readable(figure)


def test_a_difference_as_the_measure_is_drawn_in_percentage_points() -> None:
    pool = a_review().headline.model_copy(update={"measures": ["risk_difference"]})
    plan = a_review(pools=[pool], totals_as_non_events=None, printed_pools=[], new_trials=None)
    results = some_evidence(plan).results()
    trial = (results["analysis"] == "trial") & (results["statistic"] == "risk_ratio")
    results.loc[trial, "statistic"] = "risk_difference"
    results.loc[trial, ["estimate", "ci_low", "ci_high"]] = [0.2, 0.05, 0.35]
    results["row_id"] = results["row_id"].str.replace("/risk_ratio/", "/risk_difference/")
    figures = draw_review_figures(plan, results, some_evidence(plan).curves().iloc[:0])
    forest = next(figure for figure in figures if figure.name == "forest")
    marks = [line for line in forest.figure.axes[0].lines if "risk_difference" in line.get_label()]
    squares = [line for line in marks if not line.get_label().endswith(" limits")]
    assert {float(line.get_xdata()[0]) for line in squares} == {20.0}
    assert "20.0\u00a0(5.0\u00a0to\u00a035.0)" in words(forest)
    assert_readable(forest)


@pytest.mark.parametrize("box", ["rows", "pooled", "use"])
def test_a_flow_that_does_not_add_up_is_refused(box: str) -> None:
    example = some_evidence()
    results = example.results()
    results.loc[
        (results["analysis"] == "review_flow") & (results["subgroup"] == box), "estimate"
    ] += 1
    with pytest.raises(UserError, match="add up"):
        draw_review_figures(example.plan, results, example.curves())


def test_no_words_of_cause_or_of_no_effect(figures: dict[str, Drawing]) -> None:
    for figure in figures.values():
        told = f"{figure.title} {figure.caption} {figure.alt}".lower()
        assert not re.search(r"\b(significant|causes?|caused|proves?|no difference)\b", told), told


def test_studies_of_this_project_are_named_by_their_label(figures: dict[str, Drawing]) -> None:
    asked = a_review().new_trials
    assert asked
    for trial in asked.trials:
        assert figures[f"new_trial_{trial.study}"].title.startswith(trial.label)
        assert trial.label in figures["forest"].alt
        assert trial.study not in figures["forest"].alt


def test_only_pools_made_from_totals_stand_beside_the_wrong_table(
    figures: dict[str, Drawing],
) -> None:
    alt = figures["totals_as_non_events"].alt
    for item in a_review().printed_pools:
        assert (item.label in alt) == item.totals_as_non_events


def test_one_trial_is_drawn_as_one_trial() -> None:
    example = some_evidence(trials=some_trials()[:1])
    results = example.results()
    results["note"] = results["note"].replace("1 trials.", "1 trial.")
    figures = {x.name: x for x in draw_review_figures(example.plan, results, example.curves())}
    said = " ".join(words(figures["forest"]))
    assert "One trial; not pooled." in said
    for word in ("Pooled, REML", "pooled, Wald z", "Next trial", "REML mean", "tau²"):
        assert word not in said
    assert "methods" not in figures


def test_groups_carry_both_tests(figures: dict[str, Drawing]) -> None:
    said = " ".join(words(figures["subgroups"])).replace("\u00a0", " ").replace("\n", " ")
    assert "p = 0.390 (one tau²)" in said
    assert "p = 0.430 (own tau²)" in said


def test_intervals_beneath_the_funnel_say_their_kind(figures: dict[str, Drawing]) -> None:
    caption = figures["funnel"].caption
    assert "; t)." in caption
    assert "; Wald z). It fills in" in caption
    assert "rejects too often" in caption
