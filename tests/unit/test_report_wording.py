"""What the report may never say, over many results; and what it says about intervals."""

import re
from dataclasses import replace
from math import inf, isnan, nan

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from report_example import OUTSIDE, PRIMARY, changed, material, plan, primary, results

from ipsanalysis.report import wording
from ipsanalysis.report.answer import primary_answer, readings
from ipsanalysis.report.competing import explanations
from ipsanalysis.report.methods_text import methods_text
from ipsanalysis.report.page import render
from ipsanalysis.statistics import STATISTICS
from ipsanalysis.tables.all import all_tables
from ipsanalysis.tables.cell import plain
from ipsanalysis.tables.labels import in_sentence
from ipsanalysis.tables.methods import METHODS
from ipsanalysis.tables.results import Results

NEVER = (
    "no effect", "no difference", "no clear difference", "no impact", "no benefit", "no harm",
    "no association", "no evidence", "not effective", "ineffective", "not work", "equally",
    "equal", "the same as", "identical", "similar", "significan", "trend", "did not differ",
    "do not differ", "does not differ", "not different", "failed to", "proves", "proof",
    "negative trial", "negative result", "null result", "unaffected", "made no",
)  # fmt: skip
NO_BREAK, MINUS = "\u00a0", "\u2212"
KEY = PRIMARY + "aid_minus_no_aid/risk_difference/newcombe"


def refused(text):
    return [phrase for phrase in NEVER if phrase in re.sub(r"\s+", " ", text).lower()]


def generated(rows):
    """All generated text of a report: sentences, tables, methods."""
    study = plan()
    answer = primary_answer(study, rows)
    texts = [plain(answer.sentence), *map(plain, answer.more)]
    texts += [item.label + plain(item.text) for item in readings(study, rows)]
    texts += [plain(text) for texts_of in explanations(study, rows) for text in texts_of]
    for table in all_tables(study, rows).values():
        texts += [table.caption, *table.columns, *table.notes]
        texts += [plain(cell) for line in table.lines for cell in (*line.cells, line.group)]
    return "\n".join(texts).replace(NO_BREAK, " ")


def answer_for(**columns):
    answer = primary_answer(plan(), changed(KEY, **columns))
    return " ".join([plain(answer.sentence), *map(plain, answer.more)]).replace(NO_BREAK, " ")


def test_the_list_is_held_against_a_sentence_that_breaks_it():
    assert refused("There was no\n effect (not significant)") == ["no effect", "significan"]


def test_the_whole_page_of_the_study():
    page = re.sub(r"<[^>]+>", " ", render(material()))
    assert refused(page) == []


def test_fixed_words_of_methods_and_statistics():
    assert refused(" ".join(method.words + method.test for method in METHODS)) == []
    assert refused(" ".join(item.label for item in STATISTICS.values())) == []


limits = st.floats(-0.99, 0.99)


@settings(max_examples=60, deadline=None)
@given(st.lists(limits, min_size=3, max_size=3).map(sorted), st.floats(0, 1))
def test_differences_of_any_size(numbers, p):
    low, estimate, high = numbers
    rows = changed(KEY, estimate=estimate, ci_low=low, ci_high=high, p_value=p)
    text = generated(rows)
    assert refused(text) == []
    answer = " ".join(map(plain, (primary_answer(plan(), rows).sentence,))).replace(NO_BREAK, " ")
    assert "compatible with anything from" in answer
    assert ("zero included" in answer) == (low <= 0 <= high)
    assert ("excludes zero" in answer) == (not low <= 0 <= high)


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(["first_job/", "work_amount/", "other_event/", "employment/"]),
    st.floats(1e-3, 50),
    st.floats(1.0, 20),
    st.sampled_from([(False, False), (True, False), (False, True), (True, True)]),
)
def test_every_family_with_any_interval(family, estimate, spread, open_ends):
    low = -inf if open_ends[0] else estimate / spread
    high = inf if open_ends[1] else estimate * spread
    text = generated(changed(family, estimate=estimate, ci_low=low, ci_high=high, p_value=0.5))
    assert refused(text) == []
    assert not re.search(r"\bnan\b|\binf\b", text)


def test_interval_that_holds_zero():
    text = answer_for()
    assert "92 of 216 people (42.6%) in the financial aid arm" in text
    assert (
        f"a difference of 8.3 percentage points (95% confidence interval {MINUS}0.8 to 17.3)"
        in text
    )
    assert "from 0.8 percentage points fewer to 17.3 percentage points more" in text
    assert (
        "in the financial aid arm, zero included, and excludes anything beyond these limits" in text
    )
    assert text.count("anything beyond") == 1
    assert "leaves open whether the financial aid arm or the no aid arm did better" in text


