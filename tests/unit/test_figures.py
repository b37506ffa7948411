"""Every figure: its files, its words, its rows, and that it can be read."""

import hashlib
import json
import os
import re
import subprocess
import sys
from math import nan
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from figures_example import Example, a_plan, an_example, wordy
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.text import Text

from ipsanalysis.errors import UserError
from ipsanalysis.figures.all import draw_figures
from ipsanalysis.figures.amount import bins
from ipsanalysis.figures.curves import thinned
from ipsanalysis.figures.drawing import Drawing
from ipsanalysis.figures.forest import chosen_rows
from ipsanalysis.figures.measure import lines, width
from ipsanalysis.figures.page import STAMP
from ipsanalysis.figures.panels import panels
from ipsanalysis.figures.save import FORMATS, save_figures
from ipsanalysis.figures.style import applied, arm_styles
from ipsanalysis.figures.words import level_name, number
from ipsanalysis.rows import to_frame

NAMES = [
    "flow",
    "employed_over_time",
    "time_to_first_job",
    "time_to_first_job_hypothetical",
    "time_to_first_arrest",
    "amount_weeks_worked",
    "effects",
]
OFF = {
    "employment": [],
    "status_over_time": None,
    "first_job": [],
    "work_amount": [],
    "other_outcomes": [],
    "other_events": [],
}


def drawn(example: Example) -> dict[str, Drawing]:
    figures = draw_figures(example.plan, example.results(), example.curves())
    return {figure.name: figure for figure in figures}


@pytest.fixture(scope="module")
def figures() -> dict[str, Drawing]:
    return drawn(an_example())


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


def texts(figure: Drawing) -> list[tuple[Text, np.ndarray]]:
    """The texts of a figure that can be seen, with their extents; the stamp left out."""
    with applied():
        canvas = FigureCanvasAgg(figure.figure)
        figure.figure.draw_without_rendering()
        renderer = canvas.get_renderer()
        shown = [
            text
            for text in figure.figure.findobj(Text)
            if text.get_visible() and text.get_text().strip() and text.get_text() != STAMP
        ]
        return [(text, text.get_window_extent(renderer).extents) for text in shown]


def assert_readable(figure: Drawing) -> None:
    """No text is cut off, small, or over another."""
    wide, high = figure.figure.get_size_inches() * figure.figure.dpi
    found = texts(figure)
    for text, (left, bottom, right, top) in found:
        assert text.get_fontsize() >= 7, text
        assert left >= 0 and bottom >= 0 and right <= wide and top <= high, (figure.name, text)
    box = np.array([extents for _, extents in found])
    across = np.minimum.outer(box[:, 2], box[:, 2]) - np.maximum.outer(box[:, 0], box[:, 0])
    down = np.minimum.outer(box[:, 3], box[:, 3]) - np.maximum.outer(box[:, 1], box[:, 1])
    over = np.argwhere(np.triu((across > 0.5) & (down > 1.5), k=1))
    assert not [(found[a][0].get_text(), found[b][0].get_text()) for a, b in over], figure.name


def test_every_figure_of_the_plan_is_drawn_in_the_order_of_the_report(
    figures: dict[str, Drawing],
) -> None:
    assert list(figures) == NAMES


def test_files_and_index_of_every_figure(folder: Path) -> None:
    expected = {f"{name}.{suffix}" for name in NAMES for suffix in FORMATS} | {"index.json"}
    assert {path.name for path in folder.iterdir()} == expected
    index = json.loads((folder / "index.json").read_text(encoding="utf-8"))
    assert [entry["name"] for entry in index] == NAMES
    for entry in index:
        assert set(entry) == {"name", "title", "caption", "alt", "files"}
        assert all((folder / file).stat().st_size > 0 for file in entry["files"].values())
        assert all(entry[key].strip() for key in ("title", "caption", "alt"))


