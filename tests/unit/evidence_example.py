"""Result rows and curve points of a made-up meta-analysis, for tests of what is made from them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from math import exp, log, nan, pi, sqrt
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ipsanalysis.plan.evidence import EvidencePlan
from ipsanalysis.plan.evidence_load import FOLDER
from ipsanalysis.plan.evidence_rules import RULES
from ipsanalysis.plan.load import held_to
from ipsanalysis.rows import Row, to_frame

ROOT = Path(__file__).parents[2]
LONG = (
    "A very long label that a careful author wrote so that nobody could misunderstand what was "
    "measured, in whom, and when"
)
SOURCES = ("year", "follow_up_months", "epl_regular_2008", "epl_temporary_2008")


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A made-up trial."""

    id: str
    label: str
    year: int
    months: float
    events: int
    n: int
    events_control: int
    n_control: int

    @property
    def counts(self) -> dict[str, int]:
        """Its counts as rows hold them."""
        return {
            "n": self.n,
            "n_events": self.events,
            "n_control": self.n_control,
            "n_events_control": self.events_control,
        }

    @property
    def log_ratio(self) -> tuple[float, float]:
        """The logarithm of its risk ratio, and the variance of it."""
        a, n, c, m = self.events, self.n, self.events_control, self.n_control
        if 0 in (a, c):
            a, n, c, m = a + 0.5, n + 1, c + 0.5, m + 1
        return log(a / n / (c / m)), 1 / a - 1 / n + 1 / c - 1 / m


def some_trials(number: int = 8) -> list[Trial]:
    """Made-up trials, one a year; the third one has no event in its control arm."""
    return [
        Trial(
            id=f"TRIAL_{index:02d}",
            label=f"Author{index} {1996 + index}",
            year=1996 + index,
            months=float((12, 18, 24)[index % 3]),
            events=(15 + 7 * (index % 5)),
            n=40 + 9 * (index % 7),
            events_control=0 if index == 2 else 6 + 3 * (index % 4),
            n_control=38 + 8 * (index % 6),
        )
        for index in range(number)
    ]


@dataclass
class Evidence:
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
                yield self.row(**shared, subgroup=rule, estimate=float(number), note=f"{rule}.")
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
                method=f"{name}, regression on the standard error",
                p_value=0.03,
                **interval(1.3, 0.4),
            )
        limit = {**shared, "statistic": "effect_at_infinite_size"}
        yield self.row(**limit, method="Egger, regression", **ratio(mean - 0.4, 0.2))
        yield self.row(**limit, method="Peters, regression", **ratio(mean - 0.3, 0.2))
        filled = {**shared, "method": "trim and fill, L0"}
        yield self.row(**filled, statistic="filled_trials", estimate=3.0)
        trimmed = ratio(mean - 0.15, error)
        yield self.row(**filled, statistic="pooled_risk_ratio", **trimmed)
        model = {**shared, "method": "three-parameter selection model, Wald z"}
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
        method = "REML and Wald z, inverse variance"
        for item in self.plan.subgroups:
            shared = {"analysis": "subgroup", "covariates": item.by}
            for index, level in enumerate(levels[item.by]):
                own = {**shared, "subgroup": level, "note": f"{index + 2} trials."}
                numbers = ratio(mean + 0.1 * index, error * 2)
                yield self.row(**own, statistic="pooled_risk_ratio", method=method, **numbers)
                yield self.row(**own, statistic="tau2", method="REML", estimate=self.tau2)
            yield self.row(
                **shared,
                statistic="subgroup_test",
                method="Q between groups, each with its own tau2",
                estimate=1.7,
                p_value=0.43,
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


def ratio(mean: float, error: float) -> dict[str, Any]:
    """A ratio and its interval, from its logarithm."""
    return {
        "estimate": exp(mean),
        "std_error": error,
        "ci_low": exp(mean - 1.96 * error),
        "ci_high": exp(mean + 1.96 * error),
        "ci_level": 0.95,
    }


def interval(value: float, half: float) -> dict[str, float]:
    """An estimate with an interval around it, not below 0."""
    low, high = max(value - half, 0.0), value + half
    return {"estimate": value, "ci_low": low, "ci_high": high, "ci_level": 0.95}


def some_evidence(plan: EvidencePlan | None = None, **changes: Any) -> Evidence:
    """A made-up meta-analysis of eight trials."""
    return Evidence(**{"plan": plan or a_review(), **changes})
