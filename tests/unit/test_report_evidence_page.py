"""The pages of a meta-analysis: what they say, link to and ask for."""

import json
import re
from dataclasses import replace
from functools import cache
from itertools import pairwise
from math import log, nan
from pathlib import Path

import pytest
from evidence_example import a_review, wordy_review
from review_pages_example import evidence, material, the_evidence, without
from test_report_page import EVIL, Page

from ipsanalysis.report.evidence import groups, hypotheses, moderators, sentences, small_study
from ipsanalysis.report.evidence.answer import review_answer
from ipsanalysis.report.evidence.audit_page import audit_contents, render_audit
from ipsanalysis.report.evidence.audit_sentences import totals_sentence
from ipsanalysis.report.evidence.bayes import bayes_sentences, new_trial_sentences
from ipsanalysis.report.evidence.methods_text import review_methods
from ipsanalysis.report.evidence.page import render, sources
from ipsanalysis.report.evidence.prisma import NOT_DONE, PARTLY, REPORTED, prisma, prisma_frame
from ipsanalysis.report.evidence.sections import FIGURES, ON_AUDIT_PAGE, TABLES, TITLES
from ipsanalysis.tables.cell import Text, keys, plain
from ipsanalysis.tables.evidence.all import review_tables
from ipsanalysis.tables.evidence.files import Evidence
from ipsanalysis.tables.evidence.methods import METHODS, REFERENCES
from ipsanalysis.tables.evidence.robustness import FAR
from ipsanalysis.tables.results import Results

NO_BREAK = "\u00a0"


def said(text: Text) -> str:
    return plain(text).replace(NO_BREAK, " ")


@cache
def text() -> str:
    return render(material())


@cache
def page() -> Page:
    return Page(text())


@cache
def audit_text() -> str:
    made = material()
    return render_audit(made.evidence, made.tables, made.figures)


def changed(own: Evidence, wanted: dict[str, object], **columns: object) -> Evidence:
    """The same with other values in the rows whose columns have these values."""
    rows = [
        replace(row, **columns)
        if all(getattr(row, name) == value for name, value in wanted.items())
        else row
        for row in own.results.rows
    ]
    return replace(own, results=Results(rows=rows))


def test_links_lead_to_something_on_the_page_or_to_a_page_or_source_beside_it() -> None:
    ids = page().ids
    assert len(ids) == len(set(ids))
    outside = [link for link in page().links if not link.startswith("#")]
    assert all(link[1:] in ids for link in page().links if link.startswith("#"))
    files = {link for link in outside if link.startswith("../../../results/")}
    doi = "https://doi.org/10.1000/made-up"
    assert set(outside) - files == {"audit.html", "audit.html#totals", "prisma_checklist.csv", doi}
    assert "totals" in Page(audit_text()).ids


def test_the_audit_page_links_to_rows_of_the_report_beside_it() -> None:
    links = [link for link in Page(audit_text()).links if link.startswith("report.html#")]
    assert links
    assert all(link.removeprefix("report.html#") in page().ids for link in links)
    known = set(Page(audit_text()).ids)
    own = [link for link in Page(audit_text()).links if link.startswith("#")]
    assert all(link[1:] in known for link in own)


def test_every_row_stands_in_the_appendix_with_all_digits() -> None:
    rows = the_evidence().results.rows
    assert {f"row-{row.key}" for row in rows} <= set(page().ids)
    row = the_evidence().results.first(analysis="pooled", statistic="pooled_risk_ratio")
    assert repr(row.estimate) in text()
    assert sum(link.startswith("#row-") for link in page().links) > 250


@pytest.mark.parametrize("found", ["report", "audit"])
def test_nothing_is_asked_for_from_outside(found: str) -> None:
    made = text() if found == "report" else audit_text()
    assert "default-src 'none'" in made
    assert not re.search(r"url\(|@import|<script", made)
    for tag, attributes in Page(made).tags:
        for name in ("src", "srcset", "action", "data", "poster"):
            assert attributes.get(name, "data:").startswith("data:")
        if tag == "link":
            assert attributes["href"] == "data:,"


@pytest.mark.parametrize("made", [text, audit_text])
def test_headings_landmarks_captions_and_scopes(made) -> None:
    found = Page(made())
    levels = [int(tag[1]) for tag, _ in found.tags if re.fullmatch(r"h[1-6]", tag)]
    kinds = [tag for tag, _ in found.tags]
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert [kinds.count(tag) for tag in ("header", "main", "footer")] == [1, 1, 1]
    assert kinds.count("table") == kinds.count("caption") > 2
    assert all(head.get("scope") in {"col", "row", "rowgroup"} for head in found.of("th"))
    assert found.links[0] == "#main"


