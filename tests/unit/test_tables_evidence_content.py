"""Tables of a meta-analysis: what stands in them, from which rows, and what is left unsaid."""

import re
from dataclasses import replace
from math import exp, log, nan

import pytest
from evidence_example import a_review, some_trials, wordy_review
from review_pages_example import comparison, evidence, the_evidence, without

from ipsanalysis.plan.evidence import NewTrial
from ipsanalysis.statistics import STATISTICS
from ipsanalysis.tables.cell import Table, keys, plain
from ipsanalysis.tables.evidence import names, shown
from ipsanalysis.tables.evidence.all import MAKE, review_tables
from ipsanalysis.tables.evidence.bayes import synthetic
from ipsanalysis.tables.evidence.behind import class_warning, classes_behind
from ipsanalysis.tables.evidence.files import Evidence, Files, cell
from ipsanalysis.tables.evidence.pooled_counts import counts_told, pooled_rows, printed_again
from ipsanalysis.tables.evidence.robustness import FAR
from ipsanalysis.tables.evidence.without_counts import (
    of_other_classes,
    without_counts,
    without_effect,
    without_percentages,
)
from ipsanalysis.tables.render import csv_frame, fragment
from ipsanalysis.tables.results import Result, Results

STAGES = ("crude", "shrunken", "re-analysed")
NO_BREAK, MINUS, DASH = "\u00a0", "\u2212", "\u2013"


def table(name: str, own: Evidence | None = None) -> Table:
    return review_tables(own or the_evidence())[name]


def words(found: Table) -> list[list[str]]:
    return [[plain(text).replace(NO_BREAK, " ") for text in line.cells] for line in found.lines]


def a_row(statistic: str, **columns: object) -> Result:
    shared = {
        "study": "a", "version": "1.0", "data_status": "real", "analysis": "pooled",
        "method": "REML", "plan_key": "pools.0", "statistic": statistic, "key": "k",
    }  # fmt: skip
    return Result(**{"note": "none", **shared, **columns})


@pytest.mark.parametrize(
    ("statistic", "value", "text"),
    [
        ("pooled_risk_ratio", 2.5196, "2.52"),
        ("pooled_risk_difference", -0.1234, f"{MINUS}12.3"),
        ("tau2", 0.11543, "0.115"),
        ("i2", 0.598, "59.8%"),
        ("weight", 0.0365, "3.7%"),
        ("n", 20.0, "20"),
        ("filled_trials", 3.0, "3"),
        ("q", 45.337, "45.34"),
        ("posterior_probability", 0.99999, ">99.9%"),
        ("posterior_probability", 0.00001, "<0.1%"),
        ("posterior_probability", 1.0, "100.0%"),
        ("posterior_probability", 0.986, "98.6%"),
        ("h2", nan, DASH),
    ],
)
def test_each_statistic_has_its_scale(statistic: str, value: float, text: str) -> None:
    assert shown.number(a_row(statistic), value) == text


def test_every_statistic_can_be_printed() -> None:
    for statistic in STATISTICS:
        assert shown.number(a_row(statistic), 0.5)


def test_rounding_never_puts_a_limit_on_the_value_of_no_difference() -> None:
    ratio = a_row("pooled_risk_ratio", estimate=1.5, ci_low=1.0004, ci_high=2.2)
    assert shown.interval(ratio) == f"1.0004{NO_BREAK}to{NO_BREAK}2.20"
    difference = a_row("pooled_risk_difference", estimate=0.1, ci_low=0.0001, ci_high=0.2)
    assert shown.interval(difference).startswith("0.01")
    assert shown.interval(a_row("tau2", ci_low=0.0, ci_high=0.2)).startswith("0.000")


@pytest.mark.parametrize(
    ("note", "text"),
    [
        ("20 trials. too few", "not estimated: too few"),
        ("1 trial. Not computed: nobody has it.", "not computed: nobody has it"),
        ("both arms have no events.", "not estimated: both arms have no events"),
    ],
)
def test_a_row_without_an_estimate_says_why(note: str, text: str) -> None:
    assert plain(shown.with_interval(a_row("tau2", note=note))) == text


