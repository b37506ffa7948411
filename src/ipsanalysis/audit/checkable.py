"""Which printed quantities of an item counts can speak to, and why not the others."""

from ipsanalysis.audit.constraints import Constraint
from ipsanalysis.audit.finding import Finding, Quantity, finding
from ipsanalysis.audit.item import Item

NO_INTERVAL = ("chi_squared", "number_needed_to_treat")


def comparisons(item: Item) -> list[Constraint]:
    """Return which of effect, interval and p-value an item prints."""
    printed: list[Constraint] = []
    if item.effect is not None:
        printed.append("effect")
    if item.low is not None and item.high is not None:
        printed.append("interval")
    if item.p is not None:
        printed.append("p")
    return printed


def reason_against(item: Item, quantity: Quantity) -> str:
    """Say why counts cannot speak to an effect, interval or p-value; empty when they can."""
    if item.adjustment == "adjusted":
        return "it is adjusted: that takes the covariates of each person, which are not printed."
    if item.adjustment == "pooled":
        return "it is pooled over trials: that takes the counts of each trial."
    if quantity == "p" and item.test == "other":
        return "the test named is none that 2 x 2 counts give."
    if quantity in ("effect", "interval") and item.effect_kind == "other":
        return "no 2 x 2 counts give an effect of this kind."
    if quantity == "interval" and item.effect_kind in NO_INTERVAL:
        return "no interval of this kind of effect is tried."
    return ""


def crude(item: Item) -> list[Constraint]:
    """Return which of effect, interval and p-value counts can speak to."""
    return [name for name in comparisons(item) if not reason_against(item, name)]


def not_checkable(item: Item) -> list[Finding]:
    """Return the findings on effect, interval and p-value that counts cannot speak to."""
    return [
        finding(item, name, "not_checkable", explanation=reason)
        for name in comparisons(item)
        if (reason := reason_against(item, name))
    ]


def if_adjusted(item: Item) -> str:
    """Return what is to be said of a crude comparison that fails where nothing says it is crude."""
    if item.adjustment == "not_stated":
        return " Taken as crude, for nothing says whether it is adjusted."
    return ""
