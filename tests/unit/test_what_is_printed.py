"""What a reader is told beside the numbers: units, times, people, methods and events."""

from collections.abc import Sequence
from dataclasses import replace
from math import nan

import pandas as pd
import pytest
from figures_example import Example, an_example, interval
from figures_example_spells import a_dated_example, a_dated_plan, results_of
from report_example import plan as life
from report_example import results as life_results

from ipsanalysis.figures.all import draw_figures
from ipsanalysis.figures.effects import chosen_rows
from ipsanalysis.figures.forest import draw_effects
from ipsanalysis.figures.panels import panels
from ipsanalysis.figures.ticks import tick_labels
from ipsanalysis.figures.words import handled
from ipsanalysis.report.answer import primary_answer
from ipsanalysis.report.methods_text import methods_text
from ipsanalysis.report.sure import missing_sentences
from ipsanalysis.rows import Row, to_frame
from ipsanalysis.tables import adjusted, estimands, events, labels, numbers
from ipsanalysis.tables.all import all_tables
from ipsanalysis.tables.cell import Line, plain
from ipsanalysis.tables.format import decimals_by
from ipsanalysis.tables.main_effects import main_effects
from ipsanalysis.tables.measures import measures_table
from ipsanalysis.tables.results import Results, read_results

NO_BREAK, MINUS = "\u00a0", "\u2212"
PLAN = a_dated_plan()


def comparison(outcome: str, strategy: str = "composite") -> labels.Comparison:
    """The first comparison of an outcome under a strategy."""
    return next(
        item.comparison
        for item in labels.planned(PLAN)
        if item.comparison.outcome == outcome
        and strategy in item.comparison.intercurrent_events.values()
    )


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        ("working_18", "people counted as not having the outcome from the month after the "),
        ("worked_18", "people counted as not having the outcome from the day after the "),
        ("first_job_day", "people counted as never having the outcome from the day after the "),
        ("hours_in_all", "counting 0 from the day after the "),
        ("usual_hours", "adding nothing from the day after the "),
    ],
)
def test_an_event_cuts_jobs_on_its_day_and_a_status_at_the_end_of_its_month(
    outcome: str, words: str
) -> None:
    assert events.qualifier(PLAN, comparison(outcome)) == f"{words}disability pension or death"


def test_figures_say_from_when_an_event_counts_too() -> None:
    assert handled(PLAN, comparison("usual_pay")) == (
        "Disability pension or death: adds nothing from the day after it (composite)."
    )
    assert "counts as no from the month after it" in handled(PLAN, comparison("working_12"))
    assert "counts as 0 from the day after it" in handled(PLAN, comparison("pay_in_all"))


def test_methods_say_of_which_outcomes_the_day_of_an_event_stands() -> None:
    words = [sentence.words for sentence in methods_text(PLAN, Results(rows=[])).sentences]
    (by_month,) = [text for text in words if "in the same month as" in text]
    (by_day,) = [text for text in words if "on the same day as" in text]
    assert by_month.startswith("For in work in month 18 and in work in month 12: ")
    assert "hours worked" in by_day
    assert "what was recorded on the day of the event stands" in by_day
    assert any("What was answered at a visit counts" in text for text in words)


def test_people_lost_are_censored_in_times_and_left_out_elsewhere() -> None:
    assert "censored" in estimands.missing(comparison("first_job_day"))
    assert "left out" in estimands.missing(comparison("hours_in_all"))


@pytest.mark.parametrize(
    ("months", "words"),
    [("calendar", "by calendar months"), ("anniversary", "to the day"), (None, "18 months from")],
)
def test_the_rule_of_months_is_told(months: str | None, words: str) -> None:
    study = PLAN.model_copy(
        update={"follow_up": PLAN.follow_up.model_copy(update={"months": months})}
    )
    assert words in labels.follow_up_words(study)


def test_one_year_is_no_years() -> None:
    assert labels.counted(1, "year") == "1 year"
    assert labels.counted(2, "year") == "2 years"


@pytest.mark.parametrize(
    ("spread", "decimals"), [(0.49, 2), (1.0, 1), (999.0, 1), (7000.0, 0), (nan, 1), (0.0, 1)]
)
def test_decimals_follow_the_standard_deviation(spread: float, decimals: int) -> None:
    assert decimals_by(spread) == decimals


