"""Permutation test of a difference in means."""

import numpy as np
from numpy.typing import ArrayLike

from ipsanalysis.stats.arms import Arms, split_arms
from ipsanalysis.stats.estimate import Estimate, no_estimate
from ipsanalysis.stats.mean import mean_difference

METHOD = "Permutation test of the difference in means"
CELLS_PER_BATCH = 2**22
ROUNDING = 1e-12


def permutation_test(
    values: ArrayLike, group: ArrayLike, *, replicates: int, rng: np.random.Generator
) -> Estimate:
    """Return the difference in means, active minus control, with its permutation p-value.

    People are dealt to the arms anew at the observed sizes, and p = (1 + b) / (1 + B) with b the
    number of the B deals whose difference is at least as far from 0 as the one observed (Phipson
    and Smyth 2010, Statistical Applications in Genetics and Molecular Biology 9:39). A deal is
    drawn as multivariate hypergeometric counts of the distinct values, which has the distribution
    of shuffling the people. Differences equal up to rounding count as equal. R: shuffle
    with `sample(group)` in a loop. An empty arm: no estimate. All values equal: p is 1.

    Args:
        values: One finite number per person, shape (n,).
        group: 1 = active arm, 0 = control arm, shape (n,).
        replicates: Number of random deals, at least 1.
        rng: Source of random numbers.

    Returns:
        The difference in the unit of the values with p, without standard error or interval.

    Raises:
        ValueError: If a shape is wrong, a value is not finite, a code is neither 0 nor 1 or
            there are no replicates.
    """
    arms = split_arms(values, group)
    if replicates < 1:
        raise ValueError(f"replicates must be at least 1, found {replicates}")
    method = f"{METHOD}, {replicates} permutations"
    if arms.smaller == 0:
        return no_estimate(method, "an arm is empty")
    as_extreme = _count_as_extreme(arms, replicates, rng)
    return Estimate(
        estimate=mean_difference(arms),
        method=method,
        p_value=(1 + as_extreme) / (1 + replicates),
    )


def _count_as_extreme(arms: Arms, replicates: int, rng: np.random.Generator) -> int:
    distinct, counts = np.unique(np.concatenate([arms.active, arms.control]), return_counts=True)
    from_least = distinct - distinct[0]
    pooled_mean = np.average(from_least, weights=counts)
    centred = from_least - pooled_mean
    observed = abs(float(np.sum(arms.active - distinct[0] - pooled_mean)))
    limit = observed - ROUNDING * float(np.sum(counts * np.abs(centred)))
    batch = max(1, CELLS_PER_BATCH // distinct.size)
    found = 0
    for start in range(0, replicates, batch):
        rows = min(batch, replicates - start)
        dealt = rng.multivariate_hypergeometric(
            counts, arms.active.size, size=rows, method="marginals"
        )
        found += int(np.count_nonzero(np.abs(np.einsum("ij,j->i", dealt, centred)) >= limit))
    return found