def test_text_of_plan_rows_and_files_is_never_markup() -> None:
    plan = a_review().model_copy(update={"title": EVIL, "question": EVIL, "limitations": [EVIL]})
    own = evidence(plan)
    own = replace(
        own,
        results=Results(rows=[replace(row, note=EVIL) for row in own.results.rows]),
        files=replace(
            own.files,
            comparisons=[{**row, "quote": EVIL, "source_url": "javascript:alert(1)"}
                         for row in own.files.comparisons],
            audit=[{**one, "explanation": EVIL} for one in own.files.audit],
        ),
    )  # fmt: skip
    made = material(own)
    for found in (render(made), render_audit(own, made.tables, made.figures)):
        assert "<script" not in found
        assert 'href="javascript' not in found
        assert found.count("</style>") == 1
        assert "{{ 7 * 7 }}" in found


def test_bytes_are_the_same_every_time() -> None:
    assert render(material()) == text()


def test_the_answer_says_effect_interval_and_its_kind_trials_and_people() -> None:
    own = the_evidence()
    answer = review_answer(own.plan, own.results)
    row = own.results.first(
        analysis="pooled", statistic="pooled_risk_ratio", outcome=own.plan.headline.id,
        method="REML and Wald z",
    )  # fmt: skip
    people = row.n + row.n_control
    assert said(answer.sentence) == (
        f"Any competitive employment during follow-up was {row.estimate:.2f} times as frequent "
        f"with IPS as with other help (95% confidence interval {row.ci_low:.2f} to "
        f"{row.ci_high:.2f}, Wald z): the random-effects mean (REML) of 8 trials with {people:,} "
        "people."
    )
    assert keys([answer.sentence]) == [row.key]
    second = said(answer.more[0])
    assert "excludes a ratio of 1" in second
    assert "Wald z: it is from the normal distribution. REML (restricted maximum" in second
    assert "estimates tau², the variance of effects between trials. The Knapp-Hartung" in second
    assert "Knapp-Hartung interval, from a t distribution, allows for tau² being" in second
    third = said(answer.more[1])
    assert "prediction interval, t with k − 2 degrees of freedom, k being the number of" in third
    assert "I², the share of variation that is between trials, 62.0%" in third
    told = " ".join(said(text) for text in (answer.sentence, *answer.more))
    assert not re.search(r"\b(tau|I|R|H)2\b", told)


@pytest.mark.parametrize(
    ("limits", "words"),
    [((0.9, 5.0), "a ratio of 1 lies inside"), ((1.1, 5.0), "a ratio of 1 lies outside")],
)
def test_the_prediction_interval_says_whether_it_holds_no_effect(limits, words: str) -> None:
    own = changed(the_evidence(), {"analysis": "prediction"}, ci_low=limits[0], ci_high=limits[1])
    assert words in said(review_answer(own.plan, own.results).more[1])


@pytest.mark.parametrize(
    ("p", "words"), [(0.001, "more than chance explains"), (0.3, "Chance alone may explain")]
)
def test_heterogeneity_is_never_told_against_its_test(p: float, words: str) -> None:
    own = changed(the_evidence(), {"statistic": "q"}, p_value=p)
    assert words in said(review_answer(own.plan, own.results).more[1])


def test_an_interval_that_holds_no_effect_is_not_told_as_an_effect() -> None:
    own = changed(the_evidence(), {"analysis": "pooled"}, ci_low=0.8)
    told = said(review_answer(own.plan, own.results).more[0])
    assert "may lie on either side" in told
    assert "excludes" not in told


def test_without_a_pooled_effect_the_answer_says_so() -> None:
    own = without(the_evidence(), "pooled")
    assert "no pooled effect" in said(review_answer(own.plan, own.results).sentence)
    assert "no pooled effect" in render(material(own))


def test_a_risk_difference_is_told_in_percentage_points() -> None:
    plan = a_review()
    pool = plan.headline.model_copy(update={"measures": ["risk_difference"]})
    plan = plan.model_copy(update={"pools": [pool, *plan.pools[1:]]})
    own = changed(
        replace(the_evidence(), plan=plan), {"statistic": "pooled_risk_ratio"},
        statistic="pooled_risk_difference", estimate=-0.05, ci_low=-0.1, ci_high=0.02,
    )  # fmt: skip
    told = said(review_answer(plan, own.results).sentence)
    assert "was 5.0 percentage points less frequent with IPS than with other help" in told


def test_the_flow_sentence_adds_up() -> None:
    own = the_evidence()
    assert said(sentences.flow_sentence(own)).startswith(
        "Of 22 rows, 13 of the file on 12 trials, 8 enter the headline, one of each trial; 5 have "
        "no counts. 4 trials of the file have no row in it. Those left out"
    )


def test_robustness_names_the_ends_and_the_influential() -> None:
    own = the_evidence()
    first, second = map(said, sentences.left_out_sentences(own))
    rows = own.results.where(analysis="leave_one_out", statistic="pooled_risk_ratio")
    values = [row.estimate for row in rows]
    assert f"{min(values):.2f} (" in first
    assert f"{max(values):.2f} (" in first
    assert second.startswith(
        "By the measures of influence that have limits (Hat value, Cook's distance, DFBETAS, "
        "DFFITS) Author3 1999 stands out. "
    )


