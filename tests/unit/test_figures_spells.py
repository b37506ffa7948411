"""Figures and tables of trials with job spells: missing outcomes, industries, states, models."""

import re

import pytest
from figures_example import wordy
from figures_example_spells import (
    a_dated_example,
    a_dated_plan,
    curves_of,
    results_of,
    states,
)
from matplotlib.text import Text
from test_figures import assert_readable

from ipsanalysis.figures.all import draw_figures
from ipsanalysis.figures.drawing import Drawing
from ipsanalysis.figures.page import STAMP
from ipsanalysis.report.sure import missing_sentences
from ipsanalysis.tables.all import all_tables
from ipsanalysis.tables.cell import Table, plain
from ipsanalysis.tables.render import csv_frame
from ipsanalysis.tables.results import read_results

NAMES = ["flow", "missing", "industries", "states", "transitions", "sequences"]


def drawn(**changes: object) -> dict[str, Drawing]:
    example = a_dated_example(a_dated_plan(**changes))
    figures = draw_figures(example.plan, results_of(example), curves_of(example))
    return {figure.name: figure for figure in figures}


@pytest.fixture(scope="module")
def figures() -> dict[str, Drawing]:
    return drawn()


@pytest.fixture(scope="module")
def tables() -> dict[str, Table]:
    example = a_dated_example()
    return all_tables(example.plan, read_results(results_of(example)))


def test_every_figure_is_drawn_and_can_be_read(figures: dict[str, Drawing]) -> None:
    item = a_dated_plan().repeated_status[0]
    found = [name for name in figures if not name.startswith("effects")]
    assert found == [*NAMES[:2], f"repeated_{item.id}", *NAMES[2:]]
    for figure in figures.values():
        assert_readable(figure)
        assert figure.caption
        assert figure.alt


def test_the_longest_labels_are_read_too() -> None:
    example = a_dated_example(wordy(a_dated_plan()))
    for figure in draw_figures(example.plan, results_of(example), curves_of(example)):
        assert_readable(figure)


def test_synthetic_data_are_stamped() -> None:
    for figure in drawn(data_status="synthetic").values():
        assert STAMP in [text.get_text() for text in figure.figure.findobj(Text)]
        assert figure.alt.startswith("SYNTHETIC DATA")
        assert figure.caption.startswith("SYNTHETIC DATA")


def test_rows_beside_a_figure_are_rows_of_the_results(figures: dict[str, Drawing]) -> None:
    example = a_dated_example()
    known = {*results_of(example)["row_id"], *curves_of(example)["row_id"]}
    for figure in figures.values():
        assert len(figure.rows) > 0
        assert set(figure.rows["row_id"]) <= known
        assert not figure.rows["row_id"].duplicated().any()


def test_missing_outcomes_are_shown_under_four_assumptions(
    figures: dict[str, Drawing], tables: dict[str, Table]
) -> None:
    alt = figures["missing"].alt
    for difference in ("10.0 (3.0 to 17.0)", "11.0 (4.0 to 18.0)", "13.0 (6.0 to 20.0)"):
        assert alt.count(difference) == 2
    lines = tables["missing"].lines
    assert len(lines) == 8
    assert [line.emphasis for line in lines] == [True, False, False, False] * 2
    cells = [plain(cell).replace("\u00a0", " ") for cell in lines[0].cells]
    assert cells[1:3] == ["7/36 (19.4%)", "7/54 (13.0%)"]


def test_csv_names_the_group_of_each_line(tables: dict[str, Table]) -> None:
    frame = csv_frame(tables["missing"], data_status="real")
    labels = [item.outcome for item in a_dated_plan().employment[:2]]
    expected = [a_dated_plan().outcome(name).label for name in labels]
    assert [text.rpartition(",")[0] for text in frame["Group"].unique()] == expected
    assert "Group" not in csv_frame(tables["flow"], data_status="real")


def test_how_many_are_missing_and_how_far_the_difference_runs_is_said() -> None:
    example = a_dated_example()
    told = missing_sentences(example.plan, read_results(results_of(example)))
    words = " ".join(plain(text) for text in told)
    assert "4 of 40 people" in words
    assert "6 of 60 people" in words
    assert "runs from 10.0 to 13.0 percentage points" in words
    assert "zero is outside the interval under each of them" in words


def test_nothing_is_said_of_missing_outcomes_when_there_are_none() -> None:
    example = a_dated_example()
    rows = results_of(example)
    rows = read_results(rows[rows["missing"] == ""])
    assert missing_sentences(example.plan, rows) == []
    assert "missing" not in all_tables(example.plan, rows)


def test_industries_stand_by_size_those_not_known_last(
    figures: dict[str, Drawing], tables: dict[str, Table]
) -> None:
    order = [plain(line.cells[0]) for line in tables["industries"].lines]
    labels = list(a_dated_plan().industries.values())
    assert order == [*labels[::-1], "Industry not known"]
    assert figures["industries"].rows["subgroup"].iloc[-1] == "unknown"
    assert "not a randomised comparison" in figures["industries"].caption
    assert "not a randomised comparison" in " ".join(tables["industries"].notes)


def test_small_sequences_stay_together_and_last(
    figures: dict[str, Drawing], tables: dict[str, Table]
) -> None:
    plan = a_dated_plan()
    assert plan.states is not None
    numbers = [plain(line.cells[3]) for line in tables["sequences"].lines]
    assert numbers == ["9", "7", "5", "11"]
    assert f"at least {plan.states.at_least} people" in figures["sequences"].caption


def test_states_and_transitions_say_their_numbers(
    figures: dict[str, Drawing], tables: dict[str, Table]
) -> None:
    names = states(a_dated_plan())
    assert figures["states"].caption.count("1.3 (1.2 to 1.3)") == len(names)
    assert len(tables["transitions"].lines) == 2 * len(names)
    assert all(plain(cell).endswith("(20.0%)") for cell in tables["transitions"].lines[0].cells[1:])
    assert len(tables["months_in_state"].lines) == len(names)


def test_models_of_several_times_show_differences_and_the_joint_test(
    figures: dict[str, Drawing], tables: dict[str, Table]
) -> None:
    item = a_dated_plan().repeated_status[0]
    figure = figures[f"repeated_{item.id}"]
    assert len(re.findall(r"difference 10\.0 \(3\.0 to 17\.0\)", figure.alt)) == len(item.outcomes)
    assert "p 0.042" in figure.caption
    assert len(tables["repeated_status"].lines) == len(item.outcomes) + 1


def test_tables_of_analyses_without_rows_are_absent() -> None:
    example = a_dated_example()
    rows = results_of(example)
    found = all_tables(example.plan, read_results(rows[rows["analysis"] == "flow"]))
    assert list(found) == [
        "flow", "baseline", "main_effects", "effects", "estimands", "published",
    ]  # fmt: skip
