"""A meta-analysis whose headline takes no row is none: told before anything is made of it."""

from pathlib import Path

import pandas as pd

from ipsanalysis.errors import UserError
from ipsanalysis.evidence.choose import RULES
from ipsanalysis.plan.evidence import EvidencePlan


def hold_headline(plan: EvidencePlan, path: Path, chosen: pd.DataFrame) -> None:
    """Stop when no row enters the headline.

    Args:
        plan: The plan.
        path: Where it lies.
        chosen: The table `chosen`.

    Raises:
        UserError: If none enters; the message counts why.
    """
    own = chosen[chosen["pool"] == plan.headline.id]
    if not own["entered"].any():
        raise UserError(
            f"{path}, pools.0: found no row of trials that enters the headline, "
            f"{plan.headline.id}: {why_left(own)}; allowed: one row or more. Widen what the pool "
            "takes, or mend the rows."
        )


def why_left(chosen: pd.DataFrame) -> str:
    """Return how many rows are left out by each rule, in the order of the rules.

    Args:
        chosen: The rows of one pool in the table `chosen`.

    Returns:
        Words such as `no_counts 3, use 1`; empty when none is left out.
    """
    counts = chosen["rule"].value_counts()
    return ", ".join(f"{rule} {counts[rule]}" for rule in RULES if rule in counts)
