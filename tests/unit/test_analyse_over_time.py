"""Differences over time beside comparisons of the same outcome, and people not observed."""

import numpy as np
import pytest
from dated_study import STUDY, copy_study
from record_study import inside

from ipsanalysis.analyse.binary import binary_rows
from ipsanalysis.analyse.over_time import status_rows
from ipsanalysis.derive.table import analysis_table
from ipsanalysis.derive.trial import read_trial
from ipsanalysis.errors import UserError
from ipsanalysis.plan.load import load_study


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    folder = tmp_path_factory.mktemp("project")
    copy_study(folder)
    with inside(folder):
        plan, layout = load_study(STUDY)
        yield plan, read_trial(layout)


@pytest.mark.parametrize("missing", ["observed", "as_not_employed"])
def test_no_row_is_given_twice_whatever_the_comparison_assumes(study, missing):
    plan, trial = study
    shown = plan.status_over_time.outcome
    at = plan.outcome(shown).within
    comparisons = [
        item.model_copy(update={"missing": missing}) if item.outcome == shown else item
        for item in plan.employment
    ]
    over_time = plan.status_over_time.model_copy(update={"differences_at": [at]})
    plan = plan.model_copy(update={"employment": comparisons, "status_over_time": over_time})
    compared = binary_rows(plan, analysis_table(plan, trial), "employment")
    given = {row.row_id for row in compared}
    assert any(row.missing == "observed" and row.outcome == shown for row in compared)
    assert status_rows(plan, trial, given)[0] == []
    alone = status_rows(plan, trial, set())[0]
    assert len(alone) == 3
    assert {row.row_id for row in alone} <= given


def test_people_not_observed_stop_a_plan_that_says_there_are_none(study):
    plan, trial = study
    silent = plan.status_over_time.model_copy(update={"missing": "none"})
    with pytest.raises(UserError, match=r"status_over_time is not observed for [1-9]"):
        status_rows(plan.model_copy(update={"status_over_time": silent}), trial, set())
    known = status_rows(plan, trial, set())[1]
    assert np.all([row.n < trial.size for row in known])
