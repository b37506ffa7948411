"""The random generator of an analysis: from the plan's seed and names, never from order or time."""

import hashlib
from typing import Protocol

import numpy as np


class Seeded(Protocol):
    """A plan with an id and a seed."""

    @property
    def study(self) -> str:
        """The id of the study or meta-analysis."""
        ...

    @property
    def seed(self) -> int:
        """The seed of all its resampling."""
        ...


def generator(plan: Seeded, analysis: str, outcome: str) -> np.random.Generator:
    """Return the random generator of one analysis of one outcome.

    Its seed comes from the plan's seed and the names, never from order or process.

    Args:
        plan: The plan.
        analysis: Name of the analysis.
        outcome: What it is of.

    Returns:
        A generator in its first state.
    """
    name = f"{plan.study}/{analysis}/{outcome}".encode()
    words = np.frombuffer(hashlib.sha256(name).digest(), dtype=np.uint32)
    return np.random.default_rng([plan.seed, *words.tolist()])
