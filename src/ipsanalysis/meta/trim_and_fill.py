"""What trials that may be missing on one side of the funnel plot would do to the pooled effect."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

import numpy as np

from ipsanalysis.meta.heterogeneity import TauMethod, between_variance
from ipsanalysis.meta.pooling import Model, Pooled, Test, pool
from ipsanalysis.meta.trials import Effects, Floats
from ipsanalysis.meta.weighted_fit import weighted_fit

Missing = Literal["L0", "R0"]
Side = Literal["left", "right"]
FEWEST = 3
ROUNDING = 1e-12
TOO_FEW = "fewer than 3 trials: missing trials not sought"


@dataclass(frozen=True, slots=True, kw_only=True)
class TrimAndFill:
    """Trials filled in, and what they change.

    Attributes:
        k0: Number of trials filled in.
        side: Side on which trials are missing, smaller ("left") or larger ("right") effects.
        filled: Effects of the trials filled in (k0).
        pooled: Effect pooled from all trials and those filled in.
        note: What a reader must know, empty when nothing.
    """

    k0: int
    side: Side
    filled: Effects
    pooled: Pooled
    note: str


def trim_and_fill(
    effects: Effects,
    *,
    estimator: Missing = "L0",
    side: Literal["auto", "left", "right"] = "auto",
    model: Model = "random",
    method: TauMethod = "REML",
    test: Test = "wald_z",
    safeguard: bool = True,
    level: float,
) -> TrimAndFill:
    """Fill in mirror images of the trials without a counterpart on the other side, and pool.

    The number missing is estimated from the ranks of the distances from the mean, in turn with the
    mean of what is left without the most extreme trials, until it stays. Of equal effects the more
    precise counts as less extreme.

    Args:
        effects: Effects of k trials.
        estimator: "L0" (from the sum of ranks on the fuller side) or "R0" (from the run of ranks at
            its end).
        side: Side on which trials are missing; "auto" takes the right if effects fall with the
            standard error, else the left.
        model: As in `pool`.
        method: As in `pool`.
        test: As in `pool`.
        safeguard: As in `pool`.
        level: Confidence level between 0 and 1.

    Returns:
        The trials filled in and the pooled effect. With fewer than three trials none are sought; if
        the number does not settle the largest it turns between is taken; the note says either.

    Raises:
        ValueError: Estimator or side, or an option of `pool`, is unknown.

    Formula: Duval and Tweedie (2000), Biometrics 56:455-463 and J Am Stat Assoc 95:89-98. Equals R
    `metafor::trimfill(rma(yi, vi), estimator)`.
    """
    if estimator not in ("L0", "R0") or side not in ("auto", "left", "right"):
        raise ValueError("estimator is L0 or R0; side is auto, left or right")
    pooling = partial(pool, model=model, method=method, test=test, safeguard=safeguard, level=level)
    where: Side = _side(effects, model, method) if side == "auto" else side
    sign = -1.0 if where == "right" else 1.0
    ordered = replace(effects, estimate=sign * effects.estimate)
    ordered = ordered.take(np.lexsort((ordered.variance, ordered.estimate)))

    def distances(k0: int) -> Floats:
        kept = ordered.take(np.arange(ordered.k - k0))
        mean = pool(kept, model=model, method=method, level=level).coefficient
        distance = ordered.estimate - mean
        # The mean of equal effects differs from them by rounding.
        distance[np.abs(distance) <= ROUNDING * np.max(np.abs(ordered.estimate))] = 0
        return distance

    k0, note = (0, TOO_FEW) if effects.k < FEWEST else _settled(distances, estimator)
    last = ordered.take(np.arange(ordered.k - k0, ordered.k))
    mirrored = last.estimate - 2 * distances(k0)[ordered.k - k0 :] if k0 else last.estimate
    filled = replace(last, estimate=sign * mirrored)
    together = Effects(
        estimate=np.concatenate([effects.estimate, filled.estimate]),
        variance=np.concatenate([effects.variance, filled.variance]),
        measure=effects.measure,
    )
    return TrimAndFill(k0=k0, side=where, filled=filled, pooled=pooling(together), note=note)


def _side(effects: Effects, model: Model, method: TauMethod) -> Side:
    error = np.sqrt(effects.variance)
    if effects.k < FEWEST or np.ptp(error) <= ROUNDING * np.max(error):
        return "left"
    design = np.column_stack([np.ones(effects.k), error])
    tau2 = between_variance(effects, method, design) if model == "random" else 0.0
    slope = weighted_fit(effects.estimate, effects.variance + tau2, design).coefficients[1]
    # Effects that do not change with their errors have a slope of 0 but for rounding.
    return (
        "right" if slope * np.max(error) < -ROUNDING * np.max(np.abs(effects.estimate)) else "left"
    )


def _settled(distances: Callable[[int], Floats], estimator: Missing) -> tuple[int, str]:
    """Return the number missing, when it stays, and a note when it does not."""
    seen = [0]
    while len(set(seen)) == len(seen):
        seen.append(_missing(distances(seen[-1]), estimator))
    turns = seen[seen.index(seen[-1]) + 1 :]
    if len(turns) == 1:
        return turns[0], ""
    numbers = ", ".join(str(number) for number in sorted(turns))
    return max(turns), f"the number of missing trials turns between {numbers}; the largest is taken"


def _missing(distance: Floats, estimator: Missing) -> int:
    """Estimate the number missing from distances in ascending order."""
    k = len(distance)
    rank = np.empty(k, dtype=int)
    rank[np.argsort(np.abs(distance), kind="stable")] = np.arange(1, k + 1)
    above = distance > 0
    if estimator == "R0":
        return max(0, k - int(np.max(rank[~above], initial=0)) - 1)
    return max(0, round((4 * int(np.sum(rank[above])) - k * (k + 1)) / (2 * k - 1)))
