"""Studies of this project as rows of the table of comparisons, and what pools do with them."""

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from ipsanalysis.errors import UserError
from ipsanalysis.evidence.choose import choose
from ipsanalysis.evidence.gather import gather
from ipsanalysis.evidence.load import load_evidence
from ipsanalysis.evidence.new_trial import StudyRow
from ipsanalysis.evidence.study_comparisons import with_studies
from ipsanalysis.plan.evidence_load import load_review

PLAN, LAYOUT = load_review("ips", Path(__file__).parents[2])
PUBLISHED = gather(load_evidence(LAYOUT.raw, PLAN), PLAN, LAYOUT.raw).tables["comparisons"]
assert PLAN.new_trials is not None
TWIN = StudyRow(
    asked=PLAN.new_trials.trials[0],
    title="some study 1.0",
    data_status="synthetic",
    follow_up_months=12.0,
    events=20,
    n=36,
    events_control=6,
    n_control=18,
)
REAL = replace(TWIN, data_status="real")


def test_a_synthetic_study_is_listed_and_never_pooled() -> None:
    table = with_studies(PUBLISHED, PLAN, [TWIN])
    assert len(table) == len(PUBLISHED) + 1
    for pool in PLAN.pools:
        with_it, without = choose(pool, table), choose(pool, PUBLISHED)
        pd.testing.assert_frame_equal(with_it.rows, without.rows)
        left = with_it.left.set_index("row_id")
        own = left.loc[f"study {TWIN.asked.study}"]
        assert own["rule"] == "synthetic"
        assert own["data_status"] == "synthetic"


def test_a_real_study_is_pooled_in_place_of_its_published_row() -> None:
    table = with_studies(PUBLISHED, PLAN, [REAL])
    choice = choose(PLAN.headline, table)
    own = choice.rows[choice.rows["trial_id"] == REAL.asked.trial_id]
    assert own["row_id"].tolist() == [f"study {REAL.asked.study}"]
    assert own[["events", "n", "events_control", "n_control"]].to_numpy().tolist() == [
        [20, 36, 6, 18]
    ]
    assert len(choice.rows) == len(choose(PLAN.headline, PUBLISHED).rows)
    left = choice.left[choice.left["trial_id"] == REAL.asked.trial_id].set_index("row_id")
    published = left[left["use"] == "primary"]
    assert published["rule"].tolist() == ["better_source"]


def test_a_real_study_of_unknown_follow_up_enters_pools_without_limits() -> None:
    table = with_studies(PUBLISHED, PLAN, [replace(REAL, follow_up_months=float("nan"))])
    own = f"study {REAL.asked.study}"
    assert own in set(choose(PLAN.headline, table).rows["row_id"])
    limited = next(pool for pool in PLAN.pools if pool.follow_up)
    left = choose(limited, table).left.set_index("row_id")
    assert left.loc[own, "reason"] == "follow-up not known"


def test_a_pool_of_sure_counts_takes_own_data() -> None:
    table = with_studies(PUBLISHED, PLAN, [REAL])
    sure = next(pool for pool in PLAN.pools if pool.count_basis)
    rows = choose(sure, table).rows
    assert f"study {REAL.asked.study}" in set(rows["row_id"])


def test_its_characteristics_are_those_of_its_trial_and_country() -> None:
    table = with_studies(PUBLISHED, PLAN, [TWIN]).set_index("row_id")
    own = table.loc[f"study {TWIN.asked.study}"]
    trial = PUBLISHED[PUBLISHED["trial_id"] == TWIN.asked.trial_id].iloc[0]
    for name in ("region", "population_group", "comparator_group", "epl_regular_2008"):
        assert own[name] == trial[name]
    assert table.dtypes.to_dict() == PUBLISHED.set_index("row_id").dtypes.to_dict()


def test_a_study_of_an_unknown_trial_is_told() -> None:
    unknown = replace(TWIN, asked=TWIN.asked.model_copy(update={"trial_id": "NOBODY_KNOWS"}))
    with pytest.raises(UserError, match=r'new_trials\.trials\.0\.trial_id: found "NOBODY_KNOWS"'):
        with_studies(PUBLISHED, PLAN, [unknown])


def test_without_studies_nothing_is_added() -> None:
    assert with_studies(PUBLISHED, PLAN, []) is PUBLISHED