def test_absent_rows_are_a_dash_and_never_a_number() -> None:
    for cell_of in (shown.with_interval, shown.limits, shown.p_value, shown.people, shown.trials):
        assert plain(cell_of(None)) == DASH
    assert plain(shown.events(None, control=False)) == DASH
    nobody = a_row("risk_ratio", n=0, n_events=0, n_control=5, n_events_control=1)
    assert plain(shown.events(nobody, control=False)) == DASH


def test_pools_stand_in_the_plans_order_with_the_headline_first() -> None:
    own, found = the_evidence(), table("pools")
    assert [row[0] for row in words(found)] == [pool.label for pool in own.plan.pools]
    assert [line.emphasis for line in found.lines] == [True, False, False, False, False]
    row = names.pooled_row(own.results, own.plan.headline, names.WALD)
    counts = some_trials()
    people = sum(trial.n + trial.n_control for trial in counts)
    assert words(found)[0][1:3] == [str(len(counts)), f"{people:,}"]
    assert words(found)[0][3] == f"{row.estimate:.2f} ({row.ci_low:.2f} to {row.ci_high:.2f})"
    assert row.key in keys(found.lines[0].cells)


def test_every_number_of_results_links_to_a_row_that_exists() -> None:
    own = the_evidence()
    known = {row.key for row in own.results.rows}
    linked = [
        key
        for found in review_tables(own).values()
        for line in found.lines
        for key in keys((*line.cells, line.group))
    ]
    assert set(linked) <= known
    assert len(set(linked)) > 250


def test_methods_are_under_each_measure_with_reml_first() -> None:
    found = table("methods")
    by = {plain(line.group): line for line in reversed(found.lines)}
    assert list(reversed(by)) == ["Risk ratio", "Odds ratio"]
    assert all(plain(line.cells[0]).startswith("REML and Wald z") for line in by.values())
    assert [plain(line.group) for line in found.lines if line.emphasis] == ["Risk ratio"]


def test_trials_have_counts_effect_weight_and_source() -> None:
    own, found = the_evidence(), table("trials")
    first = words(found)[0]
    assert first[:3] == ["Author0 1996", "15/40 (37.5%)", "6/38 (15.8%)"]
    assert first[-2:] == ["printed; abstract", "R00"]
    weights = [float(row[4].removesuffix("%")) for row in words(found)]
    assert sum(weights) == pytest.approx(100, abs=0.5)
    frame = csv_frame(found, data_status="real")
    assert frame["Source"].tolist()[1] == "https://example.org/paper"
    assert len(frame) == len(own.files.entered(own.plan.headline.id)) == 8


def test_rows_left_out_are_listed_by_rule_with_their_reason() -> None:
    found = table("left_out", worded())
    assert [plain(line.group) for line in found.lines] == ["Counts not known (5)"] * 4 + [
        "Another class of outcome (6)"
    ]
    assert words(found)[0] == [
        "Lost 2006", "R90", "Any competitive employment during follow-up", "64 v 26",
        "No counts: arm sizes not seen",
    ]  # fmt: skip
    assert words(found)[-1][-1] == "The outcome is of another class, any paid work"


def worded() -> Evidence:
    """The example with the notes that rows of the flow have."""
    notes = {
        "no_counts": "Counts not known: GONE_A.", "outcome_class": "Another class of outcome: A."
    }  # fmt: skip
    rows = [
        replace(row, note=notes.get(row.subgroup, row.note))
        if row.analysis == "review_flow"
        else row
        for row in the_evidence().results.rows
    ]
    return replace(the_evidence(), results=Results(rows=rows))