@pytest.mark.parametrize(
    ("low", "high", "arm"), [(0.02, 0.2, "financial aid"), (-0.2, -0.02, "no aid")]
)
def test_interval_on_one_side_names_the_arm_it_favours(low, high, arm):
    text = answer_for(estimate=(low + high) / 2, ci_low=low, ci_high=high)
    assert "excludes zero and anything beyond these limits" in text
    assert f"in favour of the {arm} arm" in text
    assert "leaves open" not in text


@pytest.mark.parametrize("good", [True, False])
def test_more_of_a_bad_thing_favours_the_control(good):
    outcome = plan().outcome("arrested").model_copy(update={"higher_is_better": good})
    row = primary("aid_minus_no_aid/risk_difference/newcombe-hybrid-score")
    assert row.estimate > 0
    assert wording.favours_active(outcome, row) is good


def test_longer_waiting_for_a_good_event_does_not_favour_the_active_arm():
    row = next(r for r in results().rows if r.statistic == "rmst_difference" and r.estimate > 0)
    assert not wording.favours_active(plan().outcome("first_job"), row)
    assert wording.favours_active(plan().outcome("first_arrest"), row)


def test_one_sided_intervals_set_no_limit_on_the_open_side():
    text = answer_for(ci_low=nan, ci_high=0.1)
    assert "compatible with anything up to 10.0 percentage points more" in text
    assert "zero included, and excludes anything above it" in text
    text = answer_for(ci_low=0.05, ci_high=inf)
    assert (
        "from 5.0 percentage points more in the financial aid arm upwards, without a limit" in text
    )
    assert "excludes zero and anything below it" in text


def test_no_interval_excludes_nothing():
    text = answer_for(ci_low=nan, ci_high=nan)
    assert "No interval could be computed, so nothing is excluded." in text


def moved_primary(family):
    """The plan with its primary comparison in another family."""
    study = plan()
    secondary = [item.model_copy(update={"role": "secondary"}) for item in study.employment]
    first, *others = getattr(study, family)
    lists = {family: [first.model_copy(update={"role": "primary"}), *others]}
    return study.model_copy(update={"employment": secondary, **lists})


def test_a_primary_amount_is_told_in_its_unit():
    text = plain(primary_answer(moved_primary("work_amount"), results()).sentence)
    text = text.replace(NO_BREAK, " ")
    assert "mean (SD) 22.2 (17.7) in the financial aid arm" in text
    assert f"a difference of 1.5 weeks (95% confidence interval {MINUS}1.9 to 4.9)" in text
    assert "from 1.9 weeks fewer to 4.9 weeks more in the financial aid arm" in text


def test_a_primary_hazard_is_told_as_a_ratio():
    study = moved_primary("first_job")
    hazard = study.first_job[1].model_copy(update={"role": "primary"})
    secondary = study.first_job[0].model_copy(update={"role": "secondary"})
    study = study.model_copy(update={"first_job": [secondary, hazard, study.first_job[2]]})
    text = plain(primary_answer(study, results()).sentence).replace(NO_BREAK, " ")
    assert "181 of 216 people in the financial aid arm" in text
    assert "a hazard ratio of 0.98 (95% confidence interval 0.79 to 1.20)" in text
    assert (
        "from 0.79 times to 1.20 times the hazard (the rate of the event while still at risk) in "
        "the no aid arm, a ratio of 1 included" in text
    )
    assert "counting only what was recorded up to the week of the first arrest" in text
    assert refused(text) == []


def test_no_estimate_gives_the_reason():
    text = answer_for(estimate=nan, ci_low=nan, ci_high=nan, note="nobody in one arm")
    assert "could not be estimated: nobody in one arm" in text
    assert "compatible" not in text


def test_sentences_link_every_number_to_its_row():
    answer = primary_answer(plan(), results())
    known = {row.key: row for row in results().rows}
    for text in (answer.sentence, *answer.more):
        for piece in text:
            if piece.key:
                assert piece.key in known
            else:
                loose = piece.text.replace("95%", "").replace("week 52", "")
                assert not re.search(r"\d", loose), piece


def test_comparisons_outside_randomisation_say_so_in_words_too():
    for item in readings(plan(), results()):
        outside = any(in_sentence(name) in item.label for name in OUTSIDE)
        assert outside == ("not a randomised comparison" in item.label)
        assert item.label.count("hypothetical") == ("hypothetical" in item.label)


def test_order_of_the_arms_is_explained_when_it_is_reversed():
    (texts,) = explanations(plan(), results())
    text = " ".join(map(plain, texts)).replace(NO_BREAK, " ")
    assert "83.8% in the financial aid arm and 82.9% in the no aid arm" in text
    assert "86.5% in the financial aid arm and 88.2% in the no aid arm" in text
    assert "as if they would go on to have the event like those still followed" in text
    assert (
        "Arrested before the event: 16/216 (7.4%) in the financial aid arm and 22/216 (10.2%) in "
        "the no aid arm, so more is added to the no aid arm." in text
    )
    assert "the two restricted mean times without the event put the arms in opposite orders" in text