def test_residuals_beyond_the_limit_of_the_figure_are_named_the_furthest_first() -> None:
    own = changed(the_evidence(), {"statistic": "studentised_residual"}, estimate=0.4)
    within = said(sentences.left_out_sentences(own)[1])
    assert "No studentised residual lies beyond −1.96 or 1.96, which 1 in 20 passes by" in within
    for trial, value in (("TRIAL_01", 2.18), ("TRIAL_04", -2.65), ("TRIAL_05", 1.95)):
        one = {"statistic": "studentised_residual", "subgroup": trial}
        own = changed(own, one, estimate=value)
    told = said(sentences.left_out_sentences(own)[1])
    first, second = named_trial(own, "TRIAL_04"), named_trial(own, "TRIAL_01")
    assert (
        "Of 8 studentised residuals 2 lie beyond −1.96 or 1.96, which 1 in 20 passes by chance: "
        f"{first}, −2.65; {second}, 2.18."
    ) in told
    assert f"{FAR:.2f}" == "1.96"


@pytest.mark.parametrize(
    ("egger", "peters", "words"),
    [
        (0.03, 0.02, "small and of large trials differ"),
        (0.4, 0.3, "is not shown, and not excluded"),
        (0.02, 0.6, "they disagree"),
    ],
)
def test_asymmetry_is_told_by_its_tests(egger: float, peters: float, words: str) -> None:
    own = changed(the_evidence(), {"statistic": "egger_test"}, p_value=egger)
    own = changed(own, {"statistic": "peters_test"}, p_value=peters)
    told = [said(text) for text in small_study.small_study_sentences(own.plan, own.results)]
    assert words in told[0]
    assert told[1].startswith("Trim and fill adds 3 mirrored trials")


def test_the_answer_has_the_effect_under_models_of_results_never_printed() -> None:
    own = the_evidence()
    rows = own.results.where(analysis="small_study", statistic="pooled_risk_ratio")
    told = review_answer(own.plan, own.results).more[3]
    assert sorted(keys([told])) == sorted(row.key for row in rows)
    assert len(rows) == 2


def test_few_trials_for_each_coefficient_are_warned_of_plainly() -> None:
    own = the_evidence()
    told = [said(text) for text in moderators.regression_sentences(own)]
    assert told[0] == (
        "Of 10 coefficients tested in meta-regressions, each counted once though some stand in "
        "several models, none has a permutation p below 0.05."
    )
    assert told[1].startswith("R², the share of tau² that goes with the moderators, is 8.0% to")
    assert "far too high or too low" in told[1]
    assert told[2].startswith("Fewer than 10 trials for each coefficient")
    assert "year of publication" in told[2]
    assert told[3] == "Not fitted: fidelity to IPS, unemployment (no trial has a value)."
    many = changed(own, {"subgroup": "in the regression"}, estimate=40.0)
    told = [said(text) for text in moderators.regression_sentences(many)]
    assert not any("Fewer than 10" in words for words in told)


def test_coefficients_that_stand_out_come_with_a_caution() -> None:
    own = changed(
        the_evidence(), {"statistic": "permutation_test", "covariates": "year"}, p_value=0.01
    )
    first, second = map(said, moderators.regression_sentences(own)[:2])
    assert "1 has a permutation p below 0.05." in first
    assert first.endswith("some stand out by chance alone.")
    assert second.startswith("Year of publication, per 10 years, ratio of effects 0.90 (")
    assert "; Knapp-Hartung), p = 0.210, by permutation p = 0.010" in second
    assert second.endswith("The p of the whole model, 0.210, rises to 0.660 without Author0 1996.")
    steady = changed(own, {"subgroup": "largest p without one trial"}, p_value=0.1)
    assert "does not rise whichever trial" in said(moderators.regression_sentences(steady)[1])


def test_a_coefficient_in_two_models_is_counted_once() -> None:
    own = changed(
        the_evidence(), {"statistic": "permutation_test", "subgroup": "year"}, p_value=0.01
    )
    told = [said(text) for text in moderators.regression_sentences(own)]
    assert "Of 10 coefficients" in told[0]
    assert "1 has a permutation p below 0.05." in told[0]
    assert sum(words.startswith("Year of publication") for words in told) == 3


def test_a_split_is_never_told_as_a_difference_found() -> None:
    own = changed(the_evidence(), {"statistic": "subgroup_test"}, p_value=0.001)
    told = [said(text) for text in groups.subgroup_sentences(own)]
    assert "cannot show why effects differ" in told[0]
    assert len(told) == 1 + len(own.plan.subgroups)
    for words, item in zip(told[1:], own.plan.subgroups, strict=True):
        assert "differ by more than chance" not in words
        assert words.endswith(f"Why it was looked at: {item.reason}")
        assert words.index("Tests between groups") < words.index("Why it was looked at")
        assert words.count("; Wald z), ") >= 2
        order = [words.index(name) for name in ("one tau² for all", "each with its own tau²")]
        assert order == sorted(order)
        assert "the first named is the one to read" in words


