"""Priors in words."""

from ipsanalysis.plan.evidence import NormalPrior, TauPrior
from ipsanalysis.tables.format import MINUS

FAMILIES = {"half_normal": "half-normal", "half_cauchy": "half-Cauchy"}


def prior_words(prior: NormalPrior | TauPrior) -> str:
    """Return a prior in words."""
    if isinstance(prior, TauPrior):
        return f"{FAMILIES[prior.family]} with scale {prior.scale:g}"
    mean = f"{prior.mean:g}".replace("-", MINUS)
    return f"normal with mean {mean} and standard deviation {prior.sd:g}"
