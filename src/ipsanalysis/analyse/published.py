"""Published figures set beside our own: reproduced, built in, differs, cannot be computed."""

from math import isnan

import pandas as pd

from ipsanalysis.errors import UserError
from ipsanalysis.plan.analyses import PublishedFigure, RowChoice
from ipsanalysis.plan.study import Plan
from ipsanalysis.rows import Row

REPRODUCED, BUILT_IN = "reproduced", "built in"
DIFFERS, NOT_COMPUTED = "differs", "cannot be computed"


def published_rows(plan: Plan, results: pd.DataFrame) -> list[Row]:
    """Set each published figure of the plan beside the result row it names.

    A figure is reproduced when ours, rounded to the decimals printed, is the figure printed. In
    synthetic data, made to agree with what was published, it is then built in instead.

    Args:
        plan: The plan.
        results: All other result rows.

    Returns:
        Two rows a figure. Group `published`: the figure printed; the note names the source. Group
        `ours`: our number; the note is the verdict, a colon, and the key of our row or the reason.

    Raises:
        UserError: If a figure's choice of row fits no row, or several.
    """
    rows: list[Row] = []
    for index, item in enumerate(plan.published):
        rows += _pair(plan, index, item, results)
    return rows


def _pair(plan: Plan, index: int, item: PublishedFigure, results: pd.DataFrame) -> list[Row]:
    source = next(source for source in plan.published_sources if source.id == item.source)
    printed = float("nan") if item.value is None else float(item.value)
    ours, verdict, note = float("nan"), NOT_COMPUTED, item.reason or ""
    if item.ours is not None:
        row = _chosen(plan, index, item.ours, results)
        ours, note = float(row[item.ours.number]), row["row_id"]
        verdict = _compare(plan, ours, item)
    notes = {"published": f"Source: {item.source}.", "ours": f"{verdict}: {note}"}
    return [
        Row(
            study=plan.study,
            version=plan.version,
            data_status=plan.data_status,
            analysis="published",
            outcome=item.id,
            group=group,
            statistic="published_figure",
            method=f"as {source.known}" if group == "published" else "as computed here",
            estimate=number,
            unit=f"{item.decimals} decimals printed",
            plan_key=f"published.{index}",
            note=notes[group],
        )
        for group, number in (("published", printed), ("ours", ours))
    ]


def _compare(plan: Plan, ours: float, item: PublishedFigure) -> str:
    if isnan(ours) or item.value is None:
        return NOT_COMPUTED
    half = 0.5 * 10.0**-item.decimals
    if abs(ours - item.value) > half * (1 + 1e-9):
        return DIFFERS
    return BUILT_IN if plan.data_status == "synthetic" else REPRODUCED


def _chosen(plan: Plan, index: int, choice: RowChoice, results: pd.DataFrame) -> "pd.Series[str]":
    found = results
    for column, wanted in choice.model_dump(exclude={"number"}, exclude_none=True).items():
        found = found[found[column] == wanted]
    if len(found) != 1:
        raise UserError(
            f"config/studies/{plan.study}.yaml, published.{index}.ours: fits {len(found)} result "
            "rows; allowed: exactly one. "
            + (
                "Check the words against results.csv."
                if found.empty
                else "Add keys to single it out."
            )
        )
    return found.iloc[0]
