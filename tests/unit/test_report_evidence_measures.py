"""The pages of a meta-analysis under a risk difference, an odds ratio, few trials, real studies."""

from dataclasses import replace
from math import nan
from typing import Any

import pytest
from evidence_example import a_review, some_evidence
from review_pages_example import comparison, evidence, material, the_evidence, without
from test_report_evidence_page import bare, changed, said

from ipsanalysis.plan.evidence import EvidencePlan
from ipsanalysis.report.evidence import groups, hypotheses, moderators, sentences, small_study
from ipsanalysis.report.evidence.answer import review_answer
from ipsanalysis.report.evidence.audit_sentences import totals_sentence
from ipsanalysis.report.evidence.bayes import (
    bayes_sentences,
    made_up_sentence,
    new_trial_sentences,
)
from ipsanalysis.report.evidence.page import render
from ipsanalysis.tables.cell import Table, plain
from ipsanalysis.tables.evidence.all import review_tables
from ipsanalysis.tables.evidence.bayes import priors_told
from ipsanalysis.tables.evidence.files import Evidence
from ipsanalysis.tables.evidence.measures import of_percentages, tau2_scale
from ipsanalysis.tables.results import Results

OF_RATIO = {
    "risk_ratio": "risk_difference",
    "pooled_risk_ratio": "pooled_risk_difference",
    "predicted_risk_ratio": "predicted_risk_difference",
    "ratio_of_risk_ratios": "change_in_risk_difference",
}
OTHERS = ("effect_at_infinite_size", "tau", "posterior_probability")


def plan_of(measure: str, *, everywhere: bool = False) -> EvidencePlan:
    """The plan with a measure of the headline, or of every pool."""
    plan = a_review()
    pools = [
        pool.model_copy(update={"measures": [measure]}) if everywhere or not index else pool
        for index, pool in enumerate(plan.pools)
    ]
    return plan.model_copy(update={"pools": pools})


def differences(*, everywhere: bool = False) -> Evidence:
    """Rows of the headline, or of every pool, as differences: a tenth of the ratio above 1."""
    plan = plan_of("risk_difference", everywhere=everywhere)
    pools = {pool.id for pool in (plan.pools if everywhere else plan.pools[:1])}
    own = the_evidence()
    rows = []
    for row in own.results.rows:
        mine = row.outcome in pools and row.analysis not in ("published", "new_trial")
        normal = "binomial" not in row.method
        if mine and normal and row.statistic in OF_RATIO:
            numbers = {
                name: (getattr(row, name) - 1) / 10 for name in ("estimate", "ci_low", "ci_high")
            }
            told: dict[str, Any] = {"statistic": OF_RATIO[row.statistic], **numbers}
            row = replace(row, group="ips - control", **told)
        elif mine and normal and row.statistic in OTHERS:
            row = replace(row, group="ips - control")
        elif mine and row.analysis == "heterogeneity":
            row = replace(row, subgroup="risk_difference")
        rows.append(row)
    return replace(own, plan=plan, results=Results(rows=rows))


def all_said(own: Evidence) -> str:
    """The answer in one text."""
    answer = review_answer(own.plan, own.results)
    return " ".join(said(text) for text in (answer.sentence, *answer.more))


def table(own: Evidence, name: str) -> Table:
    return review_tables(own)[name]


def cells(own: Evidence, name: str) -> list[list[str]]:
    return [[plain(cell) for cell in line.cells] for line in table(own, name).lines]


def test_a_difference_is_read_against_0_in_each_model_that_pools_differences() -> None:
    own = differences()
    told = [said(text) for text in bayes_sentences(own.plan, own.results)]
    assert ["above 0 with" in words for words in told[1:]] == [True, True, False, False]
    assert ["above 1 with" in words for words in told[1:]] == [False, False, True, True]
    assert "mean risk difference (percentage points) " in told[1]
    assert "mean odds ratio " in told[3]
    where = [line[0] for line in cells(own, "bayes") if "next trial's effect" in line[0]]
    assert [words[-1] for words in where] == ["0", "0", "1", "1"]


def test_priors_of_a_model_of_differences_are_told_on_its_scale() -> None:
    told = priors_told(plan_of("risk_difference"))
    assert "on the logarithm, normal" not in told
    assert "a standard deviation of 200 percentage points" in told
    assert "of tau a scale of 50 percentage points" in told
    assert "In the binomial model the same numbers are on the logarithm of the odds ratio" in told
    for measure in ("risk_ratio", "odds_ratio"):
        assert "of the mean, on the logarithm, normal" in priors_told(plan_of(measure))
        assert "percentage points" not in priors_told(plan_of(measure))


