"""A status at several times compared between the arms in one model."""

from ipsanalysis.plan.study import Plan
from ipsanalysis.tables import labels, numbers
from ipsanalysis.tables.cell import Line, Piece, Table, Text, say
from ipsanalysis.tables.format import count
from ipsanalysis.tables.results import Result, Results


def repeated_table(plan: Plan, results: Results) -> Table:
    """Return each model of a status at several times: shares by the model and contrasts."""
    lines: list[Line] = []
    adjusted: dict[str, None] = {}
    for index, item in enumerate(plan.repeated_status):
        rows = results.where(analysis="repeated_status", plan_key=f"repeated_status.{index}")
        adjusted |= {row.covariates: None for row in rows if row.covariates}
        group = say(f"{item.label}, {item.role}")
        for name in item.outcomes:
            own = {row.group: row for row in rows if row.outcome == name and not row.contrast}
            contrast = {row.statistic: row for row in rows if row.outcome == name and row.contrast}
            if contrast:
                lines.append(_visit(plan, name, own, contrast, group=group))
        joint = next((row for row in rows if row.statistic == "wald_test"), None)
        if joint:
            tested = say("p ", numbers.p_value(joint))
            cells = (say("Any difference at any time, joint test"), (), (), tested, ())
            lines.append(Line(cells=cells, group=group))
    names = "; ".join(labels.covariate_labels(plan, text) for text in adjusted)
    told = f" Adjusted for {names}." if names else ""
    return Table(
        name="repeated_status",
        caption="A status at several times in one model",
        columns=(
            "Outcome",
            *(arm.label for arm in plan.arms),
            f"Difference, percentage points ({plan.ci_level * 100:g}% CI)",
            f"Odds ratio ({plan.ci_level * 100:g}% CI)",
        ),
        lines=tuple(lines),
        notes=(
            "Arms show the share by the model and the people observed at that time. The model is "
            "fitted by generalised estimating equations (GEE) with errors that are robust and "
            f"corrected for small samples.{told} CI: confidence interval.",
        ),
        numeric=(1, 2, 3, 4),
    )


def _visit(
    plan: Plan,
    name: str,
    own: dict[str, Result],
    contrast: dict[str, Result],
    *,
    group: Text,
) -> Line:
    arms = [own.get(arm.id) for arm in plan.arms]
    effects = [contrast.get("risk_difference"), contrast.get("odds_ratio")]
    return Line(
        cells=(
            say(plan.outcome(name).label),
            *(say(_share_of(arm)) if arm else () for arm in arms),
            *(say(numbers.with_interval(row)) if row else () for row in effects),
        ),
        group=group,
    )


def _share_of(arm: Result) -> Piece:
    shown = numbers.estimate(arm)
    return Piece(text=f"{shown.text} of {count(arm.n or 0)}", key=shown.key)