def opposed() -> Evidence:
    """The example with one group pooled above the group of reference and a coefficient below 1."""
    own = the_evidence()
    group = {"analysis": "subgroup", "covariates": "population_group"}
    pooled = {**group, "statistic": "pooled_risk_ratio"}
    coefficient = {"analysis": "meta_regression", "statistic": "ratio_of_risk_ratios"}
    own = changed(own, {**coefficient, "covariates": "population"}, estimate=1.2)
    own = changed(own, pooled, estimate=2.8)
    own = changed(own, {**pooled, "subgroup": "severe_mental_illness"}, estimate=2.66)
    own = changed(own, {**pooled, "subgroup": "substance_use"}, estimate=2.95)
    own = changed(own, {**group, "subgroup": "substance_use", "statistic": "tau2"}, estimate=2.13)
    one = {**coefficient, "subgroup": "population: substance_use"}
    return changed(own, one, estimate=0.53)


def test_a_group_and_its_coefficient_that_point_different_ways_are_told_with_why() -> None:
    told = said(groups.subgroup_sentences(opposed())[2])
    assert (
        " Substance use, at 2.95 (4 trials, tau² 2.130), lies above Severe mental illness, at 2.66 "
        "(2 trials, tau² 0.130), but its coefficient in the meta-regression, 0.53 ("
    ) in told
    assert "; Knapp-Hartung), points the other way. That can happen because the pooled" in told
    assert "one tau² for all, 0.120; where the group's own is larger" in told
    assert told.count("points the other way") == 1


def test_groups_and_coefficients_that_agree_are_not_told_apart() -> None:
    one = {"subgroup": "population: substance_use", "statistic": "ratio_of_risk_ratios"}
    agreed = changed(opposed(), one, estimate=1.4)
    assert "points the other way" not in said(groups.subgroup_sentences(agreed)[2])
    flat = changed(opposed(), one, estimate=nan, note="Not computed: too few.")
    assert "points the other way" not in said(groups.subgroup_sentences(flat)[2])
    none = without(opposed(), "meta_regression")
    assert "points the other way" not in said(groups.subgroup_sentences(none)[2])


def test_a_group_that_stands_out_has_the_pooled_effects_of_both_groups_and_why() -> None:
    name = "comparator: usual_services"
    own = changed(
        the_evidence(),
        {"statistic": "permutation_test", "covariates": "comparator", "subgroup": name},
        p_value=0.02,
    )
    (told,) = [x for x in moderators.regression_sentences(own) if "Pooled by group" in said(x)]
    shared = {"analysis": "subgroup", "covariates": "comparator_group"}
    pair = [
        own.results.first(**shared, subgroup=group, statistic="pooled_risk_ratio")
        for group in ("usual_services", "vocational_rehabilitation")
    ]
    assert {row.key for row in pair} <= set(keys([told]))
    first, second = (f"{row.estimate:.2f} ({row.ci_low:.2f} to" for row in pair)
    words = said(told)
    assert f" Pooled by group: Usual services {first}" in words
    assert f", Vocational or psychosocial rehabilitation {second}" in words
    (split,) = [item for item in own.plan.subgroups if item.by == "comparator_group"]
    assert words.endswith(f"Why it was looked at: {split.reason}")
    fewer = own.plan.model_copy(update={"subgroups": []})
    (asked,) = [item for item in own.plan.regressions if item.moderators == ["comparator"]]
    told = [said(text) for text in moderators.regression_sentences(replace(own, plan=fewer))]
    assert any(words.endswith(f"Why it was looked at: {asked.reason}") for words in told)


def test_with_five_trials_a_group_the_test_with_separate_variances_comes_first() -> None:
    own = changed(
        the_evidence(), {"analysis": "subgroup", "statistic": "pooled_risk_ratio"}, note="5 trials."
    )
    told = said(groups.subgroup_sentences(own)[1])
    assert "p = 0.430 (each with its own tau²), p = 0.390 (one tau² for all)" in told
    assert "the one to read" not in told
    apart = changed(own, {"method": "Wald test of groups, one tau2 for all"}, p_value=0.01)
    assert "different sides of 0.05" in said(groups.subgroup_sentences(apart)[1])


def test_trials_in_no_group_are_named() -> None:
    own = the_evidence()
    flow = next(row for row in own.results.rows if row.analysis == "moderator_flow")
    row = replace(
        flow, analysis="subgroup", covariates="region", subgroup="no_value", estimate=1.0,
        note="The file has no value: TRIAL_01.",
    )  # fmt: skip
    own = replace(own, results=Results(rows=[*own.results.rows, row]))
    name = named_trial(own, "TRIAL_01")
    assert f" 1 trial is in no group: {name}. " in said(groups.subgroup_sentences(own)[1])


def named_trial(own: Evidence, trial: str) -> str:
    rows = own.results.where(analysis="trial", subgroup=trial, statistic="risk_ratio")
    return rows[0].covariates


def test_the_selection_model_says_on_how_many_trials_it_rests() -> None:
    own = the_evidence()
    rows = own.results.where(analysis="trial", outcome=own.plan.headline.id, statistic="risk_ratio")
    above = sum(log(row.estimate) / row.std_error < 1.959963984540054 for row in rows)
    assert 0 < above < len(rows)
    wanted = f"rests on the {above} of {len(rows)} trials whose one-sided p is above 0.025"
    assert wanted in said(small_study.small_study_sentences(own.plan, own.results)[2])
    assert wanted in said(review_answer(own.plan, own.results).more[3])
    none = changed(own, {"statistic": "selection_weight"}, method="another model")
    assert "rests on" not in said(review_answer(none.plan, none.results).more[3])


