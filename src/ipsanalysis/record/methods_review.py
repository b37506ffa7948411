"""For each statistic and method of a result row of a meta-analysis: its function and R code."""

from ipsanalysis.record.method import Method, made

POOLED = "pooled_risk_ratio pooled_odds_ratio pooled_risk_difference"
PREDICTED = "predicted_risk_ratio predicted_odds_ratio predicted_risk_difference"
INFLUENCE = (
    "hat_value cook_distance dfbetas dffits studentised_residual covariance_ratio deleted_tau2 "
    "deleted_q"
)
EFFECTS = "risk_ratio odds_ratio risk_difference"
RATIOS_OF = "ratio_of_risk_ratios ratio_of_odds_ratios change_in_risk_difference"
HETEROGENEITY = "meta.heterogeneity:heterogeneity"
REGRESSION = "meta.regression:meta_regression"
ROBUST = "meta.robust_prior:reanalyse"
TRIM = "meta.trim_and_fill:trim_and_fill"
SELECTION = "meta.selection:three_parameter_selection"
FIT = "evidence_effects evidence_fit"
REGRESSED = "evidence_effects evidence_moderators evidence_regression"
SIZE = "evidence_effects evidence_size"
FILLED = f"{FIT} evidence_filled"
SELECTED = "evidence_effects evidence_selection"
BAYES = (
    (
        "normal-normal",
        "meta.bayes_normal:normal_hierarchy",
        "evidence_effects evidence_tau_prior evidence_normal",
    ),
    (
        "binomial-normal with",
        "meta.bayes_binomial:binomial_hierarchy",
        "evidence_tau_prior evidence_binomial evidence_binomial_asked evidence_density",
    ),
)
ROBUST_R = "evidence_tau_prior evidence_binomial evidence_robust evidence_density"

REVIEW_METHODS: tuple[Method, ...] = (
    made("n", "rows counted", "evidence.flow_rows:flow_rows", "evidence_count", counted=True),
    made(
        EFFECTS,
        "crude",
        "meta.effect_sizes:binary_effects",
        "evidence_effects evidence_trial",
    ),
    made("weight", "REML", "meta.pooling:pool", f"{FIT} evidence_weight"),
    *(
        made(POOLED, begins, "meta.pooling:pool", f"{FIT} evidence_pooled")
        for begins in (
            "common effect",
            "DerSimonian-Laird",
            "Paule-Mandel",
            "REML and Wald z",
            "REML and Knapp-Hartung, factor at least 1, inverse variance",
        )
    ),
    made(PREDICTED, "REML", "meta.pooling:pool", f"{FIT} evidence_next"),
    made(
        POOLED,
        "Mantel-Haenszel",
        "meta.mantel_haenszel:mantel_haenszel",
        "evidence_effects evidence_mantel_haenszel evidence_pooled",
    ),
    made(
        "pooled_odds_ratio",
        "Peto",
        "meta.peto:peto",
        "evidence_effects evidence_peto evidence_pooled",
    ),
    made(
        "pooled_odds_ratio",
        "binomial-normal mixed model",
        "meta.mixed_logistic:mixed_logistic",
        "evidence_effects evidence_mixed evidence_pooled",
        digits=4,
    ),
    made(
        POOLED,
        "bootstrap of the trials",
        "meta.bootstrap:bootstrap_pooled",
        f"{FIT} evidence_bootstrap",
        resampled=True,
    ),
    made("q", "Cochran", HETEROGENEITY, f"{FIT} evidence_q"),
    *(
        made("tau2 i2 h2", begins, HETEROGENEITY, f"{FIT} evidence_spread")
        for begins in ("DerSimonian-Laird", "Paule-Mandel", "REML")
    ),
    made(INFLUENCE, "REML", "meta.influence:influence", f"{FIT} evidence_influence"),
    *(
        made(f"{name.lower()}_test effect_at_infinite_size", name, function, SIZE)
        for name, function in (
            ("Egger", "meta.small_study:egger"),
            ("Peters", "meta.small_study:peters"),
        )
    ),
    made("filled_trials", "trim and fill", TRIM, f"{FILLED} evidence_filled_number"),
    made(POOLED, "trim and fill", TRIM, f"{FILLED} evidence_filled_fit evidence_pooled"),
    made(EFFECTS, "trim and fill", TRIM, f"{FILLED} evidence_mirror"),
    made(POOLED, "three-parameter", SELECTION, f"{SELECTED} evidence_pooled", digits=5),
    made("tau2", "three-parameter", SELECTION, f"{SELECTED} evidence_tau2", digits=5),
    made(
        "selection_weight",
        "three-parameter",
        SELECTION,
        f"{SELECTED} evidence_selection_weight",
        digits=5,
    ),
    made(
        "selection_test",
        "likelihood ratio",
        SELECTION,
        f"{SELECTED} evidence_selection_test",
        digits=5,
    ),
    made(
        "subgroup_test",
        "Q between groups",
        "meta.sensitivity:by_group",
        "evidence_effects evidence_groups",
    ),
    made(
        "subgroup_test",
        "Wald test of groups",
        REGRESSION,
        "evidence_effects evidence_groups_common",
    ),
    made(
        "n",
        "trials in no group",
        "evidence.subgroup_rows:subgroup_rows",
        "evidence_effects evidence_no_group",
        counted=True,
    ),
    made(
        "n",
        "trials counted",
        "evidence.moderator_rows:moderator_rows",
        "evidence_effects evidence_moderator_count",
        counted=True,
    ),
    made(RATIOS_OF, "REML", REGRESSION, f"{REGRESSED} evidence_coefficient"),
    made(
        POOLED,
        "REML and Knapp-Hartung, factor at least 1",
        REGRESSION,
        f"{REGRESSED} evidence_coefficient",
    ),
    made("moderator_test", "REML", REGRESSION, f"{REGRESSED} evidence_moderator_test"),
    made(
        "moderator_test",
        "REML and Knapp-Hartung, factor at least 1, F, each trial left out in turn",
        REGRESSION,
        f"{REGRESSED} evidence_without_one",
    ),
    made("residual_q", "Cochran", HETEROGENEITY, f"{REGRESSED} evidence_q"),
    made("tau2 i2", "REML with moderators", REGRESSION, f"{REGRESSED} evidence_spread"),
    made("r2", "REML with moderators", REGRESSION, f"{REGRESSED} evidence_explained"),
    made(
        "permutation_test",
        "permutation",
        "meta.permutation:permutation_p",
        "evidence_effects evidence_moderators evidence_permutation",
        resampled=True,
    ),
    *(
        made(
            f"{POOLED} {PREDICTED} {EFFECTS} tau",
            model,
            function,
            f"{pieces} evidence_posterior",
            digits=5,
        )
        for model, function, pieces in BAYES
    ),
    *(
        made("posterior_probability", model, function, f"{pieces} evidence_above", digits=5)
        for model, function, pieces in BAYES
    ),
    made("odds_ratio", "re-analysed", ROBUST, f"{ROBUST_R} evidence_posterior", digits=5),
    made("posterior_probability", "re-analysed", ROBUST, f"{ROBUST_R} evidence_above", digits=5),
    made("vague_weight", "re-analysed", ROBUST, f"{ROBUST_R} evidence_vague_weight", digits=5),
    made("recomputed", "audit", "audit.findings:audited", "", counted=True),
    made(POOLED, "as printed", "evidence.printed_rows:printed_pool_rows", "", counted=True),
)
