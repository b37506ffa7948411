"""For each statistic and method of a result row: the function that made it, and its R code."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """How one kind of result row is made.

    Attributes:
        statistics: The statistics it makes.
        begins: How the method of those rows begins.
        function: Module within the package, colon, function.
        r: Files of the folder `r` that give the number in R, in order, after those that derive
            the outcome; `numbers` stands for the values of a covariate or an amount.
        counted: Whether the number is only counted or averaged, by no formula with a source.
        resampled: Whether the number depends on random resamples.
    """

    statistics: tuple[str, ...]
    begins: str
    function: str
    r: tuple[str, ...]
    counted: bool
    resampled: bool


def _made(
    statistics: str,
    begins: str,
    function: str,
    r: str,
    *,
    counted: bool = False,
    resampled: bool = False,
) -> Method:
    return Method(
        statistics=tuple(statistics.split()),
        begins=begins,
        function=function,
        r=tuple(r.split()),
        counted=counted,
        resampled=resampled,
    )


METHODS = (
    _made("n", "count", "analyse.flow:flow_rows", "", counted=True),
    _made("score", "sum of items", "analyse.fidelity:fidelity_rows", "review", counted=True),
    _made("n", "months counted", "analyse.states:state_rows", "transitions", counted=True),
    _made("n", "people counted", "analyse.states:state_rows", "sequences", counted=True),
    _made(
        "proportion", "share of months", "analyse.states:state_rows", "transitions", counted=True
    ),
    _made("missing", "count", "analyse.baseline:baseline_rows", "baseline_missing", counted=True),
    _made(
        "proportion",
        "share of those known",
        "analyse.baseline:baseline_rows",
        "baseline_share",
        counted=True,
    ),
    _made("mean", "mean", "analyse.baseline:baseline_rows", "numbers mean", counted=True),
    _made(
        "standard_deviation",
        "standard deviation",
        "analyse.amounts:summary",
        "numbers standard_deviation",
    ),
    _made(
        "median lower_quartile upper_quartile", "", "analyse.amounts:summary", "numbers quantile"
    ),
    _made(
        "standardised_difference",
        "Standardised mean difference",
        "stats.standardised_difference:standardised_mean_difference",
        "balance balance_mean",
    ),
    _made(
        "standardised_difference",
        "Standardised difference in proportions",
        "stats.standardised_difference:standardised_proportion_difference",
        "balance balance_share",
    ),
    _made(
        "standardised_difference",
        "Standardised difference of categories",
        "stats.standardised_difference:standardised_category_difference",
        "balance balance_levels",
    ),
    _made(
        "proportion",
        "Clopper-Pearson",
        "stats.clopper_pearson:clopper_pearson",
        "clopper_pearson",
    ),
    _made(
        "risk_difference",
        "Mantel-Haenszel",
        "stats.stratified_difference:mantel_haenszel_difference",
        "stratum_tables sato",
    ),
    _made(
        "risk_difference",
        "stratified Miettinen-Nurminen",
        "stats.stratified_difference:stratified_miettinen_nurminen",
        "stratum_tables stratified_score",
    ),
    _made(
        "proportion risk_difference odds_ratio",
        "GEE",
        "stats.gee_status:repeated_status",
        "gee_at",
    ),
    _made("wald_test", "joint Wald test", "stats.gee_wald:joint_wald", "gee_joint"),
    _made("proportion", "Wilson", "stats.proportion:wilson", "wilson"),
    _made("risk_difference", "Newcombe", "stats.risk_difference:newcombe", "two_by_two newcombe"),
    _made(
        "risk_difference",
        "Miettinen-Nurminen",
        "stats.risk_difference:miettinen_nurminen",
        "two_by_two score score_difference",
    ),
    _made(
        "risk_ratio",
        "Miettinen-Nurminen",
        "stats.ratio:risk_ratio",
        "two_by_two score score_risk_ratio",
    ),
    _made(
        "odds_ratio",
        "Miettinen-Nurminen",
        "stats.ratio:odds_ratio",
        "two_by_two score score_odds_ratio",
    ),
    _made("fisher_mid_p", "Fisher", "stats.exact:fisher_mid_p", "two_by_two fisher_mid_p"),
    _made(
        "unconditional_exact", "Boschloo", "stats.exact:unconditional_exact", "two_by_two boschloo"
    ),
    _made(
        "proportion risk_difference risk_ratio",
        "standardisation (g-computation)",
        "stats.standardisation:standardised_risks",
        "covariates standardised_risks",
    ),
    _made(
        "events competing_events censored",
        "count",
        "analyse.event_times:time_rows",
        "count_times",
        counted=True,
    ),
    _made(
        "cumulative_incidence",
        "Aalen-Johansen",
        "stats.cumulative_incidence:cumulative_incidence",
        "curves curve",
    ),
    _made("kaplan_meier", "1 - Kaplan-Meier", "stats.kaplan_meier:kaplan_meier", "curves curve"),
    _made(
        "cumulative_incidence_difference kaplan_meier_difference",
        "difference of",
        "stats.step_curve:curve_difference",
        "curves curve_difference",
    ),
    _made(
        "median_time",
        "Kaplan-Meier median",
        "stats.kaplan_meier:SurvivalCurve.median",
        "median_time",
    ),
    _made("rmst", "restricted mean survival", "stats.rmst:rmst", "rmst restricted_means"),
    _made("rmst_difference", "difference", "stats.rmst:rmst_contrast", "rmst restricted_means"),
    _made("rmst_ratio", "ratio", "stats.rmst:rmst_contrast", "rmst restricted_means"),
    _made(
        "rmst",
        "Restricted mean time",
        "stats.restricted_time:restricted_time",
        "restricted_time restricted_means",
    ),
    _made(
        "rmst_difference rmst_ratio",
        "Restricted mean time",
        "stats.restricted_time:restricted_time_contrast",
        "restricted_time restricted_means",
    ),
    _made("log_rank", "log-rank", "stats.logrank:logrank", "log_rank"),
    _made("log_rank", "stratified log-rank", "stats.logrank:logrank", "log_rank_stratified"),
    _made("hazard_ratio log_hazard_ratio", "Cox", "stats.cox:cox", "covariates cox cox_ratio"),
    _made(
        "hazard_ratio log_hazard_ratio",
        "stratified Cox",
        "stats.cox:cox",
        "covariates cox_stratified cox_ratio",
    ),
    _made(
        "proportional_hazards_test",
        "score test",
        "stats.proportional_hazards:proportional_hazards_test",
        "covariates cox cox_check",
    ),
    _made("mean", "Mean, t interval", "stats.mean:mean", "numbers mean_t"),
    _made("mean_difference", "Difference in means, Welch", "stats.mean:welch", "welch"),
    _made("mean_difference", "Difference in means with pooled", "stats.mean:student", "student"),
    _made(
        "mean_difference",
        "Bootstrap within arms, BCa",
        "stats.bootstrap:bca_mean_difference",
        "bca",
        resampled=True,
    ),
    _made(
        "permutation_test",
        "Permutation test",
        "stats.permutation:permutation_test",
        "permutation",
        resampled=True,
    ),
    _made(
        "mean mean_difference", "Two-part model", "stats.two_part:two_part", "covariates two_part"
    ),
    _made(
        "mean mean_difference",
        "Two-part gamma model",
        "stats.two_part_gamma:two_part_gamma",
        "covariates design any_amount gamma_amount standardised_means",
    ),
    _made(
        "mean mean_difference",
        "Two-part log-normal model",
        "stats.two_part_lognormal:two_part_lognormal",
        "covariates design any_amount lognormal_amount standardised_means",
    ),
    _made(
        "mean mean_difference",
        "Tweedie model",
        "stats.tweedie:tweedie",
        "covariates design tweedie_amount standardised_means",
    ),
    _made(
        "mean_ratio",
        "Tweedie model",
        "stats.tweedie:tweedie",
        "covariates design tweedie_amount mean_ratio",
    ),
    _made(
        "rate rate_ratio", "Quasi-Poisson", "stats.rate:quasi_poisson_rate_ratio", "quasi_poisson"
    ),
    _made(
        "probability_of_superiority",
        "Probability of superiority",
        "stats.superiority:probability_of_superiority",
        "superiority",
    ),
    _made("published_figure", "as ", "analyse.published:published_rows", "", counted=True),
)


def method_of(statistic: str, method: str) -> Method:
    """Return how rows of a statistic and method are made.

    Args:
        statistic: The row's statistic.
        method: The row's method in words.

    Returns:
        The one entry of the table that fits.

    Raises:
        LookupError: If none fits, or several do.
    """
    fitting = [
        item for item in METHODS if statistic in item.statistics and method.startswith(item.begins)
    ]
    if len(fitting) != 1:
        raise LookupError(f"{len(fitting)} entries of METHODS fit {statistic}, {method}")
    return fitting[0]