def test_a_synthetic_row_is_stamped_where_it_is_listed_and_names_no_trial() -> None:
    own, trials = the_evidence(), some_trials()
    row = comparison(trials[0], 0, row_id="A", label="Twin", data_status="synthetic")
    out = {
        "pool": own.plan.headline.id, "row_id": "A", "trial_id": trials[0].id, "entered": False,
        "rule": "synthetic", "reason": "the data are synthetic, which are never pooled",
    }  # fmt: skip
    files = replace(
        own.files, comparisons=[row, *own.files.comparisons], chosen=[out, *own.files.chosen]
    )
    found = table("left_out", replace(own, files=files))
    assert words(found)[0][0] == "Twin, SYNTHETIC"
    assert plain(found.lines[0].group) == "Synthetic"
    assert "Twin" not in names.trial_names(files, Results(rows=[])).values()


def test_ratios_of_printed_percentages_are_of_rows_that_have_both() -> None:
    own = the_evidence()
    assert [row[:5] for row in words(table("without_counts"))] == [
        ["Missing 2010", "R91", "13 v 7", "1.86", "12"],
        ["Lost 2006", "R90", "64 v 26", "2.46", "12"],
    ]
    assert {row[5] for row in words(table("without_counts"))} == {"as coded"}
    zero = comparison(
        some_trials()[0], 99, use="no_counts", pct_printed="10", pct_control_printed="0"
    )
    files = replace(own.files, comparisons=[zero])
    assert not without_counts(own.plan, files)
    assert without_percentages(own.plan, files) == []
    assert without_effect(own.plan, files) == [zero]


def no_counts(index: int, **changes: object) -> dict[str, object]:
    """A row without counts."""
    shown = {"pct_printed": "30", "pct_control_printed": "20"}
    return comparison(some_trials()[0], index, use="no_counts", **{**shown, **changes})


def test_rows_of_other_classes_without_counts_stand_apart_after_the_headlines() -> None:
    rows = [
        no_counts(97, outcome_class="any_paid_work", label="Other 2013", trial_id="OTHER"),
        no_counts(98, pct_printed="60", label="Large 2012", trial_id="LARGE"),
        no_counts(99, label="Small 2011", trial_id="SMALL"),
    ]
    own = the_evidence()
    own = replace(own, files=replace(own.files, comparisons=rows))
    found = table("without_counts", own)
    assert [row[0] for row in words(found)] == ["Small 2011", "Large 2012", "Other 2013"]
    assert [plain(line.group) for line in found.lines] == [
        *["Any competitive employment during follow-up"] * 2,
        "Any paid work (not the headline's class of outcome)",
    ]
    assert [value for _, value in of_other_classes(own.plan, own.files)] == [1.5]
    assert "one trial" not in found.notes[0]
    twice = [{**row, "trial_id": "SMALL"} for row in rows]
    own = replace(own, files=replace(own.files, comparisons=twice))
    told = "Large 2012, Small 2011 and Other 2013 are 3 rows of one trial."
    assert told in table("without_counts", own).notes[0]


def test_every_row_without_counts_is_in_the_table_or_named() -> None:
    own = the_evidence()
    bare = [row for row in own.files.comparisons if row["use"] == "no_counts"]
    listed = {row[1] for row in words(table("without_counts"))}
    named = {row["row_id"] for row in without_percentages(own.plan, own.files)}
    assert listed | named == {row["row_id"] for row in bare}
    assert not listed & named


def test_trials_left_out_stand_by_year_then_by_label() -> None:
    own = the_evidence()
    years = {trial.label: trial.year for trial in some_trials()}
    labels = [row[0] for row in words(table("leave_one_out"))]
    assert labels == sorted(labels, key=lambda label: (years[label], label))
    rows = [
        {**row, "year": 3000 - row["year"], "label": row["label"]} for row in own.files.comparisons
    ]
    turned = replace(own, files=replace(own.files, comparisons=rows))
    assert [row[0] for row in words(table("leave_one_out", turned))] == labels[::-1]
    same = replace(
        own, files=replace(own.files, comparisons=[{**row, "year": 2000} for row in rows])
    )
    assert [row[0] for row in words(table("leave_one_out", same))] == sorted(labels)