def test_a_limit_is_never_rounded_to_zero() -> None:
    row = next(row for row in life_results().rows if row.statistic == "mean")
    assert numbers.limit(row, 0.04) == "0.04"
    assert numbers.limit(row, 0.0) == "0.0"


def test_n_stands_beside_a_mean_of_fewer_than_randomised_only() -> None:
    rows = life_results()
    crude = main_effects(life(), rows).lines
    line = next(line for line in crude if cell_text(line, 0).startswith("Weeks worked"))
    assert "n = " not in cell_text(line, 1)
    fewer = [
        replace(row, n=34) if row.statistic == "mean" and row.analysis == "work_amount" else row
        for row in rows.rows
    ]
    table = main_effects(life(), Results(rows=fewer))
    line = next(line for line in table.lines if cell_text(line, 0).startswith("Weeks worked"))
    assert cell_text(line, 1).endswith("), n = 34")
    assert "unobserved" in table.notes[0]


def cell_text(line: Line, column: int) -> str:
    """The text of a cell with plain spaces."""
    return plain(line.cells[column]).replace(NO_BREAK, " ")


def mean_rows(
    example: Example,
    outcome: str,
    index: int,
    n: int,
    *,
    spread: float,
    size: float,
    methods: Sequence[str] = ("Difference in means, Welch t",),
) -> list[Row]:
    """The rows of a difference in means: arms, standard deviations, crude and adjusted."""
    study, make = example.plan, example.row
    item = study.work_amount[index]
    own = {
        "analysis": "work_amount",
        "outcome": outcome,
        "role": item.role,
        "analysis_set": item.analysis_set,
        "missing": item.missing,
        "plan_key": f"work_amount.{index}",
        "ice_strategy": next(iter(item.intercurrent_events.values())),
        "unit": study.outcome(outcome).unit,
    }
    found = []
    for arm in study.arms:
        found += [
            make(**own, statistic="mean", method="Mean", group=arm.id, n=n, **interval(2.0)),
            make(
                **own, statistic="standard_deviation", method="SD", group=arm.id,
                estimate=spread, n=n,
            ),
        ]  # fmt: skip
    both = f"{study.active.id} - {study.control.id}"
    contrast = {**own, "statistic": "mean_difference", "group": both, "n": n, "n_control": n}
    for method in methods:
        covariates = "" if "Welch" in method else "age_years"
        estimate = size + len(method) / 100
        found.append(make(**contrast, method=method, covariates=covariates, **around(estimate)))
    return found


def around(size: float) -> dict[str, float]:
    """An estimate with its limits."""
    return {"estimate": size, "ci_low": size / 2, "ci_high": 2 * size, "ci_level": 0.95}


def test_outcomes_of_other_units_sizes_and_questionnaires_never_share_an_axis() -> None:
    example = a_dated_example()
    sizes = {
        "hours_in_all": 90.0, "usual_hours": 0.5, "weeks_in_work": 5.0, "longest_job_weeks": 4.0,
        "vas_6": 1.0, "vas_12": 9.0, "hscl_12": 0.2, "belief_12": 0.4,
    }  # fmt: skip
    indices = {item.outcome: i for i, item in reversed(list(enumerate(PLAN.work_amount)))}
    rows = to_frame(
        [
            row
            for name, size in sizes.items()
            for row in mean_rows(example, name, indices[name], 30, spread=2.0, size=size)
        ]
    )
    found = panels(PLAN, chosen_rows(PLAN, rows))
    together = [{effect.label.split(",")[0] for effect in panel.effects} for panel in found]
    assert {"Weeks worked", "Weeks in the longest job"} in together
    vas = {PLAN.outcome(name).label for name in ("vas_6", "vas_12")}
    assert vas in together
    assert sorted(map(len, together)) == [1, 1, 1, 1, 2, 2]
    assert all(panel.people == "n" for panel in found)
    titles = [panel.title for panel in found]
    assert len(set(titles)) == len(titles)
    assert len(list(draw_effects(PLAN, rows))) == 1


