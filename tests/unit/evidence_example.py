"""Result rows and curve points of a made-up meta-analysis, for tests of what is made from them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from math import nan, sqrt
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from evidence_example_models import Models
from evidence_example_trials import Trial, interval, ratio, some_trials

from ipsanalysis.plan.evidence import EvidencePlan
from ipsanalysis.plan.evidence_load import FOLDER
from ipsanalysis.plan.evidence_rules import RULES
from ipsanalysis.plan.load import held_to
from ipsanalysis.rows import Row, to_frame

ROOT = Path(__file__).parents[2]
SELECTION = "three-parameter selection model, step at one-sided p = 0.025"
LONG = (
    "A very long label that a careful author wrote so that nobody could misunderstand what was "
    "measured, in whom, and when"
)


def a_review(**changes: Any) -> EvidencePlan:
    """The plan of the shipped meta-analysis, with changes."""
    return _shipped().model_copy(update=changes)


@cache
def _shipped() -> EvidencePlan:
    return held_to(ROOT / FOLDER / "ips.yaml", EvidencePlan, RULES)


def wordy_review(plan: EvidencePlan) -> EvidencePlan:
    """The plan with the longest labels a plan may hold."""

    def long(item: Any) -> Any:
        return item.model_copy(update={"label": f"{item.label} {LONG}"[:120]})

    arms = {"active": long(plan.contrast.active), "control": long(plan.contrast.control)}
    groups = ("regions", "population_groups", "comparator_groups", "outcome_classes")
    return plan.model_copy(
        update={
            "contrast": plan.contrast.model_copy(update=arms),
            "pools": [long(pool) for pool in plan.pools],
            "moderators": [long(item) for item in plan.moderators],
            "printed_pools": [long(item) for item in plan.printed_pools],
            **{
                name: {key: f"{text} {LONG}"[:120] for key, text in getattr(plan, name).items()}
                for name in groups
            },
        }
    )


@dataclass
class Evidence(Models):
    """Made-up numbers of a meta-analysis with the pools, groups and models of a plan.

    Attributes:
        plan: The plan.
        trials: The trials of every pool.
        tau2: Variance between trials.
        status: Whether the studies of this project are synthetic.
    """

    plan: EvidencePlan
    trials: list[Trial] = field(default_factory=some_trials)
    tau2: float = 0.13
    status: str = "synthetic"

    @property
    def group(self) -> str:
        """The contrast as rows name it."""
        return f"{self.plan.contrast.active.id} / {self.plan.contrast.control.id}"

    def row(self, **columns: Any) -> Row:
        """A row of the meta-analysis."""
        shared = {
            "study": self.plan.study,
            "version": self.plan.version,
            "data_status": self.plan.data_status,
            "outcome": self.plan.headline.id,
            "group": self.group,
            "plan_key": "pools.0",
        }
        shared |= columns
        if shared.get("estimate", nan) != shared.get("estimate", nan) and not shared.get("note"):
            shared["note"] = "none"
        return Row(**shared)

    def results(self) -> pd.DataFrame:
        """All result rows."""
        return to_frame(
            [
                *self.flow(),
                *self.of_trials(),
                *self.pooled(),
                *self.spread(),
                *self.one_by_one(),
                *self.small_study(),
                *self.groups(),
                *self.wrong(),
                *self.regressions(),
                *self.bayes(),
                *self.new_trials(),
                *self.printed(),
            ]
        )

    def curves(self) -> pd.DataFrame:
        """All curve points."""
        return to_frame([*self.lines(), *self.densities()])

    def pool(self, trials: list[Trial] | None = None) -> tuple[float, float]:
        """The weighted mean of the logarithms and its standard error, random effects."""
        used = self.trials if trials is None else trials
        effects = np.array([trial.log_ratio for trial in used]).reshape(-1, 2)
        weight = 1 / (effects[:, 1] + self.tau2)
        return float(weight @ effects[:, 0] / weight.sum()), float(1 / sqrt(weight.sum()))

    def flow(self) -> Iterator[Row]:
        """The rows of the file, those left out by rule, those pooled."""
        left = {"no_counts": 5, "outcome_class": 6, "use": 3}
        for pool in self.plan.pools:
            shared = {
                "analysis": "review_flow",
                "outcome": pool.id,
                "group": "all",
                "statistic": "n",
                "method": "rows counted",
            }
            pooled = len(self.trials)
            total = float(pooled + sum(left.values()))
            yield self.row(**shared, subgroup="rows", estimate=total, note="Rows of the file.")
            for rule, number in left.items():
                yield self.row(
                    **shared, subgroup=rule, estimate=float(number), note=f"{rule}: TRIAL_X."
                )
            counts = self.sums(self.trials)
            yield self.row(**shared, subgroup="pooled", estimate=float(pooled), **counts)

    def sums(self, trials: list[Trial]) -> dict[str, int]:
        """The counts of trials taken together."""
        names = ("n", "n_events", "n_control", "n_events_control")
        return {name: sum(trial.counts[name] for trial in trials) for name in names}

    def of_trials(self) -> Iterator[Row]:
        """The effect and the weight of each trial in each pool."""
        for pool in self.plan.pools:
            total = sum(1 / (trial.log_ratio[1] + self.tau2) for trial in self.trials)
            for trial in self.trials:
                mean, variance = trial.log_ratio
                shared = {"analysis": "trial", "outcome": pool.id, "subgroup": trial.id}
                yield self.row(
                    **shared,
                    covariates=trial.label,
                    timepoint=trial.months,
                    time_unit="month",
                    statistic="risk_ratio",
                    method="crude, Wald interval of the logarithm",
                    **trial.counts,
                    **ratio(mean, sqrt(variance)),
                )
                yield self.row(
                    **shared,
                    statistic="weight",
                    method="REML weight, inverse variance",
                    estimate=1 / (variance + self.tau2) / total,
                )

    def pooled(self) -> Iterator[Row]:
        """The pooled effect by every method, and where a next trial is expected."""
        mean, error = self.pool()
        words = {
            f"{name} and {test}": wide
            for name in ("common effect", "DerSimonian-Laird", "Paule-Mandel", "REML")
            for test, wide in (("Wald z", 1.0), ("Knapp-Hartung, factor at least 1", 1.2))
            if name != "common effect" or test == "Wald z"
        }
        for index, pool in enumerate(self.plan.pools):
            shared = {"outcome": pool.id, **self.sums(self.trials)}
            note = f"{len(self.trials)} trials."
            for measure in (m for m in pool.measures if m.endswith("ratio")):
                moved = mean * (1.4 if measure == "odds_ratio" else 1.0) - 0.03 * index
                both = {**shared, "statistic": f"pooled_{measure}", "analysis": "pooled"}
                extra = {"Mantel-Haenszel, Wald z": 0.9}
                if measure == "odds_ratio":
                    extra |= {
                        "Peto, Wald z": 0.8,
                        "binomial-normal mixed model, maximum likelihood and Wald z": 1.1,
                    }
                for method, wide in {**words, **extra}.items():
                    main = (method, measure) == ("REML and Wald z", pool.measures[0])
                    role = pool.role if main else "sensitivity"
                    numbers = ratio(moved, error * wide)
                    yield self.row(**both, method=method, role=role, note=note, **numbers)
                for method, wide in (("REML and Wald z", 2.1), ("REML and Knapp-Hartung", 2.0)):
                    numbers = ratio(moved, sqrt(error**2 + self.tau2) * wide / 2)
                    yield self.row(
                        **{**both, "analysis": "prediction", "statistic": f"predicted_{measure}"},
                        method=f"{method}, t with k - 2 degrees of freedom",
                        note=note,
                        **numbers,
                    )

    def spread(self) -> Iterator[Row]:
        """How much effects differ between trials."""
        for pool in self.plan.pools:
            shared = {
                "analysis": "heterogeneity",
                "outcome": pool.id,
                "subgroup": pool.measures[0],
            }
            words = "REML and Q-profile, interval by inverting Q"
            yield self.row(
                **shared,
                statistic="q",
                method="Cochran, chi-squared",
                estimate=23.4,
                p_value=0.0014,
            )
            for statistic, value in (("tau2", self.tau2), ("i2", 0.62), ("h2", 2.63)):
                yield self.row(**shared, statistic=statistic, method=words, **interval(value, 0.05))

    def one_by_one(self) -> Iterator[Row]:
        """Trials left out, added one by one, and their influence."""
        for index, trial in enumerate(self.trials):
            rest = [other for other in self.trials if other is not trial]
            shared = {"subgroup": trial.id, "statistic": "pooled_risk_ratio"}
            method = "REML and Wald z, inverse variance"
            out = {**shared, "analysis": "leave_one_out", "note": f"{len(rest)} trials."}
            if rest:
                yield self.row(**out, method=method, **ratio(*self.pool(rest)))
                tau2 = {**out, "statistic": "tau2", "method": "REML"}
                yield self.row(**tau2, estimate=self.tau2 * (1 + 0.02 * index))
            so_far = self.trials[: index + 1]
            yield self.row(
                **shared,
                analysis="cumulative",
                method=method,
                timepoint=float(trial.year),
                time_unit="year",
                note=f"{index + 1} trials.",
                **ratio(*self.pool(so_far)),
            )
            note = "Influential by at least one measure." if index == 3 else ""
            values = {
                "hat_value": 0.5 if index == 3 else 0.09,
                "cook_distance": 0.7 if index == 3 else 0.02 * index,
                "dfbetas": -0.2 + 0.1 * index,
                "dffits": -0.2 + 0.1 * index,
                "studentised_residual": -1.5 + 0.5 * index,
                "covariance_ratio": 1.1,
                "deleted_tau2": self.tau2,
                "deleted_q": 20.0,
            }
            for statistic, value in values.items():
                yield self.row(
                    analysis="influence",
                    subgroup=trial.id,
                    statistic=statistic,
                    method="REML, each trial left out",
                    estimate=value,
                    note=note,
                )

    def small_study(self) -> Iterator[Row]:
        """Asymmetry of the funnel, trim and fill, selection."""
        shared = {"analysis": "small_study"}
        mean, error = self.pool()
        for name in ("Egger", "Peters"):
            test = {**shared, "statistic": f"{name.lower()}_test"}
            yield self.row(
                **test,
                method=f"{name}, regression on the size of the trial, Student's t",
                p_value=0.03,
                **interval(1.3, 0.4),
            )
        limit = {**shared, "statistic": "effect_at_infinite_size"}
        yield self.row(**limit, method="Egger, Student's t", **ratio(mean - 0.4, 0.2))
        yield self.row(**limit, method="Peters, Student's t", **ratio(mean - 0.3, 0.2))
        filled = {**shared, "method": "trim and fill, L0 estimator"}
        for index in range(3):
            mirrored = {**filled, "subgroup": f"filled {index + 1}", "statistic": "risk_ratio"}
            yield self.row(**mirrored, **ratio(mean - 0.5 - 0.2 * index, 0.35 + 0.05 * index))
        yield self.row(**filled, statistic="filled_trials", estimate=3.0)
        trimmed = ratio(mean - 0.15, error)
        words = "trim and fill, L0 estimator, REML and Wald z, inverse variance"
        yield self.row(**{**filled, "method": words}, statistic="pooled_risk_ratio", **trimmed)
        model = {**shared, "method": f"{SELECTION}, ML, Wald z"}
        yield self.row(**model, statistic="pooled_risk_ratio", **ratio(mean - 0.2, error * 1.5))
        yield self.row(**model, statistic="selection_weight", **interval(0.4, 0.2))
        yield self.row(**model, statistic="selection_test", estimate=1.9, p_value=0.17)

    def groups(self) -> Iterator[Row]:
        """The headline pool, split."""
        levels = {
            "region": list(self.plan.regions),
            "population_group": list(self.plan.population_groups),
            "comparator_group": list(self.plan.comparator_groups),
            "verified": ["abstract", "secondary"],
        }
        mean, error = self.pool()
        wald = "REML and Wald z, inverse variance"
        for item in self.plan.subgroups:
            shared = {"analysis": "subgroup", "covariates": item.by}
            for index, level in enumerate(levels[item.by]):
                own = {**shared, "subgroup": level, "note": f"{index + 2} trials."}
                numbers = ratio(mean + 0.1 * index, error * 2)
                yield self.row(**own, statistic="pooled_risk_ratio", method=wald, **numbers)
                yield self.row(**own, statistic="tau2", method="REML", estimate=self.tau2)
            for method, p_value in (
                ("Q between groups, each with its own tau2", 0.43),
                ("Wald test of groups, one tau2 for all", 0.39),
            ):
                yield self.row(
                    **shared,
                    statistic="subgroup_test",
                    method=method,
                    estimate=1.7,
                    p_value=p_value,
                )

    def wrong(self) -> Iterator[Row]:
        """The pooled ratio with totals taken as people without the event."""
        mean, error = self.pool()
        if self.plan.totals_as_non_events:
            yield self.row(
                analysis="miscount",
                outcome=self.plan.totals_as_non_events,
                statistic="pooled_risk_ratio",
                method="REML and Wald z of wrong tables, totals taken as people without the event",
                note=f"{len(self.trials)} trials.",
                **ratio(mean * 0.7, error * 0.8),
            )

    def printed(self) -> Iterator[Row]:
        """Pooled effects printed elsewhere."""
        for item in self.plan.printed_pools:
            yield self.row(
                analysis="published",
                outcome=item.id,
                statistic=f"pooled_{item.measure}",
                method="as printed",
                estimate=item.estimate,
                ci_low=item.ci_low,
                ci_high=item.ci_high,
                ci_level=self.plan.ci_level,
                note=f"{item.trials} trials. Source: {item.source}",
            )


def some_evidence(plan: EvidencePlan | None = None, **changes: Any) -> Evidence:
    """A made-up meta-analysis of eight trials."""
    return Evidence(**{"plan": plan or a_review(), **changes})
