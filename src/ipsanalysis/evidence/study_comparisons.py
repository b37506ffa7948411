"""Studies of this project as rows of the table of comparisons."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from ipsanalysis.errors import UserError, nearest
from ipsanalysis.evidence.choose import OWN
from ipsanalysis.evidence.new_trial import StudyRow
from ipsanalysis.plan.evidence import EvidencePlan, NewTrial

OF_TRIAL = (
    "region",
    "population_group",
    "comparator_group",
    "coding_reason",
    "fidelity",
    "unemployment",
)
OF_COUNTRY = ("epl_regular_2008", "epl_temporary_2008", "epl_verified")


def with_studies(
    comparisons: pd.DataFrame, plan: EvidencePlan, studies: Sequence[StudyRow]
) -> pd.DataFrame:
    """Add a row for each study of this project, its characteristics taken from its trial.

    Args:
        comparisons: The table `comparisons` of published rows.
        plan: The plan.
        studies: The studies.

    Returns:
        The table with the studies' rows behind, sorted by row id.

    Raises:
        UserError: If no published row is of the study's trial, so that nothing says what its
            region, population and comparator are.
    """
    if not studies:
        return comparisons
    added = [_row(comparisons, plan, index, study) for index, study in enumerate(studies)]
    more = pd.DataFrame(added, columns=comparisons.columns).astype(comparisons.dtypes.to_dict())
    both = pd.concat([comparisons, more], ignore_index=True)
    return both.sort_values("row_id", ignore_index=True)


def published_rows(
    comparisons: pd.DataFrame, plan: EvidencePlan, index: int, asked: NewTrial
) -> pd.DataFrame:
    """Return the published rows of the trial that a study is.

    Args:
        comparisons: The table `comparisons` of published rows.
        plan: The plan.
        index: The study's place in the plan's list.
        asked: The plan's entry.

    Returns:
        The rows, one or more.

    Raises:
        UserError: If there is none.
    """
    trial = comparisons[comparisons["trial_id"] == asked.trial_id]
    if trial.empty:
        known = sorted(set(comparisons["trial_id"]))
        raise UserError(
            f'config/evidence/{plan.study}.yaml, new_trials.trials.{index}.trial_id: found "'
            f'{asked.trial_id}"; allowed: a trial of the file of comparisons, whose coding says '
            f"region, population and comparator: {', '.join(known)}."
            f"{nearest(asked.trial_id, known)} Name one, or add a row of the trial."
        )
    return trial


def _row(
    comparisons: pd.DataFrame, plan: EvidencePlan, index: int, study: StudyRow
) -> dict[str, Any]:
    asked = study.asked
    trial = published_rows(comparisons, plan, index, asked)
    country = comparisons[comparisons["country"] == asked.country]
    text: dict[str, Any] = {str(name): "" for name in comparisons.select_dtypes("object")}
    return {
        **text,
        **{name: trial[name].iloc[0] for name in OF_TRIAL},
        **{name: country[name].iloc[0] for name in OF_COUNTRY if len(country)},
        "row_id": f"study {asked.study}",
        "trial_id": asked.trial_id,
        "label": asked.label,
        "year": asked.year,
        "country": asked.country,
        "across_countries": "/" in asked.country,
        "outcome_class": asked.outcome_class,
        "use": "primary",
        "follow_up_months": study.follow_up_months,
        "n": study.n,
        "events": study.events,
        "n_control": study.n_control,
        "events_control": study.events_control,
        "count_basis": OWN,
        "count_basis_text": f"result row {asked.row} of {study.title}",
        "verified": OWN,
        "data_status": study.data_status,
        "arms": 2,
    }
