"""The canonical tables of a meta-analysis: comparisons, and amounts as printed."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from ipsanalysis.evidence.columns import USES, Holds
from ipsanalysis.evidence.faults_counts import count_bases
from ipsanalysis.evidence.read import Table
from ipsanalysis.plan.evidence import EvidencePlan

PLAIN = {
    "row_id": "row_id",
    "trial_id": "trial_id",
    "first_author": "first_author",
    "year": "year",
    "country": "country",
    "population": "population",
    "comparator": "comparator",
    "outcome_definition": "outcome_definition",
    "outcome_class": "outcome_class",
    "follow_up_months": "follow_up_months",
    "n": "n_ips",
    "events": "events_ips",
    "n_control": "n_control",
    "events_control": "events_control",
    "pct_printed": "pct_ips_printed",
    "pct_control_printed": "pct_control_printed",
    "count_basis_text": "count_basis",
    "verified": "verified",
    "doi": "doi",
    "quote": "quote",
    "source_url": "source_url",
    "notes": "notes",
}
COUNTED = ("year", "n", "events", "n_control", "events_control")
MEASURED = ("follow_up_months",)
CODED = {
    "region": "region",
    "population_group": "population_group",
    "comparator_group": "comparator_group",
    "coding_reason": "reason",
}
MEASURED_OF_TRIALS = ("fidelity", "unemployment")
OF_COUNTRIES = ("epl_regular_2008", "epl_temporary_2008")
ORDER = (
    "row_id", "trial_id", "label", "first_author", "year", "country", "across_countries",
    "population", "comparator", "outcome_definition", "outcome_class", "use", "follow_up_months",
    "n", "events", "n_control", "events_control", "pct_printed", "pct_control_printed",
    "count_basis", "count_basis_text", "verified", "region", "population_group",
    "comparator_group", "coding_reason", "epl_regular_2008", "epl_temporary_2008", "epl_verified",
    "fidelity", "unemployment", "data_status", "arms", "doi", "quote", "source_url", "notes",
)  # fmt: skip


def comparisons_table(tables: Mapping[Holds, Table], plan: EvidencePlan) -> pd.DataFrame:
    """Join the files of a meta-analysis into one row a comparison.

    Trials across countries have no values of a country: they belong to none.

    Args:
        tables: The files, without errors.
        plan: The plan.

    Returns:
        Columns `ORDER`, sorted by row id; counts are Int64, numbers float64, with nan where a
        characteristic is not known, and text is empty where there is none.
    """
    source = tables["comparisons"]
    frame = pd.DataFrame({name: _column(source, name, own) for name, own in PLAIN.items()})
    frame["label"] = labels(frame)
    frame["across_countries"] = frame["country"].str.contains("/", regex=False)
    frame["use"] = [USES[word] for word in source.texts("ma_primary")]
    frame["count_basis"] = count_bases(source)
    frame["data_status"] = plan.data_status
    frame["arms"] = _arms(frame["row_id"], tables.get("arms"))
    frame = _joined(frame, tables["coding"], "trial_id", CODED, MEASURED_OF_TRIALS)
    frame = _with_countries(frame, tables.get("countries"))
    return frame[list(ORDER)].sort_values("row_id", ignore_index=True)


def continuous_table(tables: Mapping[Holds, Table]) -> pd.DataFrame:
    """Return amounts as printed, one row each; no rows when there is no such file.

    Args:
        tables: The files, without errors.

    Returns:
        The columns of the file with `value` and `sd` for the active arm; sorted.
    """
    source = tables.get("continuous")
    texts = {"trial_id": "trial_id", "outcome": "outcome", "unit": "unit", "value": "ips_value",
             "value_control": "control_value", "effect": "effect", "effect_type": "effect_type",
             "population_base": "population_base", "verified": "verified",
             "source_url": "source_url", "note": "note"}  # fmt: skip
    numbers = {"sd": "ips_sd", "sd_control": "control_sd"}
    frame = pd.DataFrame(
        {name: source.texts(own) if source else [] for name, own in texts.items()}, dtype=object
    )
    for name, own in numbers.items():
        frame[name] = source.numbers(own) if source else np.zeros(0)
    order = ["trial_id", "outcome", "unit", "value", "sd", "value_control", "sd_control", "effect",
             "effect_type", "population_base", "verified", "source_url", "note"]  # fmt: skip
    return frame[order].sort_values(["trial_id", "outcome", "note"], ignore_index=True)


def labels(frame: pd.DataFrame) -> pd.Series:
    """Return first author and year, with the trial's id where two trials have the same.

    Args:
        frame: Columns first_author, year and trial_id.

    Returns:
        One label a row; rows of one trial may share it.
    """
    names = frame["first_author"] + " " + frame["year"].astype(str)
    shared = frame["trial_id"].groupby(names).transform("nunique") > 1
    return names.where(~shared, names + " (" + frame["trial_id"] + ")")


def _column(table: Table, name: str, own: str) -> pd.Series:
    if name in COUNTED:
        return pd.Series(table.numbers(own)).astype("Int64")
    return pd.Series(table.numbers(own) if name in MEASURED else table.texts(own))


def _arms(row_ids: pd.Series, arms: Table | None) -> pd.Series:
    """Return how many arms each row is made of: two, unless they are listed."""
    listed = pd.Series(arms.texts("row_id") if arms else [], dtype=object).value_counts()
    return row_ids.map(listed).fillna(2).astype("Int64")


def _joined(
    frame: pd.DataFrame, table: Table, key: str, texts: Mapping[str, str], numbers: Sequence[str]
) -> pd.DataFrame:
    more = pd.DataFrame(
        {key: table.texts(key)}
        | {name: table.texts(own) for name, own in texts.items()}
        | {name: table.numbers(name) for name in numbers}
    )
    return frame.merge(more, on=key, how="left", validate="many_to_one")


def _with_countries(frame: pd.DataFrame, table: Table | None) -> pd.DataFrame:
    if table is None:
        return frame.assign(**dict.fromkeys(OF_COUNTRIES, np.nan), epl_verified="")
    joined = _joined(frame, table, "country", {"epl_verified": "verified"}, OF_COUNTRIES)
    return joined.fillna({"epl_verified": ""})