@pytest.mark.parametrize(("measure", "warned"), [("risk_ratio", True), ("risk_difference", False)])
def test_eggers_test_comes_with_its_warning_for_ratios(measure: str, *, warned: bool) -> None:
    own = the_evidence()
    pool = own.plan.headline.model_copy(update={"measures": [measure]})
    plan = own.plan.model_copy(update={"pools": [pool, *own.plan.pools[1:]]})
    told = said(small_study.small_study_sentences(plan, own.results)[0])
    assert ("rejects too often" in told) == warned


def test_no_trial_standing_out_still_names_the_furthest() -> None:
    own = changed(the_evidence(), {"analysis": "influence"}, note="")
    own = changed(own, {"subgroup": "TRIAL_02", "statistic": "deleted_tau2"}, estimate=0.05)
    last = max(
        own.results.where(statistic="studentised_residual"), key=lambda row: abs(row.estimate)
    )
    told = said(sentences.left_out_sentences(own)[1])
    assert "that have limits (Hat value, Cook's distance, DFBETAS, DFFITS) no trial" in told
    assert f"by chance: {named_trial(own, last.subgroup)}, {last.estimate:.2f}." in told
    assert told.endswith(
        "The variance between trials, tau², is 0.130 with all of them and lowest without "
        f"{named_trial(own, 'TRIAL_02')}, 0.050."
    )


def test_studies_of_this_project_are_counted_apart_from_the_file() -> None:
    own = the_evidence()
    study = {**own.files.comparisons[0], "row_id": "study", "count_basis": "own_data"}
    files = replace(own.files, comparisons=[*own.files.comparisons, study])
    told = said(sentences.flow_sentence(replace(own, files=files)))
    whole = len(own.files.comparisons)
    assert told.startswith(
        f"Of 22 rows, {whole} of the file on 12 trials, and 1 study of this project, 8 enter"
    )


def test_trials_of_the_file_are_counted_once_and_those_without_a_row_in_the_headline() -> None:
    own = the_evidence()
    again = [{**row, "trial_id": own.files.comparisons[0]["trial_id"]}
             for row in own.files.comparisons if row["use"] == "no_counts"]  # fmt: skip
    kept = [row for row in own.files.comparisons if row["use"] != "no_counts"]
    told = said(
        sentences.flow_sentence(replace(own, files=replace(own.files, comparisons=[*kept, *again])))
    )
    assert "13 of the file on 8 trials" in told
    assert "no row in it" not in told


def test_pools_whose_prediction_holds_no_effect_are_named_beside_one_that_does_not() -> None:
    own = changed(the_evidence(), {"analysis": "prediction"}, ci_low=1.1, ci_high=5.0)
    assert "other pools" not in said(review_answer(own.plan, own.results).more[1])
    other = own.plan.pools[3]
    own = changed(own, {"analysis": "prediction", "outcome": other.id}, ci_low=0.8)
    told = said(review_answer(own.plan, own.results).more[1])
    assert (
        "a ratio of 1 lies outside. It lies inside the prediction interval of 1 of the 4 other "
        "pools: any competitive employment"
    ) in told
    assert "(0.80 to 5.00). " in told


def one_trial() -> Evidence:
    """A headline of one trial: no heterogeneity and nothing to leave out."""
    own = without(the_evidence(), "prediction", "heterogeneity", "leave_one_out", "influence")
    own = changed(own, {"note": "8 trials."}, note="1 trial.")
    return without(own, "small_study", "cumulative")


def test_one_trial_is_never_told_as_a_mean() -> None:
    own = one_trial()
    answer = review_answer(own.plan, own.results)
    told = " ".join(said(text) for text in (answer.sentence, *answer.more))
    assert "one trial, not pooled, with " in told
    for words in ("mean", "tau2", "I2", "chance", "1 trials", "Knapp"):
        assert words.lower() not in told.lower()
    made = render(material(own))
    assert not re.search(r"\b1 trials", made)
    assert "By method the pooled effect" not in made
    cells = [plain(line.cells[0]) for line in review_tables(own)["pools"].lines]
    assert all(text.endswith("; one trial, not pooled") for text in cells)


def test_no_trial_is_told_plainly() -> None:
    own = changed(the_evidence(), {"analysis": "pooled"}, estimate=nan, note="0 trials. None.")
    answer = review_answer(own.plan, own.results)
    assert said(answer.sentence).endswith(": no trial has an effect to pool.")
    assert [said(text) for text in answer.more] == [own.plan.protocol]