@pytest.mark.slow
def test_another_process_hash_seed_and_matplotlib_settings_give_the_same_bytes(
    folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "matplotlibrc").write_text("font.size: 20\nlines.linewidth: 9\nsvg.fonttype: none")
    program = (
        "from pathlib import Path; from figures_example import an_example; "
        "from ipsanalysis.figures.all import draw_figures; "
        "from ipsanalysis.figures.save import save_figures; e = an_example(); "
        "save_figures(draw_figures(e.plan, e.results(), e.curves()), "
        f"Path({str(tmp_path / 'f')!r}))"
    )
    environment = {
        **os.environ,
        "PYTHONHASHSEED": "4711",
        "PYTHONPATH": str(Path(__file__).parent),
        "MATPLOTLIBRC": str(tmp_path / "matplotlibrc"),
        "TZ": "Asia/Tokyo",
        "LC_ALL": "C",
    }
    subprocess.run([sys.executable, "-c", program], check=True, env=environment)
    assert digests(tmp_path / "f") == digests(folder)


def test_a_second_drawing_from_rows_in_another_order_gives_the_same_bytes(
    folder: Path, tmp_path: Path
) -> None:
    example = an_example()
    shuffled = [
        frame.sample(frac=1, random_state=3) for frame in (example.results(), example.curves())
    ]
    save_figures(draw_figures(example.plan, *shuffled), tmp_path)
    assert digests(tmp_path) == digests(folder)


def test_csv_holds_the_rows_drawn_and_no_other(folder: Path, figures: dict[str, Drawing]) -> None:
    example = an_example()
    known = pd.concat([example.results(), example.curves()]).set_index("row_id")
    for name, figure in figures.items():
        table = pd.read_csv(folder / f"{name}.csv", keep_default_na=False).set_index("row_id")
        assert set(table.index) == set(figure.rows["row_id"])
        assert len(table) == len(figure.rows) > 0
        estimate = pd.to_numeric(table["estimate"], errors="coerce")
        pd.testing.assert_series_equal(estimate, known.loc[table.index, "estimate"])
        assert set(table["data_status"]) == {"real"}


def test_no_file_carries_a_date_and_svg_carries_its_words(
    folder: Path, figures: dict[str, Drawing]
) -> None:
    for name, figure in figures.items():
        svg = (folder / f"{name}.svg").read_text(encoding="utf-8")
        assert "dc:date" not in svg
        assert "<text" not in svg
        assert re.search(r"<title>(.+?)</title>", svg)[1] == figure.title.replace("&", "&amp;")
        assert f"<desc>{figure.alt}</desc>" in svg
        assert b"CreationDate" not in (folder / f"{name}.pdf").read_bytes()
        assert b"Software" not in (folder / f"{name}.png").read_bytes()


