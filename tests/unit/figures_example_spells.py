"""Made-up result rows of a trial with job spells, states and missing outcomes, for figures."""

from collections.abc import Iterator
from typing import Any

import pandas as pd
from figures_example import ROOT, Example, an_example, interval

from ipsanalysis.plan.load import load_plan
from ipsanalysis.plan.study import Plan
from ipsanalysis.rows import Row, to_frame
from ipsanalysis.tables.missing import ASSUMPTIONS

LEFT_OUT = (4, 6)
SEQUENCES = {"{0}": 9, "{2}, {0}": 7, "{2}, {1}, {2}, {0}": 5, "other sequences": 11}


def a_dated_plan(**changes: Any) -> Plan:
    """The plan of a shipped trial followed by date, with changes."""
    plan = load_plan(ROOT / "config" / "studies" / "ipsnorway.yaml")
    return plan.model_copy(update={"data_status": "real", **changes})


def a_dated_example(plan: Plan | None = None) -> Example:
    """An example with 40 and 60 people."""
    return an_example(plan or a_dated_plan())


def results_of(example: Example) -> pd.DataFrame:
    """All result rows of the analyses that not every plan asks for."""
    made = [*missing(example), *industries(example), *histories(example), *repeated(example)]
    return to_frame([*example.flow(), *made])


def curves_of(example: Example) -> pd.DataFrame:
    """The curve points of states."""
    plan = example.plan
    return to_frame(
        [
            example.row(
                **shared("states", "state", "proportion"),
                plan_key="states",
                group=arm,
                subgroup=name,
                timepoint=float(month),
                n=n - month,
                n_events=1,
                estimate=1 / len(states(plan)),
            )
            for arm, n in example.size.items()
            for month in range(1, plan.follow_up.length + 1)
            for name in states(plan)
        ]
    )


def shared(analysis: str, outcome: str, statistic: str) -> dict[str, Any]:
    """Columns of a row."""
    return {"analysis": analysis, "outcome": outcome, "statistic": statistic, "method": "a method"}


def states(plan: Plan) -> list[str]:
    """The ids of the states."""
    assert plan.states is not None
    return [*(item.id for item in plan.states.of), "otherwise"]


def missing(example: Example) -> Iterator[Row]:
    """The first two comparisons of employment under each assumption; a tenth unobserved."""
    plan = example.plan
    active, control = example.size[plan.active.id], example.size[plan.control.id]
    for index, comparison in enumerate(plan.employment[:2]):
        for place, name in enumerate(ASSUMPTIONS):
            lost = LEFT_OUT if name == "observed" else (0, 0)
            common = {
                "analysis": "employment",
                "outcome": comparison.outcome,
                "role": comparison.role,
                "analysis_set": comparison.analysis_set,
                "ice_strategy": next(iter(comparison.intercurrent_events.values()), ""),
                "missing": name,
                "timepoint": 12.0,
                "plan_key": f"employment.{index}",
            }
            sizes = dict(
                zip(
                    (plan.active.id, plan.control.id),
                    (active - lost[0], control - lost[1]),
                    strict=True,
                )
            )
            for arm, n in sizes.items():
                yield example.row(
                    **common, statistic="proportion", method="Wilson score", group=arm,
                    n=n, n_events=7, **interval(7 / n),
                )  # fmt: skip
            both = {
                "n": sizes[plan.active.id],
                "n_control": sizes[plan.control.id],
                "n_events": 7,
                "n_events_control": 7,
            }
            contrast = f"{plan.active.id} {{}} {plan.control.id}"
            yield example.row(
                **common, **both, statistic="risk_difference", method="Newcombe hybrid score",
                group=contrast.format("-"), **interval(0.1 + place / 100),
            )  # fmt: skip
            yield example.row(
                **common, **both, statistic="risk_ratio", method="Miettinen-Nurminen score",
                group=contrast.format("/"), **interval(1.5),
            )  # fmt: skip


def industries(example: Example) -> Iterator[Row]:
    """Three workers in the first industry, one more in each that follows."""
    for place, name in enumerate([*example.plan.industries, "unknown"]):
        for arm in example.size:
            yield example.row(
                **shared("industries", "industry", "proportion"),
                plan_key="industries_worked_in", subgroup=name, group=arm, timepoint=12.0,
                n=30, n_events=3 + place, **interval((3 + place) / 30),
            )  # fmt: skip


def histories(example: Example) -> Iterator[Row]:
    """Months in each state, transitions and sequences."""
    plan, names = example.plan, states(example.plan)
    both = f"{plan.active.id} - {plan.control.id}"
    for name in names:
        columns = {"plan_key": "states", "subgroup": name, "unit": "months"}
        for arm, n in example.size.items():
            values = interval(2.5)
            yield example.row(
                **shared("states", "months_in_state", "mean"), **columns, group=arm, n=n, **values
            )
        yield example.row(
            **shared("states", "months_in_state", "mean_difference"), **columns, group=both,
            **interval(1.25),
        )  # fmt: skip
        for arm in example.size:
            for second in names:
                yield example.row(
                    **shared("states", "transition", "proportion"), plan_key="states", group=arm,
                    subgroup=f"{name} -> {second}", n=50, n_events=10, estimate=0.2,
                )  # fmt: skip
    for sequence, number in SEQUENCES.items():
        for group in (*example.size, "all"):
            n = number if group == "all" else number // 2
            yield example.row(
                **shared("states", "sequence", "n"), plan_key="states", group=group,
                subgroup=sequence.format(*names), n=n, estimate=float(n),
            )  # fmt: skip


def repeated(example: Example) -> Iterator[Row]:
    """One model: shares, differences and odds ratios at each time, and the joint test."""
    plan = example.plan
    item = plan.repeated_status[0]
    columns = {"analysis": "repeated_status", "plan_key": "repeated_status.0", "method": "GEE"}
    both = f"{plan.active.id} {{}} {plan.control.id}"
    for name in item.outcomes:
        own = {**columns, "outcome": name, "subgroup": item.id}
        for arm, n in example.size.items():
            yield example.row(**own, statistic="proportion", group=arm, n=n, **interval(0.3))
        yield example.row(
            **own, statistic="risk_difference", group=both.format("-"), **interval(0.1)
        )
        yield example.row(**own, statistic="odds_ratio", group=both.format("/"), **interval(1.4))
    yield example.row(
        **columns, outcome=item.id, statistic="wald_test", group=both.format("-"), estimate=7.0,
        p_value=0.0423,
    )  # fmt: skip
