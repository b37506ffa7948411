"""Result rows and curve points of a made-up meta-analysis: regressions, priors, new trials."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from math import exp, pi, sqrt
from typing import Any

import numpy as np
from evidence_example_trials import Trial, interval, ratio

from ipsanalysis.plan.evidence import EvidencePlan
from ipsanalysis.rows import Row

SOURCES = ("year", "follow_up_months", "epl_regular_2008", "epl_temporary_2008")


class Models(ABC):
    """The rows of models of a meta-analysis; its plan, trials and pool are those of `Evidence`."""

    plan: EvidencePlan
    trials: list[Trial]
    status: str

    @abstractmethod
    def row(self, **columns: Any) -> Row:
        """A row of the meta-analysis."""

    @abstractmethod
    def pool(self, trials: list[Trial] | None = None) -> tuple[float, float]:
        """The weighted mean of the logarithms and its standard error."""

    def regressions(self) -> Iterator[Row]:
        """Meta-regressions; the moderators whose values nobody has are not estimated."""
        for item in self.plan.regressions:
            found = [m for m in self.plan.moderators if m.id in item.moderators]
            shared = {"analysis": "meta_regression", "covariates": ", ".join(item.moderators)}
            if any(m.source in ("fidelity", "unemployment") for m in found):
                yield self.row(
                    **shared,
                    statistic="moderator_test",
                    method="REML and Knapp-Hartung, factor at least 1, F",
                    note="Not computed: the file gives no trial a value.",
                )
                continue
            knapp = {**shared, "method": "REML and Knapp-Hartung, factor at least 1"}
            base = {**knapp, "subgroup": "intercept", "statistic": "pooled_risk_ratio"}
            yield self.row(**base, p_value=0.001, **ratio(self.pool()[0], 0.2))
            for name, unit in self.coefficients(found):
                yield self.row(
                    **knapp,
                    subgroup=name,
                    statistic="ratio_of_risk_ratios",
                    unit=unit,
                    p_value=0.21,
                    **ratio(-0.1, 0.12),
                )
                yield self.row(
                    **shared,
                    subgroup=name,
                    statistic="permutation_test",
                    method="permutation of the moderators, REML, Knapp-Hartung, 999 arrangements",
                    p_value=0.24,
                )
            for statistic, value in (("moderator_test", 1.6), ("residual_q", 19.0)):
                yield self.row(**knapp, statistic=statistic, estimate=value, p_value=0.21)
            yield self.row(
                **knapp,
                statistic="moderator_test",
                subgroup="largest p without one trial",
                estimate=0.2,
                p_value=0.66,
                note=f"Without {self.trials[0].id}.",
            )
            for statistic, value in (("tau2", 0.12), ("r2", 0.08), ("i2", 0.58)):
                yield self.row(**knapp, statistic=statistic, estimate=value)
            yield self.row(
                **{**shared, "method": "count"}, statistic="n", estimate=float(len(self.trials))
            )

    def coefficients(self, moderators: list[Any]) -> Iterator[tuple[str, str]]:
        """The coefficients of moderators and their units."""
        groups = {
            "region": self.plan.regions,
            "population_group": self.plan.population_groups,
            "comparator_group": self.plan.comparator_groups,
        }
        for item in moderators:
            if item.reference is None:
                yield item.id, f"per {item.per:g} {item.unit}"
                continue
            for level in groups[item.source]:
                if level != item.reference:
                    yield f"{item.id}: {level}", ""

    def alone(self) -> list[Any]:
        """The moderators of numbers that have a meta-regression of their own and values."""
        single = [item.moderators[0] for item in self.plan.regressions if len(item.moderators) == 1]
        return [m for m in self.plan.moderators if m.id in single and m.source in SOURCES]

    def value(self, source: str, index: int) -> float:
        """The value of a moderator of numbers in a trial."""
        trial = self.trials[index]
        known = {"year": float(trial.year), "follow_up_months": trial.months}
        return known.get(source, 0.4 + 0.3 * (index % 9))

    def lines(self) -> Iterator[Row]:
        """The lines of meta-regressions, and the trials that they are drawn through."""
        for item in self.alone():
            values = [self.value(item.source, index) for index in range(len(self.trials))]
            shared = {"covariates": item.id, "time_unit": item.source, "plan_key": "regressions"}
            for index, trial in enumerate(self.trials):
                mean, variance = trial.log_ratio
                yield self.row(
                    **shared,
                    analysis="meta_regression_trial",
                    subgroup=trial.id,
                    timepoint=values[index],
                    statistic="risk_ratio",
                    method="crude, Wald interval of the logarithm",
                    **ratio(mean, sqrt(variance)),
                )
            for x in np.unique(np.linspace(min(values), max(values), 41)):
                moved = 1.1 - 0.3 * (x - min(values)) / (max(values) - min(values) or 1)
                yield self.row(
                    **shared,
                    analysis="meta_regression_line",
                    timepoint=float(x),
                    statistic="pooled_risk_ratio",
                    method="REML and Knapp-Hartung, factor at least 1",
                    **ratio(moved, 0.15),
                )

    def models(self) -> list[tuple[str, str, float]]:
        """The models of the Bayesian analysis, what each pools, and how wide it is."""
        names = {"half_normal": "half-normal", "half_cauchy": "half-cauchy"}
        priors = self.plan.bayes.tau if self.plan.bayes else []
        return [
            (
                f"{model} with {names[prior.family]} {prior.scale:g} prior of tau",
                measure,
                1 + 0.1 * index,
            )
            for model, measure in (
                ("normal-normal", "risk_ratio"),
                ("binomial-normal", "odds_ratio"),
            )
            for index, prior in enumerate(priors)
        ]

    def bayes(self) -> Iterator[Row]:
        """The Bayesian pools, and the trials as they see them."""
        mean, error = self.pool()
        unit = "posterior median and credible interval"
        seen = set()
        for method, measure, wide in self.models():
            shared = {"analysis": "bayes", "method": method, "plan_key": "bayes.tau"}
            moved = mean * (1.5 if measure == "odds_ratio" else 1)
            for statistic, spread in ((f"pooled_{measure}", error), (f"predicted_{measure}", 0.4)):
                numbers = ratio(moved, spread * wide)
                yield self.row(**shared, statistic=statistic, unit=unit, **numbers)
            yield self.row(**shared, statistic="tau", unit=unit, **interval(0.38, 0.15 * wide))
            for name, value in (("mean", 0.999), ("next trial", 0.97)):
                yield self.row(
                    **shared, statistic="posterior_probability", subgroup=name, estimate=value
                )
            if measure in seen:
                continue
            seen.add(measure)
            for trial in self.trials:
                own, variance = trial.log_ratio
                yield self.row(
                    analysis="bayes_trial",
                    subgroup=trial.id,
                    statistic=measure,
                    method=f"{method}, shrunken",
                    unit=unit,
                    **ratio((own + moved) / 2, sqrt(variance) / 1.5),
                )

    def new_trials(self) -> Iterator[Row]:
        """The studies of this project among the others."""
        asked = self.plan.new_trials
        for item in asked.trials if asked else []:
            shared = {
                "analysis": "new_trial",
                "subgroup": item.study,
                "data_status": self.status,
                "n": 36,
                "n_events": 19,
                "n_control": 18,
                "n_events_control": 7,
            }
            for measure, wide in (("risk_ratio", 0.33), ("odds_ratio", 0.59)):
                own = {**shared, "statistic": measure}
                crude = "crude, Wald interval of the logarithm"
                yield self.row(**own, method=crude, **ratio(0.31, wide))
                model = next((m for m, of, _ in self.models() if of == measure), "")
                if measure == "risk_ratio":
                    shrunken = f"{model}, shrunken"
                    yield self.row(**own, method=shrunken, **ratio(0.6, wide * 0.7))
            for weight in asked.weights:
                told = f"re-analysed with vague weight {weight:g}, binomial-normal"
                own = {**shared, "method": told}
                numbers = ratio(1.1 - 0.5 * weight, 0.4 + 0.2 * weight)
                unit = "posterior median and credible interval"
                yield self.row(**own, statistic="odds_ratio", unit=unit, **numbers)
                yield self.row(**own, statistic="vague_weight", estimate=weight**0.9)
                yield self.row(
                    **own, statistic="posterior_probability", estimate=0.9 - 0.1 * weight
                )

    def densities(self) -> Iterator[Row]:
        """Densities: the Bayesian pools, and the studies of this project."""
        mean, error = self.pool()
        for method, measure, wide in self.models():
            moved = mean * (1.5 if measure == "odds_ratio" else 1)
            unit = f"log {measure.replace('_', ' ')}"
            for name, centre, spread in (
                ("mean", moved, error * wide),
                ("tau", 0.38, 0.1 * wide),
                ("next trial", moved, 0.4 * wide),
            ):
                yield from self.density(
                    "bayes_density", name, (centre, spread), method=method, time_unit=unit
                )
        asked = self.plan.new_trials
        for item in asked.trials if asked else []:
            shared = {
                "data_status": self.status,
                "time_unit": "log odds ratio",
            }
            drawn = {"prior from the other trials": (1.2, 0.5), "vague prior": (0.0, 2.0)}
            drawn |= {
                f"re-analysed with vague weight {weight:g}": (
                    1.1 - 0.5 * weight,
                    0.4 + 0.2 * weight,
                )
                for weight in asked.weights
            }
            for name, shape in drawn.items():
                yield from self.density(
                    "new_trial_density", item.study, shape, method=name, **shared
                )

    def density(
        self, analysis: str, name: str, shape: tuple[float, float], **columns: Any
    ) -> Iterator[Row]:
        """A normal density."""
        centre, spread = shape
        for x in np.linspace(centre - 3.3 * spread, centre + 3.3 * spread, 81):
            height = exp(-(((x - centre) / spread) ** 2) / 2) / spread / sqrt(2 * pi)
            yield self.row(
                analysis=analysis,
                statistic="density",
                subgroup=name,
                timepoint=float(x),
                estimate=height,
                **columns,
            )