def test_the_limit_of_residuals_is_told_under_the_table() -> None:
    assert pytest.approx(1.959963984540054) == FAR
    assert f"beyond {MINUS}1.96 or 1.96 by chance" in table("leave_one_out").notes[0]


def test_influential_trials_are_flagged() -> None:
    found = table("leave_one_out")
    flagged = [plain(line.cells[0]) for line in found.lines if line.emphasis]
    assert flagged == ["Author3 1999"]
    assert [row[-1] for row in words(found)].count("yes") == 1


def test_trials_accumulate_by_year() -> None:
    rows = words(table("cumulative"))
    assert [row[1] for row in rows] == [str(number) for number in range(1, 9)]
    assert rows[0][0] == "Author0 1996"


def test_groups_carry_their_test_and_no_group_without_trials() -> None:
    found = table("subgroups")
    assert plain(found.lines[0].group).replace("\u00a0", " ") == (
        "Region: p = 0.390 (one tau² for all), p = 0.430 (each with its own tau²)"
    )
    assert [row[0] for row in words(found)][:3] == list(a_review().regions.values())
    assert len(found.lines) == 3 + 4 + 2 + 2


def test_coefficients_are_named_by_label_step_and_reference() -> None:
    plan = a_review()
    assert names.coefficient_words(plan, "year") == "Year of publication, per 10 years"
    for name in ("region: north_america", "region north_america"):
        assert names.coefficient_words(plan, name) == "North America v Europe"
        assert names.coefficient_in_sentence(plan, name) == "North America v Europe"
    assert names.coefficient_in_sentence(plan, "year") == "year of publication, per 10 years"
    assert "reference" in names.coefficient_words(plan, "intercept")
    assert names.coefficient_words(plan, "gone") == "gone"


def test_a_moderator_nobody_has_is_told_and_not_fitted() -> None:
    rows = {row[0]: row[1] for row in words(table("meta_regressions"))}
    assert rows["Not fitted"] == "not computed: the file gives no trial a value"
    groups = [plain(line.group) for line in table("meta_regressions").lines]
    assert any(text.startswith("Year of publication: 8 trials, R² 8.0%") for text in groups)


def test_trials_left_out_of_regressions_are_named_by_label_where_one_was_fitted() -> None:
    rows = words(table("moderator_flow"))
    fitted = [item for item in a_review().regressions if len(item.moderators) == 2]
    assert len(rows) == len(fitted) + 7
    assert {row[2] for row in rows} == {"The file has no value: Author1 1997."}
    assert not any("Fidelity" in row[0] for row in rows)


def test_both_models_and_both_priors_are_shown_half_normal_first() -> None:
    found = table("bayes")
    models = list(dict.fromkeys(plain(line.group) for line in found.lines))
    assert [model.split(" with ")[0] for model in models] == [
        "Normal-normal", "Normal-normal", "Binomial-normal", "Binomial-normal",
    ]  # fmt: skip
    assert "half-normal" in models[0]
    assert "half-normal with scale 0.5 or half-Cauchy with scale 0.5" in found.notes[1]


def test_new_trials_stand_by_study_from_crude_to_re_analysed() -> None:
    found = table("new_trials")
    groups = list(dict.fromkeys(plain(line.group) for line in found.lines))
    asked = a_review().new_trials.trials
    assert len(groups) == len(asked)
    assert all(group.startswith(trial.label) for group, trial in zip(groups, asked, strict=True))
    assert all("SYNTHETIC" in group for group in groups)
    first = [row[0] for row in words(found)][:4]
    stages = [next(word for word in STAGES if word in text) for text in first]
    assert stages == ["crude", "crude", "shrunken", "re-analysed"]
    weights = [row for row in words(found) if "vague weight 0.2" in row[0]]
    assert weights[0][4:] == ["23.5%", "88.0%"]


