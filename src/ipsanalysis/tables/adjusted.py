"""Which adjusted estimate stands for a comparison when there are several, in every place."""

from collections.abc import Iterable

from ipsanalysis.tables.labels import in_sentence
from ipsanalysis.tables.results import Result

PREFERRED = (
    "standardisation",
    "two-part gamma",
    "two-part model",
    "two-part log-normal",
    "tweedie",
)


def rank(method: str) -> int:
    """Return the place of a method among adjusted ones: 0 is chosen first, unknown ones last."""
    name = method.lower()
    places = (place for place, start in enumerate(PREFERRED) if name.startswith(start))
    return next(places, len(PREFERRED))


def chosen(rows: Iterable[Result]) -> Result | None:
    """Return the adjusted estimate, not stratified, whose method comes first; None without one."""
    found = [
        row
        for row in rows
        if row.covariates and not row.covariates.startswith("strata:") and row.estimated
    ]
    return min(found, key=lambda row: rank(row.method), default=None)


def method_name(method: str) -> str:
    """Return an adjusting method in few words; empty for one that is not among several."""
    if rank(method) == len(PREFERRED):
        return ""
    name = method.partition(" (")[0].partition(",")[0]
    return name if name.startswith("Tweedie") else in_sentence(name)