@pytest.mark.parametrize(
    ("measure", "active", "control", "value"),
    [
        ("risk_ratio", 30, 20, 1.5),
        ("odds_ratio", 50, 20, 4.0),
        ("risk_difference", 20, 45, -0.25),
        ("risk_ratio", 30, 0, None),
        ("odds_ratio", 100, 20, None),
        ("odds_ratio", 30, 100, None),
        ("risk_difference", 100, 0, 1.0),
    ],
)
def test_printed_percentages_give_the_headlines_measure(
    measure: str, active: float, control: float, value: float | None
) -> None:
    assert of_percentages(measure, active, control) == value


def uncounted_by(measure: str, pooled: float, *rows: dict[str, object]) -> tuple[list[str], Table]:
    """What is said of rows without counts beside a pooled effect, and their table."""
    own = replace(the_evidence(), plan=plan_of(measure))
    own = changed(
        own, {"statistic": "pooled_risk_ratio"}, statistic=f"pooled_{measure}", estimate=pooled
    )
    kept = [row for row in own.files.comparisons if row["use"] != "no_counts"]
    own = replace(own, files=replace(own.files, comparisons=[*kept, *rows]))
    told = [said(text) for text in hypotheses.offered(own)[0].shows]
    return told, table(own, "without_counts")


def test_rows_without_counts_are_compared_by_the_headlines_measure() -> None:
    rows = [
        bare("R1", "A", "Early 2010", "30"),
        bare("R2", "B", "Late 2011", "50"),
        bare("R3", "C", "Large 2013", "28", outcome_class="any_paid_work"),
    ]
    (first, other), shown = uncounted_by("risk_difference", 0.2, *rows)
    assert "Their differences run from 10.0 to 30.0 percentage points; 1 of the 2 rows is" in first
    assert "below our pooled 20.0." in first
    assert "difference 8.0 percentage points from 28 v 20" in other
    assert shown.columns[3] == "Their difference, percentage points"
    assert [plain(line.cells[3]) for line in shown.lines] == ["10.0", "30.0", "8.0"]
    (first, other), shown = uncounted_by("odds_ratio", 2.0, *rows)
    assert "Their odds ratios run from 1.71 to 4.00; 1 of the 2 rows is below our pooled" in first
    assert "odds ratio 1.56 from 28 v 20" in other
    assert shown.notes[0].startswith("Odds ratios of printed percentages")


def test_percentages_that_give_no_effect_are_named_as_such() -> None:
    zero = bare("R1", "A", "Early 2010", "30", pct_control_printed="0")
    (told,), shown = uncounted_by("risk_ratio", 2.0, zero)
    assert told == "The percentages of Early 2010 (30 v 0) give no ratio."
    assert not shown.lines
    (told,), shown = uncounted_by("risk_difference", 0.2, zero)
    assert "from 30.0 to 30.0 percentage points" in told


def test_pools_of_another_measure_are_named_with_it_and_with_their_null() -> None:
    own = changed(differences(), {"analysis": "prediction"}, ci_low=0.6, ci_high=9.0)
    wanted = {"analysis": "prediction", "outcome": own.plan.headline.id}
    own = changed(own, wanted, ci_low=0.05, ci_high=0.56)
    told = all_said(own)
    assert "is expected within 5.0 to 56.0 percentage points (95% prediction interval" in told
    assert "zero lies outside. No effect lies inside the prediction interval of 4 of the 4" in told
    assert "(risk ratio 0.60 to 9.00, which holds 1)" in told
    assert "It lies inside" not in told
    assert told.count(", risk ratio ") == len(own.plan.pools) - 1
    labels = [line[0] for line in cells(own, "pools")]
    assert labels[0].endswith(": risk difference (percentage points)")
    assert all(label.endswith(": risk ratio") for label in labels[1:])
    wider = said(hypotheses.offered(own)[3].shows[-1])
    assert "trials: risk difference (percentage points) " in wider
    assert "trials: risk ratio " in wider


def test_pools_of_one_measure_need_no_name_of_it() -> None:
    own = differences(everywhere=True)
    told = all_said(own)
    assert "Pooled otherwise (REML, Wald z; percentage points): " in told
    assert "risk ratio" not in told
    assert [line[0] for line in cells(own, "pools")] == [pool.label for pool in own.plan.pools]
    assert "Pooled, percentage points (95% CI), Wald z" in table(own, "pools").columns
    assert "risk ratio " not in all_said(the_evidence()).partition("Pooled otherwise")[2]


