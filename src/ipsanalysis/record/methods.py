"""For each statistic and method of a result row: the function that made it, and its R code."""

from ipsanalysis.record.method import Kind, Method, made
from ipsanalysis.record.methods_review import REVIEW_METHODS

METHODS = (
    made("n", "count", "analyse.flow:flow_rows", "", counted=True),
    made("score", "sum of items", "analyse.fidelity:fidelity_rows", "review", counted=True),
    made("n", "months counted", "analyse.states:state_rows", "transitions", counted=True),
    made("n", "people counted", "analyse.states:state_rows", "sequences", counted=True),
    made("proportion", "share of months", "analyse.states:state_rows", "transitions", counted=True),
    made("missing", "count", "analyse.baseline:baseline_rows", "baseline_missing", counted=True),
    made(
        "proportion",
        "share of those known",
        "analyse.baseline:baseline_rows",
        "baseline_share",
        counted=True,
    ),
    made("mean", "mean", "analyse.baseline:baseline_rows", "numbers mean", counted=True),
    made(
        "standard_deviation",
        "standard deviation",
        "analyse.amounts:summary",
        "numbers standard_deviation",
    ),
    made("median lower_quartile upper_quartile", "", "analyse.amounts:summary", "numbers quantile"),
    made(
        "standardised_difference",
        "Standardised mean difference",
        "stats.standardised_difference:standardised_mean_difference",
        "balance balance_mean",
    ),
    made(
        "standardised_difference",
        "Standardised difference in proportions",
        "stats.standardised_difference:standardised_proportion_difference",
        "balance balance_share",
    ),
    made(
        "standardised_difference",
        "Standardised difference of categories",
        "stats.standardised_difference:standardised_category_difference",
        "balance balance_levels",
    ),
    made(
        "proportion",
        "Clopper-Pearson",
        "stats.clopper_pearson:clopper_pearson",
        "clopper_pearson",
    ),
    made(
        "risk_difference",
        "Mantel-Haenszel",
        "stats.stratified_difference:mantel_haenszel_difference",
        "stratum_tables sato",
    ),
    made(
        "risk_difference",
        "stratified Miettinen-Nurminen",
        "stats.stratified_difference:stratified_miettinen_nurminen",
        "stratum_tables stratified_score",
    ),
    made(
        "proportion risk_difference odds_ratio",
        "GEE",
        "stats.gee_status:repeated_status",
        "gee_at",
    ),
    made("wald_test", "joint Wald test", "stats.gee_wald:joint_wald", "gee_joint"),
    made("proportion", "Wilson", "stats.proportion:wilson", "wilson"),
    made("risk_difference", "Newcombe", "stats.risk_difference:newcombe", "two_by_two newcombe"),
    made(
        "risk_difference",
        "Miettinen-Nurminen",
        "stats.risk_difference:miettinen_nurminen",
        "two_by_two score score_difference",
    ),
    made(
        "risk_ratio",
        "Miettinen-Nurminen",
        "stats.ratio:risk_ratio",
        "two_by_two score score_risk_ratio",
    ),
    made(
        "odds_ratio",
        "Miettinen-Nurminen",
        "stats.ratio:odds_ratio",
        "two_by_two score score_odds_ratio",
    ),
    made("fisher_mid_p", "Fisher", "stats.exact:fisher_mid_p", "two_by_two fisher_mid_p"),
    made(
        "unconditional_exact", "Boschloo", "stats.exact:unconditional_exact", "two_by_two boschloo"
    ),
    made(
        "proportion risk_difference risk_ratio",
        "standardisation (g-computation)",
        "stats.standardisation:standardised_risks",
        "covariates standardised_risks",
    ),
    made(
        "events competing_events censored",
        "count",
        "analyse.event_times:time_rows",
        "count_times",
        counted=True,
    ),
    made(
        "cumulative_incidence",
        "Aalen-Johansen",
        "stats.cumulative_incidence:cumulative_incidence",
        "curves curve",
    ),
    made("kaplan_meier", "1 - Kaplan-Meier", "stats.kaplan_meier:kaplan_meier", "curves curve"),
    made(
        "cumulative_incidence_difference kaplan_meier_difference",
        "difference of",
        "stats.step_curve:curve_difference",
        "curves curve_difference",
    ),
    made(
        "median_time",
        "Kaplan-Meier median",
        "stats.kaplan_meier:SurvivalCurve.median",
        "median_time",
    ),
    made("rmst", "restricted mean survival", "stats.rmst:rmst", "rmst restricted_means"),
    made("rmst_difference", "difference", "stats.rmst:rmst_contrast", "rmst restricted_means"),
    made("rmst_ratio", "ratio", "stats.rmst:rmst_contrast", "rmst restricted_means"),
    made(
        "rmst",
        "Restricted mean time",
        "stats.restricted_time:restricted_time",
        "restricted_time restricted_means",
    ),
    made(
        "rmst_difference rmst_ratio",
        "Restricted mean time",
        "stats.restricted_time:restricted_time_contrast",
        "restricted_time restricted_means",
    ),
    made("log_rank", "log-rank", "stats.logrank:logrank", "log_rank"),
    made("log_rank", "stratified log-rank", "stats.logrank:logrank", "log_rank_stratified"),
    made("hazard_ratio log_hazard_ratio", "Cox", "stats.cox:cox", "covariates cox cox_ratio"),
    made(
        "hazard_ratio log_hazard_ratio",
        "stratified Cox",
        "stats.cox:cox",
        "covariates cox_stratified cox_ratio",
    ),
    made(
        "proportional_hazards_test",
        "score test",
        "stats.proportional_hazards:proportional_hazards_test",
        "covariates cox cox_check",
    ),
    made("mean", "Mean, t interval", "stats.mean:mean", "numbers mean_t"),
    made("mean_difference", "Difference in means, Welch", "stats.mean:welch", "welch"),
    made("mean_difference", "Difference in means with pooled", "stats.mean:student", "student"),
    made(
        "mean_difference",
        "Bootstrap within arms, BCa",
        "stats.bootstrap:bca_mean_difference",
        "bca",
        resampled=True,
    ),
    made(
        "permutation_test",
        "Permutation test",
        "stats.permutation:permutation_test",
        "permutation",
        resampled=True,
    ),
    made(
        "mean mean_difference", "Two-part model", "stats.two_part:two_part", "covariates two_part"
    ),
    made(
        "mean mean_difference",
        "Two-part gamma model",
        "stats.two_part_gamma:two_part_gamma",
        "covariates design any_amount gamma_amount standardised_means",
    ),
    made(
        "mean mean_difference",
        "Two-part log-normal model",
        "stats.two_part_lognormal:two_part_lognormal",
        "covariates design any_amount lognormal_amount standardised_means",
    ),
    made(
        "mean mean_difference",
        "Tweedie model",
        "stats.tweedie:tweedie",
        "covariates design tweedie_amount standardised_means",
    ),
    made(
        "mean_ratio",
        "Tweedie model",
        "stats.tweedie:tweedie",
        "covariates design tweedie_amount mean_ratio",
    ),
    made(
        "rate rate_ratio", "Quasi-Poisson", "stats.rate:quasi_poisson_rate_ratio", "quasi_poisson"
    ),
    made(
        "probability_of_superiority",
        "Probability of superiority",
        "stats.superiority:probability_of_superiority",
        "superiority",
    ),
    made("published_figure", "as ", "analyse.published:published_rows", "", counted=True),
)


def method_of(statistic: str, method: str, kind: Kind = "studies") -> Method:
    """Return how rows of a statistic and method are made.

    Args:
        statistic: The row's statistic.
        method: The row's method in words.
        kind: Whether it is a row of a study or of a meta-analysis.

    Returns:
        The one entry of the table that fits; one that is the method in full comes before those
        that it only begins with.

    Raises:
        LookupError: If none fits, or several do.
    """
    table = METHODS if kind == "studies" else REVIEW_METHODS
    own = [item for item in table if statistic in item.statistics]
    whole = [item for item in own if item.begins == method]
    fitting = whole or [item for item in own if method.startswith(item.begins)]
    if len(fitting) != 1:
        raise LookupError(f"{len(fitting)} entries of METHODS fit {statistic}, {method}")
    return fitting[0]
