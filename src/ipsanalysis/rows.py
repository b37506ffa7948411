"""Result rows: one schema for every analysis, and the readable key of each row."""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from math import nan
from typing import TYPE_CHECKING

from ipsanalysis.statistics import STATISTICS

if TYPE_CHECKING:
    import pandas as pd

TEXT = (
    "row_id", "study", "version", "data_status", "analysis", "outcome", "role", "analysis_set",
    "ice_strategy", "missing", "time_unit", "subgroup", "group", "covariates", "statistic",
    "method", "unit", "plan_key", "note",
)  # fmt: skip
NUMBERS = ("timepoint", "estimate", "std_error", "ci_low", "ci_high", "ci_level", "p_value")
COUNTS = ("n", "n_events", "n_control", "n_events_control")
COLUMNS = (
    "row_id", "study", "version", "data_status", "analysis", "outcome", "role", "analysis_set",
    "ice_strategy", "missing", "timepoint", "time_unit", "subgroup", "group", "covariates",
    "statistic", "method", "estimate", "std_error", "ci_low", "ci_high", "ci_level", "p_value",
    "n", "n_events", "n_control", "n_events_control", "unit", "plan_key", "note",
)  # fmt: skip
KEY = (
    "analysis", "outcome", "analysis_set", "ice_strategy", "missing", "timepoint", "subgroup",
    "group", "covariates", "statistic", "method",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One result. Columns as in docs/results.md; text is empty and numbers nan where not used."""

    study: str
    version: str
    data_status: str
    analysis: str
    statistic: str
    method: str
    plan_key: str
    outcome: str = ""
    role: str = ""
    analysis_set: str = ""
    ice_strategy: str = ""
    missing: str = ""
    timepoint: float = nan
    time_unit: str = ""
    subgroup: str = ""
    group: str = ""
    covariates: str = ""
    estimate: float = nan
    std_error: float = nan
    ci_low: float = nan
    ci_high: float = nan
    ci_level: float = nan
    p_value: float = nan
    n: int | None = None
    n_events: int | None = None
    n_control: int | None = None
    n_events_control: int | None = None
    unit: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        """Refuse a statistic that is not in the controlled list, and silence about no estimate."""
        if self.statistic not in STATISTICS:
            raise ValueError(f"{self.statistic} is not in ipsanalysis.statistics.STATISTICS")
        if self.estimate != self.estimate and not self.note:
            raise ValueError(f"{self.row_id}: a row without an estimate needs a note that says why")

    @property
    def row_id(self) -> str:
        """The readable key made of the identifying columns."""
        return "/".join(part for part in (_slug(self, column) for column in KEY) if part)


def _slug(row: Row, column: str) -> str:
    value = getattr(row, column)
    if column == "timepoint":
        return "" if value != value else f"{row.time_unit}_{value:g}"
    if column == "method":
        value = re.split(r"[,:(]", value)[0]
    words = str(value).replace(" - ", "_minus_").replace(" / ", "_over_").replace("=", "_is_")
    return re.sub(r"[^A-Za-z0-9_.-]+", "-", words).strip("-").lower()


def to_frame(rows: Sequence[Row]) -> "pd.DataFrame":
    """Return rows as a frame in the schema's columns and types, sorted by key.

    Args:
        rows: The rows; none may share its key with another.

    Returns:
        A frame with text as str, counts as nullable integers and numbers as floats.

    Raises:
        ValueError: If two rows have one key.
    """
    import pandas as pd

    frame = pd.DataFrame([{"row_id": row.row_id, **asdict(row)} for row in rows], columns=COLUMNS)
    return in_schema(frame)


def in_schema(frame: "pd.DataFrame") -> "pd.DataFrame":
    """Give a frame of rows the schema's column order and types, sorted by key.

    Raises:
        ValueError: If two rows have one key.
    """
    twice = frame.loc[frame["row_id"].duplicated(), "row_id"]
    if len(twice):
        raise ValueError(f"two result rows have the key {twice.iloc[0]}")
    types = {
        **dict.fromkeys(TEXT, "object"),
        **dict.fromkeys(NUMBERS, "float64"),
        **dict.fromkeys(COUNTS, "Int64"),
    }
    ordered = frame.loc[:, list(COLUMNS)].astype(types)
    return ordered.sort_values("row_id", ignore_index=True, kind="stable")