def test_coefficients_of_differences_are_differences_in_percentage_points() -> None:
    own = differences()
    own = changed(own, {"statistic": "permutation_test"}, p_value=0.01)
    wanted = {"statistic": "change_in_risk_difference"}
    own = changed(own, wanted, estimate=-0.17, ci_low=-0.3, ci_high=-0.0001)
    told = " ".join(said(text) for text in moderators.regression_sentences(own))
    assert "difference of effects (percentage points) −17.0 (−30.0 to −0.01" in told
    assert "ratio of effects" not in told
    later = said(hypotheses.offered(own)[2].shows[0])
    assert later.startswith("Meta-regression, difference of effects (percentage points) by year")
    shown = table(own, "meta_regressions")
    assert shown.columns[1] == "Difference, percentage points (95% CI)"
    assert "at 0 it is the same" in shown.notes[0]
    assert "ratio" not in shown.notes[0]
    assert {line[1].partition("\u00a0")[0] for line in cells(own, "meta_regressions")} >= {"−17.0"}
    assert table(the_evidence(), "meta_regressions").columns[1] == "Ratio (95% CI)"


def test_whatever_is_on_the_scale_of_a_difference_is_in_percentage_points() -> None:
    own = differences()
    small = {line[0].partition(":")[0]: line[1] for line in cells(own, "small_study")}
    row = own.results.where(statistic="effect_at_infinite_size")[-1]
    value = small["Effect expected in a very large trial, percentage points"]
    assert value.startswith(f"{100 * row.estimate:.1f}")
    taus = [line for line in cells(own, "bayes") if "(tau)" in line[0]]
    assert [line[0].endswith(", percentage points") for line in taus] == [True, True, False, False]
    assert taus[0][1].startswith("38.0")
    assert taus[2][1].startswith("0.380")
    for name in ("leave_one_out", "cumulative", "subgroups"):
        assert any("percentage points" in title for title in table(own, name).columns), name


def test_sentences_of_pooled_differences_name_their_unit() -> None:
    own = differences()
    plan, results = own.plan, own.results
    told = (
        sentences.methods_sentence(plan, results),
        sentences.left_out_sentences(own)[0],
        sentences.cumulative_sentence(plan, results),
        groups.subgroup_sentences(own)[0],
        small_study.corrected_sentence(plan, results),
    )
    assert all("percentage points" in said(text) for text in told)
    assert not any(measure in said(text) for text in told for measure in ("ratio", "logarithm"))


def test_tau2_says_its_scale() -> None:
    assert tau2_scale(["risk_ratio", "odds_ratio"]) == ", on the scale of the logarithm"
    assert "0.010 is a tau of 10 percentage points" in tau2_scale(["risk_difference"])
    assert "logarithm" not in tau2_scale(["risk_difference"])
    both = tau2_scale(["risk_ratio", "risk_difference"])
    assert "for ratios on the scale of the logarithm" in both
    assert "for differences as shares of 1" in both
    assert "0.010 is a tau of 10 percentage points" in all_said(differences())
    assert "percentage points" not in all_said(the_evidence())


def test_totals_as_non_events_are_told_by_the_measure_of_their_pool() -> None:
    own = differences()
    assert own.plan.totals_as_non_events != own.plan.headline.id
    assert "the pooled risk ratio of " in said(totals_sentence(own))
    told = said(totals_sentence(differences(everywhere=True)))
    assert "the pooled risk difference of " in told
    assert "percentage points (REML, Wald z)." in told


def test_new_trials_stand_by_the_headlines_measure_and_by_odds_ratios() -> None:
    own = differences()
    wanted = {"analysis": "new_trial", "statistic": "risk_ratio"}
    own = changed(own, wanted, statistic="risk_difference", estimate=0.139, ci_low=nan, ci_high=nan)
    shown = table(own, "new_trials")
    assert shown.columns[-1] == "Probability of an odds ratio above 1"
    found = [line for line in cells(own, "new_trials") if line[0].startswith("Risk difference")]
    assert found
    assert {line[3] for line in found} == {"13.9"}
    assert all(line[0].startswith("Risk difference, percentage points, ") for line in found)
    assert table(the_evidence(), "new_trials").columns[-1] == "Probability above 1"


