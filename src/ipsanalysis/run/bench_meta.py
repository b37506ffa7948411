"""How long it takes to make many meta-analyses, by bootstrap and by permutation."""

import time
from collections.abc import Callable

import numpy as np

from ipsanalysis.meta.bootstrap import bootstrap_pooled
from ipsanalysis.meta.permutation import permutation_p
from ipsanalysis.meta.trials import Effects

TRIALS = 30
REPLICATES = 10_000
SEED = 20260102


def many_meta_analyses() -> dict[str, float]:
    """Measure bootstrap and permutation meta-analyses of made-up trials, by REML.

    Returns:
        What was made: seconds of wall time.
    """
    rng = np.random.default_rng(SEED)
    variance = rng.uniform(0.01, 0.3, TRIALS)
    estimate = rng.normal(0.7, np.sqrt(variance + 0.1))
    effects = Effects(estimate=estimate, variance=variance, measure="risk_ratio")
    design = np.column_stack([np.ones(TRIALS), rng.normal(size=TRIALS)])
    return {
        "bootstrap": _seconds(
            lambda: bootstrap_pooled(effects, replicates=REPLICATES, rng=rng, level=0.95)
        ),
        "permutation": _seconds(
            lambda: permutation_p(effects, design, replicates=REPLICATES, rng=rng)
        ),
    }


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