def explained(rows):
    return " ".join(plain(text) for texts in explanations(plan(), rows) for text in texts)


FIRST = "first_job/first_job/all_randomised/"
FEWER = (
    (FIRST + "none/arrested/no_aid/competing_events", {"estimate": 9.0, "n": 9}),
    (FIRST + "none/arrested/aid/competing_events", {"estimate": 12.0, "n": 12}),
    (FIRST + "composite/none/week_52/no_aid/cumulative_incidence", {"n": 20, "n_events": 10}),
    (FIRST + "composite/none/week_52/aid/cumulative_incidence", {"n": 38, "n_events": 20}),
)


def altered(*changes):
    rows = results().rows
    for begins, columns in changes:
        assert any(row.key.startswith(begins) for row in rows)
        rows = [replace(r, **columns) if r.key.startswith(begins) else r for r in rows]
    return Results(rows=rows)


def test_competing_events_are_compared_as_shares_when_the_arms_differ_in_size():
    text = explained(altered(*FEWER)).replace(NO_BREAK, " ")
    assert "12/38 (31.6%) in the financial aid arm and 9/20 (45.0%) in the no aid arm" in text
    assert "so more is added to the no aid arm" in text


def test_no_cause_is_claimed_when_shares_and_added_points_disagree():
    more = (FIRST + "none/arrested/aid/competing_events", {"estimate": 30.0, "n": 30})
    text = explained(altered(*FEWER, more)).replace(NO_BREAK, " ")
    assert "30/38 (78.9%) in the financial aid arm and 9/20 (45.0%) in the no aid arm. " in text
    assert "so more is added" not in text


def test_restricted_times_are_not_mentioned_when_they_agree():
    same = (FIRST + "composite/none/week_52/aid_minus_no_aid/rmst_difference", {"estimate": 0.5})
    assert "restricted mean" not in explained(altered(same))


def test_the_headline_says_how_the_intercurrent_event_is_handled_and_that_it_is_post_hoc():
    answer = primary_answer(plan(), results())
    assert plain(answer.sentence).startswith(
        "Employed in week 52, people counted as not having the outcome from the week after the "
        "first arrest: "
    )
    assert "post hoc" in " ".join(map(plain, answer.more))
    first, *others = plan().employment
    before = first.model_copy(update={"prespecified": True})
    study = plan().model_copy(update={"employment": [before, *others]})
    assert "prespecified" in " ".join(map(plain, primary_answer(study, results()).more))


def test_sensitivity_rows_do_not_move_the_headline():
    roles = [
        replace(row, role="sensitivity") if row.key.startswith(PRIMARY) else row
        for row in results().rows
    ]
    assert primary_answer(plan(), Results(rows=roles)) == primary_answer(plan(), results())


def test_an_interval_that_excludes_the_null_says_when_other_methods_do_not():
    (arrested,) = [r for r in readings(plan(), results()) if r.label.startswith("Arrested (")]
    assert plain(arrested.text).endswith(
        "zero is excluded; other methods for this comparison do not exclude it."
    )
    begins = "other_outcome/arrested/all_randomised/none/week_52/aid_"
    rows = [replace(r, p_value=0.01) if r.key.startswith(begins) else r for r in results().rows]
    agreed = Results(
        rows=[
            replace(r, ci_high=0.9) if r.key.startswith(begins) and "_ratio" in r.key else r
            for r in rows
        ]
    )
    (arrested,) = [r for r in readings(plan(), agreed) if r.label.startswith("Arrested (")]
    assert plain(arrested.text).endswith("zero is excluded.")


def test_methods_say_how_covariates_enter_and_which_event_comes_first():
    words = " ".join(sentence.words for sentence in methods_text(plan(), results()).sentences)
    assert "ordered levels enter as a linear score (schooling)" in words
    assert "A missing covariate value becomes the mean over everyone randomised." in words
    assert "An outcome in the same week as an intercurrent event (first arrest) counts" in words
    assert "Other methods" not in words


def test_order_of_the_arms_is_not_mentioned_when_it_is_not():
    base = "first_job/first_job/all_randomised/hypothetical/none/week_52/aid/kaplan_meier"
    rows = changed(base, estimate=0.95)
    assert not isnan(rows.rows[0].estimate)
    agree = FIRST + "composite/none/week_52/aid_minus_no_aid/rmst_difference"
    rows = Results(
        rows=[replace(r, estimate=0.5) if r.key.startswith(agree) else r for r in rows.rows]
    )
    assert explanations(plan(), rows) == []
    assert 'id="order"' not in render(material(rows=rows))