def real_study() -> Evidence:
    """A headline in which a real study of this project replaces the paper of its first trial."""
    plan = a_review()
    trial = plan.new_trials.trials[0]
    own = some_evidence(plan)
    first = replace(own.trials[0], id=trial.trial_id)
    own = evidence(plan, trials=[first, *own.trials[1:]])
    study = comparison(
        first, 97, row_id=f"study {trial.study}", label=trial.label, count_basis="own_data",
        count_basis_text="own_data", verified="own_data", quote="", source_url="", doi="",
    )  # fmt: skip
    chosen = [
        {**row, "row_id": study["row_id"]} if row["row_id"] == "R00" else row
        for row in own.files.chosen
    ]
    files = replace(own.files, comparisons=[*own.files.comparisons, study], chosen=chosen)
    own = replace(own, files=files)
    wanted = {"analysis": "trial", "subgroup": trial.trial_id, "covariates": first.label}
    own = changed(own, wanted, covariates=trial.label)
    return changed(own, {"subgroup": trial.study}, data_status="real")


def test_what_is_printed_of_a_trial_stands_under_its_paper_and_not_under_a_study() -> None:
    own = real_study()
    label = own.plan.new_trials.trials[0].label
    paper = own.files.comparisons[0]["label"]
    told = [said(text) for text in new_trial_sentences(own)]
    assert any(words.startswith(f"{label} (published: {paper}): ") for words in told)
    groups = {plain(line.group) for line in table(own, "new_trials").lines}
    assert f"{label} (published: {paper})" in groups
    assert cells(own, "continuous")[0][0] == paper
    for name in ("audit", "audit_inconsistent"):
        assert {plain(line.group) for line in table(own, name).lines} == {paper}, name
    assert f"{label} (published: {paper})" in [line[0] for line in cells(own, "coding")]
    # What is pooled is the study's own, and stands under the study.
    assert label in [line[0] for line in cells(own, "leave_one_out")]
    assert label in [line[0] for line in cells(own, "trials")]


def test_a_study_of_this_project_has_no_raw_words_in_the_tables() -> None:
    own = real_study()
    (line,) = [line for line in cells(own, "trials") if line[-1].startswith("study ")]
    assert line[-2] == "counted in a study of this project"
    assert "own_data" not in render(material(own)).partition('id="rows"')[0]


def test_with_a_real_study_the_warning_names_the_synthetic_one_only() -> None:
    own = real_study()
    real, made_up = (trial.label for trial in own.plan.new_trials.trials)
    told = said(made_up_sentence(own))
    assert told.startswith(f"SYNTHETIC: {made_up}. The people of this study are made up.")
    assert "It is not pooled" in told
    assert real not in told
    page = render(material(own))
    section = page.partition('<section id="new-trials"')[2].partition("</section>")[0]
    assert "The people of these studies are made up" not in section
    assert section.index("The people of this study are made up") < section.index(real)
    assert made_up_sentence(the_evidence()) == ()
    assert made_up_sentence(evidence(status="real")) == ()


def test_a_posterior_that_is_none_tells_its_reason() -> None:
    why = "20 trials. No trial has an effect, so only the priors would be shown."
    own = changed(the_evidence(), {"analysis": "bayes"}, estimate=nan, note=why)
    told = [said(text) for text in bayes_sentences(own.plan, own.results)][1:]
    reason = "not estimated: No trial has an effect, so only the priors would be shown."
    assert all(words.endswith(f": {reason}") for words in told)
    assert not any("credible" in words or "mean" in words for words in told)
    assert {line[1] for line in cells(own, "bayes")} == {reason.removesuffix(".")}


def test_a_new_trial_without_a_prior_tells_why_at_the_weights_that_need_one() -> None:
    why = "the other trials give no prior: nobody has the event"
    note = f"SYNTHETIC, never pooled. Set among the trials of any_ce. {why}"
    own = the_evidence()
    rows = [
        replace(row, estimate=nan, ci_low=nan, ci_high=nan, note=note)
        if row.method.startswith("re-analysed") and "weight 1," not in row.method
        else row
        for row in own.results.rows
    ]
    own = replace(own, results=Results(rows=rows))
    told = [said(t) for t in new_trial_sentences(own)][1:]
    assert len(told) == len(own.plan.new_trials.trials)
    for words in told:
        assert "With the other trials as prior, at vague weight 1, 1.82 (" in words
        weights = "vague weight 0, vague weight 0.2, vague weight 0.5"
        assert words.endswith(f"; {weights}, not estimated: {why}.")
    lost = [line for line in cells(own, "new_trials") if line[3].startswith("not estimated")]
    assert {(line[3], line[4], line[5]) for line in lost} == {(f"not estimated: {why}", "–", "–")}


