"""Result rows and curve points of a made-up study, for the tests of figures."""

from dataclasses import dataclass, field
from functools import cache
from math import nan
from pathlib import Path
from typing import Any

import pandas as pd

from ipsanalysis.plan.load import load_plan
from ipsanalysis.plan.study import Plan
from ipsanalysis.rows import Row, to_frame

ROOT = Path(__file__).parents[2]
LONG = (
    "A very long label that a careful author wrote so that nobody could misunderstand what was "
    "measured, in whom, and when"
)


def a_plan(**changes: Any) -> Plan:
    """The plan of the shipped study, with changes."""
    return _shipped().model_copy(update=changes)


@cache
def _shipped() -> Plan:
    return load_plan(ROOT / "config" / "studies" / "life.yaml")


def wordy(plan: Plan) -> Plan:
    """The plan with the longest labels a plan may hold."""

    def long(items: list[Any]) -> list[Any]:
        return [item.model_copy(update={"label": f"{item.id} {LONG}"[:120]}) for item in items]

    return plan.model_copy(
        update={
            "arms": long(plan.arms),
            "outcomes": long(plan.outcomes),
            "analysis_sets": long(plan.analysis_sets),
            "intercurrent_events": long(plan.intercurrent_events),
            "covariates": long(plan.covariates),
        }
    )


