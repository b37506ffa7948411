"""A status at several times by one model: shares of the arms and the difference at each time."""

from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

from ipsanalysis.figures.curves import each
from ipsanalysis.figures.drawing import Drawing, finished
from ipsanalysis.figures.measure import lines
from ipsanalysis.figures.over_time import percent_axis
from ipsanalysis.figures.page import MARGIN, Heading, Page, new_page
from ipsanalysis.figures.style import LINE, WIDTH, arm_styles
from ipsanalysis.figures.words import level_name, percent, point_limits, points, sentences
from ipsanalysis.plan.analyses import RepeatedStatus
from ipsanalysis.plan.study import Plan
from ipsanalysis.tables.format import p_value
from ipsanalysis.tables.labels import covariate_labels

_LEFT, _HIGH = 36.0, 50.0


def draw_repeated(plan: Plan, results: pd.DataFrame) -> Iterator[Drawing]:
    """Draw each model of a status at several times.

    Args:
        plan: The plan.
        results: All result rows.

    Yields:
        Figures named `repeated_<model>`; none without such rows.
    """
    for index, item in enumerate(plan.repeated_status):
        rows = results[results["plan_key"] == f"repeated_status.{index}"]
        if len(rows):
            yield _draw(plan, item, rows)


def _draw(plan: Plan, item: RepeatedStatus, rows: pd.DataFrame) -> Drawing:
    styles = arm_styles(plan)
    times = [name for name in item.outcomes if (rows["outcome"] == name).any()]
    heading = Heading(
        title=f"{item.label}, by one model",
        legend=[(style, style.label) for style in styles.values()],
        notes=[_notes(plan, rows)],
    )
    page = _page(plan, heading, rows, times)
    alt = _alt(plan, heading.title, rows, times)
    return finished(plan, f"repeated_{item.id}", heading, page, alt=alt, rows=rows)


def _page(plan: Plan, heading: Heading, rows: pd.DataFrame, times: Sequence[str]) -> Page:
    wide = WIDTH - MARGIN - 4 - _LEFT
    step = wide / max(len(times), 1)
    heads = [lines(plan.outcome(name).label, step - 3) for name in times]
    names = [lines(arm.label, _LEFT - MARGIN - 2) for arm in plan.arms]
    foot = max(map(len, heads), default=0) * LINE + 2
    table = (sum(map(len, names)) + 2) * LINE
    body = LINE + 2 + _HIGH + 3 + foot + table
    page = new_page(plan, heading, body)
    page.write(MARGIN, page.top, "% of the arm, by the model")
    top = page.top + LINE + 2
    axes = page.axes(_LEFT, top, (wide, _HIGH))
    axes.set_xlim(0, len(times))
    axes.set_xticks([place + 0.5 for place in range(len(times))], [""] * len(times))
    styles = arm_styles(plan)
    shares = rows[rows["statistic"] == "proportion"]
    of = {(row.outcome, row.group): row for row in each(shares)}
    for side, arm in zip((-0.04, 0.04), plan.arms, strict=True):
        known = [(x, of[name, arm.id]) for x, name in enumerate(times) if (name, arm.id) in of]
        at = [x + 0.5 + side for x, _ in known]
        style = styles[arm.id]
        look: dict[str, Any] = {"color": style.color, "linewidth": 1.2}
        axes.vlines(
            at, [100 * r.ci_low for _, r in known], [100 * r.ci_high for _, r in known], **look
        )
        heights = [100 * r.estimate for _, r in known]
        axes.plot(at, heights, linestyle=style.dash, marker=style.marker, markersize=4.5, **look)
    percent_axis(axes, float(shares[["estimate", "ci_high"]].max().max()))
    y = top + _HIGH + 3
    for x, head in enumerate(heads):
        page.write(_LEFT + (x + 0.5) * step, y, head, align="center")
    y += foot
    for arm, name in zip(plan.arms, names, strict=True):
        page.write(MARGIN, y, name, color=styles[arm.id].color, bold=True)
        for x, outcome in enumerate(times):
            row = of.get((outcome, arm.id))
            words = f"{percent(row.estimate)} of {int(row.n):,}" if row is not None else "–"
            page.write(_LEFT + (x + 0.5) * step, y, words, align="center")
        y += len(name) * LINE
    page.write(MARGIN, y, ["Difference, points", f"({level_name(plan.ci_level)} interval)"])
    for x, outcome in enumerate(times):
        page.write(_LEFT + (x + 0.5) * step, y, _difference(rows, outcome), align="center")
    return page


def _difference(rows: pd.DataFrame, outcome: str) -> list[str]:
    own = rows[(rows["outcome"] == outcome) & (rows["statistic"] == "risk_difference")]
    for row in each(own):
        if row.estimate == row.estimate:
            return [points(row.estimate), point_limits(row)]
    return ["not estimable"]


def _notes(plan: Plan, rows: pd.DataFrame) -> str:
    joint = rows[rows["statistic"] == "wald_test"]
    covariates = str(rows["covariates"].iloc[0])
    shares = rows[rows["statistic"] == "proportion"]
    return sentences(
        f"Marks: share by the model with {level_name(plan.ci_level)} interval. Method: "
        f"{shares['method'].iloc[0]}."
        if len(shares)
        else "",
        f"Adjusted for {covariate_labels(plan, covariates)}." if covariates else "",
        f"Any difference at any time, joint test: p {p_value(float(joint['p_value'].iloc[0]))}."
        if len(joint)
        else "",
    )


def _alt(plan: Plan, title: str, rows: pd.DataFrame, times: Sequence[str]) -> str:
    told = [f"Marks with intervals: {title}."]
    shares = rows[rows["statistic"] == "proportion"]
    of = {(row.outcome, row.group): row for row in each(shares)}
    for name in times:
        parts = [
            f"{arm.label} {percent(row.estimate)} ({percent(row.ci_low)} to {percent(row.ci_high)})"
            for arm in plan.arms
            if (row := of.get((name, arm.id))) is not None
        ]
        difference = " ".join(_difference(rows, name))
        told.append(f"{plan.outcome(name).label}: {', '.join(parts)}; difference {difference}.")
    return " ".join(told)
