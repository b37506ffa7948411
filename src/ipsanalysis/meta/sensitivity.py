"""How a pooled effect depends on which trials are in: left out, added one by one, in groups."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import nan
from typing import TypedDict, Unpack

import numpy as np
from scipy.special import chdtrc

from ipsanalysis.meta.heterogeneity import TauMethod
from ipsanalysis.meta.pooling import Model, Pooled, Test, pool
from ipsanalysis.meta.regression import MetaRegression, meta_regression
from ipsanalysis.meta.trials import Effects, Floats, Integers

ONE_GROUP = "one group: nothing to compare"


class HowPooled(TypedDict, total=False):
    """What `pool` is told besides the effects."""

    model: Model
    method: TauMethod
    test: Test
    safeguard: bool
    level: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouped:
    """Pooled effects within groups of trials and the test between groups.

    Attributes:
        groups: Labels of the groups, sorted.
        pooled: The pooled effect of each group, each with its own tau2.
        q: Q between the groups: sum of w (group effect - their weighted mean)^2, with 1 / w the
            squared Wald standard error of the group.
        df: Its degrees of freedom, groups less one.
        p_value: Its upper tail under chi-square.
        common: Meta-regression on the groups, the first as reference, with one tau2 for all; its
            `qm` is the test to prefer where groups are small. None under a common effect.
        note: Why there is no test, empty when there is one.
    """

    groups: tuple[str, ...]
    pooled: tuple[Pooled, ...]
    q: float
    df: int
    p_value: float
    common: MetaRegression | None
    note: str = ""


def leave_one_out(effects: Effects, **how: Unpack[HowPooled]) -> list[Pooled]:
    """Pool the trials again without each in turn.

    Args:
        effects: Effects of k trials.
        **how: What `pool` is told.

    Returns:
        One pooled effect a trial, in the order of the trials.

    Formula: `pool`. Equals R `metafor::leave1out`.
    """
    everyone = np.arange(effects.k)
    return [pool(effects.take(everyone != trial), **how) for trial in everyone]


def cumulative(effects: Effects, order: Integers, **how: Unpack[HowPooled]) -> list[Pooled]:
    """Pool the first trial, the first two, and so on to all.

    Args:
        effects: Effects of k trials.
        order: Index of the trials in the order they are added, each once (k).
        **how: What `pool` is told.

    Returns:
        One pooled effect for each number of trials.

    Raises:
        ValueError: The order does not name each trial once.

    Formula: Lau et al. (1992), N Engl J Med 327:248-254. Equals R `metafor::cumul`.
    """
    if not np.array_equal(np.sort(order), np.arange(effects.k)):
        raise ValueError("the order names each trial once")
    return [pool(effects.take(order[: last + 1]), **how) for last in range(effects.k)]


def by_group(effects: Effects, labels: Sequence[str], **how: Unpack[HowPooled]) -> Grouped:
    """Pool the trials of each group and test whether the groups differ.

    Args:
        effects: Effects of k trials.
        labels: The group of each trial (k).
        **how: What `pool` is told.

    Returns:
        The groups; with fewer than two there is no test.

    Raises:
        ValueError: There is not one label a trial.

    Formula: Borenstein et al. (2009), Introduction to Meta-Analysis, chapter 19. The Q equals R
    `metafor::rma(method = "EE")$QE` of the estimates and Wald standard errors of the groups, the
    test with one tau2 `metafor::rma(mods = ~ group)$QM`.
    """
    if len(labels) != effects.k:
        raise ValueError("there is one label a trial")
    codes = np.array(labels, dtype=np.str_)
    groups = tuple(sorted(set(labels)))
    pooled = tuple(pool(effects.take(codes == group), **how) for group in groups)
    if len(groups) < 2:
        return Grouped(
            groups=groups, pooled=pooled, q=nan, df=0, p_value=nan, common=None, note=ONE_GROUP
        )
    weight = np.array(
        [
            np.sum(1 / (effects.variance[codes == group] + part.tau2))
            for group, part in zip(groups, pooled, strict=True)
        ]
    )
    q = _between(np.array([part.coefficient for part in pooled]), weight)
    return Grouped(
        groups=groups,
        pooled=pooled,
        q=q,
        df=len(groups) - 1,
        p_value=float(chdtrc(len(groups) - 1, q)),
        common=_common(effects, codes[:, np.newaxis] == np.array(groups), how),
    )


def _between(means: Floats, weight: Floats) -> float:
    middle = np.average(means, weights=weight)
    return float(np.sum(weight * (means - middle) ** 2))


def _common(effects: Effects, member: np.ndarray, how: HowPooled) -> MetaRegression | None:
    if how.get("model") == "common":
        return None
    design = member.astype(np.float64)
    design[:, 0] = 1
    return meta_regression(
        effects,
        design,
        method=how.get("method", "REML"),
        test=how.get("test", "wald_z"),
        safeguard=how.get("safeguard", True),
        level=how["level"],
    )