def test_only_tables_of_made_up_studies_are_stamped() -> None:
    own = the_evidence()
    stamped = [name for name, x in review_tables(own).items() if synthetic(x, own.results)]
    assert stamped == ["new_trials"]
    real = evidence(status="real")
    assert not any(synthetic(x, real.results) for x in review_tables(real).values())
    assert "SYNTHETIC DATA. " in fragment(table("new_trials"), synthetic=True)


def study(own: Evidence, trial_id: str, outcome_class: str) -> tuple[Evidence, NewTrial]:
    """The same with one new trial of a class, of a published trial."""
    trial = own.plan.new_trials.trials[0].model_copy(
        update={"trial_id": trial_id, "outcome_class": outcome_class}
    )
    asked = own.plan.new_trials.model_copy(update={"trials": [trial]})
    return replace(own, plan=own.plan.model_copy(update={"new_trials": asked})), trial


def test_a_prior_of_trials_with_another_outcome_is_warned_of() -> None:
    own, trial = study(the_evidence(), some_trials()[0].id, "point_ce")
    assert classes_behind(own, trial) == {"any_ce": 7}
    warning = class_warning(own, trial)
    assert warning == (
        "Its outcome is of the class “In competitive employment at one time”. Of the 7 trials "
        "behind its prior none is of that class, and 7 are of the class “Any competitive "
        "employment during follow-up”, so the prior may be too large or too small for it."
    )
    notes = table("new_trials", own).notes
    assert notes[-1] == f"{plain(table('new_trials', own).lines[0].group)}: {warning}"


def test_a_prior_of_some_trials_with_another_outcome_says_how_many_of_each() -> None:
    own, trial = study(the_evidence(), "NOT_AMONG_THEM", "point_ce")
    first, *others = own.files.comparisons
    files = replace(own.files, comparisons=[{**first, "outcome_class": "point_ce"}, *others])
    own = replace(own, files=files)
    assert classes_behind(own, trial) == {"any_ce": 7, "point_ce": 1}
    assert "Of the 8 trials behind its prior 1 is of that class, and 7 are of" in class_warning(
        own, trial
    )


def test_a_prior_of_trials_with_the_same_outcome_needs_no_warning() -> None:
    own, trial = study(the_evidence(), some_trials()[0].id, "any_ce")
    assert class_warning(own, trial) == ""
    assert not any("class" in note for note in table("new_trials", own).notes)


def test_the_parts_of_a_new_trials_prior_are_told_from_the_plan() -> None:
    own = the_evidence()
    told = " ".join(table("new_trials").notes)
    assert "binomial-normal model, with a prior of tau that is half-normal with scale 0.5" in told
    assert "on the log odds ratio, is normal with mean 0 and standard deviation 2" in told
    reach = 1.959963984540054 * 2
    assert f"95% of it between {exp(-reach):.2f} and {exp(reach):.2f}." in told
    vague = own.plan.new_trials.vague.model_copy(update={"mean": log(2), "sd": 0.0001})
    asked = own.plan.new_trials.model_copy(update={"vague": vague})
    other = replace(own, plan=own.plan.model_copy(update={"new_trials": asked}))
    assert "a median of 2.00 and 95% of it between 2.00 and 2.00." in " ".join(
        table("new_trials", other).notes
    )


def test_each_trial_stands_as_counted_beside_shrunken_under_each_model() -> None:
    own, found = the_evidence(), table("shrunken")
    groups = list(dict.fromkeys(plain(line.group) for line in found.lines))
    assert [group.split(" with ")[0] for group in groups] == [
        "Risk ratio, normal-normal", "Odds ratio, binomial-normal",
    ]  # fmt: skip
    assert all("shrunken" not in group for group in groups)
    trials = some_trials()
    assert [row[0] for row in words(found)] == 2 * [trial.label for trial in trials]
    first = words(found)[0]
    crude = own.results.first(
        analysis="trial", subgroup=trials[0].id, statistic="risk_ratio", outcome="any_ce"
    )
    (after,) = own.results.where(
        analysis="bayes_trial", subgroup=trials[0].id, statistic="risk_ratio"
    )
    assert first[1].startswith(f"{crude.estimate:.2f} ({crude.ci_low:.2f} to ")
    assert first[2].startswith(f"{after.estimate:.2f} ({after.ci_low:.2f} to ")
    assert first[3] == words(table("trials"))[0][4]
    assert words(found)[len(trials)][3] == DASH
    assert {crude.key, after.key} <= set(keys(found.lines[0].cells))