def test_rows_of_other_classes_are_shown_by_themselves() -> None:
    own = the_evidence()
    first = own.files.comparisons[0]
    other = {**first, "row_id": "R0X", "outcome_class": "point_ce"}
    pool = own.plan.pools[1]
    taken = {"pool": pool.id, "row_id": "R0X", "trial_id": first["trial_id"], "entered": True}
    files = replace(
        own.files,
        comparisons=[*own.files.comparisons, other],
        chosen=[*own.files.chosen, {**taken, "rule": "", "reason": ""}],
    )
    found = hypotheses.offered(replace(own, files=files))[3].shows[0]
    (row,) = own.results.where(
        analysis="trial", outcome=pool.id, subgroup=first["trial_id"], statistic="risk_ratio"
    )
    assert keys([found]) == [row.key]
    assert said(found).startswith(
        f"The row of other classes that a pool takes, by itself: {first['label']}, in "
        f"competitive employment at one time, {row.estimate:.2f} ("
    )


def test_every_interval_of_a_sentence_says_its_kind() -> None:
    own = the_evidence()
    plan, results = own.plan, own.results
    told = [
        *sentences.left_out_sentences(own),
        sentences.methods_sentence(plan, results),
        sentences.cumulative_sentence(plan, results),
        *small_study.small_study_sentences(plan, results),
        *groups.subgroup_sentences(own),
        *moderators.regression_sentences(own),
        *bayes_sentences(plan, results),
        *new_trial_sentences(own),
    ]
    kinds = "Wald z|Knapp-Hartung|t|credible|percentile|Q-profile"
    for words in (said(text).replace("OECD 2008 (0 to 6)", "") for text in told):
        intervals = re.findall(r"[0-9] to [−0-9][^;)]*", words)
        named = re.findall(rf"[0-9] to [0-9.]+; (?:{kinds})\)|[0-9] to [0-9.]+ \(credible\)", words)
        shares = words.startswith("R²")
        assert shares or len(intervals) == len(named), words


def test_remembered_values_of_countries_are_told() -> None:
    own = the_evidence()
    told = said(moderators.remembered_sentence(own))
    assert told.startswith("The values of employment protection for USA are remembered")
    assert "3 of the 6 headline trials" in told
    files = replace(
        own.files, comparisons=[{**row, "epl_verified": "table"} for row in own.files.comparisons]
    )
    assert moderators.remembered_sentence(replace(own, files=files)) == ()


def test_hypotheses_are_offered_as_such_each_with_what_the_rows_show() -> None:
    own = the_evidence()
    assert hypotheses.title(own.plan, own.results) == "Why this is above 2.07"
    assert "None is a finding" in said(hypotheses.opening(own.plan, own.results))
    found = hypotheses.offered(own)
    assert [item.title for item in found] == [item.title for item in own.plan.hypotheses]
    told = [" ".join(map(said, item.shows)) for item in found]
    assert (
        "2 rows of the headline's class of outcome (any competitive employment during follow-up) "
        "have printed percentages but no counts. Their ratios run from 1.86 to 2.46"
    ) in told[0]
    assert "another class" not in told[0]
    assert (
        "Neither counts nor one percentage an arm are known of Several 2011 and Silent" in told[0]
    )
    assert "Egger's test" in told[1]
    assert "ratio of effects by year of publication, per 10 years" in told[2]
    assert "With the first 4 trials" in told[2]
    assert told[3].count("trials: ") == 3


def bare(row_id: str, trial: str, label: str, first: str, **columns: object) -> dict[str, object]:
    """A row without counts, whose printed percentages are `first` v 20."""
    row = next(row for row in the_evidence().files.comparisons if row["use"] == "no_counts")
    own = {"row_id": row_id, "trial_id": trial, "label": label}
    return {**row, **own, "pct_printed": first, "pct_control_printed": "20", **columns}


def uncounted(*rows: dict[str, object]) -> list[str]:
    """What is said of rows without counts, against a pooled ratio of 2."""
    own = changed(the_evidence(), {"analysis": "pooled"}, estimate=2.0)
    kept = [row for row in own.files.comparisons if row["use"] != "no_counts"]
    own = replace(own, files=replace(own.files, comparisons=[*kept, *rows]))
    return [said(text) for text in hypotheses.offered(own)[0].shows]


def test_rows_without_counts_are_counted_by_trial_too() -> None:
    (told,) = uncounted(
        bare("R1", "A", "Early 2010", "30"),
        bare("R2", "A", "Late 2011", "36"),
        bare("R3", "B", "Other 2012", "50"),
    )
    assert told.startswith("3 rows of 2 trials of the headline's class of outcome")
    assert "no counts; Early 2010 and Late 2011 are 2 rows of one trial. Their ratios" in told
    assert "from 1.50 to 2.50; 2 of the 3 rows, of 1 of the 2 trials, are below our pooled" in told


def test_rows_without_counts_of_other_classes_are_told_apart_with_their_ratio() -> None:
    paid = {"outcome_class": "any_paid_work", "count_basis_text": "arm sizes not seen"}
    first, second = uncounted(
        bare("R1", "A", "Early 2010", "30"), bare("R2", "B", "Large 2013", "28", **paid)
    )
    assert first.startswith("1 row of the headline's class of outcome")
    assert "from 1.50 to 1.50; 1 of it is below our pooled" in first
    assert second == (
        "1 row of another class of outcome, not compared with the headline: Large 2013, any paid "
        "work, ratio 1.40 from 28 v 20 (arm sizes not seen)."
    )
    (only,) = uncounted(bare("R2", "B", "Large 2013", "28", **paid))
    assert only == second


