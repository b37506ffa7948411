"""The controlled list of statistics a result row may hold: the one place to extend it."""

from dataclasses import dataclass
from typing import Literal

Scale = Literal["count", "proportion", "amount", "difference", "ratio", "log_ratio", "test"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Statistic:
    """What a statistic is called in print, and its scale.

    Attributes:
        label: The name printed in tables and figures.
        scale: Proportions and differences of proportions run from 0 to 1 (-1 to 1); ratios have 1
            as the point of no difference, differences and logarithms 0; tests have none.
    """

    label: str
    scale: Scale


STATISTICS: dict[str, Statistic] = {
    "n": Statistic(label="Number", scale="count"),
    "missing": Statistic(label="Missing", scale="count"),
    "proportion": Statistic(label="Proportion", scale="proportion"),
    "mean": Statistic(label="Mean", scale="amount"),
    "standard_deviation": Statistic(label="Standard deviation", scale="amount"),
    "median": Statistic(label="Median", scale="amount"),
    "lower_quartile": Statistic(label="Lower quartile", scale="amount"),
    "upper_quartile": Statistic(label="Upper quartile", scale="amount"),
    "standardised_difference": Statistic(label="Standardised difference", scale="difference"),
    "risk_difference": Statistic(label="Risk difference", scale="difference"),
    "risk_ratio": Statistic(label="Risk ratio", scale="ratio"),
    "odds_ratio": Statistic(label="Odds ratio", scale="ratio"),
    "fisher_mid_p": Statistic(label="Fisher mid-p test", scale="test"),
    "unconditional_exact": Statistic(label="Unconditional exact test", scale="test"),
    "cumulative_incidence": Statistic(label="Cumulative incidence", scale="proportion"),
    "cumulative_incidence_difference": Statistic(
        label="Difference in cumulative incidence", scale="difference"
    ),
    "kaplan_meier": Statistic(
        label="Probability of the event (1 - Kaplan-Meier)", scale="proportion"
    ),
    "kaplan_meier_difference": Statistic(
        label="Difference in probability (1 - Kaplan-Meier)", scale="difference"
    ),
    "median_time": Statistic(label="Median time to the event", scale="amount"),
    "at_risk": Statistic(label="At risk", scale="count"),
    "events": Statistic(label="Events", scale="count"),
    "competing_events": Statistic(label="Competing events", scale="count"),
    "censored": Statistic(label="Censored", scale="count"),
    "log_rank": Statistic(label="Log-rank test", scale="test"),
    "hazard_ratio": Statistic(label="Hazard ratio", scale="ratio"),
    "log_hazard_ratio": Statistic(label="Log hazard ratio", scale="log_ratio"),
    "proportional_hazards_test": Statistic(label="Proportional-hazards check", scale="test"),
    "rmst": Statistic(label="Restricted mean time", scale="amount"),
    "rmst_difference": Statistic(label="Difference in restricted mean time", scale="difference"),
    "rmst_ratio": Statistic(label="Ratio of restricted mean times", scale="ratio"),
    "mean_difference": Statistic(label="Mean difference", scale="difference"),
    "mean_ratio": Statistic(label="Ratio of means", scale="ratio"),
    "permutation_test": Statistic(label="Permutation test", scale="test"),
    "rate": Statistic(label="Rate", scale="amount"),
    "rate_ratio": Statistic(label="Rate ratio", scale="ratio"),
    "probability_of_superiority": Statistic(label="Probability of superiority", scale="proportion"),
    "score": Statistic(label="Score", scale="amount"),
    "wald_test": Statistic(label="Joint Wald test", scale="test"),
    "published_figure": Statistic(label="Published figure", scale="amount"),
    "pooled_risk_ratio": Statistic(label="Pooled risk ratio", scale="ratio"),
    "pooled_odds_ratio": Statistic(label="Pooled odds ratio", scale="ratio"),
    "pooled_risk_difference": Statistic(label="Pooled risk difference", scale="difference"),
    "predicted_risk_ratio": Statistic(label="Risk ratio expected in a next trial", scale="ratio"),
    "predicted_odds_ratio": Statistic(label="Odds ratio expected in a next trial", scale="ratio"),
    "predicted_risk_difference": Statistic(
        label="Risk difference expected in a next trial", scale="difference"
    ),
    "weight": Statistic(label="Weight", scale="proportion"),
    "tau2": Statistic(label="Variance between trials (tau2)", scale="amount"),
    "tau": Statistic(label="Standard deviation between trials (tau)", scale="amount"),
    "i2": Statistic(label="Share of variation between trials (I2)", scale="proportion"),
    "h2": Statistic(label="H2", scale="amount"),
    "q": Statistic(label="Cochran's Q", scale="test"),
    "subgroup_test": Statistic(label="Test of differences between groups", scale="test"),
    "moderator_test": Statistic(label="Test of the moderators", scale="test"),
    "residual_q": Statistic(label="Test of residual heterogeneity", scale="test"),
    "r2": Statistic(label="Share of tau2 that moderators explain (R2)", scale="proportion"),
    "ratio_of_risk_ratios": Statistic(label="Ratio of risk ratios", scale="ratio"),
    "ratio_of_odds_ratios": Statistic(label="Ratio of odds ratios", scale="ratio"),
    "change_in_risk_difference": Statistic(
        label="Change in the risk difference", scale="difference"
    ),
    "egger_test": Statistic(label="Egger's test", scale="test"),
    "peters_test": Statistic(label="Peters' test", scale="test"),
    "effect_at_infinite_size": Statistic(
        label="Effect expected in a very large trial", scale="ratio"
    ),
    "filled_trials": Statistic(label="Trials filled in", scale="count"),
    "selection_weight": Statistic(
        label="Relative chance of print above the step in p", scale="amount"
    ),
    "selection_test": Statistic(label="Test of selection", scale="test"),
    "hat_value": Statistic(label="Hat value", scale="amount"),
    "cook_distance": Statistic(label="Cook's distance", scale="amount"),
    "dfbetas": Statistic(label="DFBETAS", scale="amount"),
    "dffits": Statistic(label="DFFITS", scale="amount"),
    "studentised_residual": Statistic(label="Studentised deleted residual", scale="amount"),
    "covariance_ratio": Statistic(label="Covariance ratio", scale="amount"),
    "deleted_tau2": Statistic(label="tau2 without the trial", scale="amount"),
    "deleted_q": Statistic(label="Cochran's Q without the trial", scale="amount"),
    "posterior_probability": Statistic(label="Posterior probability", scale="proportion"),
    "vague_weight": Statistic(label="Posterior weight of the vague part", scale="proportion"),
    "density": Statistic(label="Density", scale="amount"),
    "recomputed": Statistic(label="Recomputed from printed counts", scale="amount"),
}