def test_one_adjusted_method_stands_for_a_comparison_everywhere() -> None:
    methods = [
        "Difference in means, Welch t",
        "Tweedie model (log link, variance power 1.5), standardised",
        "Two-part gamma model (logistic, gamma log link), standardised",
        "Two-part log-normal model (logistic), standardised",
    ]
    first = next(i for i, item in enumerate(PLAN.work_amount) if item.outcome == "hours_in_all")
    primary = PLAN.work_amount[first].model_copy(update={"role": "primary"})
    amounts = [primary if i == first else item for i, item in enumerate(PLAN.work_amount)]
    others = [item.model_copy(update={"role": "secondary"}) for item in PLAN.employment]
    study = PLAN.model_copy(update={"work_amount": amounts, "employment": others})
    example = a_dated_example(study)
    frame = to_frame(
        mean_rows(example, "hours_in_all", first, 30, spread=2.0, size=5.0, methods=methods)
    )
    answer = primary_answer(study, read_results(frame))
    told = " ".join(map(plain, answer.more))
    assert "by two-part gamma model, 5.6 (" in told.replace(NO_BREAK, " ")
    chosen = chosen_rows(study, frame)
    assert chosen["method"].tolist() == [methods[0], methods[2]]
    (panel,) = panels(study, chosen)
    assert panel.effects[1].label.endswith("adjusted (a) by two-part gamma model")
    ranks = [adjusted.rank(f"{name} (x)") for name in adjusted.PREFERRED]
    assert ranks == sorted(ranks)
    assert adjusted.method_name("Cox, Efron ties") == ""


def test_numbers_on_an_axis_never_touch() -> None:
    assert tick_labels([-50000.0, 0.0, 50000.0, 100000.0], 25.0) == ["", "0", "", "100,000"]
    assert "" not in tick_labels([-200.0, 0.0, 200.0, 400.0], 25.0)
    assert tick_labels([-1.0, 0.0, 1.0], 25.0) == [f"{MINUS}1", "0", "1"]


def test_days_to_the_first_job_are_given_in_days() -> None:
    example = a_dated_example()
    own = {
        "analysis": "first_job", "outcome": "first_job_day", "missing": "observed",
        "plan_key": "first_job.0", "ice_strategy": "composite", "timepoint": 540.0,
        "time_unit": "day", "role": "secondary", "analysis_set": "all_randomised",
    }  # fmt: skip
    both = "ips - usual_care"
    rows = [
        example.row(**own, statistic="rmst_difference", group=both, unit="day", **around(-40.0)),
        example.row(**own, statistic="cumulative_incidence_difference", group=both, **around(0.1)),
        *(
            example.row(**own, statistic="rmst", group=arm.id, unit="day", **around(300.0))
            for arm in PLAN.arms
        ),
    ]
    (line,) = measures_table(PLAN, read_results(to_frame(rows))).lines
    assert [cell_text(line, i) for i in range(1, 4)] == [
        "300.0", "300.0", "Difference in restricted mean time to day 540, days",
    ]  # fmt: skip
    heading = main_effects(PLAN, read_results(to_frame(rows))).lines[0]
    assert "by day 540" in cell_text(heading, 3)


def test_work_after_the_first_job_is_timed_from_it_and_its_people_are_explained() -> None:
    example = a_dated_example()
    index = next(i for i, item in enumerate(PLAN.employment) if item.outcome == "kept_six")
    row = example.row(
        analysis="employment", outcome="kept_six", plan_key=f"employment.{index}", group="ips",
        missing="observed", statistic="proportion", timepoint=6.0, n=20, n_events=10, estimate=0.5,
    )  # fmt: skip
    job = example.row(
        analysis="first_job", outcome="first_job_day", plan_key="first_job.0", group="ips",
        statistic="events", n=30, n_events=30, estimate=30.0,
    )  # fmt: skip
    rows = read_results(to_frame([row, job]))
    kept = next(row for row in rows.rows if row.outcome == "kept_six")
    assert labels.time_words(PLAN, kept) == "6 months after the first job began"
    table = measures_table(PLAN, rows)
    assert "had a first job (30 in IPS): for the others that day lies" in " ".join(table.notes)
    assert plain(table.lines[0].group).endswith(": not randomised comparisons")


