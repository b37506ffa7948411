"""The participant flow: boxes counted from the data, which must add up."""

from collections import Counter
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from ipsanalysis.analyse.context import Columns, Context, arm_masks, study_fields
from ipsanalysis.derive.members import members
from ipsanalysis.derive.trial import Trial
from ipsanalysis.errors import UserError
from ipsanalysis.plan.analyses import TimeComparison
from ipsanalysis.plan.design import PeriodSource
from ipsanalysis.plan.outcomes import EndReason, EndReasonEver
from ipsanalysis.plan.study import Plan
from ipsanalysis.rows import Row
from ipsanalysis.stats.estimate import no_estimate

COMPLETED = "completed"
UNKNOWN = "Not in the data: this box is for the author."


def flow_rows(plan: Plan, trial: Trial, table: pd.DataFrame) -> list[Row]:
    """Count the boxes of the CONSORT flow diagram.

    The boxes are the outcomes `assessed`, `randomised`, `allocated`, `received`, `completed`,
    `ended` (subgroup: reason), `analysed` and `not_analysed` (subgroup: reason) of the primary
    comparison. Reasons that nobody has keep their box with a count of 0. Where the data cannot tell
    how long people were followed, `completed` and `ended` (without a reason) have no number.

    Args:
        plan: The plan.
        trial: The canonical tables.
        table: The analysis table.

    Returns:
        One row a box, after checking that the boxes add up.

    Raises:
        UserError: If the boxes do not add up.
    """
    context = Context(plan=plan, fields={**study_fields(plan), "analysis": "flow"})
    rows = [
        _unknown(context, "assessed", "all"),
        _box(context, "randomised", "all", trial.size, plan_key="arms"),
    ]
    for arm, mask in arm_masks(plan, table).items():
        rows.append(_box(context, "allocated", arm, int(mask.sum()), plan_key="arms"))
        rows.append(_received(context, trial, arm, mask))
        rows += _endings(context, trial, arm, mask)
        rows += _analysed(context, table, arm)
    _add_up(plan, rows)
    return rows


def _box(context: Context, box: str, arm: str, number: int, **columns: Any) -> Row:  # noqa: ANN401
    return context.count("n", number, group=arm, outcome=box, **columns)


def _unknown(context: Context, box: str, arm: str) -> Row:
    return context.row("n", no_estimate("count", UNKNOWN), group=arm, outcome=box, plan_key="arms")


def _received(context: Context, trial: Trial, arm: str, mask: npt.NDArray[np.bool_]) -> Row:
    """Count who received the treatment: those with a contact, where the plan says so."""
    index = [item.id for item in context.plan.arms].index(arm)
    if context.plan.arms[index].received is None:
        return _unknown(context, "received", arm)
    seen = trial.participants["person"].isin(trial.contacts["person"]).to_numpy()
    return _box(
        context, "received", arm, int((mask & seen).sum()), plan_key=f"arms.{index}.received"
    )


def _endings(context: Context, trial: Trial, arm: str, mask: npt.NDArray[np.bool_]) -> list[Row]:
    plan = context.plan
    if not _ends_known(plan, trial):
        return [_unknown(context, box, arm) for box in (COMPLETED, "ended")]
    counts = Counter(trial.end_reason[mask].tolist())
    reasons = {event.id for event in plan.intercurrent_events} | set(trial.end_reason.tolist())
    columns: Columns = {"plan_key": "intercurrent_events", "time_unit": plan.follow_up.unit}
    return [
        _box(context, COMPLETED, arm, counts[COMPLETED], **columns),
        *(
            _box(context, "ended", arm, counts[reason], subgroup=reason, **columns)
            for reason in sorted(reasons - {COMPLETED})
        ),
    ]


def _ends_known(plan: Plan, trial: Trial) -> bool:
    """Whether the data tell how long people were followed: by date, by period, or by a reason."""
    followed = any(
        isinstance(item, EndReason | EndReasonEver)
        or isinstance(getattr(item, "source", None), PeriodSource)
        for item in plan.outcomes
    )
    return plan.follow_up.dated or followed or bool((trial.end_reason != COMPLETED).any())


def _analysed(context: Context, table: pd.DataFrame, arm: str) -> list[Row]:
    plan = context.plan
    family, index = primary(plan)
    comparison = getattr(plan, family)[index]
    columns: Columns = {
        "plan_key": f"{family}.{index}",
        "role": "primary",
        "analysis_set": comparison.analysis_set,
    }
    mask = arm_masks(plan, table)[arm]
    if isinstance(comparison, TimeComparison):
        return [_box(context, "analysed", arm, int(mask.sum()), **columns)]
    people = members(plan, table, comparison)
    reasons = Counter(people.left_out["reason"][people.left_out["arm"] == arm].tolist())
    all_reasons = sorted(set(people.left_out["reason"].tolist()))
    return [
        _box(context, "analysed", arm, int((mask & people.included).sum()), **columns),
        *(
            _box(context, "not_analysed", arm, reasons[reason], subgroup=reason, **columns)
            for reason in all_reasons
        ),
    ]


def primary(plan: Plan) -> tuple[str, int]:
    """Return where the primary comparison stands in the plan: family and index."""
    families = ("employment", "first_job", "work_amount", "other_outcomes", "other_events")
    return next(
        (family, index)
        for family in families
        for index, comparison in enumerate(getattr(plan, family))
        if comparison.role == "primary"
    )


def _add_up(plan: Plan, rows: list[Row]) -> None:
    def total(*boxes: str, arm: str | None = None) -> int:
        return sum(row.n or 0 for row in rows if row.outcome in boxes and arm in (None, row.group))

    checks = [("randomised", total("randomised"), total("allocated"), "the arms together")]
    for arm in plan.arms:
        allocated = total("allocated", arm=arm.id)
        used = total("analysed", "not_analysed", arm=arm.id)
        checks.append((arm.id, allocated, used, "analysed and not"))
        if any(row.outcome == COMPLETED and row.n is not None for row in rows):
            ended = total(COMPLETED, "ended", arm=arm.id)
            checks.append((arm.id, allocated, ended, "completed and ended early"))
    wrong = [
        f"  {name}: {whole} people, but {parts} in the boxes below it ({what})."
        for name, whole, parts, what in checks
        if whole != parts
    ]
    if wrong:
        raise UserError(
            "\n".join(
                [
                    f"flow of {plan.study}: the boxes do not add up.",
                    *wrong,
                    "Every participant must be in one arm, with one reason; check data/.",
                ]
            )
        )