def test_mirror_images_of_trim_and_fill_are_told_from_trials() -> None:
    own = the_evidence()
    rows = [
        replace(row, note="11 trials.")
        if row.analysis == "small_study" and row.method.startswith("trim and fill, L0 estimator, R")
        else row
        for row in own.results.rows
    ]
    told = words(table("small_study", replace(own, results=Results(rows=rows))))
    notes = {row[0]: row[3] for row in told}
    assert [note for name, note in notes.items() if "trim and fill" in name and "REML" in name] == [
        "8 trials and 3 filled in"
    ]
    assert sum("filled in" in note for note in notes.values()) == 1


def test_raised_twos_are_printed_and_keys_of_csv_stay() -> None:
    for name, old in (
        ("pools", ("tau2 (95% CI)", "I2")),
        ("subgroups", ("tau2",)),
        ("leave_one_out", ("tau2 without the trial",)),
    ):
        found = table(name)
        assert {title.replace("tau2", "tau²").replace("I2", "I²") for title in old} <= set(
            found.columns
        )
        assert set(old) <= set(csv_frame(found, data_status="real").columns)
    for found in review_tables(the_evidence()).values():
        shown_text = [*found.columns, *found.notes, found.caption]
        shown_text += [plain(line.group) for line in found.lines]
        assert not [text for text in shown_text if re.search(r"\b(tau|I|R|H)2\b", text)]


def test_printed_pools_stand_beside_ours() -> None:
    rows = words(table("printed_pools"))
    assert rows[0][0] == "This analysis"
    assert rows[1][:5] == ["Brinchmann 2020", "27", "6,651", "Risk ratio", "2.07 (1.82 to 2.35)"]
    assert rows[2][2] == DASH


def test_verdicts_are_counted_and_listed() -> None:
    found = table("audit_counts")
    assert [(plain(x.group), *row) for x, row in zip(found.lines, words(found), strict=True)] == [
        ("Printed figures", "Percentage", "0", "0", "1", "0"),
        ("Printed figures", "Effect", "1", "0", "0", "0"),
        ("Printed figures", "Interval", "0", "0", "0", "1"),
        ("Printed figures", "All", "1", "0", "1", "1"),
        ("Checks derived from them", "Counts", "0", "1", "0", "0"),
        ("Checks derived from them", "All", "0", "1", "0", "0"),
    ]
    assert [row[:4] for row in words(table("audit_inconsistent"))] == [
        ["any work at 12 months", "Percentage", "55", "54.49"]
    ]
    found = table("audit")
    assert len(found.lines) == len(the_evidence().files.audit) == 4
    assert [line.emphasis for line in found.lines].count(True) == 1
    assert all(len(line.cells) == len(found.columns) for line in found.lines)