def test_smaller_effects_counts_trials_below_the_printed_one() -> None:
    own = the_evidence()
    item = own.plan.hypotheses[0].model_copy(update={"shows": "smaller_effects"})
    own = replace(own, plan=own.plan.model_copy(update={"hypotheses": [item]}))
    rows = own.results.where(analysis="trial", statistic="risk_ratio", outcome=own.plan.headline.id)
    below = sum(row.estimate < 2.07 for row in rows)
    (found,) = hypotheses.offered(own)
    assert said(found.shows[0]).startswith(f"Of the 8 headline trials {below} ")


def test_priors_are_told_before_what_they_give() -> None:
    own = the_evidence()
    told = [said(text) for text in bayes_sentences(own.plan, own.results)]
    assert told[0].startswith("Priors: of the mean, on the logarithm, normal with mean 0")
    assert [words.split(" with ")[0] for words in told[1:]] == [
        "Normal-normal", "Normal-normal", "Binomial-normal", "Binomial-normal",
    ]  # fmt: skip
    assert "a next trial's effect is above 1 with probability 97.0%" in told[1]
    assert bayes_sentences(own.plan, without(own, "bayes").results) == []


def test_new_trials_are_told_at_every_weight_of_the_vague_part() -> None:
    own = the_evidence()
    told = [said(text) for text in new_trial_sentences(own)]
    assert len(told) == 1 + len(own.plan.new_trials.trials)
    assert "predictive distribution of the binomial-normal model" in told[0]
    assert told[0] in [item.words.replace(NO_BREAK, " ") for item in
                       review_methods(own.plan, own.results).sentences]  # fmt: skip
    for weight in own.plan.new_trials.weights:
        assert all(f"vague weight {weight:g}, " in words for words in told[1:])
    assert all("SYNTHETIC" in words for words in told[1:])
    classes = [trial.outcome_class for trial in own.plan.new_trials.trials]
    warned = ["the prior may be too large or too small for it." in words for words in told[1:]]
    assert warned == [name != "any_ce" for name in classes] == [False, True]
    plan = own.plan.model_copy(update={"new_trials": None})
    assert new_trial_sentences(replace(own, plan=plan)) == []


def test_a_hypothesis_without_rows_says_that_nothing_is_shown() -> None:
    own = without(the_evidence(), "small_study")
    found = hypotheses.offered(own)[1]
    assert [said(text) for text in found.shows] == ["The rows show nothing for or against it."]


def test_the_side_of_the_printed_effect_is_that_of_the_rows() -> None:
    own = changed(the_evidence(), {"analysis": "pooled"}, estimate=1.5)
    assert hypotheses.title(own.plan, own.results) == "Why this is below 2.07"


def test_totals_as_non_events_are_told_right_beside_wrong() -> None:
    own = the_evidence()
    wrong = own.results.first(analysis="miscount")
    right = own.results.first(analysis="pooled", outcome=wrong.outcome, method="REML and Wald z")
    told = totals_sentence(own)
    printed = own.results.first(analysis="published", outcome="frederick_2019")
    assert keys([told]) == [printed.key, right.key, wrong.key]
    assert f"{right.estimate:.2f} (" in said(told)
    assert f"{wrong.estimate:.2f} (" in said(told)
    assert "passes each arm's total" in audit_text().replace("&#39;", "'")
    assert said(told).startswith("In Frederick 2019, as printed, 1.63 (1.46 to 1.82), totals were")
    assert "Brinchmann" not in audit_text()
    section = text().partition('<section id="audit"')[2].partition("</section>")[0]
    assert all(f'href="#row-{key}"' in section for key in keys([told]))
    without_it = without(own, "miscount")
    assert "Totals taken" not in render_audit(without_it, review_tables(without_it), [])


def test_synthetic_is_stamped_in_the_section_of_new_trials_only() -> None:
    sections = re.split(r"<section ", text())
    stamped = [
        part.partition('"')[2].partition('"')[0] for part in sections if "<strong>SYNTHETIC" in part
    ]
    assert stamped == ["new-trials"]
    assert 'class="synthetic"' not in text()
    assert "SYNTHETIC" not in render(material(evidence(status="real")))


def test_a_synthetic_meta_analysis_is_stamped_throughout() -> None:
    plan = a_review().model_copy(update={"data_status": "synthetic"})
    own = evidence(plan)
    made = material(own)
    for found in (render(made), render_audit(own, made.tables, made.figures)):
        assert "<title>SYNTHETIC DATA: " in found
        assert 'class="synthetic"' in found