@dataclass
class Example:
    """Made-up numbers of a study with the arms, outcomes and comparisons of a plan.

    Attributes:
        plan: The plan.
        size: People in each arm.
        shares: Share employed in each period, repeated as needed.
        steps: Cumulative probability of an event after each quarter of follow-up.
        amounts: Number of people with 0, 1, 2 ... periods of work; the rest have none.
    """

    plan: Plan
    size: dict[str, int]
    shares: list[float] = field(default_factory=lambda: [0.12, 0.3, 0.45, 0.4])
    steps: list[float] = field(default_factory=lambda: [0.3, 0.45, 0.6, 0.61])
    amounts: list[int] = field(default_factory=lambda: [3, 2, 5, 0, 1, 4])

    def row(self, **columns: Any) -> Row:
        """A row of the study."""
        plan = self.plan
        shared = {
            "study": plan.study,
            "version": plan.version,
            "data_status": plan.data_status,
            "method": "count",
            "time_unit": plan.follow_up.unit,
        }
        shared |= columns
        if shared.get("estimate", nan) != shared.get("estimate", nan) and "note" not in shared:
            shared["note"] = "none"
        return Row(**shared)

    def results(self) -> pd.DataFrame:
        """All result rows."""
        return to_frame([*self.flow(), *self.effects(), *self.means()])

    def curves(self) -> pd.DataFrame:
        """All curve points."""
        return to_frame([*self.status(), *self.times(), *self.distribution()])

    def flow(self) -> list[Row]:
        """The boxes: every tenth person leaves, nobody is left out of the analysis."""
        total = sum(self.size.values())
        rows = [self.box("assessed", "all", None), self.box("randomised", "all", total)]
        for arm, n in self.size.items():
            gone = n // 10
            rows += [
                self.box("allocated", arm, n),
                self.box("received", arm, None),
                self.box("completed", arm, n - gone),
                self.box("ended", arm, gone, subgroup="arrested"),
                self.box("ended", arm, 0, subgroup="lost"),
                self.box("analysed", arm, n, plan_key="employment.0"),
            ]
        return rows

    def box(self, name: str, group: str, n: int | None, **columns: Any) -> Row:
        """A box of the flow."""
        number = nan if n is None else float(n)
        shared = {"analysis": "flow", "statistic": "n", "plan_key": "arms", "outcome": name}
        return self.row(**{**shared, "group": group, "estimate": number, "n": n, **columns})

    def status(self) -> list[Row]:
        """The share employed in every period."""
        rows = []
        for arm, n in self.size.items():
            for period in range(1, self.plan.follow_up.length + 1):
                share = self.shares[period % len(self.shares)] if n else nan
                rows.append(
                    self.row(
                        analysis="employment",
                        outcome="employed_week_52",
                        statistic="proportion",
                        method="Wilson score",
                        plan_key="status_over_time",
                        group=arm,
                        timepoint=float(period),
                        n=n,
                        **interval(share),
                    )
                )
        return rows

    def times(self) -> list[Row]:
        """Curves of every time to an event, with the numbers at risk."""
        rows = []
        counted = set()
        for family, analysis in (("first_job", "first_job"), ("other_events", "other_event")):
            for index, comparison in enumerate(getattr(self.plan, family)):
                shared = {
                    "analysis": analysis,
                    "outcome": comparison.outcome,
                    "role": comparison.role,
                    "plan_key": f"{family}.{index}",
                }
                if comparison.outcome not in counted:
                    rows += self.at_risk(shared)
                    counted.add(comparison.outcome)
                for measure in {"cumulative_incidence", "kaplan_meier"} & {*comparison.measures}:
                    strategies = set(comparison.intercurrent_events.values())
                    shared["ice_strategy"] = "".join(strategies)
                    rows += self.steps_of(measure, shared)
                shared.pop("ice_strategy", None)
        return rows

    def ticks(self) -> list[int]:
        """Start, quarters and end of follow-up."""
        length = self.plan.follow_up.length
        return sorted({round(length * part / 4) for part in range(5)})

    def steps_of(self, measure: str, shared: dict[str, Any]) -> list[Row]:
        """One curve of each arm."""
        rows = []
        for arm, n in self.size.items():
            if not n:
                continue
            columns = {**shared, "statistic": measure, "method": "a method", "group": arm, "n": n}
            rows.append(self.row(**columns, timepoint=0.0, estimate=0.0))
            for time, share in zip(self.ticks()[1:], self.steps, strict=False):
                rows.append(self.row(**columns, timepoint=float(time), **interval(share)))
        return rows

    def at_risk(self, shared: dict[str, Any]) -> list[Row]:
        """The numbers beneath the curves of one outcome."""
        return [
            self.row(
                **shared,
                statistic=statistic,
                group=arm,
                timepoint=float(time),
                estimate=float(n // divisor),
                n=n // divisor,
            )
            for arm, n in self.size.items()
            for divisor, statistic in enumerate(
                ("at_risk", "censored", "events", "competing_events"), start=1
            )
            for time in self.ticks()
        ]

    def distribution(self) -> list[Row]:
        """The number of people with each amount."""
        rows = []
        for index, comparison in enumerate(self.plan.work_amount[:1]):
            for arm, n in self.size.items():
                numbers = [min(number, n) for number in self.amounts]
                numbers[0] = max(n - sum(numbers[1:]), 0)
                rows += [
                    self.row(
                        analysis="work_amount",
                        outcome=comparison.outcome,
                        statistic="n",
                        plan_key=f"work_amount.{index}",
                        group=arm,
                        timepoint=float(amount),
                        time_unit="weeks",
                        estimate=float(number),
                        n=number,
                    )
                    for amount, number in enumerate(numbers)
                ]
        return rows

    def means(self) -> list[Row]:
        """The mean amount of each arm."""
        return [
            self.row(
                analysis="work_amount",
                outcome=comparison.outcome,
                statistic="mean",
                method="Mean, t interval",
                plan_key=f"work_amount.{index}",
                group=arm,
                n=n,
                unit="weeks",
                **interval(2.5 if n else nan, 0.5),
            )
            for index, comparison in enumerate(self.plan.work_amount[:1])
            for arm, n in self.size.items()
        ]

    def effects(self) -> list[Row]:
        """Contrasts of every comparison."""
        statistics = {
            "employment": ("risk_difference", "Newcombe hybrid score", "-"),
            "other_outcomes": ("risk_difference", "Newcombe hybrid score", "-"),
            "first_job": ("hazard_ratio", "Cox, Efron ties", "/"),
            "other_events": ("hazard_ratio", "Cox, Efron ties", "/"),
            "work_amount": ("mean_difference", "Difference in means, Welch t", "-"),
        }
        rows = []
        for family, (statistic, method, sign) in statistics.items():
            for index, comparison in enumerate(getattr(self.plan, family)):
                value = nan if 0 in self.size.values() else 0.1 * (index + 1)
                rows.append(
                    self.row(
                        analysis=family,
                        outcome=comparison.outcome,
                        role=comparison.role,
                        analysis_set=comparison.analysis_set,
                        ice_strategy="".join(set(comparison.intercurrent_events.values())),
                        missing=comparison.missing,
                        statistic=statistic,
                        method=method,
                        plan_key=f"{family}.{index}",
                        group=f"{self.plan.active.id} {sign} {self.plan.control.id}",
                        unit="weeks" if family == "work_amount" else "",
                        n=self.size[self.plan.active.id],
                        n_events=1,
                        n_control=self.size[self.plan.control.id],
                        n_events_control=2,
                        **interval(value),
                    )
                )
        return rows


def interval(value: float, half: float = 0.07) -> dict[str, float]:
    """An estimate with an interval around it; none when there is no estimate."""
    if value != value:
        return {"estimate": nan}
    return {
        "estimate": value,
        "ci_low": max(value - half, 0.0),
        "ci_high": value + half,
        "ci_level": 0.95,
    }


def an_example(plan: Plan | None = None, **changes: Any) -> Example:
    """An example with 40 and 60 people."""
    plan = plan or a_plan()
    sizes = dict(zip((arm.id for arm in plan.arms), (40, 60), strict=True))
    return Example(**{"plan": plan, "size": sizes, **changes})
