"""Published figures set beside our own: reproduced, differs, cannot be computed."""

from math import isnan

import pandas as pd

from ipsanalysis.errors import UserError
from ipsanalysis.plan.analyses import PublishedFigure, RowChoice
from ipsanalysis.plan.study import Plan
from ipsanalysis.rows import Row

REPRODUCED, DIFFERS, NOT_COMPUTED = "reproduced", "differs", "cannot be computed"


def published_rows(plan: Plan, results: pd.DataFrame) -> list[Row]:
    """Set each published figure of the plan beside the result row it names.

    A figure is reproduced when ours, rounded to the decimals printed, is the figure printed.

    Args:
        plan: The plan.
        results: All other result rows.

    Returns:
        One row a figure: `estimate` is the published figure, `subgroup` the verdict, and the note
        gives our number and the key of its row.

    Raises:
        UserError: If a figure's choice of row fits no row, or several.
    """
    return [_verdict(plan, index, item, results) for index, item in enumerate(plan.published)]


def _verdict(plan: Plan, index: int, item: PublishedFigure, results: pd.DataFrame) -> Row:
    source = next(source for source in plan.published_sources if source.id == item.source)
    verdict, note = NOT_COMPUTED, item.reason or ""
    if item.ours is not None:
        row = _chosen(plan, index, item.ours, results)
        ours = float(row[item.ours.number])
        verdict = _compare(ours, item)
        note = f"Ours: {ours!r} ({item.ours.number} of {row['row_id']})"
        if isnan(ours):
            note += f". {row['note']}"
    return Row(
        study=plan.study,
        version=plan.version,
        data_status=plan.data_status,
        analysis="published",
        outcome=item.id,
        subgroup=verdict,
        statistic="published_figure",
        method=source.citation,
        estimate=float("nan") if item.value is None else float(item.value),
        unit=f"{item.decimals} decimals printed",
        plan_key=f"published.{index}",
        note=note,
    )


def _compare(ours: float, item: PublishedFigure) -> str:
    if isnan(ours) or item.value is None:
        return NOT_COMPUTED
    half = 0.5 * 10.0**-item.decimals
    return REPRODUCED if abs(ours - item.value) <= half * (1 + 1e-9) else DIFFERS


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