def test_comparisons_with_more_than_a_fifth_unobserved_are_named() -> None:
    example = a_dated_example()
    index = next(i for i, item in enumerate(PLAN.work_amount) if item.outcome == "hscl_12")
    boxes = [example.box("allocated", arm, n) for arm, n in example.size.items()]

    def told(n: int) -> str:
        rows = mean_rows(example, "hscl_12", index, n, spread=0.5, size=0.2)
        sentences = missing_sentences(PLAN, read_results(to_frame([*boxes, *rows])))
        return " ".join(map(plain, sentences))

    assert "symptoms at 12 months (HSCL-25) 22.0% (1 of 40 in" in told(39)
    assert "21 of 60 in" in told(39)
    assert told(40) == ""


def test_months_and_people_not_observed_stand_last_in_words() -> None:
    example = a_dated_example()
    shared = {"analysis": "states", "plan_key": "states"}
    extra = [
        example.row(
            **shared, outcome="months_in_state", statistic="mean", subgroup="not_observed",
            group=arm.id, estimate=1.5, method="mean", unit="months",
        )
        for arm in PLAN.arms
    ] + [
        example.row(
            **shared, outcome="sequence", statistic="n", subgroup="not observed throughout",
            group=group, estimate=50.0, n=50,
        )
        for group in (*example.size, "all")
    ]  # fmt: skip
    frame = pd.concat([results_of(example), to_frame(extra)], ignore_index=True)
    tables = all_tables(PLAN, read_results(frame))
    assert cell_text(tables["months_in_state"].lines[-1], 0) == "Not observed"
    assert cell_text(tables["months_in_state"].lines[-1], 1) == "1.5"
    last = [cell_text(line, 0) for line in tables["sequences"].lines[-2:]]
    assert last == ["All other sequences", "At least one month not observed"]
    drawn = {figure.name: figure for figure in draw_figures(PLAN, frame, to_frame([]))}
    assert drawn["sequences"].alt.endswith(
        "At least one month not observed: IPS 50, Usual care 50."
    )


def test_flow_without_an_end_of_follow_up_is_drawn_and_says_so() -> None:
    example = an_example()
    frame = example.results()
    unknown = frame["outcome"].isin(["completed", "ended"])
    frame.loc[unknown, "n"] = pd.NA
    frame.loc[unknown, "estimate"] = nan
    frame.loc[unknown, "note"] = "Not in the data."
    figures = {figure.name: figure for figure in draw_figures(example.plan, frame, to_frame([]))}
    assert "Followed to the end: not in the data; 52 weeks." in figures["flow"].alt
    assert "Follow-up ended early: not in the data." in figures["flow"].alt


def test_figures_that_were_built_into_the_data_are_explained() -> None:
    rows = [
        replace(row, note=row.note.replace("reproduced: ", "built in: "))
        for row in life_results().rows
    ]
    table = all_tables(life(), Results(rows=rows))["published"]
    assert any(cell_text(line, 4) == "Built in" for line in table.lines)
    assert any(note.startswith("Built in: the data are synthetic") for note in table.notes)
    before = all_tables(life(), life_results())["published"]
    assert not any("Built in" in note for note in before.notes)


def test_models_of_several_times_are_named_apart_from_other_adjusted_analyses() -> None:
    example = a_dated_example()
    shared = {"statistic": "risk_difference", "group": "ips - usual_care", **around(0.1)}
    rows = [
        example.row(
            **shared, analysis="repeated_status", outcome="working_6", covariates="severity",
            plan_key="repeated_status.0", method="GEE, logit link",
        ),
        example.row(
            **shared, analysis="employment", outcome="working_18", covariates="age_years",
            plan_key="employment.0", method="standardisation (g-computation)",
        ),
    ]  # fmt: skip
    text = methods_text(PLAN, read_results(to_frame(rows)))
    words = [sentence.words for sentence in text.sentences]
    model = "in work in months 6, 12 and 18"
    assert f"Models of several times (GEE) for {model} used mental illness." in words
    assert any(text.startswith("In models yes-or-no") and " enter as " in text for text in words)
    assert "Adjusted analyses of in work in month 18 used age." in words
