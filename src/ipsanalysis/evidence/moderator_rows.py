"""Result rows and curve points of meta-regressions of the headline."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from ipsanalysis.evidence.measured import (
    CRUDE,
    Measured,
    degrees_of_freedom,
    measured,
    number_of_trials,
)
from ipsanalysis.evidence.moderator_design import (
    GROUPS,
    WORDS,
    ModeratorDesign,
    moderator_design,
)
from ipsanalysis.evidence.review import POOLED, Context, Review, context, contrast
from ipsanalysis.meta.permutation import Permuted, permutation_p
from ipsanalysis.meta.pooling import pool, pooled_estimate
from ipsanalysis.meta.regression import MetaRegression, line_at, meta_regression
from ipsanalysis.meta.trials import Effects
from ipsanalysis.plan.evidence import Moderator
from ipsanalysis.rows import Row
from ipsanalysis.seeds import generator
from ipsanalysis.stats.estimate import Estimate, no_estimate

WORDS_OF_TEST = "REML and Knapp-Hartung, factor at least 1"
WITHOUT_ONE = "largest p without one trial"
FEW = 10
POINTS = 41
RATIO_OF = {
    "risk_ratio": "ratio_of_risk_ratios",
    "odds_ratio": "ratio_of_odds_ratios",
    "risk_difference": "change_in_risk_difference",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Regressed:
    """One meta-regression with what it was made of.

    Attributes:
        own: What its rows share.
        data: The trials of the headline.
        design: The moderators.
        effects: Effects of the trials kept.
        found: The regression.
        permuted: Its permutation tests.
        warning: Says when there are few trials for each coefficient.
    """

    own: Context
    data: Measured
    design: ModeratorDesign
    effects: Effects
    found: MetaRegression
    permuted: Permuted
    warning: str


def moderator_rows(review: Review) -> tuple[list[Row], list[Row]]:
    """Regress the effects of the headline on the moderators of the plan.

    Args:
        review: The meta-analysis.

    Returns:
        Rows of the analyses `meta_regression` and `moderator_flow`, and points of the lines of
        regressions on one moderator of numbers.
    """
    rows: list[Row] = []
    points: list[Row] = []
    known = {item.id: item for item in review.plan.moderators}
    pool = review.plan.headline
    data = measured(review, pool, pool.measures[0])
    for index, asked in enumerate(review.plan.regressions):
        moderators = [known[name] for name in asked.moderators]
        regressed = _regressed(review, data, moderators, f"regressions.{index}")
        rows += _flow(review, regressed)
        if regressed.design.absent:
            rows.append(_absent(regressed))
            continue
        rows += [*_coefficients(review, regressed), *_fit(regressed)]
        if len(moderators) == 1 and moderators[0].source not in GROUPS:
            points += _line(review, regressed, moderators[0])
    return rows, points


def _regressed(review: Review, data: Measured, moderators: list[Moderator], key: str) -> Regressed:
    plan = review.plan
    own = context(
        plan,
        "meta_regression",
        key,
        outcome=plan.headline.id,
        role="exploratory",
        covariates=", ".join(item.id for item in moderators),
        group=contrast(plan, plan.headline.measures[0]),
    )
    design = moderator_design(data.rows.iloc[data.found.kept], moderators)
    effects = data.effects.take(design.kept)
    rng = generator(plan, "meta_regression", own.fields["covariates"])
    number = len(design.coefficients)
    few = bool(number) and effects.k < FEW * number
    found = meta_regression(effects, design.matrix, level=plan.ci_level)
    permuted = permutation_p(
        effects, design.matrix, replicates=plan.resamples.permutations, rng=rng
    )
    if design.same and np.isnan(found.coefficients[0]):
        found = replace(found, note=design.same)
    if design.same and permuted.note:
        permuted = replace(permuted, note=design.same)
    return Regressed(
        own=own,
        data=data,
        design=design,
        effects=effects,
        found=found,
        permuted=permuted,
        warning=_warning(effects.k, number) if few else "",
    )


def _warning(k: int, number: int) -> str:
    coefficients = "1 coefficient" if number == 1 else f"{number} coefficients"
    return (
        f"Few trials: {k} for {coefficients}, fewer than {FEW} for each, so chance findings and "
        "missed ones are both likely."
    )


def _flow(review: Review, regressed: Regressed) -> Iterator[Row]:
    """Count the trials of the headline that are in the regression, and those that are not."""
    own = context(
        review.plan,
        "moderator_flow",
        regressed.own.fields["plan_key"],
        outcome=regressed.own.fields["outcome"],
        role="supplementary",
        covariates=regressed.own.fields["covariates"],
        group="all",
    )
    reasons = np.array(regressed.design.reasons, object)
    trials = np.array(regressed.data.trials, object)
    for reason, words in WORDS.items():
        names = sorted(trials[reasons == reason])
        if names:
            note = f"{words}: {', '.join(names)}."
            counted = Estimate(estimate=float(len(names)), method="trials counted", note=note)
            yield own.row("n", counted, subgroup=reason)
    counted = Estimate(estimate=float(regressed.effects.k), method="trials counted")
    yield own.row("n", counted, subgroup="in the regression")


def _absent(regressed: Regressed) -> Row:
    names = ", ".join(regressed.design.absent)
    return regressed.own.row(
        "moderator_test",
        no_estimate(
            f"{WORDS_OF_TEST}, F", f"Not computed: the file gives no trial a value of {names}."
        ),
    )


def _coefficients(review: Review, regressed: Regressed) -> Iterator[Row]:
    found, own, permuted = regressed.found, regressed.own, regressed.permuted
    measure = review.plan.headline.measures[0]
    note = " ".join(part for part in (regressed.warning, found.note) if part)
    names = ["intercept", *(item.name for item in regressed.design.coefficients)]
    units = ["at the mean of numbers and in the group of reference"]
    units += [item.unit for item in regressed.design.coefficients]
    for index, (name, unit) in enumerate(zip(names, units, strict=True)):
        statistic = RATIO_OF[measure] if index else POOLED[measure]
        result = _coefficient(found, index, ratio=regressed.effects.ratio)
        yield own.row(statistic, result, subgroup=name, unit=unit, note=note)
        if index:
            test = _permuted(permuted, float(permuted.p_values[index]))
            yield own.row("permutation_test", test, subgroup=name, unit=unit)


def _coefficient(found: MetaRegression, index: int, *, ratio: bool) -> Estimate:
    numbers = np.array([found.coefficients[index], found.ci_low[index], found.ci_high[index]])
    estimate, low, high = np.exp(numbers) if ratio else numbers
    return Estimate(
        estimate=float(estimate),
        method=WORDS_OF_TEST,
        std_error=float(found.std_errors[index]),
        ci_low=float(low),
        ci_high=float(high),
        level=found.level,
        p_value=float(found.p_values[index]),
        log_scale_error=ratio,
    )


def _permuted(permuted: Permuted, p_value: float) -> Estimate:
    how = "exact" if permuted.exact else f"{permuted.arrangements} arrangements"
    words = f"permutation of the moderators, REML, Knapp-Hartung, {how}"
    return Estimate(estimate=p_value, method=words, p_value=p_value, note=permuted.note)


def _fit(regressed: Regressed) -> Iterator[Row]:
    found, own = regressed.found, regressed.own
    trials = number_of_trials(found.k)
    degrees = f"{found.qm_df} and {degrees_of_freedom(found.df)}"
    same = regressed.design.same
    if same:
        degrees = f"{degrees}; {same}" if found.qm_df else same
    tests = {
        "moderator_test": (found.qm, found.qm_p, f"{WORDS_OF_TEST}, F", degrees),
        "residual_q": (
            found.qe,
            found.qe_p,
            "Cochran, chi-squared",
            degrees_of_freedom(found.qe_df),
        ),
    }
    for statistic, (value, p_value, words, note) in tests.items():
        test = Estimate(estimate=value, method=words, p_value=p_value, note=found.note or note)
        yield own.row(statistic, test, note=trials)
    yield from _without_one(regressed)
    joint = float(regressed.permuted.joint)
    yield own.row("permutation_test", _permuted(regressed.permuted, joint), note=trials)
    for statistic, value in (("tau2", found.tau2), ("i2", found.i2), ("r2", found.r2)):
        lost = found.note or ("" if np.isfinite(value) else same or "cannot be computed")
        number = Estimate(estimate=value, method="REML with moderators", note=lost)
        yield own.row(statistic, number, note=trials)


def _without_one(regressed: Regressed) -> Iterator[Row]:
    """Yield the joint test with the one trial left out that raises its p-value most."""
    k = regressed.effects.k
    found = []
    for index in range(k):
        rest = np.arange(k) != index
        one = meta_regression(
            regressed.effects.take(rest), regressed.design.matrix[rest], level=regressed.found.level
        )
        if np.isfinite(one.qm_p):
            found.append((one.qm_p, index, one))
    if not found:
        return
    p_value, index, one = max(found, key=lambda item: (item[0], item[1]))
    kept = np.array(regressed.data.trials, object)[regressed.design.kept]
    test = Estimate(
        estimate=one.qm,
        method=f"{WORDS_OF_TEST}, F, each trial left out in turn",
        p_value=p_value,
        note=f"Without {kept[index]}.",
    )
    yield regressed.own.row("moderator_test", test, subgroup=WITHOUT_ONE)


def _line(review: Review, regressed: Regressed, moderator: Moderator) -> Iterator[Row]:
    """Yield the expected effect along a moderator of numbers."""
    if regressed.found.note:
        return
    values = regressed.design.matrix[:, 1]
    grid = np.linspace(values.min(), values.max(), POINTS)
    drawn = line_at(regressed.found, np.column_stack([np.ones(POINTS), grid]))
    middle = regressed.design.coefficients[0].middle
    measure = review.plan.headline.measures[0]
    own = Context(
        plan=review.plan, fields={**regressed.own.fields, "analysis": "meta_regression_line"}
    )
    yield from _points(review, regressed, moderator)
    for x, mean, low, high in zip(grid, drawn.mean, drawn.ci_low, drawn.ci_high, strict=True):
        numbers = np.array([mean, low, high])
        estimate, below, above = np.exp(numbers) if regressed.effects.ratio else numbers
        point = Estimate(
            estimate=float(estimate),
            method=WORDS_OF_TEST,
            ci_low=float(below),
            ci_high=float(above),
            level=regressed.found.level,
        )
        at = middle + float(x) * (moderator.per or 1.0)
        yield own.row(POOLED[measure], point, timepoint=at, time_unit=moderator.source)


def _points(review: Review, regressed: Regressed, moderator: Moderator) -> Iterator[Row]:
    """Yield the trials behind a line: crude effect at the value of the moderator."""
    measure, level = review.plan.headline.measures[0], review.plan.ci_level
    own = Context(
        plan=review.plan, fields={**regressed.own.fields, "analysis": "meta_regression_trial"}
    )
    rows = regressed.data.rows.iloc[regressed.data.found.kept][regressed.design.kept]
    for index, record in enumerate(rows.to_dict("records")):
        one = pool(regressed.effects.take(np.array([index])), model="common", level=level)
        yield own.row(
            measure,
            pooled_estimate(one, measure, CRUDE[measure]),
            subgroup=str(record["trial_id"]),
            timepoint=float(record[moderator.source]),
            time_unit=moderator.source,
        )