def test_figures_are_numbered_and_each_stands_on_its_page(tmp_path: Path) -> None:
    names = [*FIGURES, "new_trial_a", "bubbles_year", ON_AUDIT_PAGE]
    for name in names:
        (tmp_path / f"{name}.svg").write_bytes(b'<svg xmlns="http://www.w3.org/2000/svg"/>')
    entries = [
        {"name": name, "title": name, "caption": "How to read it.", "alt": "What it shows."}
        for name in names
    ]
    (tmp_path / "index.json").write_text(json.dumps(entries))
    made = material(folder=tmp_path)
    shown = re.findall(r'<figure id="figure-([a-z_]+)">', render(made))
    assert sorted(shown) == sorted(set(names) - {ON_AUDIT_PAGE})
    numbers = [int(x) for x in re.findall(r"<strong>Figure (\d+)\.", render(made))]
    assert sorted(numbers) == list(range(1, len(names)))
    audit = render_audit(made.evidence, made.tables, made.figures)
    assert re.findall(r'<figure id="figure-([a-z_]+)">', audit) == [ON_AUDIT_PAGE]


def test_contents_of_the_audit_page_are_sections_of_it() -> None:
    own = the_evidence()
    found = audit_contents(own)
    assert found[0] == ("reading", "How to read a verdict")
    assert [anchor for anchor, _ in found] == sections_of(audit_text())
    empty = replace(without(own, "miscount"), files=replace(own.files, audit=[]))
    made = material(empty)
    there = sections_of(render_audit(empty, made.tables, made.figures))
    assert [anchor for anchor, _ in audit_contents(empty)] == there == ["reading"]


def sections_of(made: str) -> list[str]:
    """The anchors of a page's sections in order, but of the first, which stands before the list."""
    first, *others = re.findall(r'<section id="([a-z]+)"', made)
    assert first == "verdicts"
    return others


@pytest.mark.parametrize(
    ("doi", "address"),
    [
        ("10.1000/made-up", "https://doi.org/10.1000/made-up"),
        ("https://doi.org/10.1000/x", "https://doi.org/10.1000/x"),
        ("doi:10.1002/(SICI)1097<1::AID>3.0", "https://doi.org/10.1002/(SICI)1097%3C1::AID%3E3.0"),
        ("javascript:alert(1)", ""),
        ("", ""),
    ],
)
def test_a_doi_is_the_link_to_a_source_and_other_text_is_none(doi: str, address: str) -> None:
    own = the_evidence()
    rows = [{**row, "doi": doi} for row in own.files.comparisons]
    found = sources(replace(own, files=replace(own.files, comparisons=rows)))
    assert {item["doi_url"] for item in found} == {address}
    assert {item["doi"] for item in found} == {doi}
    assert {item["address"] for item in found} == {
        "https://example.org/paper",
        "a paper in a drawer",
    }


def test_every_table_has_a_place() -> None:
    placed = set(TABLES) | {"audit"}
    assert set(review_tables(the_evidence())) == placed
    assert set(TABLES.values()) <= set(TITLES)
    assert set(FIGURES.values()) <= set(TITLES)


def test_methods_cite_known_references_and_only_of_methods_used() -> None:
    own = the_evidence()
    assert {source for method in METHODS for source in method.sources} == set(REFERENCES)
    whole = review_methods(own.plan, own.results)
    few = review_methods(own.plan, without(own, "small_study", "bayes", "new_trial").results)
    assert len(few.references) < len(whole.references)
    assert not any("Egger" in sentence.words for sentence in few.sentences)
    cited = {number for sentence in whole.sentences for number in sentence.references}
    assert cited == set(range(1, len(whole.references) + 1))


def test_the_checklist_has_every_item_of_prisma_and_is_honest() -> None:
    entries = prisma(the_evidence().results)
    assert " ".join(entry.item for entry in entries) == (
        "1 2 3 4 5 6 7 8 9 10a 10b 11 12 13a 13b 13c 13d 13e 13f 14 15 16a 16b 17 18 19 20a 20b "
        "20c 20d 21 22 23a 23b 23c 23d 24a 24b 24c 25 26 27"
    )
    of = {entry.item: entry.status for entry in entries}
    assert [of[item] for item in ("7", "11", "15", "18", "22")] == [NOT_DONE] * 5
    assert of["16a"] == PARTLY
    assert of["20b"] == REPORTED
    ids = set(page().ids)
    assert all(entry.where in ids for entry in entries if entry.where)
    none = {entry.item: entry.status for entry in prisma(Results(rows=[]))}
    assert none["20b"] == none["19"] == none["21"] == NOT_DONE
    frame = prisma_frame(entries)
    assert frame.columns.tolist() == ["item", "topic", "status", "where"]
    assert "report.html#trials; rows of the analyses trial" in frame["where"].tolist()


@pytest.mark.parametrize(
    "analysis",
    sorted({row.analysis for row in the_evidence().results.rows}),
)
def test_a_page_without_one_analysis_still_reads(analysis: str) -> None:
    own = without(the_evidence(), analysis)
    made = material(own)
    found = Page(render(made))
    assert all(link[1:] in found.ids for link in found.links if link.startswith("#"))
    assert "nan" not in re.findall(r"\bnan\b", " ".join(found.words))


def test_an_empty_audit_and_long_labels_hold() -> None:
    own = evidence(wordy_review(a_review()))
    own = replace(own, files=replace(own.files, audit=[]))
    made = material(own)
    assert "No printed figures were audited." in render_audit(own, made.tables, made.figures)
    assert "<h1>" in render(made)