def test_figures_that_are_no_more_are_removed(tmp_path: Path) -> None:
    for name in ("gone.svg", "gone.csv", "notes.md"):
        (tmp_path / name).write_text("old")
    save_figures([], tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {"notes.md", "index.json"}


def test_everything_drawn_can_be_read(figures: dict[str, Drawing]) -> None:
    for figure in figures.values():
        assert_readable(figure)


def test_very_long_labels_are_broken_into_lines() -> None:
    example = an_example(wordy(a_plan()))
    for figure in drawn(example).values():
        assert_readable(figure)


@pytest.mark.parametrize(
    ("switched_off", "absent"),
    [
        ({"employment"}, {"flow"}),
        ({"status_over_time"}, {"employed_over_time"}),
        ({"first_job"}, {"time_to_first_job", "time_to_first_job_hypothetical"}),
        ({"work_amount"}, {"amount_weeks_worked"}),
        ({"other_outcomes"}, set()),
        ({"other_events"}, {"time_to_first_arrest"}),
        (set(OFF), set(NAMES)),
    ],
)
def test_a_family_switched_off_has_no_figure(switched_off: set[str], absent: set[str]) -> None:
    """The example's flow belongs to the family employment, which holds the primary comparison."""
    full, plan = an_example(), a_plan(**{key: OFF[key] for key in switched_off})

    def kept(frame: pd.DataFrame) -> pd.DataFrame:
        family = frame["plan_key"].str.partition(".")[0]
        flow = (frame["analysis"] == "flow") & ("employment" in switched_off)
        return frame[~family.isin(switched_off) & ~flow]

    drawings = draw_figures(plan, kept(full.results()), kept(full.curves()))
    assert [drawing.name for drawing in drawings] == [n for n in NAMES if n not in absent]


def test_synthetic_data_are_stamped_on_every_figure_and_in_its_rows() -> None:
    figures = drawn(an_example(a_plan(data_status="synthetic")))
    assert list(figures) == NAMES
    for figure in figures.values():
        words = [text.get_text() for text in figure.figure.findobj(Text)]
        assert STAMP in words
        assert any(text.startswith("SYNTHETIC DATA") for text in words)
        assert figure.caption.startswith("SYNTHETIC DATA")
        assert figure.alt.startswith("SYNTHETIC DATA")
        assert set(figure.rows["data_status"]) == {"synthetic"}
        assert_readable(figure)


def test_real_data_are_not_stamped(figures: dict[str, Drawing]) -> None:
    for figure in figures.values():
        assert STAMP not in " ".join(text.get_text() for text in figure.figure.findobj(Text))
        assert STAMP not in figure.caption + figure.alt


@pytest.mark.parametrize(
    "changes",
    [
        {"shares": [0.0], "steps": [0.0, 0.0, 0.0, 0.0], "amounts": [0]},
        {"shares": [1.0], "steps": [1.0, 1.0, 1.0, 1.0]},
        {"steps": []},
        {"size": {"aid": 40, "no_aid": 0}},
        {"size": {"aid": 0, "no_aid": 60}},
        {"size": {"aid": 1, "no_aid": 1}},
        {"size": {"aid": 98_000, "no_aid": 102_000}},
    ],
    ids=["nothing", "all events", "no steps", "empty", "empty", "one", "many"],
)
def test_unusual_data_are_drawn(changes: dict) -> None:
    figures = drawn(an_example(**changes))
    assert list(figures) == NAMES
    for figure in figures.values():
        assert_readable(figure)


@pytest.mark.parametrize("length", [1, 5000])
def test_follow_up_of_one_period_and_of_very_many(length: int) -> None:
    plan = a_plan()
    plan = plan.model_copy(
        update={"follow_up": plan.follow_up.model_copy(update={"length": length})}
    )
    figures = drawn(an_example(plan))
    for figure in figures.values():
        assert_readable(figure)
    assert len(figures["employed_over_time"].rows) == 2 * min(length, 2000)


def test_thinning_keeps_the_ends() -> None:
    points = pd.DataFrame({"timepoint": np.arange(5001.0)})
    kept = thinned({"a": points})["a"]["timepoint"]
    assert len(kept) == 2000
    assert (kept.iloc[0], kept.iloc[-1]) == (0, 5000)


def test_arms_are_told_apart_in_grey_and_by_dash_and_mark() -> None:
    def luminance(color: str) -> float:
        linear = [
            c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(color)
        ]
        return float(np.dot([0.2126, 0.7152, 0.0722], linear))

    def contrast(one: float, other: float) -> float:
        return (max(one, other) + 0.05) / (min(one, other) + 0.05)

    active, control = arm_styles(a_plan()).values()
    assert contrast(luminance(active.color), luminance(control.color)) >= 3
    assert contrast(luminance(control.color), 1.0) >= 3
    assert len({style.dash for style in (active, control)}) == 2
    assert len({style.marker for style in (active, control)}) == 2


def test_arms_stand_in_the_order_of_the_plan_and_keep_their_look() -> None:
    plan = a_plan()
    turned = plan.model_copy(update={"arms": plan.arms[::-1]})
    assert list(arm_styles(turned)) == [arm.id for arm in plan.arms[::-1]]
    assert arm_styles(turned) == arm_styles(plan)
    figure = drawn(an_example(turned))["time_to_first_job"]
    heights = {text.get_text(): box[1] for text, box in texts(figure)}
    assert heights[turned.arms[0].label] > heights[turned.arms[1].label]


def test_numbers_beneath_a_curve_stand_under_their_ticks(figures: dict[str, Drawing]) -> None:
    figure = figures["time_to_first_job"]
    axes = figure.figure.axes[0]
    middle = {text.get_text(): (box[0] + box[2]) / 2 for text, box in texts(figure)}
    columns = [
        (box[0] + box[2]) / 2
        for text, box in texts(figure)
        if text.get_text() == "40" and text not in axes.findobj(Text)
    ]
    ticks = [axes.transData.transform((tick, 0))[0] for tick in axes.get_xticks()]
    np.testing.assert_allclose(columns, ticks, atol=1.5)
    assert middle["52"] == pytest.approx(ticks[-1], abs=1.5)


@pytest.mark.parametrize(
    ("box", "group"),
    [("allocated", "aid"), ("completed", "no_aid"), ("ended", "aid"), ("analysed", "no_aid")],
)
def test_flow_is_not_drawn_when_boxes_do_not_add_up(box: str, group: str) -> None:
    example = an_example()
    results = example.results()
    wrong = (results["outcome"] == box) & (results["group"] == group)
    results.loc[wrong, "n"] += 1
    with pytest.raises(UserError, match="do not add up"):
        draw_figures(example.plan, results, example.curves())


def test_flow_with_a_missing_box_says_which() -> None:
    example = an_example()
    results = example.results()
    results = results[results["outcome"] != "completed"]
    with pytest.raises(UserError, match="no number for the box completed of aid"):
        draw_figures(example.plan, results, example.curves())


def test_flow_shows_reasons_nobody_had_and_what_is_not_in_the_data(
    figures: dict[str, Drawing],
) -> None:
    alt = figures["flow"].alt
    assert "Assessed for eligibility: not in the data." in alt
    assert "Randomised (n = 100)." in alt
    assert "Allocated to Financial aid (n = 40): Received it: not in the data." in alt
    assert "Follow-up ended early (n = 6): First arrest: 6; Lost to follow-up: 0." in alt
    assert "Not analysed (n = 0)." in alt


def test_flow_counts_the_excluded_when_the_assessed_are_known() -> None:
    example = an_example()
    results = example.results()
    results.loc[results["outcome"] == "assessed", ["n", "estimate"]] = 150
    alt = draw_figures(example.plan, results, example.curves())[0].alt
    assert "Assessed for eligibility (n = 150). Excluded (n = 50). Randomised (n = 100)." in alt


def test_text_for_those_who_cannot_see_gives_the_numbers_of_the_rows(
    figures: dict[str, Drawing],
) -> None:
    for name in ("employed_over_time", "time_to_first_job"):
        figure = figures[name]
        points = figure.rows[figure.rows["statistic"].isin(["proportion", "cumulative_incidence"])]
        told = re.findall(
            r"([\d.]+)% (?:in|by) week (\d+) \(95% interval ([\d.]+)% to ([\d.]+)%\)", figure.alt
        )
        assert len(told) == (10 if name == "employed_over_time" else 8)
        for arm, numbers in zip(
            ("aid", "no_aid"), np.array_split(np.array(told, float), 2), strict=True
        ):
            own = points[points["group"] == arm].set_index("timepoint")
            for share, time, low, high in numbers:
                row = own.loc[time]
                expected = 100 * row[["estimate", "ci_low", "ci_high"]].to_numpy(float)
                np.testing.assert_allclose([share, low, high], expected, atol=0.0501)


def test_text_of_the_forest_plot_gives_every_estimate(figures: dict[str, Drawing]) -> None:
    alt = figures["effects"].alt
    assert "Employed in week 52 (primary): 10.0 (3.0 to 17.0)." in alt
    assert "Time to first job, hazard ratio (secondary): 0.20 (0.13 to 0.27)." in alt
    assert "Weeks worked, mean (secondary): 0.1 (0.03 to 0.2)." in alt
    assert len(re.findall(r"\): [\d−]", alt)) == len(figures["effects"].rows)


def test_text_of_amounts_gives_shares_and_means(figures: dict[str, Drawing]) -> None:
    alt = figures["amount_weeks_worked"].alt
    assert "Financial aid (n = 40): 0: 70.0%, 1–4: 20.0%, 5–8: 10.0%, 9–12: 0.0%" in alt
    assert alt.count("mean 2.5 weeks (2.0 to 3.0)") == 2


def test_no_words_of_cause_or_of_no_effect(figures: dict[str, Drawing]) -> None:
    for figure in figures.values():
        words = f"{figure.title} {figure.caption} {figure.alt}".lower()
        for claim in (
            "no effect",
            "no difference",
            "caused",
            "because of",
            "significant",
            "led to",
        ):
            assert claim not in words


def test_forest_plot_sets_apart_what_randomisation_did_not_make() -> None:
    example = an_example()
    rows = chosen_rows(example.plan, example.results())
    shares = panels(example.plan, rows)[0]
    apart = [effect.label for effect in shares.effects if not effect.randomised]
    assert apart == [
        "Employed in week 26, among: Not arrested before the week",
        "Employed in week 52, among: Not arrested before the week",
    ]
    higher = [effect for effect in shares.effects if effect.higher_is_better]
    assert [effect.apart for effect in higher] == [False, False, False, True, True]
    assert [effect.label for effect in shares.effects if not effect.higher_is_better] == [
        "Arrested"
    ]
    assert [effect.label for effect in shares.effects if effect.primary] == ["Employed in week 52"]


def test_forest_plot_takes_one_method_and_the_last_landmark() -> None:
    example = an_example()
    shared = {
        "analysis": "employment",
        "outcome": "employed_week_52",
        "role": "primary",
        "group": "aid - no_aid",
        "statistic": "risk_difference",
        "plan_key": "employment.0",
        "missing": "none",
        "estimate": 0.3,
    }
    other = example.row(**shared, method="Miettinen-Nurminen score")
    first = {**shared, "analysis": "first_job", "outcome": "first_job", "plan_key": "first_job.0"}
    first |= {"statistic": "cumulative_incidence_difference", "role": "secondary"}
    landmarks = [
        example.row(**first | {"timepoint": float(time), "estimate": time / 100}, method="m")
        for time in (13, 52, 26)
    ]
    results = pd.concat([example.results(), to_frame([other, *landmarks])])
    rows = chosen_rows(example.plan, results).set_index("statistic")
    differences = rows.loc[["risk_difference"]]
    own = differences[differences["plan_key"] == "employment.0"]
    assert own["method"].tolist() == ["Newcombe hybrid score"]
    assert rows.loc[["cumulative_incidence_difference"], "timepoint"].tolist() == [52]


def test_direction_of_each_measure_comes_from_the_plan() -> None:
    example = an_example()
    shared = {
        "analysis": "x",
        "role": "exploratory",
        "group": "aid - no_aid",
        "statistic": "rmst_difference",
        "method": "m",
        "unit": "week",
        "timepoint": 52.0,
        "estimate": 1.0,
    }
    rows = to_frame(
        [
            example.row(**shared, outcome="first_job", plan_key="first_job.2"),
            example.row(**shared, outcome="first_arrest", plan_key="other_events.0"),
        ]
    )
    (panel,) = panels(example.plan, rows.assign(spread=nan))
    better = {effect.label.split(",")[0]: effect.higher_is_better for effect in panel.effects}
    assert better == {"Time to first job": False, "Time to first arrest": True}
    assert panel.unit == "weeks"


@pytest.mark.parametrize(
    ("largest", "labels"),
    [
        (1, ["0", "1"]),
        (3, ["0", "1", "2", "3"]),
        (52, ["0", "1–4", "5–8", "9–12"]),
        (18, ["0", "1–2", "3–4", "5–6"]),
    ],
)
def test_groups_of_amounts(largest: int, labels: list[str]) -> None:
    groups = bins(largest)
    assert groups.labels[: len(labels)] == labels
    assert groups.ends[-1] == largest
    assert len(groups.labels) <= 15


@pytest.mark.parametrize("largest", [50, 365, 9999])
def test_groups_of_amounts_hold_everyone(largest: int) -> None:
    groups = bins(largest)
    points = pd.DataFrame({"timepoint": np.arange(largest + 1.0), "n": 1})
    shares = groups.shares(points)
    assert shares.sum() == pytest.approx(1)
    assert shares[0] == pytest.approx(1 / (largest + 1))
    assert len(groups.labels) <= 15


def test_numbers_in_print() -> None:
    assert number(-0.04, 1) == "0.0"
    assert number(-1.25, 2) == "−1.25"
    assert number(1234.5, 1) == "1,234.5"
    assert number(float("nan"), 1) == "not estimable"
    assert number(float("-inf"), 1) == "−∞"
    assert (level_name(0.95), level_name(0.9), level_name(0.975)) == ("95%", "90%", "97.5%")


def test_lines_fit_their_room_and_lose_nothing() -> None:
    text = "some words, a Donaudampfschifffahrtsgesellschaft and a few more"
    for room in (5.0, 12.0, 30.0, 200.0):
        broken = lines(text, room)
        assert "".join(broken).replace(" ", "") == text.replace(" ", "")
        assert all(width(line) <= room for line in broken)
    assert lines("", 10.0) == []


def test_font_is_the_one_that_matplotlib_ships() -> None:
    from matplotlib import get_data_path
    from matplotlib.font_manager import FontProperties, findfont

    with applied():
        for weight in ("normal", "bold"):
            found = Path(findfont(FontProperties(weight=weight)))
            assert found.is_relative_to(get_data_path())