def test_with_two_trials_the_interval_of_prediction_that_stands_is_told() -> None:
    own = changed(the_evidence(), {"analysis": "prediction"}, note="2 trials.")
    wald = "REML and Wald z, t with k - 2 degrees of freedom"
    own = changed(own, {"analysis": "prediction", "method": wald}, ci_low=nan, ci_high=nan)
    told = all_said(own)
    assert "too few trials to say" not in told
    assert "(95% prediction interval, Knapp-Hartung, t with k − 2 degrees of freedom" in told
    assert cells(own, "pools")[0][5].endswith(" (Knapp-Hartung)")
    assert "with two trials Knapp-Hartung, with k − 1" in table(own, "pools").notes[0]
    assert "with two trials" not in table(the_evidence(), "pools").notes[0]
    none = changed(own, {"analysis": "prediction"}, ci_low=nan, ci_high=nan)
    assert "too few trials to say" in all_said(none)


def test_an_interval_that_no_difference_can_fill_is_told_as_such() -> None:
    words = "A difference cannot be beyond 100 percentage points"
    own = changed(differences(), {"analysis": "prediction"}, ci_low=-0.9, ci_high=0.99)
    assert words not in all_said(own)
    wide = {"analysis": "prediction", "outcome": own.plan.headline.id}
    assert words in all_said(changed(own, wide, ci_low=-2.0, ci_high=2.4))
    assert words not in all_said(changed(the_evidence(), wide, ci_low=0.1, ci_high=24.0))


def test_a_coefficient_that_is_none_tells_its_reason_once() -> None:
    note = (
        "Few trials: 1 for 1 coefficient, fewer than 10 for each, so chance findings and missed "
        "ones are both likely. 1 trial for 2 coefficients: too few for a meta-regression"
    )
    own = changed(
        the_evidence(), {"analysis": "meta_regression", "covariates": "year"},
        estimate=nan, ci_low=nan, ci_high=nan, p_value=nan, note=note,
    )  # fmt: skip
    why = "not estimated: 1 trial for 2 coefficients: too few for a meta-regression"
    assert said(hypotheses.offered(own)[2].shows[0]) == (
        f"Meta-regression, ratio of effects by year of publication, per 10 years: {why}."
    )
    year = [line for line in cells(own, "meta_regressions") if line[0].startswith("Year")]
    assert why in [line[1] for line in year]
    assert not any("Few trials" in line[1] for line in year)


def test_rows_left_out_for_their_group_have_its_label_or_say_that_there_is_none() -> None:
    own = the_evidence()
    reasons = {
        "comparator": ("compared with vocational_rehabilitation", "compared with "),
        "verified": ("seen as secondary", "seen as nan"),
        "count_basis": ("counts derived_unique", "counts "),
    }
    lost = [row for row in own.files.chosen if not row["entered"]][:2]
    found = []
    for rule, texts in reasons.items():
        chosen = [
            {**row, "rule": rule, "reason": text, "pool": own.plan.headline.id}
            for row, text in zip(lost, texts, strict=True)
        ]
        files = replace(own.files, chosen=chosen)
        found.append([line[-1] for line in cells(replace(own, files=files), "left_out")])
    assert found == [
        ["Compared with vocational or psychosocial rehabilitation",
         "The file puts it in no group of comparators"],
        ["Seen as another paper only", "The file does not say where its figures were seen"],
        ["Counts worked out; the only counts that fit",
         "The file does not say how its counts are known"],
    ]  # fmt: skip


def test_remembered_values_are_counted_of_trials_with_an_effect_only() -> None:
    own = the_evidence()
    lost = next(row["trial_id"] for row in own.files.comparisons if row["epl_verified"] == "memory")
    own = changed(own, {"analysis": "trial", "subgroup": lost}, estimate=nan, note="No event.")
    assert "2 of the 5 headline trials" in said(moderators.remembered_sentence(own))


def test_a_page_of_differences_has_no_word_of_ratios_where_effects_are_told() -> None:
    own = differences(everywhere=True)
    page = render(material(without(own, "published")))
    for words in ("Ratio (95%", "ratio of effects", "pooled ratio is half", "of 1 lies"):
        assert words not in page, words