def test_a_verdict_that_does_not_agree_has_the_counts_that_are_pooled_beside_it() -> None:
    own = the_evidence()
    trial = some_trials()[0]
    row = {
        **own.files.comparisons[0], "count_basis": "derived", "notes": "an erratum was not seen",
        "count_basis_text": "derived: no k/41 prints it, 15/40 does",
    }  # fmt: skip
    own = replace(own, files=replace(own.files, comparisons=[row, *own.files.comparisons[1:]]))
    (found,) = words(table("audit_inconsistent", own))
    assert found[-1] == (
        f"{trial.events}/{trial.n} v {trial.events_control}/{trial.n_control} (row R00, "
        f"{trial.label}). Worked out; other counts may fit. No k/41 prints it, 15/40 does. An "
        "erratum was not seen."
    )
    unknown = {**own.files.audit[0], "trial_id": "ELSEWHERE"}
    assert counts_told(pooled_rows(own), unknown) == ""
    own = replace(own, files=replace(own.files, audit=[unknown, unknown]))
    assert {row[-1] for row in words(table("audit_inconsistent", own))} == {
        "No row of it is pooled.", "As above.",
    }  # fmt: skip
    frame = csv_frame(table("audit_inconsistent", own), data_status="real")
    assert frame["Pooled of this trial"].tolist() == ["No row of it is pooled."] * 2
    assert frame["Group"].tolist() == ["ELSEWHERE"] * 2


def test_an_effect_printed_twice_says_where_it_fits() -> None:
    one = {
        "trial_id": "A", "item_id": "x", "what": "any work", "quantity": "effect",
        "printed": "5.58", "recomputed": "5.1", "verdict": "inconsistent",
    }  # fmt: skip
    other = {
        **one,
        "item_id": "y",
        "what": "paid work",
        "recomputed": "5.58",
        "verdict": "possible",
    }
    assert (
        printed_again([one, other], one)
        == "5.58 is printed of paid work too, and fits there (5.58)."
    )
    for change in (
        {"trial_id": "B"}, {"printed": "5.59"}, {"quantity": "percent"}, {"item_id": "x"},
        {"verdict": "inconsistent"}, {"verdict": "not_checkable"},
    ):  # fmt: skip
        assert printed_again([one, {**other, **change}], one) == ""
    share = {**one, "quantity": "percent"}
    assert printed_again([share, {**other, "quantity": "percent"}], share) == ""


@pytest.mark.parametrize("make", MAKE)
def test_lines_have_a_cell_a_column_and_csv_says_no_less(make) -> None:
    found = make(the_evidence())
    for line in found.lines:
        assert len(line.cells) == len(found.columns)
    for line in found.plain_lines:
        assert len(line.cells) == len(found.plain_columns)
    assert len(csv_frame(found, data_status="real")) == len(found.lines)
    assert all(place < len(found.columns) for place in found.numeric)


@pytest.mark.parametrize("make", MAKE)
def test_a_meta_analysis_without_rows_has_tables_without_lines(make) -> None:
    own = the_evidence()
    empty = replace(
        own,
        results=Results(rows=[]),
        files=Files(comparisons=[], chosen=[], continuous=[], audit=[]),
    )
    found = make(empty)
    printed = len(own.plan.printed_pools) + 1
    unfitted = len(own.plan.regressions)
    expected = {"printed_pools": printed, "meta_regressions": unfitted}.get(found.name, 0)
    assert len(found.lines) == expected
    assert all(not keys(line.cells) for line in found.lines)


def test_tables_hold_with_the_longest_labels_and_without_an_analysis() -> None:
    assert len(review_tables(evidence(wordy_review(a_review())))) == len(MAKE)
    own = without(the_evidence(), "bayes", "new_trial", "small_study", "influence")
    assert not table("bayes", own).lines
    assert words(table("leave_one_out", own))[0][2] == DASH


def test_tables_do_not_depend_on_the_order_of_rows() -> None:
    own = the_evidence()
    turned = replace(
        own,
        results=Results(rows=list(reversed(own.results.rows))),
        files=replace(
            own.files,
            comparisons=list(reversed(own.files.comparisons)),
            chosen=list(reversed(own.files.chosen)),
        ),
    )
    before, after = review_tables(own), review_tables(turned)
    for name in set(before) - {"audit"}:
        assert words(before[name]) == words(after[name]), name


def test_cells_are_text_whatever_the_file_holds() -> None:
    record = {"a": 12.0, "b": 1.5, "c": nan, "d": None, "e": "x", "f": True}
    assert [cell(record, name) for name in "abcdefg"] == ["12", "1.5", "", "", "x", "True", ""]
