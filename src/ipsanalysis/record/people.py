"""Who is in an analysis and who was left out, counted by arm and reason."""

from collections import Counter
from collections.abc import Iterable

import pandas as pd

from ipsanalysis.derive.members import members
from ipsanalysis.derive.table import value_column
from ipsanalysis.plan.analyses import TimeComparison
from ipsanalysis.plan.study import Plan
from ipsanalysis.record.r_model import ResultRow
from ipsanalysis.record.r_outcome import Comparison, comparison_of

RATES = ("rate", "rate_ratio")


def who(plan: Plan, table: pd.DataFrame, row: ResultRow) -> list[str]:
    """Count the people of a row by arm: analysed, and left out by reason.

    Args:
        plan: The plan.
        table: The analysis table.
        row: The result row.

    Returns:
        Lines of text; counts only, never a person.
    """
    comparison = comparison_of(plan, row["plan_key"], row["outcome"])
    if comparison is None:
        return [_line(plan, "in the table", table["arm"])]
    analysed, left_out = _split(plan, table, comparison, row["missing"])
    if row["statistic"] in RATES:
        exposed = table.loc[analysed.index, f"{comparison.outcome}.exposure"] > 0
        none = pd.DataFrame({"arm": analysed["arm"][~exposed], "reason": "no period observed"})
        analysed, left_out = analysed[exposed], pd.concat([left_out, none])
    lines = [_line(plan, "analysed", analysed["arm"])]
    lines += [f"  {line}" for line in _reasons(plan, analysed)]
    lines.append(_line(plan, "left out", left_out["arm"]))
    return lines + [f"  {line}" for line in _reasons(plan, left_out)]


def _split(
    plan: Plan, table: pd.DataFrame, comparison: Comparison, missing: str
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return arm and reason of the people analysed and of those left out."""
    if isinstance(comparison, TimeComparison):
        reason = table[f"{comparison.outcome}.reason"]
        everyone = pd.DataFrame({"arm": table["arm"], "reason": reason})
        return everyone, everyone.iloc[:0]
    people = members(plan, table, comparison, missing=missing)
    reason = table[f"{value_column(comparison)}.reason"]
    analysed = pd.DataFrame({"arm": table["arm"], "reason": reason})[people.included]
    return analysed, people.left_out


def _reasons(plan: Plan, people: pd.DataFrame) -> Iterable[str]:
    for reason in sorted(set(people["reason"])):
        yield _line(plan, str(reason), people["arm"][people["reason"] == reason])


def _line(plan: Plan, what: str, arms: "pd.Series[str]") -> str:
    counts = Counter(arms.tolist())
    by_arm = ", ".join(f"{arm.label} {counts[arm.id]}" for arm in plan.arms)
    return f"{what}: {sum(counts.values())} ({by_arm})"
